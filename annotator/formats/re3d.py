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
        left[name] = {}
        for row in _beside(path, name, encoding):
            if isinstance(row, InputError):
                yield row
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
            reason = f"{count} {name} beside it belong to documents that are not there."
            yield InputError(reason, str(path))


def _beside(path: Path, name: str, encoding: str | None) -> Iterator[dict[str, Any] | InputError]:
    """The rows of a file beside; what is wrong with it is said of the documents that it belongs to."""
    beside = path.with_name(f"{name}.json")
    if not beside.is_file():
        return
    try:
        for number, row in objects(beside, encoding):
            if isinstance(row, InputError):
                yield _said(row, path, beside, number)
            elif not isinstance(row.get("documentId"), str):
                yield _said(InputError("It belongs to no document."), path, beside, number)
            else:
                yield row
    except InputError as error:
        yield _said(error, path, beside, error.line)


def _said(error: InputError, path: Path, beside: Path, line: int | None) -> InputError:
    where = f"{beside.name} beside it" + (f", line {line}" if line is not None else "")
    return InputError(f"{where}: {error.reason}", str(path))


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
