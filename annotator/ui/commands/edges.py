"""Commands that move the edges of the focused span, by token or by character. No Qt."""

import unicodedata

from annotator.core import edits, names
from annotator.core.document import Document
from annotator.core.operations import DocumentOperation
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.ui.commands.after import focus_again, tell
from annotator.ui.commands.alike import short
from annotator.ui.desk import Correction, Desk

_JOINTS = "-‐‑–/&'’.·"
_MAY_STAND_AT_EDGE = "%$€£¥°#+"
_STEPS_AT_MOST = 200
_BEGINS_NO_NAME = frozenset({"of", "and", "or"})
_ENDS_NO_NAME = names.BETWEEN | {"the", "a", "an", "and", "or"}


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
    start, end = stepped(document, span, left, right, by_characters=desk.view.by_characters)
    if start >= end:
        remove = desk.key("remove", "x")
        desk.surface.say(f"A span keeps at least one word. {remove} removes it.")
        return
    moved(desk, document, span, start, end)


def stepped(
    document: Document, span: Span, left: int, right: int, *, by_characters: bool
) -> tuple[int, int]:
    """A span's edges after so many steps of each to the right (to the left when negative)."""
    start, end = span.start, span.end
    for _ in range(abs(left)):
        start = _edge(document, start, 1 if left > 0 else -1, True, by_characters)
    for _ in range(abs(right)):
        end = _edge(document, end, 1 if right > 0 else -1, False, by_characters)
    return start, end


def _steps(
    document: Document, offset: int, goal: int, is_start: bool, by_characters: bool
) -> int | None:
    """How many steps of a key lead from one offset to another; None where none lead there."""
    direction, count = (1 if goal > offset else -1), 0
    while offset != goal:
        following = _edge(document, offset, direction, is_start, by_characters)
        if (
            following == offset
            or (goal - following) * direction < 0
            or abs(count) >= _STEPS_AT_MOST
        ):
            return None
        offset, count = following, count + direction
    return count


def _edge(
    document: Document, offset: int, direction: int, is_start: bool, by_characters: bool
) -> int:
    if by_characters:
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
    """A joint inside a name, a sign or a small word at which no name begins or ends: the edge goes on."""
    text = document.text
    if _is_joint(text, found if is_start else found - 1):
        return True
    sign = text[found : found + 1] if is_start else text[found - 1 : found]
    if sign.isalnum():
        return _token_at(document, found, is_start=is_start) in (
            _BEGINS_NO_NAME if is_start else _ENDS_NO_NAME
        )
    if sign in _MAY_STAND_AT_EDGE:
        return False
    if is_start:
        return sign not in "([" or found > offset
    # A closing bracket ends a name whose opening one lies within.
    opening = {")": "(", "]": "["}.get(sign)
    line_start = document.paragraphs[document.paragraph_index(found - 1)].start
    inside = text[line_start : found - 1]
    return opening is None or inside.count(opening) <= inside.count(sign)


def _token_at(document: Document, edge: int, *, is_start: bool) -> str:
    """The token that begins or ends at an edge; small as a word within a name is written."""
    tokens = document.tokens
    place = edge if is_start else edge - 1
    held = tokens.covering(place, place + 1)
    return document.text[tokens.starts[held[0]] : tokens.ends[held[0]]] if held else ""


def inner_cuts(document: Document, span: Span) -> list[tuple[int, int]]:
    """Where a span can be split: ends of the first part, and the word that the second begins with."""
    tokens = document.tokens
    held = tokens.covering(span.start, span.end)
    found: list[tuple[int, int]] = []
    if held is None:
        return found
    for index in range(held[0] + 1, held[1] + 1):
        start = tokens.starts[index]
        if _is_no_edge(document, span.end, start, is_start=True):
            continue
        end: int | None = tokens.ends[index - 1]
        while (
            end is not None
            and end > span.start
            and _is_no_edge(document, start, end, is_start=False)
        ):
            end = tokens.end_before(end)
        if end is not None and end > span.start:
            found.append((end, start))
    return found


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
    """Put the edges of a span somewhere and remember by how much, for the next one and the others like it."""
    before = document.surface(span)

    def work(d: Document, s: Schema) -> list[DocumentOperation]:
        return edits.moved(d, s, span.id, start, end)

    if desk.do(f"Move the edges of {span.label}", work):
        after = desk.document.text[start:end] if desk.document is not None else ""
        left, right, by_characters = _counted(document, span, start, end, desk)
        last = desk.last
        if last is not None and last.kind == "move" and last.surface_after == before:
            before = last.surface
            if last.by_characters == by_characters:
                left, right = left + last.left, right + last.right
        desk.last = Correction(
            "move", before, span.label, span.label, left, right, by_characters, after, span.id
        )
        focus_again(desk, span.id)
        tell(desk, f"{span.label} is “{short(after)}” now.")


def _counted(
    document: Document, span: Span, start: int, end: int, desk: Desk
) -> tuple[int, int, bool]:
    """The steps of the left and the right edge, and whether they are characters: by words where words lead there."""
    for by_characters in (desk.view.by_characters, True):
        left = _steps(document, span.start, start, True, by_characters)
        right = _steps(document, span.end, end, False, by_characters)
        if left is not None and right is not None:
            return left, right, by_characters
    return 0, 0, True
