"""re3d in: documents.json, with entities.json and relations.json beside it, a JSON object a line each.

Relations name their ends by place; of several entities there the surest is taken. The words that say a
relation become its note.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.building import Building
from annotator.formats.imported import Imported
from annotator.formats.json_values import objects
from annotator.formats.record_values import as_offset, as_score, as_text, json_text
from annotator.formats.table import Glimpse

_Rows = dict[str, list[dict[str, Any]]]
_DOCUMENT = frozenset(("_id", "text", "title", "sourceUrl"))
_ENTITY = frozenset(("_id", "begin", "end", "type", "value", "documentId", "confidence"))
_RELATION = frozenset(
    "_id type value documentId confidence sourceBegin sourceEnd targetBegin targetEnd source target"
    " begin end".split()
)


def is_re3d(glimpse: Glimpse) -> bool:
    """Whether it is a list of documents with entities beside it."""
    record = glimpse.record or {}
    has = all(isinstance(record.get(key), str) for key in ("_id", "text", "title"))
    return has and glimpse.path.with_name("entities.json").is_file()


def read_re3d(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article a document; rows of documents that are not there are counted at the end."""
    left: dict[str, _Rows] = {}
    for name in ("entities", "relations"):
        beside = path.with_name(f"{name}.json")
        left[name] = {}
        for number, row in objects(beside, encoding) if beside.is_file() else ():
            if isinstance(row, InputError):
                yield row
            elif not isinstance(row.get("documentId"), str):
                yield InputError("It belongs to no document.", str(beside), number)
            else:
                left[name].setdefault(row["documentId"], []).append(row)
    for number, values in objects(path, encoding):
        if isinstance(values, InputError):
            yield values
            continue
        said_id = str(values.get("_id"))
        rows = [left[name].pop(said_id, []) for name in ("entities", "relations")]
        try:
            yield _article(values, *rows, source=path.as_posix(), number=number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)
    for name, unused in left.items():
        if count := sum(map(len, unused.values())):
            place = str(path.with_name(f"{name}.json"))
            yield InputError(f"{count} {name} belong to documents that are not there.", place)


def _article(
    values: dict[str, Any],
    entities: list[dict[str, Any]],
    relations: list[dict[str, Any]],
    *,
    source: str,
    number: int,
) -> Imported:
    text = values.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError("The document has no text.", source, number)
    building = Building(text, source, number)
    surest: dict[tuple[int, int], tuple[float, int]] = {}
    for n, row in enumerate(entities):
        start, end = (as_offset(row.get(key), f"{key} of an entity") for key in ("begin", "end"))
        score = as_score(row.get("confidence"))
        surface = as_text(row.get("value"), "value")
        building.span(
            n, start, end, as_text(row.get("type"), "type"), surface=surface or None, score=score
        ).extra = _rest(row, _ENTITY)
        best = surest.get((start, end))
        if best is None or (score or 0.0) > best[0]:
            surest[start, end] = score or 0.0, n
    for row in relations:
        ends = [surest.get(_place(row, end), (0.0, None))[1] for end in ("source", "target")]
        building.relation(
            ends[0],
            ends[1],
            as_text(row.get("type"), "type"),
            note=as_text(row.get("value"), "value"),
            score=as_score(row.get("confidence")),
            extra=_rest(row, _RELATION),
        )
    rest = {key: value for key, value in values.items() if key not in _DOCUMENT}
    meta = Meta(
        title=as_text(values.get("title"), "title"),
        source=source,
        url=as_text(values.get("sourceUrl"), "sourceUrl"),
        extra=json_text({"id": values.get("_id"), **rest}),
    )
    return building.finished(meta)


def _place(row: dict[str, Any], end: str) -> tuple[int, int]:
    """Where an end lies; nowhere when that is no pair of numbers."""
    start, behind = row.get(f"{end}Begin"), row.get(f"{end}End")
    return (start, behind) if isinstance(start, int) and isinstance(behind, int) else (-1, -1)


def _rest(row: dict[str, Any], read: frozenset[str]) -> dict[str, Any]:
    rest = {key: value for key, value in row.items() if key not in read}
    return {"re3d": rest} if rest else {}
