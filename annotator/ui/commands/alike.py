"""The others like it: every other mention of the same words brought in line in one step. No Qt."""

from collections.abc import Iterator

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.errors import RefusedError
from annotator.core.operations import DocumentOperation, SpanChanged, applied
from annotator.core.spans import State
from annotator.ui.desk import Desk


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
        desk.surface.say(f"All mentions of “{short(surface)}” are alike already.")
        return
    count = len({span_of(op) for op in operations if isinstance(op, SpanChanged)})
    if desk.do(f"{count} others like “{short(surface)}”", lambda _d, _s: operations):
        desk.surface.say(f"{count} other mentions of “{short(surface)}” brought in line.")


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


def short(surface: str) -> str:
    """A surface for a sentence: on one line, at most 40 characters."""
    flat = " ".join(surface.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"
