"""doccano's JSONL in all its shapes, and its list of labels, in and out.

Spans stand as `label`, `labels` or `entities` of triples, as `entities` of objects, or as `annotations`
with a user each. Offsets of its web page count UTF-16 units; that is found out an article at a time.
"""

import json
import string
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta, Status
from annotator.core.errors import InputError
from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.formats.building import Building
from annotator.formats.colours import colour_of
from annotator.formats.imported import Imported
from annotator.formats.json_values import beside, objects
from annotator.formats.record_values import as_list, as_object, as_offset
from annotator.formats.table import Glimpse

_TEXTS = ("text", "data", "column_data")
_GREY = "#808080"
"""What is written for a type without a colour of its own: doccano wants one."""
KEYS = frozenset(string.digits + string.ascii_lowercase)
"""The keys that its labels may have; a list with another is refused there."""
_SPANS = ("label", "labels", "entities", "annotations", "column_label")


def is_doccano(glimpse: Glimpse) -> bool:
    """Whether the first record has a text and one of doccano's lists, and none of Prodigy's."""
    record = glimpse.record
    if record is None or "spans" in record or "tokens" in record or "_task_hash" in record:
        return False
    has_text = any(isinstance(record.get(name), str) for name in _TEXTS)
    lists = [record[name] for name in _SPANS if isinstance(record.get(name), list)]
    return has_text and any(all(_is_row(row) for row in rows) for rows in lists)


def _is_row(row: Any) -> bool:
    if isinstance(row, dict):
        return "start_offset" in row or "user" in row
    return isinstance(row, str) or (isinstance(row, list) and len(row) == 3)


def read_doccano(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The articles of a file, whatever its shape."""
    source = path.as_posix()
    for line, values in objects(path, encoding):
        if isinstance(values, InputError):
            yield values
            continue
        try:
            yield _article(values, source, line)
        except InputError as error:
            yield error if error.place else InputError(error.reason, source, line)


def _article(values: dict[str, Any], source: str, line: int) -> Imported:
    name = next((name for name in _TEXTS if isinstance(values.get(name), str)), "")
    if not name or not values[name].strip():
        raise InputError("The record has no text.", source, line)
    building = Building(values[name], source, line)
    classes: dict[str, Any] = {}
    for key in _SPANS:
        rows = as_list(values.get(key), key)
        if all(isinstance(row, str) for row in rows) and rows:
            classes[key] = rows
            continue
        for row in rows:
            _add(building, row)
    for row in as_list(values.get("relations"), "relations"):
        link = as_object(row, "relation")
        label = str(link.get("type") or link.get("label") or "")
        building.relation(link.get("from_id"), link.get("to_id"), label)
    used = {name, "relations", *(key for key in _SPANS if key not in classes)}
    rest = {key: value for key, value in values.items() if key not in used}
    approved = bool(values.get("annotation_approver"))
    meta = Meta(source=source, record_extra=beside("doccano", rest))
    return building.finished(meta, Status.DONE if approved else Status.NEW)


def _add(building: Building, row: Any) -> None:
    if isinstance(row, list) and len(row) == 3:
        start, end, label = row
        building.span(None, _offset(start), _offset(end), _label(label))
        return
    values = as_object(row, "span")
    if "start_offset" not in values:
        building.reading.loss("An annotation is one of the whole text.")
        return
    user = values.get("user")
    building.span(
        values.get("id"),
        _offset(values["start_offset"]),
        _offset(values.get("end_offset")),
        _label(values.get("label")),
        source="" if user is None else f"user {user}",
    )


def _offset(value: Any) -> int:
    return as_offset(value, "offset of a span")


def _label(value: Any) -> str:
    return "" if value is None else str(value)


def schema_from_label_list(text: str, place: str = "") -> Schema:
    """The schema of a file with doccano's labels."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("The JSON is broken. Repair it.", place) from error
    return schema_from_labels(values, place)


def schema_from_labels(values: Any, place: str = "") -> Schema:
    """The schema of doccano's label list (`text`, `suffix_key`, `background_color`)."""
    rows = values if isinstance(values, list) else []
    if not rows or not all(isinstance(r, dict) and isinstance(r.get("text"), str) for r in rows):
        raise InputError("This is no list of doccano's labels.", place)
    relations = tuple(
        RelationType(row["text"], key=_key(row), colour=_colour(row))
        for row in rows
        if row.get("task_type") == "Relation"
    )
    labels = tuple(
        Label(row["text"], key=_key(row), colour=_colour(row))
        for row in rows
        if row.get("task_type") != "Relation"
    )
    return Schema(name="doccano", overlap=Overlap.ANY, labels=labels, relations=relations)


def labels_json(types: Iterable[Label | RelationType]) -> str:
    """A file that doccano imports as span types, or as relation types."""
    rows = [
        {
            "id": number,
            "text": kind.name,
            "prefix_key": None,
            "suffix_key": kind.key if kind.key in KEYS else None,
            "background_color": kind.colour or _GREY,
            "text_color": "#ffffff",
        }
        for number, kind in enumerate(types, 1)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _colour(row: dict[str, Any]) -> str:
    colour = colour_of(str(row.get("background_color") or ""))
    return "" if colour == _GREY else colour


def _key(row: dict[str, Any]) -> str:
    key = row.get("suffix_key")
    return key if isinstance(key, str) and len(key) == 1 and not row.get("prefix_key") else ""
