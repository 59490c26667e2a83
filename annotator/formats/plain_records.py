"""Records of ours as articles at once: a fifth of what a closer look takes. A random test holds both together."""

from msgspec.structs import astuple

from annotator.core.document import Meta, Status
from annotator.core.relations import ProposedRelation, Relation
from annotator.core.spans import Proposal, Span, State
from annotator.core.text import sentence_starts
from annotator.core.tokens import Tokens
from annotator.formats import record_shapes as shapes
from annotator.formats.imported import Imported
from annotator.formats.jsonl import Known
from annotator.formats.ready import checked
from annotator.formats.record_values import json_text
from annotator.formats.records import ANSWERS
from annotator.formats.token_rows import FROM_RECORD

_STATES = {state.value: state for state in State}
_STATUSES = {answer: status for status, answer in ANSWERS.items()}


class Plain(Known, frozen=True):
    """A record in which every value follows our rules."""

    record: shapes.Record


def plain(line: bytes) -> Plain | None:
    """The record of a line, or None where that takes a closer look."""
    record = checked(line)
    return None if record is None else Plain(record)


def imported_of(record: shapes.Record, source: str, digest: str) -> Imported:
    """The article of a checked record from the file of this name and SHA-256."""
    text, tokens, answer = record.text, record.tokens, record.answer
    return Imported(
        text,
        _meta(record, source, digest),
        tuple(_span(row) for row in record.spans),
        tuple(_relation(row) for row in record.relations),
        status=Status(record.meta.status) if answer is None else _STATUSES[answer],
        tokens=Tokens(
            [token.start for token in tokens],
            [token.end for token in tokens],
            sentence_starts(text),
            FROM_RECORD,
        ),
    )


def _span(row: shapes.Span) -> Span:
    said = row.proposed
    return Span(
        row.id,
        row.start,
        row.end,
        row.label,
        _STATES[row.state],
        confirmed=row.confirmed,
        source=row.source,
        score=row.score,
        note=row.note,
        kb_id=row.kb_id,
        attributes=tuple((one.name, one.value) for one in row.attributes),
        proposed=None if said is None else Proposal(*astuple(said)),
    )


def _relation(row: shapes.Relation) -> Relation:
    said = row.proposed
    return Relation(
        row.id,
        row.head_id,
        row.child_id,
        row.label,
        _STATES[row.state],
        confirmed=row.confirmed,
        source=row.source,
        score=row.score,
        note=row.note,
        proposed=None if said is None else ProposedRelation(*astuple(said)),
    )


def _meta(record: shapes.Record, source: str, digest: str) -> Meta:
    """The file is the source; what the record says of its own is written again later."""
    meta = record.meta
    said = {"_annotator_id": record.annotator_id, "_timestamp": record.timestamp}
    beside: dict[str, object] = {key: value for key, value in said.items() if value is not None}
    beside["meta"] = {"source": meta.source, "source_sha256": meta.source_sha256}
    return Meta(
        title=meta.title,
        source=source,
        source_sha256=digest,
        author=meta.author,
        date=meta.date,
        url=meta.url,
        encoding=meta.encoding,
        extra=json_text(meta.extra) if meta.extra else "",
        record_extra=json_text(beside),
        input_hash=record.input_hash,
    )
