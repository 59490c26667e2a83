"""Commands that move the edges of the focused span, by token or by character. No Qt."""

import unicodedata

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.operations import DocumentOperation
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.ui.commands.after import focus_again, tell
from annotator.ui.commands.alike import short
from annotator.ui.desk import Correction, Desk

_JOINTS = "-‐‑–/&'’.·"
_MAY_STAND_AT_EDGE = "%$€£¥°#+"


def right_out(desk: Desk) -> None:
    """Right edge out by a token (or character)."""
    _move(desk, 0, 1)


def right_in(desk: Desk) -> None:
    """Right edge in by a token (or character)."""
    _move(desk, 0, -1)


def left_out(desk: Desk) -> None:
    """Left edge out by a token (or character)."""
    _move(desk, -1, 0)


def left_in(desk: Desk) -> None:
    """Left edge in by a token (or character)."""
    _move(desk, 1, 0)


def move_edges(desk: Desk, span_id: int, start: int, end: int) -> None:
    """Put both edges of a span somewhere else (a drag)."""
    document = desk.document
    span = document.find_span(span_id) if document is not None else None
    if document is None or span is None or not span.live:
        return
    if not desk.view.by_characters:
        start, end = document.tokens.snapped(start, end)
    moved(desk, document, span, start, end)


def _move(desk: Desk, left: int, right: int) -> None:
    span, document = desk.span, desk.document
    if span is None or document is None:
        return
    start, end = span.start, span.end
    if left:
        start = _edge(desk, document, start, left, is_start=True)
    if right:
        end = _edge(desk, document, end, right, is_start=False)
    if start >= end:
        desk.surface.say("A span keeps at least one word. x removes it.")
        return
    moved(desk, document, span, start, end)


def _edge(desk: Desk, document: Document, offset: int, direction: int, *, is_start: bool) -> int:
    if desk.view.by_characters:
        return next_grapheme(document.text, offset, direction)
    tokens = document.tokens
    if is_start:
        step = tokens.start_after if direction > 0 else tokens.start_before
    else:
        step = tokens.end_after if direction > 0 else tokens.end_before
    found = step(offset)
    while found is not None and _is_no_edge(document, offset, found, is_start=is_start):
        found = step(found)
    if found is None or _leaves_paragraph(document, offset, found):
        return offset
    return found


def _is_no_edge(document: Document, offset: int, found: int, *, is_start: bool) -> bool:
    """A joint inside a name, or a sign at which no name begins or ends: the edge goes on to a word."""
    text = document.text
    if _is_joint(text, found if is_start else found - 1):
        return True
    sign = text[found : found + 1] if is_start else text[found - 1 : found]
    if sign.isalnum() or sign in _MAY_STAND_AT_EDGE:
        return False
    if is_start:
        return sign not in "([" or found > offset
    # A closing bracket ends a name whose opening one lies within.
    opening = {")": "(", "]": "["}.get(sign)
    line_start = document.paragraphs[document.paragraph_index(found - 1)].start
    inside = text[line_start : found - 1]
    return opening is None or inside.count(opening) <= inside.count(sign)


def _leaves_paragraph(document: Document, offset: int, found: int) -> bool:
    low, high = min(offset, found), max(offset, found)
    return document.paragraph_index(max(low, 0)) != document.paragraph_index(max(high - 1, low))


def _is_joint(text: str, offset: int) -> bool:
    """A hyphen, slash or the like between two letters or figures, where no name begins or ends."""
    if not 0 < offset < len(text) - 1 or text[offset] not in _JOINTS:
        return False
    return text[offset - 1].isalnum() and text[offset + 1].isalnum()


def next_grapheme(text: str, offset: int, direction: int) -> int:
    """The next place left (-1) or right (1) that does not split a base from its marks or a joined emoji."""
    offset += direction
    while 0 < offset < len(text) and _is_inside(text, offset):
        offset += direction
    return max(0, min(offset, len(text)))


def _is_inside(text: str, offset: int) -> bool:
    here, before = text[offset], text[offset - 1]
    if unicodedata.category(here) in ("Mn", "Me", "Mc", "Cf") and here != "\u200b":
        return True
    if before == "\u200d" or "\U0001f3fb" <= here <= "\U0001f3ff":
        return True
    if (before, here) == ("\r", "\n"):
        return True
    return _is_flag(before) and _is_flag(here) and _flags_before(text, offset) % 2 == 1


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, offset: int) -> int:
    count = 0
    while offset - count > 0 and _is_flag(text[offset - count - 1]):
        count += 1
    return count


def moved(desk: Desk, document: Document, span: Span, start: int, end: int) -> None:
    """Put the edges of a span somewhere and remember by how much, for the others like it."""
    before = document.surface(span)

    def work(d: Document, s: Schema) -> list[DocumentOperation]:
        return edits.moved(d, s, span.id, start, end)

    if desk.do(f"Move the edges of {span.label}", work):
        after = desk.document.text[start:end] if desk.document is not None else ""
        last = desk.last
        if last is not None and last.kind == "move" and last.surface_after == before:
            before = last.surface
            start_delta, end_delta = last.start_delta, last.end_delta
        else:
            start_delta = end_delta = 0
        desk.last = Correction(
            "move",
            before,
            span.label,
            span.label,
            start_delta + start - span.start,
            end_delta + end - span.end,
            after,
            span.id,
        )
        focus_again(desk, span.id)
        tell(desk, f"{span.label} is “{short(after)}” now.")
