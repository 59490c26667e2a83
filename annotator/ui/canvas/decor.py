"""What stands on the lines of a block: fragments of spans in lanes, room for arcs, and so the height of each line."""

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.ui import lanes
from annotator.ui.canvas.arcs import Room, Routes, routed
from annotator.ui.canvas.layout import BlockLayout, Box
from annotator.ui.canvas.metrics import Metrics
from annotator.ui.lanes import Extent
from annotator.ui.state import Arcs


class Fragment(Struct, frozen=True):
    """The part of a span that stands on one line; x in px from the text's left. The label stands in its lane."""

    span: Span
    boxes: tuple[Box, ...]
    opens: bool
    closes: bool
    label: str
    label_x: float
    lane: int
    depth: int
    overlaps: bool

    @property
    def extent(self) -> Extent:
        """Leftmost and rightmost px of its glyphs."""
        return self.boxes[0][0], self.boxes[-1][1]


class LineBox(Struct):
    """One line; y in px from the block's top."""

    start: int
    end: int
    top: int
    text_top: int
    baseline: int
    text_bottom: int
    bottom: int
    lanes: int = 0
    fragments: tuple[Fragment, ...] = ()
    routes: Routes | None = None
    anchors: dict[int, Extent] = field(default_factory=dict)

    def track_y(self, track: int, metrics: Metrics) -> float:
        """The height of a row of arcs; rows beyond the room there is share the topmost."""
        y = self.text_top - track_offset(metrics) - track * metrics.track
        return max(y, self.top + metrics.label_height / 2 + 1)

    def lane_top(self, lane: int, metrics: Metrics) -> float:
        """The top of a row of labels."""
        return self.text_bottom + 1 + lane * metrics.lane


def track_offset(metrics: Metrics) -> float:
    """From the text's top to the lowest track: room for an arrow head and half a label."""
    return metrics.label_height / 2 + max(metrics.text_px * 0.3, 4)


def track_room(tracks: int, metrics: Metrics) -> int:
    """Height above the text for so many tracks."""
    if not tracks:
        return 0
    highest = track_offset(metrics) + (tracks - 1) * metrics.track
    return round(highest + metrics.label_height / 2 + 2)


def decorated(
    document: Document, layout: BlockLayout, next_start: int, metrics: Metrics, arcs: Arcs
) -> list[LineBox]:
    """The lines of a block from its top downwards."""
    fragments = _fragments(document, layout, metrics)
    made: list[LineBox] = []
    top = 0
    for number in range(len(layout)):
        held = fragments.get(number, ())
        anchors = {f.span.id: f.extent for f in held if f.opens}
        routes, tracks = _room_for_arcs(document, anchors, metrics, arcs)
        above = track_room(tracks, metrics)
        ascent, descent = layout.ascent(number), layout.descent(number)
        rows = 1 + max((f.lane for f in held), default=-1)
        text_top = top + above
        text_bottom = text_top + ascent + descent
        bottom = max(text_top + metrics.pitch, text_bottom + 2 + rows * metrics.lane)
        end = layout.line_end(number) if number + 1 < len(layout) else next_start
        made.append(
            LineBox(
                start=layout.starts[number],
                end=end,
                top=top,
                text_top=text_top,
                baseline=text_top + ascent,
                text_bottom=text_bottom,
                bottom=bottom,
                lanes=rows,
                fragments=held,
                routes=routes,
                anchors=anchors,
            )
        )
        top = bottom
    return made


def room_of(metrics: Metrics) -> Room:
    """What arcs may use."""
    return Room(metrics.column, metrics.label_height, metrics.width_of)


def routes_of(line: LineBox, relations: Iterable[Relation], metrics: Metrics) -> Routes:
    """The routes of some relations on a line."""
    return routed(line.anchors, relations, room_of(metrics))


def _fragments(
    document: Document, layout: BlockLayout, metrics: Metrics
) -> dict[int, tuple[Fragment, ...]]:
    spans = document.spans_between(layout.start, max(layout.end, layout.start + 1))
    if not spans:
        return {}
    by_line: dict[int, list[tuple[Span, list[Box]]]] = {}
    for span in spans:
        last = layout.line_of(min(span.end, layout.end) - 1)
        for number in range(layout.line_of(max(span.start, layout.start)), last + 1):
            boxes = layout.boxes(span.start, min(span.end, layout.shown_end(number)), number)
            if boxes:
                by_line.setdefault(number, []).append((span, boxes))
    return {number: _in_lanes(layout, number, held, metrics) for number, held in by_line.items()}


def _in_lanes(
    layout: BlockLayout, number: int, held: list[tuple[Span, list[Box]]], metrics: Metrics
) -> tuple[Fragment, ...]:
    start, end = layout.starts[number], layout.line_end(number)
    extents: list[Extent] = []
    labels: list[tuple[str, float]] = []
    spans = [span for span, _ in held]
    depths = _depths(spans)
    overlapping = [depth > 0 or holds for depth, holds in zip(depths, _holding(spans), strict=True)]
    for (span, boxes), has_bar in zip(held, overlapping, strict=True):
        label = span.label.upper() if span.start >= start else f"… {span.label.upper()}"
        width = metrics.width_of(label)
        left, right = boxes[0][0], boxes[-1][1]
        label_x = max(min(left + 1, metrics.column - width), 0.0)
        if layout.right_to_left:
            label_x = max(right - 1 - width, 0.0)
        labels.append((label, label_x))
        # A bar as wide as the span is drawn only where spans overlap.
        over = (min(left, label_x), max(right, label_x + width))
        extents.append(over if has_bar else (label_x, label_x + width))
    rows = lanes.assigned(extents, 5.0)
    return tuple(
        Fragment(
            span=span,
            boxes=tuple(boxes),
            opens=span.start >= start,
            closes=span.end <= end,
            label=label,
            label_x=label_x,
            lane=row,
            depth=depth,
            overlaps=has_bar,
        )
        for (span, boxes), (label, label_x), row, depth, has_bar in zip(
            held, labels, rows, depths, overlapping, strict=True
        )
    )


def _depths(spans: list[Span]) -> list[int]:
    """How many of the others hold each span, or begin before it and cross it; sorted spans only."""
    depths = []
    open_ends: list[int] = []
    for span in sorted_outside_in(spans):
        open_ends = [end for end in open_ends if end > span.start]
        depths.append((span.id, len(open_ends)))
        open_ends.append(span.end)
    found = dict(depths)
    return [found[span.id] for span in spans]


def _holding(spans: list[Span]) -> list[bool]:
    """Whether a later span begins within each; sorted spans only."""
    following = [span.start for span in spans[1:]]
    begins = [a.end > start for a, start in zip(spans, following, strict=False)]
    return [*begins, False] if spans else []


def sorted_outside_in(spans: Iterable[Span]) -> list[Span]:
    """Holders before what they hold."""
    return sorted(spans, key=lambda span: (span.start, -span.end, span.id))


def _room_for_arcs(
    document: Document, anchors: dict[int, Extent], metrics: Metrics, arcs: Arcs
) -> tuple[Routes | None, int]:
    """Routes and tracks: with `focused` as much room as the neediest span takes, so that focusing moves nothing."""
    if arcs is Arcs.NONE or not anchors:
        return None, 0
    by_hub: dict[int, dict[int, Relation]] = {}
    for span_id in anchors:
        for relation in document.relations_of(span_id):
            by_hub.setdefault(relation.head, {})[relation.id] = relation
            by_hub.setdefault(relation.child, {})[relation.id] = relation
    if not by_hub:
        return None, 0

    room = room_of(metrics)

    def route(relations: Iterable[Relation]) -> Routes:
        return routed(anchors, relations, room)

    if arcs is Arcs.ALL:
        everything = {i: r for held in by_hub.values() for i, r in held.items()}
        routes = route(everything.values())
        return routes, routes.tracks
    return None, _most_tracks(by_hub, route)


def _most_tracks(
    by_hub: dict[int, dict[int, Relation]], route: Callable[[Iterable[Relation]], Routes]
) -> int:
    return max(1 if len(held) == 1 else route(held.values()).tracks for held in by_hub.values())
