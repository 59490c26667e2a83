import pytest
from PySide6.QtWidgets import QApplication

from annotator.core.document import Document
from annotator.ui.canvas.arcs import distance, gutter_lane
from annotator.ui.canvas.page import Page
from annotator.ui.canvas.shapes import Gutter, Shapes, shapes_of
from annotator.ui.state import Arcs, RelationFocus, SpanFocus, View
from tests.ui.canvas.samples import SCRIPTS, TEXTS, crowded, document_of, page_of

Box = tuple[float, float, float, float]


def all_shapes(page: Page, view: View | None = None) -> Shapes:
    return shapes_of(page, view or View(arcs=Arcs.ALL), Gutter())


def shown_all(document: Document, zoom: int = 100) -> Page:
    page = page_of(document, zoom=zoom)
    page.set_arcs(Arcs.ALL)
    page.settle()
    return page


def text_boxes(page: Page) -> list[Box]:
    """Where glyphs and labels of spans stand."""
    found: list[Box] = []
    for top, laid in page.visible():
        for number, line in enumerate(laid.lines):
            left, right = laid.layout.text_width(number)
            found.append((left, top + line.text_top, right, top + line.text_bottom))
            for f in line.fragments:
                y = top + line.lane_top(f.lane, page.metrics)
                width = page.metrics.width_of(f.label)
                found.append((f.label_x, y, f.label_x + width, y + page.metrics.lane))
    return found


def crosses(a: tuple[float, float], b: tuple[float, float], box: Box) -> bool:
    """Whether a level or upright piece runs through the inside of a box."""
    left, right = min(a[0], b[0]), max(a[0], b[0])
    top, bottom = min(a[1], b[1]), max(a[1], b[1])
    inside_x = left < box[2] - 0.01 and right > box[0] + 0.01
    inside_y = top < box[3] - 0.01 and bottom > box[1] + 0.01
    return inside_x and inside_y


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("zoom", [100, 220])
def test_arcs_never_cross_text(qapp: QApplication, name: str, seed: int, zoom: int) -> None:
    page = shown_all(crowded(TEXTS[name], 30, seed), zoom)
    boxes = text_boxes(page)
    shapes = all_shapes(page).shapes
    assert shapes
    for shape in shapes:
        for a, b in zip(shape.points, shape.points[1:], strict=False):
            assert a[0] == b[0] or a[1] == b[1]
            assert not any(crosses(a, b, box) for box in boxes), shape


@pytest.mark.parametrize("name", SCRIPTS)
def test_labels_of_arcs_never_cover_text(qapp: QApplication, name: str) -> None:
    page = shown_all(crowded(TEXTS[name], 20))
    half = page.metrics.label_height / 2
    for tag in all_shapes(page).tags:
        width = page.metrics.width_of(tag.text)
        top, bottom = (tag.x, tag.y - half), (tag.x + width, tag.y + half)
        assert not any(crosses(top, bottom, box) for box in text_boxes(page))


def test_the_arrow_ends_on_the_child(qapp: QApplication) -> None:
    document = document_of(
        "Japan met Tanaka in Osaka", [(0, 5, "GPE"), (10, 16, "PERSON")], [(2, 1)]
    )
    page = shown_all(document)
    (shape,) = all_shapes(page).shapes
    left, top, right, _ = page.bounds(0, 5)
    tip = shape.points[-1]
    assert left < tip[0] < right
    assert tip[1] == pytest.approx(top - 1)
    assert shape.has_arrow


def test_an_arc_over_lines_runs_in_the_gutter(qapp: QApplication) -> None:
    text = TEXTS["plain"]
    page = shown_all(document_of(text, [(0, 5, "GPE"), (200, 206, "PERSON")], [(1, 2)]))
    (shape,) = all_shapes(page).shapes
    assert len(shape.points) == 6
    assert shape.points[2][0] == shape.points[3][0] < 0
    assert len(all_shapes(page).tags) == 2


def test_an_arc_to_a_place_out_of_sight_leaves_the_viewport(qapp: QApplication) -> None:
    text = TEXTS["plain"] * 20
    far = len(text) - 60
    page = shown_all(document_of(text, [(0, 5, "GPE"), (far, far + 5, "GPE")], [(1, 2), (2, 1)]))
    for shape in all_shapes(page).shapes:
        ys = [y for _, y in shape.points]
        assert max(ys) > page.scroll + page.viewport_height
    page.scroll = page.most_scroll
    page.settle()
    for shape in all_shapes(page).shapes:
        assert min(y for _, y in shape.points) < page.scroll


def test_only_the_arcs_of_the_focus_are_drawn_by_default(qapp: QApplication) -> None:
    document = document_of(
        "Japan met Tanaka in Osaka",
        [(0, 5, "GPE"), (10, 16, "PERSON"), (20, 25, "GPE")],
        [(1, 2), (3, 2)],
    )
    page = page_of(document)
    assert not all_shapes(page, View()).shapes
    of_first = all_shapes(page, View(focus=SpanFocus(1)))
    assert [s.relation.id for s in of_first.shapes] == [1]
    of_child = all_shapes(page, View(focus=SpanFocus(2)))
    assert {s.relation.id for s in of_child.shapes} == {1, 2}
    by_relation = all_shapes(page, View(focus=RelationFocus(2)))
    assert {s.relation.id for s in by_relation.shapes} == {2}


def test_two_hundred_relations_of_a_span_share_its_line(qapp: QApplication) -> None:
    text = " ".join(f"w{i}" for i in range(400))
    starts = [0]
    for word in text.split()[:-1]:
        starts.append(starts[-1] + len(word) + 1)
    spans = [(s, s + 2, "ORG") for s in starts[:250]]
    page = shown_all(document_of(text, spans, [(1, i) for i in range(2, 202)]))
    assert page.laid(0).lines[-1].bottom < 40 * page.metrics.pitch * 6
    assert len(all_shapes(page).shapes) > 10


def test_a_head_keeps_its_lane_in_the_gutter_while_it_is_to_be_seen() -> None:
    gutter = Gutter()
    gutter.settle([5, 7, 9])
    lanes = [gutter.lane(head) for head in (5, 7, 9)]
    assert len(set(lanes)) == 3
    gutter.settle([9, 11, 5])
    assert gutter.lane(9) == lanes[2]
    assert gutter.lane(5) == lanes[0]
    assert gutter.lane(11) == lanes[1]


def test_gutter_lanes_stay_within_the_room() -> None:
    assert all(gutter_lane(i, 60, 7) < 60 for i in range(100))


def test_the_distance_to_a_path_is_that_to_its_nearest_piece() -> None:
    path = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]
    assert distance((5.0, 3.0), path) == 3
    assert distance((14.0, 5.0), path) == 4
    assert distance((13.0, 14.0), path) == 5


@pytest.mark.parametrize("zoom", [50, 80, 100, 130, 200, 300])
def test_lanes_lie_left_of_all_that_belongs_to_the_text(qapp: QApplication, zoom: int) -> None:
    metrics = page_of(document_of("word"), zoom=zoom).metrics
    nearest = gutter_lane(0, metrics.left, metrics.label_height)
    assert metrics.left - nearest < metrics.lanes_end
