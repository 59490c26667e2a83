from itertools import combinations

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.canvas.decor import LineBox
from annotator.ui.canvas.page import Page
from annotator.ui.state import Arcs
from tests.ui.canvas.samples import SCRIPTS, TEXTS, crowded, document_of, page_of


def lines_of(page: Page) -> list[tuple[int, LineBox]]:
    found = []
    for index in range(page.last_block() + 1):
        laid = page.laid(index)
        found += [(page.top(index), line) for line in laid.lines]
    return found


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("zoom", [100, 220])
def test_labels_never_cover_each_other_or_text(
    qapp: QApplication, name: str, seed: int, zoom: int
) -> None:
    page = page_of(crowded(TEXTS[name], 60, seed), zoom=zoom)
    for _, line in lines_of(page):
        places = []
        for f in line.fragments:
            top = line.lane_top(f.lane, page.metrics)
            assert top >= line.text_bottom
            assert top + page.metrics.lane <= line.bottom + 1
            left, right = f.label_x, f.label_x + page.metrics.width_of(f.label)
            if f.overlaps:
                left, right = min(left, f.extent[0]), max(right, f.extent[1])
            places.append((left, right, f.lane))
        for a, b in combinations(places, 2):
            assert a[2] != b[2] or a[1] <= b[0] or b[1] <= a[0]


def test_lines_follow_each_other_without_overlap(qapp: QApplication) -> None:
    page = page_of(crowded(TEXTS["plain"], 60))
    laid = page.laid(0)
    for above, below in zip(laid.lines, laid.lines[1:], strict=False):
        assert above.bottom == below.top
        assert below.text_top >= above.bottom
        assert above.end == below.start


def test_a_span_over_two_lines_keeps_one_identity(qapp: QApplication) -> None:
    text = TEXTS["plain"]
    page = page_of(document_of(text, [(10, 160, "PERSON")]))
    parts = [f for _, line in lines_of(page) for f in line.fragments]
    assert len(parts) >= 2
    assert {part.span.id for part in parts} == {1}
    assert [part.opens for part in parts] == [True] + [False] * (len(parts) - 1)
    assert [part.closes for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[0].label == "PERSON"
    assert parts[1].label == "… PERSON"


def test_a_line_without_overlaps_is_as_high_as_one_without_spans(qapp: QApplication) -> None:
    bare = page_of(document_of("Japan sent a minister"))
    labelled = page_of(document_of("Japan sent a minister", [(0, 5, "GPE"), (13, 21, "PERSON")]))
    assert bare.laid(0).height == labelled.laid(0).height


def test_thirty_nested_spans_take_thirty_lanes(qapp: QApplication) -> None:
    text = "word " * 8
    page = page_of(document_of(text, [(0, i + 2, "ORG") for i in range(30)]))
    assert page.laid(0).lines[0].lanes == 30


def test_focusing_moves_nothing_for_room_is_kept(qapp: QApplication) -> None:
    document = document_of(
        "Japan met Tanaka in Osaka", [(0, 5, "GPE"), (10, 16, "PERSON")], [(1, 2)]
    )
    page = page_of(document)
    focused = page.laid(0).height
    page.set_arcs(Arcs.ALL)
    assert page.laid(0).height == focused
    page.set_arcs(Arcs.NONE)
    assert page.laid(0).height < focused
