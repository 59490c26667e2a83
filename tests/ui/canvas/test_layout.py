import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from annotator.ui.canvas.display import displayed
from annotator.ui.canvas.hit import character_at, offset_at
from annotator.ui.canvas.page import Page
from tests.ui.canvas.samples import TEXTS, document_of, page_of

WIDTHLESS = "\u200b\u2060\ufeff\u200c\u200d\u2028"


def graphemes(page: Page) -> list[tuple[int, int]]:
    found = []
    for index in range(page.last_block() + 1):
        layout = page.laid(index).layout
        offset = layout.start
        while offset < layout.end:
            following = layout.next_boundary(offset)
            found.append((offset, following))
            offset = following
    return found


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_painted_place_of_any_character_gives_it_back(qapp: QApplication, name: str) -> None:
    page = page_of(document_of(TEXTS[name]))
    checked = 0
    for start, end in graphemes(page):
        top, laid, number = page.line_of(start)
        boxes = laid.layout.boxes(start, end, number)
        hangs = start >= laid.layout.shown_end(number)
        if hangs or len(boxes) != 1 or boxes[0][1] - boxes[0][0] < 1.0:
            continue
        line = laid.lines[number]
        x = (boxes[0][0] + boxes[0][1]) / 2
        if x > page.metrics.column:
            continue
        y = top + (line.text_top + line.text_bottom) / 2
        assert character_at(page, x, y) == start
        checked += 1
    assert checked >= 0.9 * len([g for g in graphemes(page) if TEXTS[name][slice(*g)].strip()])


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_caret_never_stands_within_a_grapheme(qapp: QApplication, name: str) -> None:
    page = page_of(document_of(TEXTS[name]))
    boundaries = {0} | {edge for pair in graphemes(page) for edge in pair}
    for top, laid in list(page.visible()):
        for line in laid.lines:
            for x in range(0, 640, 3):
                y = top + (line.text_top + line.text_bottom) / 2
                offset = offset_at(page, x, y)
                assert offset in boundaries or offset == laid.layout.start
                assert line.start <= offset <= line.end


@given(
    st.text(alphabet=st.sampled_from("ab ש中é\u0301😀👍🏽\u200d\ufeff\t\x00\u2028"), max_size=30)
)
def test_every_offset_lies_on_exactly_one_line(qapp: QApplication, text: str) -> None:
    page = page_of(document_of(text), width=200)
    for offset in range(len(text)):
        _, laid, number = page.line_of(offset)
        line = laid.lines[number]
        assert line.start <= offset < line.end


def test_a_right_to_left_span_keeps_its_first_letter(qapp: QApplication) -> None:
    text = "abc שלום def"
    page = page_of(document_of(text))
    layout = page.laid(0).layout
    whole = layout.boxes(4, 8, 0)
    letters = [layout.boxes(i, i + 1, 0)[0] for i in range(4, 8)]
    assert len(whole) == 1
    assert whole[0][0] == pytest.approx(min(left for left, _ in letters), abs=0.6)
    assert whole[0][1] == pytest.approx(max(right for _, right in letters), abs=0.6)
    assert letters[0][0] > letters[3][0]


def test_a_span_over_both_directions_may_need_two_boxes(qapp: QApplication) -> None:
    text = "abc שלום def"
    boxes = page_of(document_of(text)).laid(0).layout.boxes(2, 6, 0)
    assert len(boxes) == 2


def test_a_right_to_left_paragraph_stands_at_the_right(qapp: QApplication) -> None:
    page = page_of(document_of("שלום"))
    left, right = page.laid(0).layout.text_width(0)
    assert right == pytest.approx(page.metrics.column, abs=2)
    assert left > page.metrics.column / 2


def test_a_long_word_is_broken_to_fit(qapp: QApplication) -> None:
    page = page_of(document_of("x" * 900))
    laid = page.laid(0)
    assert len(laid.lines) > 5
    assert all(
        laid.layout.text_width(i)[1] <= page.metrics.column + 1 for i in range(len(laid.lines))
    )


def test_no_character_is_dropped_for_display(qapp: QApplication) -> None:
    for text in TEXTS.values():
        page = page_of(document_of(text))
        ends = [page.laid(i).layout.end for i in range(page.last_block() + 1)]
        assert ends[-1] <= len(text)
        assert len(displayed(text)) == len(text)


def test_a_tab_between_directions_belongs_to_the_selection(qapp: QApplication) -> None:
    text = "שלום bell\ttab"
    for sample in (text, "abc " + text):
        page = page_of(document_of(sample))
        layout = page.laid(0).layout
        place = sample.index("\t")
        ((left, right),) = layout.boxes(place, place + 1, 0)
        assert right - left > 2
        top = page.top(0) + page.laid(0).lines[0].baseline - 3
        assert character_at(page, (left + right) / 2, top) == place
