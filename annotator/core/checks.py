"""What is odd in a document, with places: shown before saving and by `check`."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from annotator.core.document import Document
from annotator.core.edits import forbidden
from annotator.core.relations import Relation
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.core.text import lines


class Severity(StrEnum):
    """An error breaks the schema, a warning may harm training, a note is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Problem(Struct, frozen=True):
    """One finding at `[start, end)`; `kind` is a stable name, `message` a sentence with the place."""

    kind: str
    severity: Severity
    message: str
    start: int
    end: int
    span: int | None = None
    relation: int | None = None


def problems(document: Document, schema: Schema | None = None) -> list[Problem]:
    """Everything odd in order of place; without a schema only what needs none."""
    found = [*_span_problems(document), *_doubtful_labels(document), *_relation_problems(document)]
    if schema is not None:
        found += _span_problems_of_schema(document, schema)
        found += _relation_problems_of_schema(document, schema)
    return sorted(found, key=lambda p: (p.start, p.end, p.kind, p.span or 0, p.relation or 0))


def flat_problems(document: Document) -> list[Problem]:
    """What spaCy's `doc.ents` would refuse: spans off the token borders and overlapping ones."""
    found = [p for p in _span_problems(document) if p.kind == "misaligned"]
    widest: Span | None = None
    for span in document.spans():
        if widest is not None and widest.overlaps(span.start, span.end):
            said = f"overlaps {_named(document, widest)}"
            found.append(_of_span("overlap", Severity.ERROR, document, span, said))
        if widest is None or span.end > widest.end:
            widest = span
    return sorted(found, key=lambda p: (p.start, p.end, p.kind))


def token_problems(document: Document) -> list[Problem]:
    """Text that lies in no token, as one finding; reads the whole text, so not for every key press."""
    text, tokens = document.text, document.tokens
    behind, found = 0, list[tuple[int, int]]()
    for start, end in zip((*tokens.starts, len(text)), (*tokens.ends, len(text)), strict=True):
        if start > behind and not text[behind:start].isspace():
            found.append((behind, start))
        behind = max(behind, end)
    if not found:
        return []
    start, end = found[0]
    shown = " ".join(text[start:end].split())[:60]
    first = f"“{shown}” ({_place(text, start)})"
    said = "lies in no token" if len(found) == 1 else f"is the first of {len(found)} outside tokens"
    return [Problem("uncovered", Severity.WARNING, f"The text {first} {said}.", start, end)]


def _span_problems(document: Document) -> Iterator[Problem]:
    """Misaligned, white space at an edge, across paragraphs, partly in an excluded range."""
    text, warning = document.text, Severity.WARNING
    excluded = [(e.start, e.end) for e in document.live_excluded()]
    for span in document.spans():
        surface = document.surface(span)
        if not surface.strip():
            yield _of_span("blank", Severity.ERROR, document, span, "holds only white space")
        elif surface != surface.strip():
            said = "has white space at an edge"
            yield _of_span("white space", warning, document, span, said)
        if document.tokens.aligned(span.start, span.end) is None:
            said = "does not begin and end with a token"
            yield _of_span("misaligned", warning, document, span, said)
        first = document.paragraph_index(span.start)
        if document.paragraphs[first].next_start < span.end and text[span.start : span.end].strip():
            said = "goes on in another paragraph"
            yield _of_span("paragraphs", warning, document, span, said)
        if any(_meets_partly(span, start, end) for start, end in excluded):
            said = "lies partly in an excluded line and would be left out"
            yield _of_span("excluded", warning, document, span, said)


def _meets_partly(span: Span, start: int, end: int) -> bool:
    return span.overlaps(start, end) and not (start <= span.start and span.end <= end)


def _span_problems_of_schema(document: Document, schema: Schema) -> Iterator[Problem]:
    for span in document.spans():
        if span.label not in schema.label_names:
            said = f"has a label that the schema does not know: {span.label}"
            yield _of_span("unknown label", Severity.ERROR, document, span, said)
        for other in document.spans_between(span.start, span.end):
            if other.key < span.key and forbidden(schema.overlap, span, other):
                said = f"may not stand beside {_named(document, other)}: {schema.overlap.value}"
                yield _of_span("overlap", Severity.ERROR, document, span, said)


def _doubtful_labels(document: Document) -> Iterator[Problem]:
    """The rarer label of words that carry several in one article."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for span in document.spans():
        labels[document.surface(span)][span.label] += 1
    for span in document.spans():
        counts = labels[document.surface(span)]
        usual, times = counts.most_common(1)[0]
        if span.label != usual and counts[span.label] < times:
            said = f"is {usual} at {times} other place{'s' * (times > 1)}"
            yield _of_span("other label", Severity.NOTE, document, span, said)


def _relation_problems(document: Document) -> Iterator[Problem]:
    seen: set[tuple[int, int, str]] = set()
    for relation in document.relations():
        ends = (relation.head, relation.child, relation.label)
        if relation.head == relation.child:
            said = "leads from a span to itself"
            yield _of_relation("self relation", Severity.WARNING, document, relation, said)
        if ends in seen:
            said = "stands there twice"
            yield _of_relation("double relation", Severity.WARNING, document, relation, said)
        seen.add(ends)


def _relation_problems_of_schema(document: Document, schema: Schema) -> Iterator[Problem]:
    for relation in document.relations():
        kind = schema.relation(relation.label)
        head, child = document.span(relation.head), document.span(relation.child)
        if kind is None:
            said = "is of a type that the schema does not know"
            yield _of_relation("unknown relation", Severity.ERROR, document, relation, said)
        elif not kind.allows(head.label, child.label):
            said = f"may not lead from {head.label} to {child.label}"
            yield _of_relation("relation ends", Severity.ERROR, document, relation, said)


def _of_span(kind: str, severity: Severity, document: Document, span: Span, said: str) -> Problem:
    message = f"{_named(document, span)} {said}."
    return Problem(kind, severity, message, span.start, span.end, span=span.id)


def _of_relation(
    kind: str, severity: Severity, document: Document, relation: Relation, said: str
) -> Problem:
    head, child = document.span(relation.head), document.span(relation.child)
    ends = f"from {_named(document, head)} to {_named(document, child)}"
    message = f"The relation {relation.label} {ends} {said}."
    start, end = min(head.start, child.start), max(head.end, child.end)
    return Problem(kind, severity, message, start, end, relation=relation.id)


def _named(document: Document, span: Span) -> str:
    surface = " ".join(document.surface(span).split())
    shown = surface if len(surface) <= 60 else f"{surface[:59]}…"
    return f"{span.label} “{shown}” ({_place(document.text, span.start)})"


def _place(text: str, offset: int) -> str:
    starts = _line_starts(text)
    row = bisect_right(starts, offset) - 1
    return f"line {row + 1}, column {offset - starts[row] + 1}"


@lru_cache(maxsize=1)
def _line_starts(text: str) -> list[int]:
    """Kept for one text: thousands of problems may lie in one article."""
    return [line.start for line in lines(text)]
