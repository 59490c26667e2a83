"""Commands on spans: label, confirm, remove, split, join, repeat. No Qt."""

from collections.abc import Callable

from msgspec.structs import replace

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.likely import Place
from annotator.core.operations import DocumentOperation
from annotator.core.schema import Schema
from annotator.core.spans import Span, State
from annotator.ui.commands import edges, walking
from annotator.ui.commands.after import focus_again, tell
from annotator.ui.commands.alike import short
from annotator.ui.desk import Correction, Desk
from annotator.ui.hints import hints_for

SPLIT_AT = "split at"
"""What is asked while letters over a span's words say where to split it."""


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


def pick_label(desk: Desk, after: Callable[[], None] | None = None) -> None:
    """Let the analyst pick any label by typing; `after` is called when it was given."""
    span = desk.span
    place = (span.start, span.end) if span is not None else _place_to_label(desk)
    if place is None:
        desk.surface.say("Select text or go to a span first.")
        return
    document = desk.document
    surface = document.text[slice(*place)] if document is not None else ""
    names = [entry.name for entry in desk.schema.labels]

    def chosen(name: str) -> None:
        label(desk, name)
        if after is not None:
            after()

    desk.surface.choose(f"Label for “{short(surface)}”", names, place, chosen)


def confirm(desk: Desk) -> None:
    """Say that the focused span is right and go on to the next to check."""
    span = desk.span
    if span is not None and (not span.confirmed or span.state is State.PROPOSED):
        number = span.id
        desk.do(f"Confirm {span.label}", lambda d, _: edits.confirmed(d, number))
    walking.next_to_check(desk)


def remove(desk: Desk) -> None:
    """Remove the focused span with its relations."""
    span, document = desk.span, desk.document
    if span is None or document is None:
        return
    surface, relations = document.surface(span), len(document.relations_of(span.id))
    if desk.do(f"Remove {span.label} “{short(surface)}”", lambda d, _: edits.removed(d, span.id)):
        desk.last = Correction("remove", surface, span.label, "")
        desk.state.show(replace(desk.view, focus=None, caret=span.start, anchor=span.start))
        gone = f" and {relations} of its relations" if relations else ""
        tell(desk, f"Removed {span.label} “{short(surface)}”{gone}.")


def split(desk: Desk) -> None:
    """Split the focused span; where it has several words, letters ask which begins the second part."""
    span, document = desk.span, desk.document
    if span is None or document is None:
        return
    cuts = edges.inner_cuts(document, span)
    if len(cuts) > 1 and not desk.view.by_characters:
        places = [Place(start, _word_end(document, start)) for _, start in cuts]
        hints = hints_for(places, without=desk.pressed)
        view = replace(desk.view.without_hints, hints=hints, verb=SPLIT_AT, verb_key=desk.pressed)
        desk.state.show(view)
    else:
        split_at(desk, cuts[0][1] if cuts else span.end)


def split_at(desk: Desk, offset: int) -> None:
    """Split the focused span before an offset; a comma or "and" before it belongs to neither part."""
    span, document = desk.span, desk.document
    desk.state.show(desk.view.without_hints)
    if span is None or document is None:
        return
    ends = {start: end for end, start in edges.inner_cuts(document, span)}
    first_end = ends.get(offset)
    desk.do(f"Split {span.label}", lambda d, s: edits.split(d, s, span.id, offset, first_end))


def _word_end(document: Document, start: int) -> int:
    return document.tokens.snapped(start, start + 1)[1]


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
        span, document = desk.span, desk.document
        start, end = edges.stepped(
            document, span, last.left, last.right, by_characters=last.by_characters
        )
        edges.moved(desk, document, span, start, end)
    else:
        label(desk, last.label_after)


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

    if desk.do(f"Add {name} “{short(surface)}”", work):
        desk.last = Correction("add", surface, "", name, span=number)
        focus_again(desk, number)
        tell(desk, f"Added {name} “{short(surface)}”.")


def _relabel(desk: Desk, span: Span, name: str) -> None:
    document = desk.document
    if document is None:
        return
    surface = document.surface(span)
    if span.label == name:
        done = desk.do(f"Confirm {name}", lambda d, _: edits.confirmed(d, span.id))
        focus_again(desk, span.id)
        desk.surface.say(f"Confirmed {name} “{short(surface)}”." if done else f"It is {name}.")
        return

    def work(d: Document, s: Schema) -> list[DocumentOperation]:
        return edits.relabelled(d, s, span.id, name)

    if desk.do(f"Relabel “{short(surface)}” to {name}", work):
        desk.last = Correction("relabel", surface, span.label, name, span=span.id)
        focus_again(desk, span.id)
        tell(desk, f"“{short(surface)}” is {name} now.")
