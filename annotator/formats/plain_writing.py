"""Articles as records at once, by structures in place of dictionaries. A random test holds it against `records`."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import astuple

from annotator.core.contents import Contents
from annotator.core.document import Meta
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.formats import record_shapes as shapes
from annotator.formats.cuts import Cuts
from annotator.formats.records import ANSWERS, stable_hash, task_hash
from annotator.formats.token_rows import tokens_left

_KEYS_OF_A_RECORD = frozenset(("_annotator_id", "_timestamp", "meta"))
_KEYS_OF_META = frozenset(("source", "source_sha256"))


def record_of(contents: Contents) -> shapes.Record | None:
    """The record of an article; None where excluded ranges or unknown keys need a closer look."""
    meta = contents.meta
    beside: dict[str, Any] = msgspec.json.decode(meta.record_extra) if meta.record_extra else {}
    beside_meta = beside.get("meta", {})
    if contents.excluded or not (beside.keys() <= _KEYS_OF_A_RECORD):
        return None
    if not (isinstance(beside_meta, dict) and beside_meta.keys() <= _KEYS_OF_META):
        return None
    if any(span.extra for span in contents.spans):
        return None
    if any(relation.extra for relation in contents.relations):
        return None
    text = contents.text
    tokens = tokens_left(contents.tokens, Cuts(text, []))
    live = sorted((s for s in contents.spans if s.live), key=lambda span: span.key)
    spans = [_span(span, tokens) for span in live]
    relations = _relations(contents.relations, {span.id: span for span in spans})
    known = meta.input_hash
    input_hash = stable_hash(text.encode()) if known is None else known
    places = [(span.start, span.end, span.label) for span in spans]
    place = dict(zip((span.id for span in spans), places, strict=True))
    said = [(place[r.head_id], place[r.child_id], r.label) for r in relations]
    return shapes.Record(
        text,
        _tokens(text, tokens),
        spans,
        relations,
        _meta(contents, meta, beside_meta),
        ANSWERS.get(contents.status),
        input_hash,
        task_hash(input_hash, places, said),
        "relations",
        contents.changed_by or beside.get("_annotator_id"),
        int(contents.changed_at) or beside.get("_timestamp"),
    )


def _tokens(text: str, tokens: Tokens) -> list[shapes.Token]:
    starts, ends = tokens.starts.tolist(), tokens.ends.tolist()
    following = [*starts[1:], len(text)]
    token = shapes.Token
    return [
        token(text[start:end], start, end, number, end != after and text[end] == " ")
        for number, (start, end, after) in enumerate(zip(starts, ends, following, strict=True))
    ]


def _span(span: Span, tokens: Tokens) -> shapes.Span:
    first, last = tokens.aligned(span.start, span.end) or (None, None)
    proposed = span.proposed
    return shapes.Span(
        span.start,
        span.end,
        first,
        last,
        span.label,
        span.id,
        span.state.value,
        span.confirmed,
        span.source,
        span.score,
        span.note,
        span.kb_id,
        [shapes.Attribute(name, value) for name, value in span.attributes],
        None if proposed is None else shapes.Proposal(*astuple(proposed)),
    )


def _relations(
    relations: Iterable[Relation], spans: dict[int, shapes.Span]
) -> list[shapes.Relation]:
    made = [
        _relation(relation, spans[relation.head], spans[relation.child])
        for relation in relations
        if relation.live and relation.head in spans and relation.child in spans
    ]
    return sorted(made, key=shapes.relation_key)


def _relation(relation: Relation, head: shapes.Span, child: shapes.Span) -> shapes.Relation:
    proposed = relation.proposed
    return shapes.Relation(
        head.token_end,
        child.token_end,
        _end(head),
        _end(child),
        relation.label,
        relation.id,
        relation.head,
        relation.child,
        relation.state.value,
        relation.confirmed,
        relation.source,
        relation.score,
        relation.note,
        None if proposed is None else shapes.ProposedRelation(*astuple(proposed)),
    )


def _end(span: shapes.Span) -> shapes.End:
    return shapes.End(span.start, span.end, span.token_start, span.token_end, span.label)


def _meta(contents: Contents, meta: Meta, beside: dict[str, Any]) -> shapes.Meta:
    return shapes.Meta(
        meta.title,
        beside.get("source", meta.source),
        beside.get("source_sha256", meta.source_sha256),
        meta.author,
        meta.date,
        meta.url,
        [],
        (msgspec.json.decode(meta.extra) or None) if meta.extra else None,
        meta.encoding,
        contents.status.value,
        contents.status in ANSWERS,
        [],
    )
