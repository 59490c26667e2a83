"""The others like it: every other mention of the same words brought in line in one step. No Qt."""

from annotator.core import alike as core
from annotator.core.alike import Pattern
from annotator.core.document import Document
from annotator.core.spans import Span, State
from annotator.ui.desk import Desk

COUNTED_AT_MOST = 100
"""So many others are counted after each correction; beyond them it says so."""


def alike(desk: Desk) -> None:
    """Bring the other mentions of the same words in line with the last correction or the focused span."""
    found = target(desk)
    if found is None:
        brings = desk.key("alike", "a")
        desk.surface.say(f"Correct something first: {brings} brings the others like it in line.")
        return
    pattern, but = found
    document = desk.document
    if document is None:
        return
    planned = core.planned(document, desk.schema, pattern, but, desk.annotator)
    words, count = short(pattern.surface), len(planned)
    if not count:
        desk.surface.say(f"All mentions of “{words}” are alike already.")
        return
    others = "1 other" if count == 1 else f"{count} others"
    if desk.do(f"{others} like “{words}”", lambda _d, _s: core.operations(planned)):
        mentions = "mention" if count == 1 else "mentions"
        desk.surface.say(f"{count} other {mentions} of “{words}” brought in line.")


def target(desk: Desk) -> tuple[Pattern, int | None] | None:
    """What the others shall be like, and the span that is right: the focused one, else the last corrected."""
    document, last = desk.document, desk.last
    if document is None:
        return None
    span = desk.span
    if span is None and last is not None and last.span is not None:
        found = document.find_span(last.span)
        span = found if found is not None and found.live else None
    if span is None:
        if last is None or last.kind != "remove":
            return None
        return Pattern(last.surface, "", removed_label=last.label_before), None
    return _pattern_of(desk, document, span), span.id


def _pattern_of(desk: Desk, document: Document, span: Span) -> Pattern:
    surface, last = document.surface(span), desk.last
    around = document.spans_between(span.start, span.end)
    nested = any(s.start <= span.start and span.end <= s.end and s.id != span.id for s in around)
    moved = last is not None and last.kind == "move" and last.surface_after == surface
    former = last.surface if moved and last is not None else ""
    return Pattern(surface, span.label, former=former, nested=nested)


def count_others(desk: Desk) -> int:
    """How many other mentions `alike` would change now, at most 100; none for an untouched proposal."""
    document, found = desk.document, target(desk)
    if document is None or found is None:
        return 0
    pattern, but = found
    span = document.find_span(but) if but is not None else None
    if span is not None and span.state is State.PROPOSED:
        return 0
    planned = core.planned(
        document, desk.schema, pattern, but, desk.annotator, most=COUNTED_AT_MOST
    )
    return len(planned)


def short(surface: str) -> str:
    """A surface for a sentence: on one line, at most 40 characters."""
    flat = " ".join(surface.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"
