"""What the tooltip says of a span or relation, as escaped text."""

from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.spans import Span, State

_LONGEST = 160


def span_details(document: Document, span: Span) -> str:
    """Label, text, state, score, source and note of a span, a line each."""
    surface = " ".join(document.surface(span).split())
    lines = [f"{span.label}  “{_short(surface)}”", state_words(span)]
    if span.attributes:
        lines.append(", ".join(f"{name}: {value}" for name, value in span.attributes))
    if span.kb_id:
        lines.append(f"Identity: {span.kb_id}")
    if span.note:
        lines.append(f"Note: {_short(span.note)}")
    return _as_tooltip(lines)


def relation_details(document: Document, relation: Relation) -> str:
    """Label, both ends, state, score, source and note of a relation, a line each."""
    ends = [document.find_span(relation.head), document.find_span(relation.child)]
    names = [_short(" ".join(document.surface(s).split())) if s else "?" for s in ends]
    lines = [relation.label, f"“{names[0]}” → “{names[1]}”", state_words(relation)]
    if relation.note:
        lines.append(f"Note: {_short(relation.note)}")
    return _as_tooltip(lines)


def state_words(thing: Span | Relation) -> str:
    """State, score and source in words."""
    words = thing.state.value
    if thing.state is State.ACCEPTED and thing.confirmed:
        words = "confirmed"
    if thing.score is not None:
        words += f", score {thing.score:.2f}"
    if thing.source:
        words += f", from {thing.source}"
    return words[0].upper() + words[1:]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _as_tooltip(lines: list[str]) -> str:
    from html import escape

    # A tooltip guesses whether it gets rich text; escaped in an element of its own there is nothing to guess.
    return "<qt><div style='margin:0'>" + "<br>".join(map(escape, lines)) + "</div></qt>"
