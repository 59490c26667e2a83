"""The spans of a record."""

from typing import Any

from msgspec import Struct, field

from annotator.core.errors import InputError
from annotator.core.spans import Attributes, Proposal, Span, State
from annotator.core.tokens import Tokens
from annotator.formats.record_units import Units
from annotator.formats.record_values import (
    Reading,
    as_list,
    as_object,
    as_offset,
    as_score,
    as_text,
    extra_text,
    given_ids,
    state_of,
)

_OURS = frozenset(
    "start end token_start token_end label id state confirmed source score note kb_id attributes"
    " proposed".split()
)


class Places(Struct):
    """Where a record's relations find their spans."""

    by_said_id: dict[int | str, int] = field(default_factory=dict)
    by_range: dict[tuple[int, int], list[Span]] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    twice: set[int | str] = field(default_factory=set)

    def add(self, said: Any, span: Span) -> None:
        """Note a span under the id that the record gave it and under its range."""
        is_id = isinstance(said, int | str) and not isinstance(said, bool)
        if is_id and self.by_said_id.setdefault(said, span.id) != span.id:
            self.twice.add(said)
        self.by_range.setdefault((span.start, span.end), []).append(span)
        self.spans.append(span)


def read_spans(
    text: str,
    values: list[Any],
    tokens: Tokens | None,
    units: Units,
    answer: Any,
    reading: Reading,
) -> tuple[tuple[Span, ...], Places]:
    """The spans that lie in the text, in the record's order; the others are named as problems."""
    rows = [as_object(value, "span") for value in values]
    places = Places()
    spans: list[Span] = []
    for span_id, row in zip(given_ids(rows), rows, strict=True):
        start, end = _range(row, tokens, units)
        label = row.get("label")
        if label is not None and not isinstance(label, str):
            raise InputError(f"A label is not a text: {label!r:.40}.")
        if not label:
            reading.loss(f"The span {start}-{end} has no label.")
            continue
        found = _in_text(text, start, end, row.get("text"))
        if found is None:
            reading.loss(
                f"The span {label} {start}-{end} does not lie within the text of"
                f" {len(text)} characters."
            )
            continue
        if found != (start, end):
            reading.problem(
                f"The span {label} {start}-{end} lies outside the text; its words stand at"
                f" {found[0]}-{found[1]} and it was put there."
            )
        elif isinstance(row.get("text"), str) and text[start:end] != row["text"]:
            reading.problem(
                f"The span {label} {start}-{end} says {row['text']!r:.60} where the text has"
                f" {text[start:end]!r:.60}; its offsets were kept."
            )
        span = _span(span_id, row, found, label, answer, units)
        spans.append(span)
        if span.live:
            places.add(row.get("id"), span)
        else:
            reading.problem(f"The span {label} {start}-{end} was rejected there; it is not shown.")
    return tuple(spans), places


def _range(row: dict[str, Any], tokens: Tokens | None, units: Units) -> tuple[int, int]:
    if row.get("start") is not None or row.get("end") is not None or tokens is None:
        start = units.offset(as_offset(row.get("start"), "start of a span"))
        return start, units.offset(as_offset(row.get("end"), "end of a span"))
    first = as_offset(row.get("token_start"), "token_start of a span")
    last = as_offset(row.get("token_end"), "token_end of a span")
    if not first <= last < len(tokens):
        raise InputError(f"A span has the tokens {first} to {last}, of {len(tokens)}.")
    return tokens.starts[first], tokens.ends[last]


def _in_text(text: str, start: int, end: int, said: Any) -> tuple[int, int] | None:
    """The range itself, or for one outside the text the only place where its words stand."""
    if start < end <= len(text):
        return start, end
    if not isinstance(said, str) or not said.strip() or text.count(said) != 1:
        return None
    place = text.index(said)
    return place, place + len(said)


def _span(
    span_id: int,
    row: dict[str, Any],
    place: tuple[int, int],
    label: str,
    answer: Any,
    units: Units,
) -> Span:
    score = as_score(row.get("score"))
    state, confirmed = state_of(row, answer, score)
    source = as_text(row.get("source"), "source")
    proposed = _proposed(row.get("proposed"), units)
    if state is State.PROPOSED and proposed is None:
        proposed = Proposal(*place, label, source, score)
    return Span(
        span_id,
        *place,
        label,
        state,
        confirmed=confirmed,
        source=source,
        score=score,
        note=as_text(row.get("note"), "note"),
        kb_id=as_text(row.get("kb_id"), "kb_id"),
        attributes=_attributes(row.get("attributes")),
        proposed=proposed,
        extra=extra_text(row, _OURS),
    )


def _attributes(value: Any) -> Attributes:
    if isinstance(value, dict):
        return tuple((name, as_text(item, "attribute")) for name, item in value.items())
    rows = [as_object(item, "attribute") for item in as_list(value, "attributes")]
    return tuple((as_text(r.get("name"), "name"), as_text(r.get("value"), "value")) for r in rows)


def _proposed(value: Any, units: Units) -> Proposal | None:
    if value is None:
        return None
    row = as_object(value, "proposal")
    return Proposal(
        units.offset(as_offset(row.get("start"), "start of a proposal")),
        units.offset(as_offset(row.get("end"), "end of a proposal")),
        as_text(row.get("label"), "label"),
        as_text(row.get("source"), "source"),
        as_score(row.get("score")),
    )
