"""What the tooltip says of a span or relation, as escaped text."""

from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.spans import Span, State
from annotator.ui.state import View

_LONGEST = 160


def span_details(document: Document, span: Span) -> str:
    """Label, text, state, score, source and note of a span, a line each."""
    surface = " ".join(document.surface(span).split())
    lines = [f"{span.label}  “{_short(surface)}”", _state(span)]
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
    lines = [relation.label, f"“{names[0]}” → “{names[1]}”", _state(relation)]
    if relation.note:
        lines.append(f"Note: {_short(relation.note)}")
    return _as_tooltip(lines)


def spoken(document: Document, view: View) -> str:
    """For a screen reader: the focused span or relation, else the selection, then the paragraph of the caret."""
    parts = []
    span = document.find_span(view.span) if view.span is not None else None
    relation = document.find_relation(view.relation) if view.relation is not None else None
    if span is not None:
        parts.append(f"{span.label}: {document.surface(span)}, {_state(span)}.")
    elif relation is not None:
        ends = [document.find_span(relation.head), document.find_span(relation.child)]
        names = [document.surface(end) for end in ends if end is not None]
        parts.append(f"{relation.label}: {' to '.join(names)}, {_state(relation)}.")
    elif view.selection is not None:
        parts.append(f"Selected: {_short(document.text[slice(*view.selection)])}.")
    paragraph = document.paragraphs[document.paragraph_index(view.caret)]
    parts.append(document.text[paragraph.start : min(paragraph.end, paragraph.start + 2000)])
    return " ".join(parts)


def _state(thing: Span | Relation) -> str:
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
