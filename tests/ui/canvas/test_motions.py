from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.canvas.motions import Motion, Motions
from annotator.ui.canvas.page import Page
from tests.ui.canvas.samples import TEXTS, document_of, page_of

TEXT = "Japan sent Aiko Tanaka.\nShe met ministers in Osaka."


@pytest.fixture
def page(qapp: QApplication) -> Page:
    return page_of(document_of(TEXT))


def test_left_and_right_go_by_token(page: Page) -> None:
    motions = Motions(page)
    assert motions.moved(0, Motion.RIGHT, by_characters=False) == 6
    assert motions.moved(6, Motion.RIGHT, by_characters=False) == 11
    assert motions.moved(11, Motion.LEFT, by_characters=False) == 6
    assert motions.moved(0, Motion.LEFT, by_characters=False) == 0
    assert motions.moved(len(TEXT) - 1, Motion.RIGHT, by_characters=False) == len(TEXT)


def test_a_selection_grows_to_the_end_of_the_token_and_shrinks_by_whole_ones(page: Page) -> None:
    motions = Motions(page)
    assert motions.moved(6, Motion.RIGHT, False, anchor=6) == 10
    assert motions.moved(10, Motion.RIGHT, False, anchor=6) == 15
    assert motions.moved(15, Motion.LEFT, False, anchor=6) == 10
    assert motions.moved(10, Motion.LEFT, False, anchor=6) == 6
    assert motions.moved(6, Motion.LEFT, False, anchor=6) == 0


def test_by_characters_each_step_is_a_grapheme(qapp: QApplication) -> None:
    text = "a👨‍👩‍👧b e\u0301x\ncd"
    motions = Motions(page_of(document_of(text)))
    stops, offset = [0], 0
    while offset < len(text):
        offset = motions.moved(offset, Motion.RIGHT, by_characters=True)
        stops.append(offset)
    assert [text[a:b] for a, b in pairwise(stops)] == [
        "a", "👨‍👩‍👧", "b", " ", "e\u0301", "x", "\n", "c", "d",
    ]  # fmt: skip
    back = [offset]
    while offset > 0:
        offset = motions.moved(offset, Motion.LEFT, by_characters=True)
        back.append(offset)
    assert back == stops[::-1]


def test_in_a_right_to_left_paragraph_left_goes_on(qapp: QApplication) -> None:
    motions = Motions(page_of(document_of("שלום עולם טוב")))
    assert motions.moved(0, Motion.LEFT, by_characters=False) == 5
    assert motions.moved(5, Motion.RIGHT, by_characters=False) == 0
    assert motions.moved(0, Motion.LEFT, by_characters=True) == 1


def test_down_and_up_return_to_the_same_place(qapp: QApplication) -> None:
    page = page_of(document_of(TEXTS["plain"]))
    motions = Motions(page)
    start = page.document.tokens.starts[6]
    offset = start
    for _ in range(3):
        offset = motions.moved(offset, Motion.DOWN, by_characters=False)
    assert offset > start + 100
    for _ in range(3):
        offset = motions.moved(offset, Motion.UP, by_characters=False)
    assert offset == start


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_down_always_gets_to_the_end_and_up_to_the_start(qapp: QApplication, name: str) -> None:
    text = TEXTS[name]
    page = page_of(document_of(text))
    for by_characters in (True, False):
        motions, offset = Motions(page), 0
        for _ in range(60):
            offset = motions.moved(offset, Motion.DOWN, by_characters)
        assert offset == len(text)
        for _ in range(60):
            offset = motions.moved(offset, Motion.UP, by_characters)
        assert offset == 0


def test_home_and_end_stay_on_the_line(qapp: QApplication) -> None:
    page = page_of(document_of(TEXTS["plain"]))
    motions = Motions(page)
    line = page.laid(0).lines[1]
    middle = (line.start + line.end) // 2
    assert motions.moved(middle, Motion.LINE_START, False) == line.start
    end = motions.moved(middle, Motion.LINE_END, False)
    assert line.start < end < line.end
    assert motions.moved(end, Motion.LINE_END, False) == end


def test_far_motions(page: Page) -> None:
    motions = Motions(page)
    assert motions.moved(30, Motion.DOCUMENT_START, False) == 0
    assert motions.moved(30, Motion.DOCUMENT_END, False) == len(TEXT)
    assert motions.moved(30, Motion.PARAGRAPH_UP, False) == 24
    assert motions.moved(24, Motion.PARAGRAPH_UP, False) == 0
    assert motions.moved(3, Motion.PARAGRAPH_DOWN, False) == 24
    assert motions.moved(30, Motion.SENTENCE_PREVIOUS, False) == 24
    assert motions.moved(3, Motion.SENTENCE_NEXT, False) == 24


def test_a_page_down_and_up_comes_back(qapp: QApplication) -> None:
    page = page_of(document_of("\n".join(f"Line {i} of many" for i in range(200))))
    motions = Motions(page)
    down = motions.moved(0, Motion.PAGE_DOWN, False)
    assert page.document.paragraph_index(down) > 5
    assert motions.moved(down, Motion.PAGE_UP, False) == 0
