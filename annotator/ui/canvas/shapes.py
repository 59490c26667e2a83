"""The arcs that are to be seen as lines of points: what is painted is what is hit. Numbers only.

X in px from the text's left, y in px from the page's top.
"""

from collections.abc import Container, Iterable, Sequence

from msgspec import Struct

from annotator.core.relations import Relation
from annotator.ui.canvas.arcs import Point, Port, Routes, gutter_lane
from annotator.ui.canvas.decor import LineBox, routes_of
from annotator.ui.canvas.page import Page
from annotator.ui.canvas.passing import MOST_PASSING, Passing, stretch_of
from annotator.ui.state import Arcs, View

_BEYOND = 60.0


class Tag(Struct, frozen=True):
    """A relation's label; `y` is its middle."""

    text: str
    x: float
    y: float
    relations: tuple[int, ...]


class Shape(Struct, frozen=True):
    """One relation; the last point is the arrow's tip, unless the child is out of sight."""

    relation: Relation
    points: tuple[Point, ...]
    has_arrow: bool

    @property
    def extent(self) -> tuple[float, float]:
        """Highest and lowest y."""
        ys = [y for _, y in self.points]
        return min(ys), max(ys)


class Shapes(Struct, frozen=True):
    """Everything of arcs that is to be seen."""

    shapes: tuple[Shape, ...] = ()
    tags: tuple[Tag, ...] = ()
    is_full: bool = False
    """Whether more relations pass over than are drawn."""

    @property
    def bounds(self) -> tuple[float, float]:
        """Top and bottom y; (0, 0) when empty."""
        ys = [y for shape in self.shapes for _, y in shape.points]
        return (min(ys), max(ys)) if ys else (0.0, 0.0)

    def band_of(self, spans: Container[int]) -> tuple[float, float]:
        """Top and bottom y of what touches one of these spans; (0, 0) when nothing does."""
        touching = [s for s in self.shapes if s.relation.head in spans or s.relation.child in spans]
        return Shapes(tuple(touching)).bounds

    def changed_band(self, other: "Shapes") -> tuple[float, float]:
        """Top and bottom y of all that differs; (0, 0) when nothing does."""
        mine = {shape.relation.id: shape for shape in self.shapes}
        its = {shape.relation.id: shape for shape in other.shapes}
        ys: list[float] = []
        for relation in mine.keys() | its.keys():
            a, b = mine.get(relation), its.get(relation)
            if a is None or b is None or a.points != b.points or a.relation != b.relation:
                ys += [y for shape in (a, b) if shape is not None for y in shape.extent]
        ys += [tag.y for tag in {*self.tags}.symmetric_difference(other.tags)]
        return (min(ys), max(ys)) if ys else (0.0, 0.0)

    def between(self, top: float, bottom: float) -> "Shapes":
        """Those that reach into the heights between two y."""
        shapes = []
        for shape in self.shapes:
            low, high = shape.extent
            if high >= top and low <= bottom:
                shapes.append(shape)
        return Shapes(tuple(shapes), tuple(t for t in self.tags if top <= t.y <= bottom))


class _Exit(Struct, frozen=True):
    """A port with its places on the page."""

    port: Port
    track_y: float
    text_top: float


class Gutter:
    """Which lane the relations of a head take; a head keeps its lane while any of them is to be seen."""

    def __init__(self) -> None:
        self._lanes: dict[int, int] = {}

    def settle(self, heads: Iterable[int]) -> None:
        """Give lanes to these heads only."""
        wanted = list(dict.fromkeys(heads))
        kept = {head: self._lanes[head] for head in wanted if head in self._lanes}
        taken = set(kept.values())
        free = 0
        for head in wanted:
            if head not in kept:
                while free in taken:
                    free += 1
                kept[head] = free
                taken.add(free)
        self._lanes = kept

    def lane(self, head: int) -> int:
        """The lane of a head."""
        return self._lanes.get(head, 0)


def drawn_relations(page: Page, view: View) -> list[Relation] | None:
    """The relations to draw, or None for all that are to be seen."""
    document = page.document
    if page.arcs is Arcs.ALL:
        return None
    if page.arcs is Arcs.NONE:
        return []
    found: dict[int, Relation] = {}
    spans = [span for span in (view.span, view.head) if span is not None]
    seen = view.relation_in_sight
    focused = document.find_relation(seen) if seen is not None else None
    if focused is not None and focused.live:
        spans.append(focused.head)
    for span in spans:
        found.update((relation.id, relation) for relation in document.relations_of(span))
    return list(found.values())


def shapes_of(page: Page, view: View, gutter: Gutter, passing: Passing | None = None) -> Shapes:
    """Route what is to be seen; `passing` knows the relations whose ends are both out of sight."""
    drawn = drawn_relations(page, view)
    if drawn is not None and not drawn:
        return Shapes()
    made: list[Shape] = []
    tags: list[Tag] = []
    exits: dict[int, _Exit] = {}
    crossing: dict[int, Relation] = {}
    lines = list(_visible_lines(page))
    for top, line in lines:
        routes = _routes(line, drawn, page)
        if routes is not None:
            _inline(page, top, line, routes, made, tags)
            _exits(page, top, line, routes, exits, crossing, tags)
    over = _passing_over(page, lines, drawn, passing)
    crossing.update((relation.id, relation) for relation in over)
    gutter.settle(relation.head for relation in crossing.values())
    first = page.block_at(page.scroll)
    made += [_crossing_shape(page, r, exits, gutter, first) for r in crossing.values()]
    return Shapes(tuple(made), tuple(tags), len(over) == MOST_PASSING)


def _passing_over(
    page: Page,
    lines: Sequence[tuple[int, LineBox]],
    drawn: list[Relation] | None,
    passing: Passing | None,
) -> list[Relation]:
    """The relations that lead from above the viewport to below it."""
    if not lines:
        return []
    start, end = lines[0][1].start, lines[-1][1].end
    if drawn is None:
        return passing.over(start, end) if passing is not None else []
    stretches = ((relation, stretch_of(page.document, relation)) for relation in drawn)
    return [r for r, found in stretches if found and found[0] < start and found[1] >= end]


def _visible_lines(page: Page) -> Iterable[tuple[int, LineBox]]:
    low, high = page.scroll, page.scroll + page.viewport_height
    for top, laid in page.visible():
        for line in laid.lines:
            if top + line.bottom >= low and top + line.top <= high:
                yield top, line


def _routes(line: LineBox, drawn: list[Relation] | None, page: Page) -> Routes | None:
    if drawn is None:
        return line.routes
    anchors = line.anchors
    here = [r for r in drawn if r.head in anchors or r.child in anchors]
    return routes_of(line, here, page.metrics) if here else None


def _inline(
    page: Page, top: int, line: LineBox, routes: Routes, made: list[Shape], tags: list[Tag]
) -> None:
    text_top = top + line.text_top - 1.0
    for arc in routes.inline:
        y = top + line.track_y(arc.track, page.metrics)
        points = (
            (arc.x_head, text_top),
            (arc.x_head, y),
            (arc.x_child, y),
            (arc.x_child, text_top),
        )
        made.append(Shape(arc.relation, points, has_arrow=True))
        tags.append(Tag(arc.relation.label, arc.label_x, y, (arc.relation.id,)))


def _exits(
    page: Page,
    top: int,
    line: LineBox,
    routes: Routes,
    exits: dict[int, _Exit],
    crossing: dict[int, Relation],
    tags: list[Tag],
) -> None:
    for port in routes.ports:
        y = top + line.track_y(port.track, page.metrics)
        exits[port.span] = _Exit(port, y, top + line.text_top - 1.0)
        crossing.update((relation.id, relation) for relation in port.relations)
        tags.append(Tag(port.label, port.label_x, y, tuple(r.id for r in port.relations)))


def _crossing_shape(
    page: Page, relation: Relation, exits: dict[int, _Exit], gutter: Gutter, first: int
) -> Shape:
    x = -gutter_lane(gutter.lane(relation.head), page.metrics.left, page.metrics.label_height)
    head, child = exits.get(relation.head), exits.get(relation.child)
    points: list[Point] = []
    if head is not None:
        points += [(head.port.x, head.text_top), (head.port.x, head.track_y), (x, head.track_y)]
    else:
        points.append((x, _out_of_sight(page, relation.head, first)))
    if child is not None:
        points += [(x, child.track_y), (child.port.x, child.track_y)]
        points.append((child.port.x, child.text_top))
    else:
        points.append((x, _out_of_sight(page, relation.child, first)))
    return Shape(relation, tuple(points), has_arrow=child is not None)


def _out_of_sight(page: Page, span_id: int, first: int) -> float:
    span = page.document.find_span(span_id)
    offset = span.start if span is not None else 0
    index = page.block_of(offset)
    above = index < first
    if index == first:
        top, laid, number = page.line_of(offset)
        above = top + laid.lines[number].bottom <= page.scroll + page.viewport_height / 2
    return page.scroll - _BEYOND if above else page.scroll + page.viewport_height + _BEYOND
