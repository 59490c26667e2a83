"""What the details say of a span or relation. No Qt."""

import re

from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.spans import Proposal, Span, State
from annotator.ui.mark_list import shown_surface

_SHOWN_AT_MOST = 240
_LONG_WORD = re.compile(r"\S{20}(?=\S)")


def surface_in_words(document: Document, span: Span) -> str:
    """The span's text on one line, cut when it is long."""
    whole = document.text[span.start : min(span.end, span.start + 4 * _SHOWN_AT_MOST)]
    flat = " ".join(whole.split())
    return flat if len(flat) <= _SHOWN_AT_MOST else flat[: _SHOWN_AT_MOST - 1] + "…"


def span_story(document: Document, span: Span) -> str:
    """State, source, score and what was proposed, in a sentence or two."""
    by = _by(span.source, span.score)
    proposed = span.proposed
    if span.state is State.PROPOSED:
        story = f"Proposed{by}; to check."
    elif span.state is State.ACCEPTED:
        story = f"{'Confirmed' if span.confirmed else 'Accepted with the article'}."
        story += f" Proposed{by}." if by else ""
    elif span.state is State.EDITED:
        story = f"Corrected.{_was(document, span, proposed)}"
    elif span.state is State.ADDED:
        story = "Added by hand." if not span.source else f"Added{_by(span.source, None)}."
    else:
        story = "Removed."
    if document.tokens.aligned(span.start, span.end) is None:
        story += " Its edges are not those of tokens."
    return story


def relation_story(relation: Relation) -> str:
    """State, source and score of a relation."""
    by = _by(relation.source, relation.score)
    if relation.state is State.PROPOSED:
        return f"Proposed{by}; to check."
    if relation.state is State.ACCEPTED:
        how = "Confirmed" if relation.confirmed else "Accepted with the article"
        return f"{how}. Proposed{by}." if by else f"{how}."
    if relation.state is State.EDITED and relation.proposed is not None:
        proposed = relation.proposed
        return f"Corrected. Proposed as {proposed.label}{_by(proposed.source, proposed.score)}."
    return "Corrected." if relation.state is State.EDITED else "Added by hand."


def relation_ends(document: Document, relation: Relation) -> str:
    """`Aiko Tanaka → Northern Trade Board`."""
    head = shown_surface(document, document.find_span(relation.head))
    child = shown_surface(document, document.find_span(relation.child))
    return f"{head} → {child}"


def breakable(text: str) -> str:
    """The text with places to break in words that are wider than a panel; for showing only."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


def _by(source: str, score: float | None) -> str:
    by = f" by {source}" if source else ""
    return by if score is None else f"{by}, score {score:.2f}"


def _was(document: Document, span: Span, proposed: Proposal | None) -> str:
    if proposed is None:
        return ""
    by = _by(proposed.source, proposed.score)
    if (proposed.start, proposed.end) == (span.start, span.end):
        return f" Proposed as {proposed.label}{by}."
    text = " ".join(document.text[proposed.start : proposed.end][:160].split())
    return f" Proposed as {proposed.label} “{text}”{by}."
