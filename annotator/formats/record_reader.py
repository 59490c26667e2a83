"""A record, ours or Prodigy's, as an imported article."""

from operator import le, lt
from typing import Any

from annotator.core.document import Excluded, Meta, Status
from annotator.core.errors import InputError
from annotator.core.spans import State
from annotator.core.text import sentence_starts
from annotator.core.tokens import Tokens
from annotator.formats.imported import Imported, title_of
from annotator.formats.record_relations import read_relations
from annotator.formats.record_spans import read_spans
from annotator.formats.record_units import Units
from annotator.formats.record_values import (
    Reading,
    as_list,
    as_object,
    as_offset,
    as_state,
    as_text,
    json_text,
)
from annotator.formats.records import ANSWERS
from annotator.formats.strange_annotations import strange_annotations
from annotator.formats.token_rows import FROM_RECORD, token_extra

_OURS = frozenset(
    "text tokens spans relations meta answer _input_hash _task_hash _view_id _annotator_id"
    " _timestamp".split()
)
_META_TEXTS = ("title", "source", "source_sha256", "author", "date", "url", "encoding")
_STATUSES = {answer: status for status, answer in ANSWERS.items()}
_SMALLEST_HASH, _GREATEST_HASH = -(2**31), 2**31 - 1


def read_record(values: dict[str, Any], place: str = "", line: int | None = None) -> Imported:
    """The article of a record; InputError when it has no text or a value of the wrong kind.

    What can't be kept (a span outside the text, a relation to nowhere) is named in `problems`.
    """
    reading = Reading(place, line)
    text = values.get("text")
    if not isinstance(text, str):
        raise InputError('The record has no "text".', place, line)
    if not text.strip():
        raise InputError('The "text" of the record is empty.', place, line)
    try:
        return _read(values, text, reading)
    except InputError as error:
        raise InputError(error.reason, place, line) from error


def _read(values: dict[str, Any], text: str, reading: Reading) -> Imported:
    token_values = as_list(values.get("tokens"), "tokens")
    span_values = as_list(values.get("spans"), "spans")
    relation_values = as_list(values.get("relations"), "relations")
    units = Units.found(text, span_values, token_values)
    if units.are_utf16:
        reading.problem("Its offsets count UTF-16 units; they were converted.")
    beside = {} if "spans" in values else {k: v for k, v in values.items() if k not in _OURS}
    strange = strange_annotations(beside)
    if strange:
        reading.problem(f"Its annotations are in no known layout and stay beside: {strange:.80}.")
    tokens = _tokens(text, token_values, units, reading)
    answer = values.get("answer")
    spans, places = read_spans(text, span_values, tokens, units, answer, reading)
    relations = read_relations(relation_values, places, tokens, units, answer, reading)
    meta_values = _meta_values(values.get("meta"), reading)
    excluded, cut = _excluded(meta_values, text)
    token_beside = token_extra(token_values) if tokens is not None else {}
    status = _status(answer, meta_values.get("status"), reading)
    return Imported(
        text,
        _meta(values, meta_values, cut, title_of(text, excluded), token_beside),
        spans,
        relations,
        excluded,
        status,
        tokens,
        tuple(reading.problems),
        tuple(reading.losses),
    )


def _tokens(text: str, rows: list[Any], units: Units, reading: Reading) -> Tokens | None:
    if not rows:
        return None
    plain = None if units.are_utf16 else _plain_tokens(rows, len(text))
    if plain is not None:
        return Tokens(*plain, sentence_starts(text), FROM_RECORD)
    starts, ends = [], []
    done = 0
    for row in rows:
        values = as_object(row, "token")
        if "start" not in values or "end" not in values:
            reading.problem("Its tokens have no offsets, so that new ones will be made.")
            return None
        start = units.offset(as_offset(values["start"], "start of a token"))
        end = units.offset(as_offset(values["end"], "end of a token"))
        if not done <= start < end <= len(text):
            reading.problem(f"Its tokens do not fit its text from {start} on; new ones are made.")
            return None
        starts.append(start)
        ends.append(end)
        done = end
    return Tokens(starts, ends, sentence_starts(text), FROM_RECORD)


def _plain_tokens(rows: list[Any], length: int) -> tuple[list[int], list[int]] | None:
    """Starts and ends where all is as it should be; else None, and each row is looked at."""
    try:
        starts = [row["start"] for row in rows]
        ends = [row["end"] for row in rows]
    except (KeyError, TypeError, IndexError):
        return None
    if {*map(type, starts), *map(type, ends)} != {int} or set(map(type, rows)) != {dict}:
        return None
    in_order = all(map(lt, starts, ends)) and all(map(le, ends, starts[1:]))
    return (starts, ends) if in_order and starts[0] >= 0 and ends[-1] <= length else None


def _meta_values(value: Any, reading: Reading) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        reading.problem('Its "meta" is not an object and was left out.')
        return {}
    return value


def _meta(
    values: dict[str, Any],
    meta: dict[str, Any],
    cut: list[list[int]],
    title: str,
    token_beside: dict[str, Any],
) -> Meta:
    texts = {name: meta[name] for name in _META_TEXTS if isinstance(meta.get(name), str)}
    used = {*texts, "extra", "excluded", "excluded_kept", "status", "reviewed"}
    beside = {k: v for k, v in meta.items() if k not in used and _is_foreign(k, v)}
    if cut:
        beside["excluded"] = cut
    extra = {k: v for k, v in values.items() if k not in _OURS}
    if beside:
        extra["meta"] = beside
    if token_beside:
        extra["tokens"] = token_beside
    for key in ("_annotator_id", "_timestamp"):
        if values.get(key) is not None:
            extra[key] = values[key]
    texts["title"] = texts.get("title") or title
    input_hash = values.get("_input_hash")
    is_hash = isinstance(input_hash, int) and _SMALLEST_HASH <= input_hash <= _GREATEST_HASH
    more = meta.get("extra")
    return Meta(
        **texts,
        extra=json_text(more) if isinstance(more, dict) and more else "",
        record_extra=json_text(extra) if extra else "",
        input_hash=input_hash if is_hash and not isinstance(input_hash, bool) else None,
    )


def _is_foreign(key: str, value: Any) -> bool:
    """Ours are written anyway; where they hold null there is nothing to keep."""
    return key not in _META_TEXTS or value is not None


def _excluded(meta: dict[str, Any], text: str) -> tuple[tuple[Excluded, ...], list[list[int]]]:
    """The excluded ranges that are still in the text, and those that had been cut from its source."""
    pairs = meta.get("excluded")
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        return (), []
    found: list[Excluded] = []
    for number, value in enumerate(as_list(meta.get("excluded_kept"), "meta.excluded_kept"), 1):
        row = as_object(value, "range of meta.excluded_kept")
        start = as_offset(row.get("start"), "start of an excluded range")
        end = as_offset(row.get("end"), "end of an excluded range")
        if not start < end <= len(text):
            raise InputError("An excluded range lies outside the text.")
        state = as_state(row.get("state")) or State.ADDED
        found.append(Excluded(number, start, end, state, as_text(row.get("source"), "source")))
    live = sum(excluded.live for excluded in found)
    return tuple(found), pairs[: len(pairs) - live]


def _is_pair(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(n, int) and not isinstance(n, bool) for n in value)
        and 0 <= value[0] < value[1]
    )


def _status(answer: Any, said: Any, reading: Reading) -> Status:
    if answer is not None:
        if isinstance(answer, str) and answer in _STATUSES:
            return _STATUSES[answer]
        reading.problem(f'Its "answer" is none of accept, reject and ignore: {answer!r:.40}.')
    open_ones = {Status.NEW.value: Status.NEW, Status.IN_PROGRESS.value: Status.IN_PROGRESS}
    return open_ones.get(said, Status.NEW) if isinstance(said, str) else Status.NEW
