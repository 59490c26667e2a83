"""What a screen reader is told: the focus with its relations, the paragraph, the spans and relations in it. No Qt."""

from msgspec import Struct

from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.ui.canvas.details import state_words
from annotator.ui.state import View

_AROUND = 1000
_MOST = 50


class Speech(Struct, frozen=True):
    """One moment in words; `caret` is where it stands in `paragraph`, code points."""

    focus: str
    paragraph: str
    caret: int
    annotations: str
    at_caret: str = ""

    @property
    def whole(self) -> str:
        """The focus, then the paragraph."""
        return f"{self.focus} {self.paragraph}".strip()

    def news(self, before: "Speech | None") -> str:
        """What to say after a change: the focus, else the paragraph, else the word at the caret; empty for nothing."""
        if before is None or self.focus != before.focus:
            return self.focus or self.at_caret
        if self.paragraph != before.paragraph:
            return self.paragraph
        return self.at_caret if self.caret != before.caret else ""


def speech_of(document: Document, view: View) -> Speech:
    """What is focused or selected, and the paragraph of the caret (of a huge one what lies around the caret)."""
    found = document.paragraphs[document.paragraph_index(view.caret)]
    start = max(found.start, view.caret - _AROUND)
    end = min(found.end, view.caret + _AROUND)
    return Speech(
        focus=_focus(document, view),
        paragraph=document.text[start:end],
        caret=min(max(view.caret - start, 0), end - start),
        annotations=_annotations(document, start, end),
        at_caret=_at_caret(document, view.caret),
    )


def _focus(document: Document, view: View) -> str:
    span = document.find_span(view.span) if view.span is not None else None
    relation = document.find_relation(view.relation) if view.relation is not None else None
    if span is not None:
        words = [_span(document, span)]
        words += [_seen_from(document, r, span.id) for r in document.relations_of(span.id)[:_MOST]]
        return " ".join(words)
    if relation is not None:
        return _relation(document, relation)
    if view.selection is not None:
        start, end = view.selection
        return f"Selected: {_flat(document.text[start : min(end, start + _AROUND)])}."
    return ""


def _at_caret(document: Document, caret: int) -> str:
    tokens = document.tokens.covering(caret, caret + 1)
    if tokens is None:
        return ""
    word = document.text[document.tokens.starts[tokens[0]] : document.tokens.ends[tokens[1]]]
    labels = [span.label for span in document.spans_at(caret)]
    return f"{word}, {', '.join(labels)}" if labels else word


def _annotations(document: Document, start: int, end: int) -> str:
    spans = document.spans_between(start, end)[:_MOST] if end > start else []
    lines = [_span(document, span) for span in spans]
    relations = {r.id: r for span in spans for r in document.relations_of(span.id)}
    lines += [_relation(document, relations[i]) for i in sorted(relations)[:_MOST]]
    return "\n".join(lines)


def _span(document: Document, span: Span) -> str:
    return f"{span.label}: {_flat(document.surface(span))}, {state_words(span)}."


def _relation(document: Document, relation: Relation) -> str:
    names = " to ".join(_name(document, end) for end in (relation.head, relation.child))
    return f"{relation.label}: {names}, {state_words(relation)}."


def _seen_from(document: Document, relation: Relation, span_id: int) -> str:
    if relation.head == span_id:
        return f"{relation.label} to {_name(document, relation.child)}."
    return f"{relation.label} from {_name(document, relation.head)}."


def _name(document: Document, span_id: int) -> str:
    span = document.find_span(span_id)
    return _flat(document.surface(span)) if span is not None else "?"


def _flat(words: str) -> str:
    return " ".join(words.split())
