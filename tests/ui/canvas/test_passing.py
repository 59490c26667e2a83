import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.operations import Operation, SpanChanged, applied
from annotator.core.schema import Schema
from annotator.core.spans import State
from annotator.ui.canvas import passing
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.passing import Passing, stretch_of
from annotator.ui.state import Arcs, SpanFocus, ViewState
from tests.ui.canvas.samples import crowded, document_of

TEXT = "some words in a row " * 60


def built(document: Document) -> Passing:
    index = Passing(document)
    while index.collect(7):
        pass
    return index


def by_looking(document: Document, start: int, end: int) -> set[int]:
    found = set()
    for relation in document.relations():
        stretch = stretch_of(document, relation)
        if stretch is not None and stretch[0] < start and stretch[1] >= end:
            found.add(relation.id)
    return found


def ids(index: Passing, start: int, end: int) -> set[int]:
    return {relation.id for relation in index.over(start, end)}


@given(st.integers(0, 1100), st.integers(1, 300), st.integers(0, 5))
def test_what_passes_over_a_range_is_found(start: int, length: int, seed: int) -> None:
    document = crowded(TEXT, 40, seed)
    assert ids(built(document), start, start + length) == by_looking(
        document, start, start + length
    )


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3)), max_size=12), st.integers(0, 30))
def test_the_index_follows_edits_whenever_it_is_built(
    steps: list[tuple[int, int]], collected: int
) -> None:
    document = crowded(TEXT, 30)
    index = Passing(document)
    if collected:
        index.collect(collected)
    for span_id, kind in steps:
        operations = _edit(document, span_id, kind)
        for operation in operations:
            document = applied(document, operation)
        index.change(document, operations)
    while index.collect(5):
        pass
    for start in range(0, len(TEXT), 90):
        assert ids(index, start, start + 60) == by_looking(document, start, start + 60)


def _edit(document: Document, span_id: int, kind: int) -> tuple[Operation, ...]:
    span = document.find_span(span_id)
    relation = next((r for r in document.relations_of(span_id)), None)
    if span is None:
        return ()
    if kind == 0:
        return tuple(edits.removed(document, span_id))
    if kind == 1 and relation is not None:
        return tuple(edits.relation_removed(document, relation.id))
    if kind == 2 and span.state is not State.REJECTED:
        moved = replace(span, start=max(span.start - 150, 0))
        return (SpanChanged(1, span, moved),)
    return ()


def test_of_too_many_the_shortest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "MOST_PASSING", 3)
    spans = [(i * 10, i * 10 + 4, "ORG") for i in range(100)]
    document = document_of(TEXT, spans, [(10 - i, 60 + i) for i in range(10)])
    assert ids(built(document), 300, 400) == {1, 2, 3}


def _long(count: int = 1) -> Document:
    lines = [f"Paragraph {i} with some words in it" for i in range(200)]
    text = "\n".join(lines)
    far = text.index("Paragraph 190")
    spans = [(i * 10, i * 10 + 4, "ORG") for i in range(count)]
    spans += [(far + i * 10, far + i * 10 + 4, "ORG") for i in range(count)]
    return document_of(text, spans, [(i, count + i) for i in range(1, count + 1)])


def _wait(canvas: Canvas) -> None:
    while not canvas.is_measured:
        QApplication.processEvents()


@pytest.mark.parametrize("focused", [False, True])
def test_a_relation_with_both_ends_out_of_sight_runs_through_the_gutter(
    canvas: Canvas, state: ViewState, schema: Schema, focused: bool
) -> None:
    canvas.show_document(_long(), schema)
    arcs = Arcs.FOCUSED if focused else Arcs.ALL
    state.show(replace(state.view, arcs=arcs, focus=SpanFocus(1) if focused else None))
    bar = canvas.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    _wait(canvas)
    (shape,) = canvas.shapes().shapes
    page = canvas.page
    assert all(x < 0 for x, _ in shape.points)
    assert shape.extent[0] < page.scroll
    assert shape.extent[1] > page.scroll + page.viewport_height


def test_an_arc_keeps_its_lane_from_head_to_child(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(_long(4), schema)
    state.show(replace(state.view, arcs=Arcs.ALL))
    _wait(canvas)
    seen: dict[int, set[float]] = {}
    while canvas.page.scroll < canvas.page.most_scroll:
        for shape in canvas.shapes().shapes:
            seen.setdefault(shape.relation.id, set()).add(min(x for x, _ in shape.points))
        canvas.scroll_by(60)
    assert len(seen) == 4
    assert all(len(lanes) == 1 for lanes in seen.values())


def test_scrolling_shows_what_a_fresh_paint_would(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(_long(5), schema)
    state.show(replace(state.view, arcs=Arcs.ALL))
    _wait(canvas)
    for _ in range(12):
        canvas.scroll_by(90)
        QApplication.processEvents()
    window = canvas.window().windowHandle()
    scrolled = canvas.screen().grabWindow(window.winId()).toImage() if window else None
    canvas.viewport().update()
    QApplication.processEvents()
    if scrolled is None or scrolled.isNull():
        pytest.skip("the platform shows no window")
    fresh = canvas.screen().grabWindow(window.winId()).toImage() if window else None
    assert fresh == scrolled
