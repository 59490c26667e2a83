"""Damage seen at opening: a file cut short, pages that contradict each other; and the sentence that says so."""

import sqlite3
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.store.connections import beside

LOOKS_FOR_MS = 50.0
"""How long opening looks for contradictions; what this can't see, `annotator check` does."""

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_INSTRUCTIONS = 1000


def damaged(path: Path, what: str = "") -> AnnotatorError:
    """The error for a file that can't be trusted."""
    said = f" ({what})" if what else ""
    return AnnotatorError(
        f"{path} is damaged{said}. Nothing was changed. What can be read is saved by:"
        f" annotator recover {path} -o NEW.annot"
    )


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """What the file holds but this program can't have written, as one sentence."""
    try:
        yield
    except (ValueError, KeyError, TypeError, msgspec.MsgspecError) as error:
        raise damaged(path, str(error)) from error


def refuse_cut_short(path: Path) -> None:
    """Raise when the file is shorter than its own header says.

    The header's count holds only where the two change counters agree (SQLite file format, 1.3.8), and a
    log beside the file may hold what it lacks.
    """
    logs = (beside(path, "-wal"), beside(path, "-journal"))
    if any(log.exists() and log.stat().st_size for log in logs):
        return
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header.startswith(_MAGIC):
        return  # no database at all: its opening says so
    if len(header) < _HEADER_BYTES:
        raise damaged(path, "it breaks off in its header")
    (size,) = struct.unpack(">H", header[16:18])
    page_bytes = 65536 if size == 1 else size
    (pages,) = struct.unpack(">I", header[28:32])
    is_valid = header[24:28] == header[92:96]
    if is_valid and path.stat().st_size < pages * page_bytes:
        raise damaged(path, "its end is missing")


def refuse_contradictions(path: Path, connection: sqlite3.Connection) -> None:
    """Raise when SQLite's own quick check finds something within `LOOKS_FOR_MS`."""
    end = time.perf_counter() + LOOKS_FOR_MS / 1000
    connection.set_progress_handler(lambda: int(time.perf_counter() > end), _INSTRUCTIONS)
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
            return
        raise
    finally:
        connection.set_progress_handler(None, 0)
    if found is not None and found[0] != "ok":
        raise damaged(path, "its pages contradict each other")
