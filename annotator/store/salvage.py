"""What a damaged project file still holds, table by table: by SQLite where it can, else straight off the pages."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct, field

from annotator.core.errors import AnnotatorError
from annotator.store.connections import beside
from annotator.store.database import plain_errors
from annotator.store.pages import Record, records, with_log

# Kinds of the columns: i whole number, r number or nothing, s text, b bytes, n the rowid's place.
_TABLES: dict[str, tuple[bool, str]] = {
    "project": (False, "ss"),
    "articles": (True, "nssssirsiiiiiis"),
    "texts": (True, "ns"),
    "tokens": (True, "nbbbs"),
    "spans": (False, "iiiissisrsssss"),
    "relations": (False, "iiiissisrsss"),
    "excluded": (False, "iiiiss"),
    "journal": (True, "nssbsriiri"),
    "journal_articles": (False, "ii"),
    "checksums": (True, "nir"),
}


class Salvage(Struct):
    """Rows of each table as they stand in the file; `whole` names the tables that SQLite read to their end."""

    tables: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)


def salvaged(path: Path) -> Salvage:
    """Read all that can be read; the file itself is not touched. AnnotatorError when it can't be read at all."""
    with plain_errors(path):
        data = path.read_bytes()
        wal = beside(path, "-wal")
        if wal.exists():
            data = with_log(data, wal.read_bytes())
    if not data:
        raise AnnotatorError(f"{path} is empty: there is nothing to recover.")
    found = Salvage()
    with TemporaryDirectory(prefix="annotator-") as folder:
        copied = Path(folder) / "project.annot"
        copied.write_bytes(data)
        rollback = beside(path, "-journal")
        if rollback.exists():
            beside(copied, "-journal").write_bytes(rollback.read_bytes())
        _read_by_sqlite(copied, found)
    if len(found.whole) < len(_TABLES):
        _read_off_pages(data, found)
    return found


def _read_by_sqlite(path: Path, found: Salvage) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for table, (_, shape) in _TABLES.items():
            rows: list[tuple[Any, ...]] = []
            with suppress(sqlite3.Error, UnicodeDecodeError, OverflowError):
                for row in connection.execute(f"SELECT * FROM {table}"):
                    rows.append(row)  # noqa: PERF402 - what was read before an error is kept
                found.whole.add(table)
            found.tables[table] = [row for row in rows if _fits(row, shape)]
            if len(found.tables[table]) < len(rows):
                found.whole.discard(table)


def _read_off_pages(data: bytes, found: Salvage) -> None:
    known = {table: {_key(table, row) for row in found.tables.get(table, [])} for table in _TABLES}
    for table, row in _sorted_out(data):
        if table not in found.whole and _key(table, row) not in known[table]:
            known[table].add(_key(table, row))
            found.tables.setdefault(table, []).append(row)


def _sorted_out(data: bytes) -> Iterator[tuple[str, Record]]:
    for rowid, record in records(data):
        for table, (has_rowid, shape) in _TABLES.items():
            if has_rowid == (rowid is not None) and len(record) == len(shape):
                row = (rowid, *record[1:]) if has_rowid else record
                if _fits(row, shape) and (not has_rowid or record[0] is None):
                    yield table, row
                    break


def _key(table: str, row: Record) -> Record:
    return row[:2] if table in ("spans", "relations", "excluded", "journal_articles") else row[:1]


def _fits(row: Record, shape: str) -> bool:
    return len(row) == len(shape) and all(map(_is_of, row, shape))


def _is_of(value: object, kind: str) -> bool:
    match kind:
        case "i" | "n":
            return isinstance(value, int)
        case "r":
            return value is None or isinstance(value, int | float)
        case "s":
            return isinstance(value, str)
        case _:
            return isinstance(value, bytes)
