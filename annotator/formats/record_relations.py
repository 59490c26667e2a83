"""The relations of a record: their ends are found by id, then by range and label, then by token."""

from typing import Any

from annotator.core.errors import InputError
from annotator.core.relations import ProposedRelation, Relation
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.formats.record_spans import Places
from annotator.formats.record_units import Units
from annotator.formats.record_values import (
    Reading,
    as_object,
    as_offset,
    as_score,
    as_text,
    extra_text,
    given_ids,
    state_of,
)

_OURS = frozenset(
    "head child head_span child_span label id head_id child_id state confirmed source score note"
    " proposed".split()
)


def read_relations(
    values: list[Any],
    places: Places,
    tokens: Tokens | None,
    units: Units,
    answer: Any,
    reading: Reading,
) -> tuple[Relation, ...]:
    """The relations whose ends were found; the others and exact duplicates are named as problems."""
    rows = [as_object(value, "relation") for value in values]
    found: list[Relation] = []
    seen: set[tuple[int, int, str]] = set()
    for relation_id, row in zip(given_ids(rows), rows, strict=True):
        label = row.get("label")
        if label is not None and not isinstance(label, str):
            raise InputError(f"The label of a relation is not a text: {label!r:.40}.")
        ends = [_end(row, name, places, tokens, units) for name in ("head", "child")]
        name = f"The relation {label or 'without label'} from {_said(row, 'head')}"
        name += f" to {_said(row, 'child')}"
        head, child = ends
        if not label:
            reading.loss(f"{name} has no label.")
        elif head is None or child is None:
            end = "head" if head is None else "child"
            reading.loss(f"{name} has no span at its {end}.")
        elif (head, child, label) in seen:
            reading.problem(f"{name} stands there twice; one was kept.")
        else:
            said = [row.get("head_id"), row.get("child_id")]
            if any(isinstance(end, int | str) and end in places.twice for end in said):
                reading.problem(f"{name} names a span whose id stands there twice: the first.")
            seen.add((head, child, label))
            found.append(_relation(relation_id, head, child, label, row, answer, places))
    return tuple(found)


def _relation(
    relation_id: int,
    head: int,
    child: int,
    label: str,
    row: dict[str, Any],
    answer: Any,
    places: Places,
) -> Relation:
    score = as_score(row.get("score"))
    state, confirmed = state_of(row, answer, score)
    return Relation(
        relation_id,
        head,
        child,
        label,
        state,
        confirmed=confirmed,
        source=as_text(row.get("source"), "source"),
        score=score,
        note=as_text(row.get("note"), "note"),
        proposed=_proposed(row.get("proposed"), places),
        extra=extra_text(row, _OURS),
    )


def _proposed(value: Any, places: Places) -> ProposedRelation | None:
    if value is None:
        return None
    row = as_object(value, "proposed relation")
    ends = [as_offset(row.get(name), f"{name} of a proposal") for name in ("head_id", "child_id")]
    head, child = (places.by_said_id.get(end, end) for end in ends)
    label, source = as_text(row.get("label"), "label"), as_text(row.get("source"), "source")
    return ProposedRelation(head, child, label, source, as_score(row.get("score")))


def _end(
    row: dict[str, Any], name: str, places: Places, tokens: Tokens | None, units: Units
) -> int | None:
    said = row.get(f"{name}_id")
    if isinstance(said, int | str) and said in places.by_said_id:
        return places.by_said_id[said]
    end_span = row.get(f"{name}_span")
    if end_span is not None:
        found = _by_range(as_object(end_span, f"{name}_span"), places, units)
        if found is not None:
            return found
    token = row.get(name)
    if token is None or tokens is None:
        return None
    number = as_offset(token, f"{name} of a relation")
    return _by_token(number, places.spans, tokens) if number < len(tokens) else None


def _by_range(row: dict[str, Any], places: Places, units: Units) -> int | None:
    if row.get("start") is None or row.get("end") is None:
        return None
    start = units.offset(as_offset(row["start"], "start of a relation's span"))
    end = units.offset(as_offset(row["end"], "end of a relation's span"))
    there = places.by_range.get((start, end), [])
    same = [span.id for span in there if span.label == row.get("label")]
    return next(iter(same or [span.id for span in there]), None)


def _by_token(number: int, spans: list[Span], tokens: Tokens) -> int | None:
    """The shortest span that ends with the token, else the shortest that holds it."""
    start, end = tokens.starts[number], tokens.ends[number]
    holding = [span for span in spans if span.start < end and start < span.end]
    if not holding:
        return None
    return min(holding, key=lambda s: (s.end != end, s.end - s.start, s.start, s.id)).id


def _said(row: dict[str, Any], name: str) -> str:
    """An end of a relation as the record names it, for messages."""
    for key in (f"{name}_id", name):
        if row.get(key) is not None:
            return f"{'span' if key != name else 'token'} {row[key]!r:.20}"
    return "nowhere"
