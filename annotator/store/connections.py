"""Connections to a project file, also to one in a folder where nothing can be written."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""


def beside(path: Path, suffix: str) -> Path:
    """The file of the same name with something behind it."""
    return path.with_name(path.name + suffix)


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """A connection without transactions of its own; `mode` is the query of SQLite's file URI."""
    # SQLite reads no host in a file URI, so a Windows share keeps its slashes in the path.
    place = quote(path.absolute().as_posix())
    root = "file://" if place.startswith("/") else "file:///"
    return sqlite3.connect(f"{root}{place}?{mode}", uri=True, isolation_level=None, timeout=2.0)


def is_begun(path: Path) -> bool:
    """Whether a project was begun here; a program or machine that died while making one leaves nothing in it."""
    if not path.is_file():
        return path.exists()
    journal = beside(path, "-journal")
    if path.stat().st_size and journal.exists() and journal.stat().st_size:
        # Reading takes back what was not finished.
        with suppress(sqlite3.Error), closing(connected(path, "mode=rw")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return path.stat().st_size > 0


def connected_to_read(
    path: Path,
) -> "tuple[sqlite3.Connection, bool, TemporaryDirectory[str] | None]":
    """A connection that reads, also in a folder where nothing can be written; True; a folder of our own or None."""
    readable = _readable(path)
    if readable is not None:
        return readable, True, None
    if not any(_has_content(beside(path, suffix)) for suffix in ("-wal", "-journal")):
        return connected(path, "mode=ro&immutable=1"), True, None
    # Steps stand in a log that SQLite reads only where it may write beside it.
    folder = TemporaryDirectory(prefix="annotator-")
    try:
        copied = Path(folder.name) / "project.annot"
        shutil.copyfile(path, copied)
        for suffix in ("-wal", "-journal"):
            if _has_content(beside(path, suffix)):
                shutil.copyfile(beside(path, suffix), beside(copied, suffix))
        return connected(copied, "mode=rw"), True, folder
    except BaseException:
        folder.cleanup()
        raise


def _readable(path: Path) -> sqlite3.Connection | None:
    connection = connected(path, "mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException as error:
        connection.close()
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            return None
        raise
    return connection


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
