"""Proposals of a model brought into a document: they never touch what the analyst has done."""

from collections.abc import Container, Iterable
from dataclasses import replace

from annotator.core.document import Document, Excluded, Status
from annotator.core.edits import forbidden
from annotator.core.errors import RefusedError
from annotator.core.operations import (
    DocumentOperation,
    ExcludedChanged,
    SpanChanged,
    StatusChanged,
)
from annotator.core.schema import Schema
from annotator.core.spans import Proposal, Span, State


def highlighted(
    document: Document,
    schema: Schema,
    proposals: Iterable[Proposal],
    touched: Container[int],
    within: tuple[int, int] | None = None,
) -> list[DocumentOperation]:
    """Untouched proposals replaced by these (only inside `within`, if given).

    `touched` are ids of spans that a step of the analyst names: they stay as they are, and nothing is proposed
    over them or where they were rejected. A proposal that is there already keeps its id.
    """
    low, high = within or (0, len(document.text))
    wanted = {(p.start, p.end, label): p for p in proposals if (label := schema.resolved(p.label))}
    operations: list[DocumentOperation] = []
    free: list[Span] = []
    fixed: list[Span] = []
    refused: set[tuple[int, int, str]] = set()
    for span in document.all_spans():
        if span.proposed is not None:
            refused.add((span.proposed.start, span.proposed.end, span.proposed.label))
        if not span.live:
            refused.add((span.start, span.end, span.label))
        elif _is_free(document, span, touched):
            free.append(span)
        else:
            fixed.append(span)
    for span in free:
        place = (span.start, span.end, span.label)
        kept = wanted.pop(place, None)
        if kept is not None:
            after = replace(span, score=kept.score, source=kept.source, proposed=kept)
            if after != span:
                operations.append(SpanChanged(document.article, span, after))
        elif low <= span.start and span.end <= high:
            operations.append(SpanChanged(document.article, span, None))
            if span.proposed is not None:
                refused.discard((span.proposed.start, span.proposed.end, span.proposed.label))
    next_id = document.next_span_id
    blocked = _Blocked(document, fixed)
    for (start, end, label), proposal in sorted(wanted.items()):
        if (start, end, label) in refused or (start, end, proposal.label) in refused:
            continue
        if blocked.at(start, end):
            continue
        span = Span(
            next_id,
            start,
            end,
            label,
            State.PROPOSED,
            source=proposal.source,
            score=proposal.score,
            proposed=proposal,
        )
        operations.append(SpanChanged(document.article, None, span))
        next_id += 1
    return operations


class _Blocked:
    """Ranges that no proposal may share a character with: the analyst's spans and excluded text."""

    def __init__(self, document: Document, fixed: list[Span]) -> None:
        self._document = document
        self._fixed = {span.id for span in fixed}

    def at(self, start: int, end: int) -> bool:
        held = self._document.spans_between(start, end)
        if any(span.id in self._fixed for span in held):
            return True
        return any(e.start < end and start < e.end for e in self._document.live_excluded())


def _is_free(document: Document, span: Span, touched: Container[int]) -> bool:
    if span.state is not State.PROPOSED or span.id in touched:
        return False
    return not (span.note or span.kb_id or span.attributes or document.all_relations_of(span.id))


def yielded(document: Document, schema: Schema, touched: Container[int]) -> list[DocumentOperation]:
    """Untouched proposals that stand where the schema forbids it (after an undo brought a span back) removed."""
    operations: list[DocumentOperation] = []
    gone: set[int] = set()
    for span in document.spans():
        if span.id in gone or not _is_free(document, span, touched):
            continue
        for other in document.spans_between(span.start, span.end):
            if other.id == span.id or other.id in gone:
                continue
            if forbidden(schema.overlap, span, other):
                operations.append(SpanChanged(document.article, span, None))
                gone.add(span.id)
                break
    return operations


def finished(document: Document, status: Status) -> list[DocumentOperation]:
    """An article ended with a status; *done* accepts what is still proposed, without confirming it."""
    operations: list[DocumentOperation] = []
    if status is Status.DONE:
        for span in document.spans():
            if span.state is State.PROPOSED:
                after = replace(span, state=State.ACCEPTED)
                operations.append(SpanChanged(document.article, span, after))
    if document.status is not status:
        operations.append(StatusChanged(document.article, document.status, status))
    return operations


def excluded_lines(
    document: Document, start: int, end: int, annotator: str
) -> list[DocumentOperation]:
    """The paragraphs of a range excluded, or included again when all of them are excluded already."""
    first, last = document.paragraph_index(start), document.paragraph_index(max(start, end - 1))
    held = document.paragraphs[first : last + 1]
    lines = [p for p in held if document.text[p.start : p.end].strip()]
    if not lines:
        raise RefusedError("There is no text in these lines.")
    out = [
        e for e in document.live_excluded() if e.start < lines[-1].end and lines[0].start < e.end
    ]
    covered = all(any(e.start <= p.start and p.end <= e.end for e in out) for p in lines)
    operations: list[DocumentOperation] = []
    if covered:
        for excluded in out:
            after = None
            if excluded.state in (State.PROPOSED, State.ACCEPTED):
                after = replace(excluded, state=State.REJECTED)
            operations.append(ExcludedChanged(document.article, excluded, after))
        return operations
    next_id = document.next_excluded_id
    for line in lines:
        if any(e.start <= line.start and line.end <= e.end for e in out):
            continue
        made = Excluded(next_id, line.start, line.end, State.ADDED, annotator)
        operations.append(ExcludedChanged(document.article, None, made))
        next_id += 1
    return operations
