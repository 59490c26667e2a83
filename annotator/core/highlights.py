"""Proposals of a model brought into a document: they never touch what the analyst has done."""

from collections.abc import Collection, Container, Iterable, Iterator
from math import isfinite

from msgspec.structs import replace

from annotator.core.document import Document, Excluded, Status
from annotator.core.edits import forbidden
from annotator.core.errors import RefusedError
from annotator.core.operations import (
    DocumentOperation,
    ExcludedChanged,
    RelationChanged,
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
    wanted = {
        (p.start, p.end, label): _resolved(p, label)
        for p in proposals
        if (label := schema.resolved(p.label))
    }
    operations: list[DocumentOperation] = []
    refused: set[tuple[int, int, str]] = set()
    fixed: set[int] = set()
    kept_ids: set[int] = set()
    beside_new: list[Span] = []
    for span in _concerned(document, wanted, within):
        place = (span.start, span.end, span.label)
        if not (span.live and _is_free(document, span, touched)):
            refused |= _places(span)
            if span.live:
                fixed.add(span.id)
        elif place in wanted:
            kept = wanted.pop(place)
            if span.proposed != kept:
                after = replace(span, score=kept.score, source=kept.source, proposed=kept)
                operations.append(SpanChanged(document.article, span, after))
            kept_ids.add(span.id)
        elif low <= span.start and span.end <= high:
            operations.append(SpanChanged(document.article, span, None))
        else:
            kept_ids.add(span.id)
    excluded = document.live_excluded()
    next_id = document.next_span_id
    for place in sorted(wanted.keys() - refused, key=lambda p: (p[0], -p[1], p[2])):
        start, end, label = place
        proposal = wanted[place]
        met = document.spans_between(start, end)
        if any(span.id in fixed for span in met):
            continue
        if any(e.start < end and start < e.end for e in excluded):
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
        beside_new = [other for other in beside_new if other.end > start]
        beside = [other for other in met if other.id in kept_ids] + beside_new
        if any(forbidden(schema.overlap, span, other) for other in beside):
            continue
        operations.append(SpanChanged(document.article, None, span))
        beside_new.append(span)
        next_id += 1
    return operations


def _finite(score: float | None) -> float | None:
    # The journal is JSON, which has neither NaN nor infinity: undo would meet another score.
    return score if score is not None and isfinite(score) else None


def _resolved(proposal: Proposal, label: str) -> Proposal:
    score = _finite(proposal.score)
    if label == proposal.label and score == proposal.score:
        return proposal
    return replace(proposal, label=label, score=score)


def _concerned(
    document: Document,
    wanted: Collection[tuple[int, int, str]],
    within: tuple[int, int] | None,
) -> list[Span]:
    """All spans, or, where nothing is to be removed, those that these places can meet."""
    if within is None:
        return list(document.all_spans())
    places = [(start, end) for start, end, _ in wanted]
    if within[0] < within[1]:
        places.append(within)
    if not places:
        return []
    low, high = min(start for start, _ in places), max(end for _, end in places)
    return [*document.hidden_spans(), *document.spans_between(low, high)]


def _places(span: Span) -> set[tuple[int, int, str]]:
    """Where nothing may be proposed again because of a span that the analyst has judged."""
    found = {(span.start, span.end, span.label)}
    if span.proposed is not None:
        found.add((span.proposed.start, span.proposed.end, span.proposed.label))
    return found


def _is_free(document: Document, span: Span, touched: Container[int]) -> bool:
    if span.state is not State.PROPOSED or span.id in touched:
        return False
    return not (span.note or span.kb_id or span.attributes or document.has_relations(span.id))


def yielded(
    document: Document, schema: Schema, returned: Iterable[Span]
) -> list[DocumentOperation]:
    """Open proposals that an undo met where it brought spans back and the schema forbids both: removed."""
    operations: list[DocumentOperation] = []
    gone: set[int] = set()
    back = list(returned)
    kept = {span.id for span in back}
    for span in back:
        for other in document.spans_between(span.start, span.end):
            if other.id in kept or other.id in gone or not _is_free(document, other, ()):
                continue
            if forbidden(schema.overlap, span, other):
                operations.append(SpanChanged(document.article, other, None))
                gone.add(other.id)
    return operations


def finished(document: Document, status: Status) -> list[DocumentOperation]:
    """An article ended with a status; *done* accepts what is still proposed, without confirming it."""
    operations: list[DocumentOperation] = []
    if status is Status.DONE:
        operations += _accepted(document)
    if document.status is not status:
        operations.append(StatusChanged(document.article, document.status, status))
    return operations


def _accepted(document: Document) -> Iterator[DocumentOperation]:
    article, accepted = document.article, State.ACCEPTED
    for span in document.spans():
        if span.state is State.PROPOSED:
            yield SpanChanged(article, span, replace(span, state=accepted))
    for relation in document.relations():
        if relation.state is State.PROPOSED:
            yield RelationChanged(article, relation, replace(relation, state=accepted))
    for excluded in document.live_excluded():
        if excluded.state is State.PROPOSED:
            yield ExcludedChanged(article, excluded, replace(excluded, state=accepted))


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
