"""REBEL's triples in: a line of them beside a text, a list of names, or REBEL's own files with places.

Names without places are searched for. What a line of text is called: context, text, sentence or input; the
triples: triplets, triples, relations, output, target, spo_list as in DuIE, triple_list and relation_list as
in CasRel and TPLinker, relationMentions as in NYT.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.building import Building
from annotator.formats.imported import Imported
from annotator.formats.json_values import beside, objects
from annotator.formats.linear_triples import triples_of
from annotator.formats.record_values import as_list, as_object, as_offset, as_text
from annotator.formats.table import Glimpse
from annotator.formats.triples import ENTITY_LABEL, Triple, place

OWN = "rebel"
_TEXTS = ("context", "text", "sentence", "input", "sentText")
_SURE = ("triplets", "triples", "spo_list", "triple_list", "relation_list", "relationMentions")
_TRIPLES = ("triplets", "triples", "relations", "output", "target", *_SURE[2:])
_HEADS, _TAILS = ("head", "subject", "subj", "em1Text"), ("tail", "object", "obj", "em2Text")
_HEAD_TYPES, _TAIL_TYPES = ("head_type", "subject_type"), ("tail_type", "object_type")
_VALUE = "@value"
_ENTITY = frozenset(("uri", "boundaries", "surfaceform", "type", "entity"))
_RELATIONS = ("relation", "type", "predicate", "property", "label")


def is_rebel(glimpse: Glimpse) -> bool:
    """Whether the first record has a text and triples in one of their shapes."""
    record = glimpse.record or {}
    key, said = _first(record, _TRIPLES)
    name, text = _first(record, _TEXTS)
    if not name or not isinstance(text, str) or "spans" in record or "tokens" in record:
        return False
    if isinstance(said, str):
        return said.lstrip().startswith(("<triplet>", "tp_XX"))
    if not isinstance(said, list):
        return False
    return all(map(_is_row, said)) and (bool(said) or key in _SURE)


def _is_row(row: Any) -> bool:
    if isinstance(row, list):
        return len(row) == 3 and all(isinstance(value, str) for value in row)
    has = [isinstance(row, dict) and _first(row, names)[0] for names in (_HEADS, _TAILS)]
    return all(has) and isinstance(_first(row, _HEADS)[1], str | dict)


def read_rebel(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article a record."""
    for number, values in objects(path, encoding):
        if isinstance(values, InputError):
            yield values
            continue
        try:
            yield _article(values, path.as_posix(), number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)


def _article(values: dict[str, Any], source: str, number: int) -> Imported:
    name, text = _first(values, _TEXTS)
    if not isinstance(text, str) or not text.strip():
        raise InputError("The record has no text.", source, number)
    building = Building(text, source, number)
    key, said = _first(values, _TRIPLES)
    if isinstance(said, str):
        place(building, triples_of(said))
    else:
        _placed(building, values, as_list(said, "triples"))
    rest = {
        k: v
        for k, v in values.items()
        if k not in (name, key, "entities", "entityMentions", "title")
    }
    title = as_text(values.get("title"), "title")
    return building.finished(Meta(title=title, source=source, record_extra=beside(OWN, rest)))


def _placed(building: Building, values: dict[str, Any], rows: list[Any]) -> None:
    known: dict[tuple[Any, ...], Any] = {}
    for n, row in enumerate(as_list(values.get("entities"), "entities")):
        entity = as_object(row, "entity")
        _span(building, entity, n)
        known.setdefault(_key(entity), n)
    searched: list[Triple] = []
    types = _types(values)
    for row in rows:
        if isinstance(row, list) and len(row) == 3:
            searched.append(Triple(*(as_text(value, "triple") for value in row)))
            continue
        said = as_object(row, "triple")
        head, tail = _first(said, _HEADS)[1], _first(said, _TAILS)[1]
        relation_key, relation = _first(said, _RELATIONS)
        label = _name(relation)
        if not (_has_place(head) and _has_place(tail)):
            labels = [
                _name(_first(said, names)[1]) or types.get(_name(end), "")
                for end, names in ((head, _HEAD_TYPES), (tail, _TAIL_TYPES))
            ]
            searched.append(Triple(_name(head), label, _name(tail), *labels))
            _count_slots(building, label, tail)
            continue
        ends = [_end(building, end, known) for end in (head, tail)]
        used = (relation_key, *_HEADS, *_TAILS)
        rest = {key: value for key, value in said.items() if key not in used}
        if isinstance(relation, dict):
            rest |= {"predicate": {k: v for k, v in relation.items() if k != "surfaceform"}}
        rest = {key: value for key, value in rest.items() if value not in (None, {}, "")}
        label = _said(relation)
        building.relation(ends[0], ends[1], label, extra={OWN: rest} if rest else {})
    place(building, searched)
    placed = {name for triple in searched for name in (triple.head, triple.tail)}
    for name in (name for name in types if name not in placed):
        building.reading.loss(f"The {types[name]} {name!r:.60} has no relation and no place.")


def _types(values: dict[str, Any]) -> dict[str, str]:
    """NYT's mentions: names with labels, no places."""
    rows = as_list(values.get("entityMentions"), "entityMentions")
    said = (as_object(row, "mention") for row in rows)
    return {_name(row): as_text(row.get("label"), "label") for row in said}


def _count_slots(building: Building, label: str, tail: Any) -> None:
    """DuIE's relations can have more than two ends."""
    more = (
        [key for key in tail if key != _VALUE] if isinstance(tail, dict) and _VALUE in tail else []
    )
    if more:
        building.reading.loss(f"The relation {label} has further ends: {', '.join(more):.60}.")


def _end(building: Building, said: dict[str, Any], known: dict[tuple[Any, ...], Any]) -> Any:
    number = said.get("entity")
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    key = _key(said)
    if key not in known:
        known[key] = key
        _span(building, said, key)
    return known[key]


def _key(said: dict[str, Any]) -> tuple[str, str]:
    places = as_list(said.get("boundaries"), "boundaries")[:2]
    return repr(places), as_text(said.get("type"), "type")


def _span(building: Building, said: dict[str, Any], said_id: Any) -> None:
    places = (*as_list(said.get("boundaries"), "boundaries"), None, None)[:2]
    start, end = (as_offset(at, "boundary of an entity") for at in places)
    label = as_text(said.get("type"), "type") or ENTITY_LABEL
    surface = said.get("surfaceform")
    surface = surface if isinstance(surface, str) and surface else None
    kb_id = as_text(said.get("uri"), "uri")
    rest = {key: value for key, value in said.items() if key not in _ENTITY}
    extra = {OWN: rest} if rest else {}
    building.span(said_id, start, end, label, surface=surface, kb_id=kb_id, extra=extra)


def _has_place(end: Any) -> bool:
    return isinstance(end, dict) and isinstance(end.get("boundaries"), list)


def _name(said: Any) -> str:
    return " ".join(_said(said).split())


def _said(said: Any) -> str:
    if isinstance(said, dict):
        said = _first(said, ("surfaceform", "text", "name", "label", _VALUE))[1]
    return as_text(said, "name")


def _first(values: dict[str, Any], names: tuple[str, ...]) -> tuple[str, Any]:
    """The first of the names that is there, with its value; ('', None) when none is."""
    return next(
        ((name, values[name]) for name in names if values.get(name) is not None), ("", None)
    )
