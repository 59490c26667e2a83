"""Label Studio's JSON, JSON_MIN and CSV in (https://labelstud.io/guide/export).

Of several annotations of a task one comes in; the others are listed. A draft comes in where there is no
annotation, a prediction as proposals where there is no draft either. Choices and texts of a region are
attributes of its span. What is of the whole task is kept under `label_studio` in the extra.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.spans import State
from annotator.formats.building import Building
from annotator.formats.decoding import decoded
from annotator.formats.imported import Imported
from annotator.formats.json_values import AT_MOST, beside, objects
from annotator.formats.jsonl import is_too_deep, surrogate_place
from annotator.formats.label_studio_names import attribute_name
from annotator.formats.label_studio_text import Source, source_of
from annotator.formats.label_studio_versions import list_of, version_of
from annotator.formats.record_values import as_score
from annotator.formats.table import Glimpse
from annotator.formats.whole_files import bytes_of

UNLABELLED = "RELATION"
"""The label of relations that have none there."""
_FACTS = ("title", "author", "date", "url")
_OF_A_ROW = frozenset(("annotation_id", "annotator", "lead_time"))
"""What JSON_MIN says of each annotation, also of one without regions."""


def is_label_studio(glimpse: Glimpse) -> bool:
    """Whether the first object is a task, or a row of JSON_MIN or CSV with regions."""
    if glimpse.suffix in (".csv", ".tsv"):
        head, _, body = glimpse.text.partition("\n")
        return "label" in head and '""start"":' in body.replace(" ", "")
    record = glimpse.record
    if record is None:
        return False
    is_ours = "_task_hash" in record or "tokens" in record
    is_task = isinstance(record.get("data"), dict) or record.keys() >= _OF_A_ROW
    return not is_ours and (is_task or bool(_regions(record)))


def read_label_studio(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The articles of an export or of a file of tasks."""
    source = path.as_posix()
    is_table = path.suffix.lower() in (".csv", ".tsv")
    for number, values in _rows(path, encoding) if is_table else objects(path, encoding):
        if isinstance(values, InputError):
            yield values
            continue
        try:
            task = values if isinstance(values.get("data"), dict) else _task_of(values)
            yield _article(task, source, number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, source, number)


def _rows(path: Path, encoding: str | None) -> Iterator[tuple[int, dict[str, Any]]]:
    text = decoded(bytes_of(path, AT_MOST), str(path), encoding).text
    csv.field_size_limit(AT_MOST)
    head = text.partition("\n")[0]
    tabs = "\t" if head.count("\t") > head.count(",") else ","
    for number, row in enumerate(csv.DictReader(io.StringIO(text, newline=""), delimiter=tabs), 1):
        yield number, {key: _value(cell) for key, cell in row.items() if key}


def _value(cell: Any) -> Any:
    if isinstance(cell, str) and cell.lstrip().startswith("[{"):
        try:
            value = json.loads(cell)
        except (ValueError, RecursionError):
            return cell
        return cell if is_too_deep(value) or surrogate_place(value) else value
    return cell


def _regions(values: dict[str, Any]) -> dict[str, list[Any]]:
    """The columns of a flat row that hold regions."""
    return {
        key: rows
        for key, rows in values.items()
        if isinstance(rows, list)
        and rows
        and all(isinstance(row, dict) and {"start", "end"} <= row.keys() for row in rows)
        and any(isinstance(row.get("labels"), list) for row in rows)
    }


def _task_of(values: dict[str, Any]) -> dict[str, Any]:
    """A flat row of JSON_MIN or CSV as a task; relations were lost when it was made."""
    columns = _regions(values)
    result = [
        {"id": f"{key}-{number}", "from_name": key, "type": "labels", "value": row}
        for key, rows in columns.items()
        for number, row in enumerate(rows)
    ]
    data = {key: value for key, value in values.items() if key not in columns}
    return {"id": values.get("id"), "data": data, "annotations": [{"result": result}]}


def _article(task: dict[str, Any], place: str, number: int) -> Imported:
    version = version_of(task)
    results = version.result
    source = source_of(task["data"], results)
    if source is None:
        raise InputError("The task has no text: an image, sound or table.", place, number)
    reading = _Task(source, Building(source.text, place, number))
    if version.model:
        reading.state, reading.model = State.PROPOSED, version.model
        reading.score = as_score(version.score)
    rest = reading.read(results)
    if version.passed_over:
        reading.building.reading.loss(version.passed_over)
    data = task["data"]
    title, author, date, url = (v if isinstance(v := data.get(n), str) else "" for n in _FACTS)
    kept = {
        k: v
        for k, v in data.items()
        if k != source.key and not (k in _FACTS and isinstance(v, str))
    }
    more = {"data": kept, "result": rest}
    extra = beside("label_studio", {key: value for key, value in more.items() if value})
    meta = Meta(title, place, author=author, date=date, url=url, record_extra=extra)
    return reading.building.finished(meta, version.status)


class _Task:
    """Reads the results of one annotation."""

    def __init__(self, source: Source, building: Building) -> None:
        self._source = source
        self.building = building
        self.state = State.ACCEPTED
        self.model = ""
        self.score: float | None = None

    def read(self, results: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Take the regions and relations; the results that are none of them come back."""
        regions = [r for r in results if self._is_region(r)]
        ids = {r["id"] for r in regions if isinstance(r.get("id"), str | int)}
        beside = [r for r in results if not self._is_region(r) and r.get("type") != "relation"]
        of_region: dict[Any, list[dict[str, Any]]] = {}
        for result in beside:
            if isinstance(result.get("id"), str | int) and result["id"] in ids:
                of_region.setdefault(result["id"], []).append(result)
        for region in regions:
            is_named = isinstance(region.get("id"), str | int)
            self._region(region, of_region.get(region["id"], []) if is_named else [])
        for result in results:
            if result.get("type") == "relation":
                self._relation(result)
        return [r for r in beside if not isinstance(r.get("id"), str | int) or r["id"] not in ids]

    def _is_region(self, result: dict[str, Any]) -> bool:
        value = result.get("value")
        if not isinstance(value, dict) or "start" not in value or "end" not in value:
            return False
        return str(result.get("type")).endswith("labels") or "labels" in value

    def _region(self, region: dict[str, Any], said: list[dict[str, Any]]) -> None:
        value = region["value"]
        labels = _labels(region) or [""]
        surface = value.get("text") if isinstance(value.get("text"), str) else None
        place = self._source.place(value, surface)
        if place is None:
            self.building.reading.loss(f"The place of {surface!r:.60} is not clear.")
            return
        note = _note(region.get("meta"))
        attributes = tuple(pair for result in said for pair in _attributes(result))
        for number, label in enumerate(labels):
            said_id = region.get("id") if not number else (region.get("id"), number)
            score = as_score(region.get("score"))
            claim = self.building.span(said_id, *place, label, surface=surface, note=note)
            claim.attributes = attributes
            claim.state, claim.source = self.state, self.model
            claim.confirmed = self.state is State.ACCEPTED
            claim.score = self.score if score is None else score

    def _relation(self, result: dict[str, Any]) -> None:
        head, child = result.get("from_id"), result.get("to_id")
        direction = result.get("direction")
        if direction == "left":
            head, child = child, head
        labels = [str(label) for label in list_of(result, "labels")]
        own: dict[str, Any] = {} if labels else {"unlabelled": True}
        if direction == "bi":
            own["direction"] = "bi"
        for label in labels or [UNLABELLED]:
            link = self.building.relation(head, child, label, state=self.state, source=self.model)
            link.extra = {"label_studio": own} if own else {}
            link.confirmed = self.state is State.ACCEPTED


def _labels(result: dict[str, Any]) -> list[str]:
    value = result["value"]
    named = [value.get(str(result.get("type"))), value.get("labels")]
    named += [rows for key, rows in value.items() if key.endswith("labels")]
    found = next((rows for rows in named if isinstance(rows, list) and rows), [])
    return [str(label) for label in found]


def _note(meta: Any) -> str:
    said = meta.get("text") if isinstance(meta, dict) else None
    if isinstance(said, list):
        return "\n".join(str(line) for line in said)
    return said if isinstance(said, str) else ""


def _attributes(result: dict[str, Any]) -> list[tuple[str, str]]:
    value = result.get("value")
    said = value.get(str(result.get("type"))) if isinstance(value, dict) else None
    if said is None and isinstance(value, dict):
        said = value.get("text")
    rows = said if isinstance(said, list) else [said]
    name = attribute_name(str(result.get("from_name") or result.get("type")))
    return [(name, str(row)) for row in rows if row is not None]
