"""What lies at a point. X in px from the text's left, y in px from the page's top; numbers only."""

from collections.abc import Callable

from msgspec import Struct

from annotator.core.document import Document
from annotator.core.spans import Span
from annotator.ui.canvas.arcs import Point, distance
from annotator.ui.canvas.page import Laid, Page
from annotator.ui.canvas.shapes import Shapes
from annotator.ui.state import View

_ARC_REACH = 6.0
_EDGE_REACH = 5.0


class SpanPlace(Struct, frozen=True):
    """On a span, by id."""

    span: int


class RelationPlace(Struct, frozen=True):
    """On a relation, by id."""

    relation: int


class SelectionPlace(Struct, frozen=True):
    """Within the selected range."""

    start: int
    end: int


class OffsetPlace(Struct, frozen=True):
    """Anywhere else: the nearest caret position."""

    offset: int


Place = SpanPlace | RelationPlace | SelectionPlace | OffsetPlace


def place_of_focus(view: View) -> Place:
    """What a menu asked for by key is about."""
    if view.span is not None:
        return SpanPlace(view.span)
    if view.relation is not None:
        return RelationPlace(view.relation)
    return SelectionPlace(*view.selection) if view.selection else OffsetPlace(view.caret)


def spans_in_focus(document: Document, view: View) -> tuple[int, ...]:
    """The focused span, or both ends of the focused relation."""
    if view.span is not None:
        return (view.span,)
    seen = view.relation_in_sight
    found = document.find_relation(seen) if seen is not None else None
    return (found.head, found.child) if found is not None else ()


def range_of_focus(document: Document, view: View) -> tuple[int, int]:
    """The focused span, else the selection, else the caret."""
    span = document.find_span(view.span) if view.span is not None else None
    if span is not None:
        return span.start, span.end
    return view.selection or (view.caret, view.caret)


def line_at(page: Page, y: float) -> tuple[int, Laid, int]:
    """Y of the block, the block, and its line at a height; the nearest one beyond the ends."""
    index = page.block_at(max(y, 0.0))
    laid = page.laid(index)
    top = page.top(index)
    if y >= top + laid.height and index < page.last_block():
        # An estimate has just become a height: look again with what is known now.
        index = page.block_at(y)
        laid, top = page.laid(index), page.top(index)
    return top, laid, laid.line_at(y - top)


def offset_at(page: Page, x: float, y: float) -> int:
    """The caret position nearest to a point."""
    _, laid, number = line_at(page, y)
    return laid.layout.offset_at(number, x)


def character_at(page: Page, x: float, y: float) -> int | None:
    """The offset of the grapheme whose glyphs lie at the point, or None."""
    top, laid, number = line_at(page, y)
    line = laid.lines[number]
    if not top + line.text_top - 1 <= y <= top + line.text_bottom + 1:
        return None
    return laid.layout.character_at(number, x)


def spans_at(page: Page, x: float, y: float) -> list[Span]:
    """The spans at a point, innermost first; a label counts as its span."""
    top, laid, number = line_at(page, y)
    line, metrics = laid.lines[number], page.metrics
    if top + line.text_top - 1 <= y <= top + line.text_bottom:
        held = [
            f.span
            for f in line.fragments
            if any(left - 1.5 <= x <= right + 1.5 for left, right in f.boxes)
        ]
        return sorted(held, key=lambda span: (span.end - span.start, -span.start, span.id))
    for fragment in line.fragments:
        lane_top = top + line.lane_top(fragment.lane, metrics)
        right = fragment.label_x + metrics.width_of(fragment.label)
        if lane_top <= y < lane_top + metrics.lane and fragment.label_x - 3 <= x <= right + 3:
            return [fragment.span]
    return []


def relation_at(
    shapes: Shapes, x: float, y: float, label_height: float, width_of: Callable[[str], float]
) -> int | None:
    """The relation whose label or arc lies within a few px of the point."""
    for tag in shapes.tags:
        inside = tag.x - 3 <= x <= tag.x + width_of(tag.text) + 3
        if inside and abs(y - tag.y) <= label_height / 2 + 2:
            return tag.relations[0]
    nearest, found = _ARC_REACH, None
    for shape in shapes.shapes:
        away = distance((x, y), shape.points)
        if away < nearest:
            nearest, found = away, shape.relation.id
    return found


def edge_at(page: Page, span: Span, x: float, y: float) -> str | None:
    """`start` or `end` when the point is on an edge of the span, else None."""
    for name in ("start", "end"):
        edge = edge_of(page, span, name)
        near = abs(edge[0] - x) <= _EDGE_REACH and edge[1] <= y <= edge[2]
        if near:
            outward = x - edge[0] if name == "end" else edge[0] - x
            if outward >= -2 or span.end - span.start > 3:
                return name
    return None


def edge_of(page: Page, span: Span, name: str) -> tuple[float, int, int]:
    """X, top and bottom of an edge: where the span's first or last character lies."""
    character = span.start if name == "start" else span.end - 1
    top, laid, number = page.line_of(character)
    line, layout = laid.lines[number], laid.layout
    boxes = layout.boxes(character, character + 1, number)
    at_left = (name == "start") is not layout.right_to_left
    if layout.is_bidi and boxes:
        x = boxes[0][0] if at_left else boxes[-1][1]
    else:
        x = layout.x_of(span.start if name == "start" else span.end, number)
    return x, top + line.text_top, top + line.text_bottom


def middle_top(page: Page, span: Span) -> Point:
    """Where an arc would leave the span: the middle of its first line's top."""
    left, top, right, _ = page.bounds(span.start, span.end)
    return (left + right) / 2, float(top)
