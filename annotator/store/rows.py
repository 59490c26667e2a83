"""Spans, relations and excluded ranges as rows of their tables and back."""

from typing import Any

import msgspec

from annotator.core.document import ArticleRow, Document, Excluded, Status
from annotator.core.relations import ProposedRelation, Relation
from annotator.core.spans import Attributes, Proposal, Span, State
from annotator.store import journal

SPAN_COLUMNS = (
    "id, start, end, label, state, confirmed, source, score, note, kb_id, attributes, proposed,"
    " extra"
)
RELATION_COLUMNS = "id, head, child, label, state, confirmed, source, score, note, proposed, extra"
EXCLUDED_COLUMNS = "id, start, end, state, source"

_STATES = {state.value: state for state in State}
_proposal_decoder = msgspec.json.Decoder(Proposal)
_attributes_decoder = msgspec.json.Decoder(Attributes)
_relation_decoder = msgspec.json.Decoder(ProposedRelation)


def span_row(article: int, span: Span) -> tuple[Any, ...]:
    """The article's id and the values of `SPAN_COLUMNS`."""
    return (
        article,
        span.id,
        span.start,
        span.end,
        span.label,
        span.state.value,
        int(span.confirmed),
        span.source,
        span.score,
        span.note,
        span.kb_id,
        msgspec.json.encode(span.attributes).decode() if span.attributes else "",
        msgspec.json.encode(span.proposed).decode() if span.proposed else "",
        span.extra,
    )


def span_of(row: tuple[Any, ...]) -> Span:
    """The span of a row of `SPAN_COLUMNS`."""
    return Span(
        row[0],
        row[1],
        row[2],
        row[3],
        _STATES[row[4]],
        bool(row[5]),
        row[6],
        row[7],
        row[8],
        row[9],
        _attributes_decoder.decode(row[10]) if row[10] else (),
        _proposal_decoder.decode(row[11]) if row[11] else None,
        row[12],
    )


def relation_row(article: int, relation: Relation) -> tuple[Any, ...]:
    """The article's id and the values of `RELATION_COLUMNS`."""
    return (
        article,
        relation.id,
        relation.head,
        relation.child,
        relation.label,
        relation.state.value,
        int(relation.confirmed),
        relation.source,
        relation.score,
        relation.note,
        msgspec.json.encode(relation.proposed).decode() if relation.proposed else "",
        relation.extra,
    )


def relation_of(row: tuple[Any, ...]) -> Relation:
    """The relation of a row of `RELATION_COLUMNS`."""
    return Relation(
        row[0],
        row[1],
        row[2],
        row[3],
        _STATES[row[4]],
        bool(row[5]),
        row[6],
        row[7],
        row[8],
        _relation_decoder.decode(row[9]) if row[9] else None,
        row[10],
    )


def excluded_row(article: int, excluded: Excluded) -> tuple[Any, ...]:
    """The article's id and the values of `EXCLUDED_COLUMNS`."""
    return (
        article,
        excluded.id,
        excluded.start,
        excluded.end,
        excluded.state.value,
        excluded.source,
    )


def excluded_of(row: tuple[Any, ...]) -> Excluded:
    """The excluded range of a row of `EXCLUDED_COLUMNS`."""
    return Excluded(row[0], row[1], row[2], _STATES[row[3]], row[4])


def article_row(row: tuple[Any, ...]) -> ArticleRow:
    """What the article list shows of a row."""
    article, title, source, status, *counts_and_source = row
    return ArticleRow(article, title, source, Status(status), *counts_and_source)


def article_values(document: Document) -> tuple[object, ...]:
    """What a document changes in its article's row."""
    return (
        document.meta.title,
        document.meta.source,
        document.status.value,
        journal.meta_text(document.meta),
        int(document.hard_wrapped),
        document.changed_at,
        document.changed_by,
        document.next_span_id,
        document.next_relation_id,
        document.next_excluded_id,
        document.span_count,
        document.proposed_count,
        document.relation_count,
    )
