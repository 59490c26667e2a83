"""Records that are already as they would be written: a line of such a file is looked at and passed on.

Reading a record and writing it again takes a millisecond for an article; most records that come in were
written by us. Here the line is decoded into structures, held against every rule of `records`, encoded and
compared: what differs in a byte, or is not plain, goes the long way. A random test holds both ways together.
"""

import msgspec

from annotator.formats.jsonl import Known, encoded, is_too_deep
from annotator.formats.record_shapes import End, Record, Span, aligned, relation_key, tokens_hold
from annotator.formats.record_values import GREATEST_ID
from annotator.formats.records import ANSWERS, task_hash

_LIVE = frozenset(("proposed", "accepted", "edited", "added"))
_STATUS_OF = {answer: status.value for status, answer in ANSWERS.items()}
_OPEN = frozenset(("new", "in progress"))
_GREATEST_OFFSET = 2**31


class Ready(Known, frozen=True):
    """A line without its end as it is to be written; what is live in it."""

    line: bytes
    spans: int
    relations: int


_decode = msgspec.json.Decoder(Record).decode


def ready(line: bytes) -> Ready | None:
    """The line as it would be written, or None where that takes a closer look."""
    line = line.rstrip(b"\r\n")
    record = checked(line)
    if record is None or encoded(record) != line:
        return None
    return Ready(line, len(record.spans), len(record.relations))


def checked(line: bytes) -> Record | None:
    """The record of a line, when it is of our shape and every value in it follows our rules."""
    try:
        record = _decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    if not (_facts_hold(record) and tokens_hold(record.text, record.tokens)):
        return None
    return record if _spans_hold(record) and _relations_hold(record) else None


def _facts_hold(record: Record) -> bool:
    meta, answer = record.meta, record.answer
    status = _STATUS_OF.get(answer) if answer is not None else meta.status
    return (
        bool(record.text.strip())
        and bool(meta.title and meta.source and meta.source_sha256)
        and not (meta.excluded or meta.excluded_kept)
        and (meta.extra is None or (bool(meta.extra) and not is_too_deep(meta.extra)))
        and meta.status == status
        and (answer is not None or status in _OPEN)
        and meta.reviewed == (answer is not None)
        and record.view_id == "relations"
        and -(2**31) <= record.input_hash < 2**31
    )


def _spans_hold(record: Record) -> bool:
    spans, tokens, length = record.spans, record.tokens, len(record.text)
    keys = [(span.start, span.end, span.label, span.id) for span in spans]
    if keys != sorted(keys) or not _are_ids([span.id for span in spans]):
        return False
    for span in spans:
        proposed = span.proposed
        if not (0 <= span.start < span.end <= length and span.label and span.state in _LIVE):
            return False
        if proposed is None:
            if span.state == "proposed":
                return False
        elif not (_is_offset(proposed.start) and _is_offset(proposed.end)):
            return False
        first, last = span.token_start, span.token_end
        if first is None or last is None:
            if first is not last or aligned(tokens, span.start, span.end):
                return False
        elif not (
            0 <= first <= last < len(tokens)
            and tokens[first].start == span.start
            and tokens[last].end == span.end
        ):
            return False
    return True


def _relations_hold(record: Record) -> bool:
    relations = record.relations
    places = {span.id: [span.start, span.end, span.label] for span in record.spans}
    said = [[places.get(r.head_id), places.get(r.child_id), r.label] for r in relations]
    if record.task_hash != task_hash(record.input_hash, list(places.values()), said):
        return False
    if not relations:
        return True
    by_id = {span.id: span for span in record.spans}
    for relation in relations:
        head, child = by_id.get(relation.head_id), by_id.get(relation.child_id)
        proposed = relation.proposed
        if head is None or child is None or not relation.label or relation.state not in _LIVE:
            return False
        if (relation.head, relation.child) != (head.token_end, child.token_end):
            return False
        if not (_stands(relation.head_span, head) and _stands(relation.child_span, child)):
            return False
        if proposed and not (_is_offset(proposed.head_id) and _is_offset(proposed.child_id)):
            return False
    keys = [relation_key(relation) for relation in relations]
    same = {(r.head_id, r.child_id, r.label) for r in relations}
    return (
        len(same) == len(relations) and keys == sorted(keys) and _are_ids([r.id for r in relations])
    )


def _stands(end: End, span: Span) -> bool:
    return (
        end.start == span.start
        and end.end == span.end
        and end.token_start == span.token_start
        and end.token_end == span.token_end
        and end.label == span.label
    )


def _is_offset(value: int) -> bool:
    return 0 <= value <= _GREATEST_OFFSET


def _are_ids(ids: list[int]) -> bool:
    return not ids or (len(set(ids)) == len(ids) and min(ids) > 0 and max(ids) <= GREATEST_ID)
