"""Mouse gestures as values: what a press began and what it means so far."""

from msgspec import Struct

from annotator.core.document import Document


class Pressed(Struct, frozen=True):
    """A button went down; x and y in viewport px. `grabs` is the focused span under it."""

    x: float
    y: float
    offset: int
    grabs: int | None = None


class Selecting(Struct, frozen=True):
    """A selection grows from `[start, end)`, by characters, words or sentences."""

    start: int
    end: int
    unit: str


class MovingEdge(Struct, frozen=True):
    """An edge of a span is being dragged; `start` and `end` are where it would go."""

    span: int
    edge: str
    start: int
    end: int


class Relating(Struct, frozen=True):
    """A relation is being drawn; x and y in viewport px, `child` the valid span under the mouse."""

    head: int
    x: float
    y: float
    child: int | None = None


Gesture = Pressed | Selecting | MovingEdge | Relating | None


def unit_at(document: Document, offset: int, unit: str) -> tuple[int, int]:
    """The word (token) or sentence around an offset; the empty range there by characters."""
    if unit == "sentence":
        start, end = document.tokens.sentence_at(offset)
        while end > start and document.text[end - 1 : end].isspace():
            end -= 1
        paragraph = document.paragraphs[document.paragraph_index(offset)]
        return max(start, paragraph.start), min(max(end, start), paragraph.end)
    if unit == "word":
        tokens = document.tokens.covering(offset, offset + 1)
        if tokens is not None:
            return document.tokens.starts[tokens[0]], document.tokens.ends[tokens[1]]
    return offset, offset


def selected(
    document: Document, gesture: Selecting, offset: int, hit: int | None
) -> tuple[int, int]:
    """Anchor and caret of a selection drawn to an offset; `hit` is the character under the mouse."""
    if gesture.unit == "character":
        return gesture.start, offset
    place = hit if hit is not None else offset
    start, end = unit_at(document, place, gesture.unit)
    if place < gesture.start:
        return gesture.end, min(start, gesture.start)
    return gesture.start, max(end, gesture.end)


def with_edge(
    document: Document, gesture: MovingEdge, offset: int, by_characters: bool
) -> MovingEdge:
    """The edge dragged to an offset: to the nearest token edge, never past the other edge."""
    tokens = document.tokens
    start, end = gesture.start, gesture.end
    if gesture.edge == "start":
        if not by_characters:
            offset = _nearest(offset, tokens.start_before(offset + 1), tokens.start_after(offset))
        start = min(offset, end - 1)
    else:
        if not by_characters:
            offset = _nearest(offset, tokens.end_before(offset), tokens.end_after(offset - 1))
        end = max(offset, start + 1)
    return MovingEdge(gesture.span, gesture.edge, start, end)


def _nearest(offset: int, before: int | None, after: int | None) -> int:
    found = [place for place in (before, after) if place is not None]
    return min(found, key=lambda place: abs(place - offset), default=offset)
