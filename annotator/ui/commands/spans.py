"""Commands on spans: label, confirm, remove, edges, split, join, and the others like it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.errors import RefusedError
from annotator.core.operations import DocumentOperation, SpanChanged, applied
from annotator.core.schema import Schema
from annotator.core.spans import Span, State
from annotator.ui.commands import walking
from annotator.ui.desk import Correction, Desk


def label(desk: Desk, name: str) -> None:
    """Label what is selected or focused; with neither, the token at the caret."""
    if desk.view.selection is None and desk.span is not None:
        _relabel(desk, desk.span, name)
        return
    place = _place_to_label(desk)
    if place is None:
        desk.surface.say("Select text or go to a span first.")
        return
    held = _exact(desk, place)
    if held is not None:
        _relabel(desk, held, name)
        return
    start, end = place
    _add(desk, start, end, name)


def label_by_key(desk: Desk, key: str) -> None:
    """Label with the label that has this key in the schema."""
    found = next((entry for entry in desk.schema.labels if entry.key == key), None)
    if found is None:
        desk.surface.say(f"No label has the key {key}.")
    else:
        label(desk, found.name)


def pick_label(desk: Desk) -> None:
    """Let the analyst pick any label by typing."""
    span = desk.span
    place = (span.start, span.end) if span is not None else _place_to_label(desk)
    if place is None:
        desk.surface.say("Select text or go to a span first.")
        return
    document = desk.document
    surface = document.text[slice(*place)] if document is not None else ""
    names = [entry.name for entry in desk.schema.labels]
    desk.surface.choose(f"Label for “{_short(surface)}”", names, place, lambda n: label(desk, n))


def confirm(desk: Desk) -> None:
    """Say that the focused span is right and go on to the next to check."""
    span = desk.span
    if span is None:
        return
    if not span.confirmed or span.state is State.PROPOSED:
        desk.do(f"Confirm {span.label}", lambda d, _: edits.confirmed(d, span.id))
    walking.next_to_check(desk)


def remove(desk: Desk) -> None:
    """Remove the focused span with its relations."""
    span, document = desk.span, desk.document
    if span is None or document is None:
        return
    surface, relations = document.surface(span), len(document.relations_of(span.id))
    if desk.do(f"Remove {span.label} “{_short(surface)}”", lambda d, _: edits.removed(d, span.id)):
        desk.last = Correction("remove", surface, span.label, "")
        desk.state.show(replace(desk.view, focus=None, caret=span.start, anchor=span.start))
        gone = f" and {relations} of its relations" if relations else ""
        _tell(desk, f"Removed {span.label} “{_short(surface)}”{gone}.")


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
    _moved(desk, document, span, start, end)


def split(desk: Desk) -> None:
    """Split the focused span at the caret, or after its first token when the caret stands at its start."""
    span, document = desk.span, desk.document
    if span is None or document is None:
        return
    offset = desk.view.caret
    if not span.start < offset < span.end:
        offset = document.tokens.end_after(span.start) or span.end
    desk.do(f"Split {span.label}", lambda d, s: edits.split(d, s, span.id, offset))


def join(desk: Desk) -> None:
    """Join the focused span with the next one."""
    span, document = desk.span, desk.document
    if span is None or document is None:
        return
    other = document.span_after(span.key)
    if other is None or document.paragraph_index(other.start) != document.paragraph_index(span.end):
        desk.surface.say("There is no span after this one in the paragraph to join with.")
        return
    desk.do(f"Join {span.label}", lambda d, s: edits.joined(d, s, span.id, other.id))


def repeat(desk: Desk) -> None:
    """Do the last correction again on the focused span or the selection."""
    last = desk.last
    if last is None:
        desk.surface.say("There is no correction to repeat yet.")
    elif last.kind == "remove":
        remove(desk)
    elif last.kind == "move" and desk.span is not None and desk.document is not None:
        span = desk.span
        _moved(
            desk,
            desk.document,
            span,
            span.start + last.start_delta,
            span.end + last.end_delta,
        )
    else:
        label(desk, last.label_after)


def alike(desk: Desk) -> None:
    """Bring the other mentions of the same words in line with the last correction or the focused span."""
    document = desk.document
    if document is None:
        return
    span, last = desk.span, desk.last
    if span is None:
        if last is None or last.kind != "remove":
            desk.surface.say("Go to a span first: a brings the others like it in line.")
            return
        surface, wanted = last.surface, ""
    else:
        surface, wanted = document.surface(span), span.label
    operations = alike_operations(desk, document, surface, wanted)
    if not operations:
        desk.surface.say(f"All mentions of “{_short(surface)}” are alike already.")
        return
    count = len({span_of(op) for op in operations if isinstance(op, SpanChanged)})
    if desk.do(f"{count} others like “{_short(surface)}”", lambda _d, _s: operations):
        desk.surface.say(f"{count} other mentions of “{_short(surface)}” brought in line.")


def count_alike(desk: Desk) -> int:
    """How many other mentions `alike` would change now; 0 for an untouched proposal."""
    document, span = desk.document, desk.span
    if document is None or span is None or span.state is State.PROPOSED:
        return 0
    found = alike_operations(desk, document, document.surface(span), span.label)
    return len({span_of(op) for op in found if isinstance(op, SpanChanged)})


def span_of(operation: SpanChanged) -> int:
    """The id of the span that an operation changes."""
    known = operation.after or operation.before
    return known.id if known is not None else 0


def occurrences(text: str, surface: str) -> Iterator[int]:
    """The places where these words stand as whole words, case and all."""
    start = text.find(surface) if surface else -1
    while start >= 0:
        end = start + len(surface)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (_joins(before) and _joins(surface[0])) and not (
            _joins(after) and _joins(surface[-1])
        ):
            yield start
        start = text.find(surface, end)


def _joins(character: str) -> bool:
    return bool(character) and (character.isalnum() or character == "_")


def alike_operations(
    desk: Desk, document: Document, surface: str, wanted: str
) -> list[DocumentOperation]:
    """What brings every other mention of a surface to the wanted label; without one, removes it."""
    operations: list[DocumentOperation] = []
    current = document
    for start in occurrences(document.text, surface):
        if current.excluded_at(start) is not None:
            continue
        try:
            made = _one_alike(desk, current, start, start + len(surface), wanted)
        except RefusedError:
            continue
        for operation in made:
            current = applied(current, operation)
        operations += made
    return operations


def _one_alike(
    desk: Desk, document: Document, start: int, end: int, wanted: str
) -> list[DocumentOperation]:
    held = document.spans_between(start, end)
    exact = next((s for s in held if (s.start, s.end) == (start, end)), None)
    if exact is not None and exact.id == desk.view.span:
        return []
    if not wanted:
        is_like = exact is not None and desk.last and exact.label == desk.last.label_before
        return edits.removed(document, exact.id) if exact is not None and is_like else []
    if exact is not None:
        if exact.label == wanted:
            return []
        return edits.relabelled(document, desk.schema, exact.id, wanted)
    if not held:
        return edits.added(document, desk.schema, start, end, wanted, desk.annotator)
    last = desk.last
    if last is not None and last.kind == "move" and len(held) == 1:
        other = held[0]
        if other.id != desk.view.span and document.surface(other) == last.surface:
            return edits.moved(document, desk.schema, other.id, start, end)
    return []


def _place_to_label(desk: Desk) -> tuple[int, int] | None:
    document = desk.document
    if document is None:
        return None
    selection = desk.view.selection
    if selection is not None:
        start, end = edits.trimmed(document.text, *selection)
        if start == end:
            return None
        return (start, end) if desk.view.by_characters else document.tokens.snapped(start, end)
    tokens = document.tokens.covering(desk.view.caret, desk.view.caret + 1)
    if tokens is None:
        return None
    return document.tokens.starts[tokens[0]], document.tokens.ends[tokens[0]]


def _exact(desk: Desk, place: tuple[int, int]) -> Span | None:
    document = desk.document
    held = document.spans_between(*place) if document is not None else []
    return next((span for span in held if (span.start, span.end) == place), None)


def _add(desk: Desk, start: int, end: int, name: str) -> None:
    document = desk.document
    if document is None:
        return
    number, surface = document.next_span_id, document.text[start:end]

    def work(d: Document, s: Schema) -> list[DocumentOperation]:
        return edits.added(d, s, start, end, name, desk.annotator)

    if desk.do(f"Add {name} “{_short(surface)}”", work):
        desk.last = Correction("add", surface, "", name)
        _focus_again(desk, number)
        _tell(desk, f"Added {name} “{_short(surface)}”.")


def _relabel(desk: Desk, span: Span, name: str) -> None:
    document = desk.document
    if document is None:
        return
    surface = document.surface(span)
    if span.label == name:
        done = desk.do(f"Confirm {name}", lambda d, _: edits.confirmed(d, span.id))
        _focus_again(desk, span.id)
        desk.surface.say(f"Confirmed {name} “{_short(surface)}”." if done else f"It is {name}.")
        return

    def work(d: Document, s: Schema) -> list[DocumentOperation]:
        return edits.relabelled(d, s, span.id, name)

    if desk.do(f"Relabel “{_short(surface)}” to {name}", work):
        desk.last = Correction("relabel", surface, span.label, name)
        _focus_again(desk, span.id)
        _tell(desk, f"“{_short(surface)}” is {name} now.")


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
    _moved(desk, document, span, start, end)


def _edge(desk: Desk, document: Document, offset: int, direction: int, *, is_start: bool) -> int:
    if desk.view.by_characters:
        return next_grapheme(document.text, offset, direction)
    tokens = document.tokens
    if is_start:
        found = tokens.start_after(offset) if direction > 0 else tokens.start_before(offset)
    else:
        found = tokens.end_after(offset) if direction > 0 else tokens.end_before(offset)
    return offset if found is None else found


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


def _moved(desk: Desk, document: Document, span: Span, start: int, end: int) -> None:
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
        )
        _focus_again(desk, span.id)
        _tell(desk, f"{span.label} is “{_short(after)}” now.")


def _focus_again(desk: Desk, span_id: int) -> None:
    document = desk.document
    span = document.find_span(span_id) if document is not None else None
    if span is not None and span.live:
        desk.focus(span)


def _tell(desk: Desk, text: str) -> None:
    others = count_alike(desk)
    if desk.span is None and desk.last is not None and desk.last.kind == "remove":
        document = desk.document
        found = alike_operations(desk, document, desk.last.surface, "") if document else []
        others = len([op for op in found if isinstance(op, SpanChanged)])
    if others:
        text += f" {others} other{'s' if others > 1 else ''} like it: a."
    desk.surface.say(text)


def _short(surface: str) -> str:
    flat = " ".join(surface.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"
