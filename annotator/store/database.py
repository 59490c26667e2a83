"""One SQLite file: opening, the layout's version, safety against a crash, and plain sentences for its errors."""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from annotator.core.errors import AnnotatorError, UnwritableError
from annotator.store.checksums import text_checksum
from annotator.store.connections import SIDE_FILES, beside, connected, connected_to_read
from annotator.store.damage import damaged, refuse_contradictions, refuse_cut_short
from annotator.store.identity import identity, refuse_another_file
from annotator.store.syncing import Syncing, sync_file

APPLICATION_ID = 0x414E4E4F
"""`ANNO`: marks the file as a project (SQLite's header, offset 68)."""

FAST_SYNC_MS = 5.0
"""Up to this, each step waits for the disk; above, the disk is asked once a second."""

_SURELY_SLOW_MS = 30.0
_SLOW_CHECKPOINT_PAGES = 20_000
"""80 MB: on a slow disk the log is moved into the file by `Syncing`, long before."""

_READ_ONLY = ("SQLITE_READONLY", "SQLITE_PERM")

_LAYOUT_1 = """
CREATE TABLE project (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, title TEXT NOT NULL, source TEXT NOT NULL, status TEXT NOT NULL,
    meta TEXT NOT NULL, hard_wrapped INTEGER NOT NULL, changed_at REAL NOT NULL,
    changed_by TEXT NOT NULL, next_span INTEGER NOT NULL, next_relation INTEGER NOT NULL,
    next_excluded INTEGER NOT NULL, span_count INTEGER NOT NULL, proposed_count INTEGER NOT NULL,
    relation_count INTEGER NOT NULL, highlighted_by TEXT NOT NULL DEFAULT '');
CREATE TABLE texts (article INTEGER PRIMARY KEY REFERENCES articles, text TEXT NOT NULL);
CREATE TABLE tokens (
    article INTEGER PRIMARY KEY REFERENCES articles, starts BLOB NOT NULL, ends BLOB NOT NULL,
    sentences BLOB NOT NULL, source TEXT NOT NULL);
CREATE TABLE spans (
    article INTEGER NOT NULL, id INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    label TEXT NOT NULL, state TEXT NOT NULL, confirmed INTEGER NOT NULL, source TEXT NOT NULL,
    score REAL, note TEXT NOT NULL, kb_id TEXT NOT NULL, attributes TEXT NOT NULL,
    proposed TEXT NOT NULL, extra TEXT NOT NULL, PRIMARY KEY (article, id)) WITHOUT ROWID;
CREATE TABLE relations (
    article INTEGER NOT NULL, id INTEGER NOT NULL, head INTEGER NOT NULL, child INTEGER NOT NULL,
    label TEXT NOT NULL, state TEXT NOT NULL, confirmed INTEGER NOT NULL, source TEXT NOT NULL,
    score REAL, note TEXT NOT NULL, proposed TEXT NOT NULL, extra TEXT NOT NULL,
    PRIMARY KEY (article, id)) WITHOUT ROWID;
CREATE TABLE excluded (
    article INTEGER NOT NULL, id INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    state TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (article, id)) WITHOUT ROWID;
CREATE TABLE journal (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, operations BLOB NOT NULL,
    who TEXT NOT NULL, at REAL NOT NULL, keys INTEGER NOT NULL, clicks INTEGER NOT NULL,
    seconds REAL NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE journal_articles (
    article INTEGER NOT NULL, step INTEGER NOT NULL, PRIMARY KEY (article, step)) WITHOUT ROWID;
"""

# Layout 2: what the journal does not hold can be checked as well. Of articles that came before it,
# `imported` is not known.
_LAYOUT_2 = """
CREATE TABLE checksums (
    article INTEGER PRIMARY KEY REFERENCES articles, text INTEGER NOT NULL, imported INTEGER);
INSERT INTO checksums SELECT article, text_checksum(text), NULL FROM texts;
"""

_MIGRATIONS = (_LAYOUT_1, _LAYOUT_2)
VERSION = len(_MIGRATIONS)


class Database:
    """An open project file; one connection, used by one thread only."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        read_only: bool,
        copied_to: "TemporaryDirectory[str] | None" = None,
    ) -> None:
        self.path = path
        self.connection = connection
        self.read_only = read_only
        self.syncs_each_step = True
        self._copied_to = copied_to
        self._syncing = Syncing(path)
        self._identity = identity(path)

    @classmethod
    def opened(cls, path: Path, *, read_only: bool = False) -> "Database":
        """Open a project file, migrated to this version; AnnotatorError says why it can't be."""
        if not path.is_file():
            what = "is a folder, not a project" if path.is_dir() else "does not exist"
            raise AnnotatorError(f"{path} {what}.")
        with plain_errors(path):
            if not path.stat().st_size:
                raise AnnotatorError(f"{path} is empty, so it is no project.")
            refuse_cut_short(path)
            if not read_only and not os.access(path, os.W_OK):
                raise UnwritableError(f"{path} is read-only. Nothing was changed.")
            if read_only:
                database = cls(path, *connected_to_read(path))
            else:
                database = cls(path, connected(path, "mode=rw"), read_only)
            with _closed_on_error(database):
                database._check()
                if not read_only:
                    database._prepare({})
                elif database._version() < VERSION:
                    database._read_newer_copy()
        return database

    @classmethod
    def created(cls, path: Path, values: Mapping[str, str]) -> "Database":
        """A new project file with these settings: whole or not at all, also when the program is killed."""
        if path.exists() and (not path.is_file() or path.stat().st_size):
            raise AnnotatorError(f"{path} is there already.")
        try:
            with plain_errors(path):
                database = cls(path, connected(path, "mode=rwc"), False)
                with _closed_on_error(database):
                    database._prepare(values)
        except BaseException:
            _remove_if_empty(path)
            raise
        return database

    def _check(self) -> None:
        run = self.connection.execute
        if run("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise AnnotatorError(f"{self.path} is not a project of Annotator.")
        version = self._version()
        if version > VERSION:
            raise AnnotatorError(
                f"{self.path} was made by a newer Annotator (layout {version}, this one knows"
                f" {VERSION}). Install the newer program to open it."
            )
        run("PRAGMA cell_size_check = ON")
        refuse_contradictions(self.path, self.connection)

    def _version(self) -> int:
        return int(self.connection.execute("PRAGMA user_version").fetchone()[0])

    def _prepare(self, values: Mapping[str, str]) -> None:
        run = self.connection.execute
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA trusted_schema = OFF")
        run("PRAGMA synchronous = FULL")
        version = self._version()
        if 0 < version < VERSION:
            self._keep_backup(version)
        if version < VERSION:
            self._migrate(version, values)
        # Only now: until its first transaction a new file stays empty, so a kill leaves nothing half-made.
        # File systems without shared memory refuse the write-ahead log: the rollback journal serves them.
        with suppress(sqlite3.OperationalError):
            run("PRAGMA journal_mode = WAL")
        self._measure_sync()

    def _keep_backup(self, version: int) -> None:
        """A whole copy as it was, beside the project: `NAME.annot.layout1.bak`, numbered where another is there.

        Where a migration was cut short and is begun again, the copy of then does.
        """
        import filecmp

        place = beside(self.path, f".layout{version}.bak")
        before: list[Path] = []
        while place.exists():
            before.append(place)
            place = beside(self.path, f".layout{version}-{len(before) + 1}.bak")
        self.copy_to(place)
        if any(filecmp.cmp(place, other, shallow=False) for other in before):
            place.unlink()

    def _read_newer_copy(self) -> None:
        """Read-only, an older layout is read from a migrated copy; the file itself stays as it is."""
        folder = TemporaryDirectory(prefix="annotator-")
        try:
            place = Path(folder.name) / "project.annot"
            self._back_up(place)
            connection = sqlite3.connect(place, isolation_level=None)
        except BaseException:
            folder.cleanup()
            raise
        self.close()
        self.connection, self._copied_to = connection, folder
        self._migrate(self._version(), {})

    def _migrate(self, version: int, values: Mapping[str, str]) -> None:
        self.connection.create_function("text_checksum", 1, text_checksum, deterministic=True)
        with self.transaction():
            for number in range(version, VERSION):
                for statement in _MIGRATIONS[number].split(";"):
                    if statement.strip():
                        self.connection.execute(statement)
            self.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self.connection.execute(f"PRAGMA user_version = {VERSION}")
            self.connection.executemany("INSERT INTO project VALUES (?, ?)", values.items())

    def _measure_sync(self) -> None:
        took_ms: list[float] = []
        for _ in range(3):
            began = time.perf_counter()
            with self.transaction():
                self.connection.execute(
                    "INSERT OR REPLACE INTO project VALUES ('opened', ?)", (str(time.time()),)
                )
            took_ms.append((time.perf_counter() - began) * 1000)
            if took_ms[-1] > _SURELY_SLOW_MS:
                break
        self.syncs_each_step = min(took_ms) <= FAST_SYNC_MS
        if not self.syncs_each_step:
            self.connection.execute("PRAGMA synchronous = NORMAL")
            self.connection.execute(f"PRAGMA wal_autocheckpoint = {_SLOW_CHECKPOINT_PAGES}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an error takes everything back and is told in one sentence."""
        if self._syncing.error is not None:
            self.sync()  # what the disk has not kept must not grow
        if self._identity is not None:
            refuse_another_file(self.path, self._identity)
        with plain_errors(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
                self._identity = self._identity or identity(self.path)
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; an error is told in one sentence."""
        with plain_errors(self.path):
            return self.connection.execute(query, values).fetchall()

    def sync(self) -> None:
        """Ask the disk to keep all steps; needed each second where a step does not wait for it."""
        if self.syncs_each_step or self.read_only:
            return
        try:
            self._syncing.now()
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(self.path, error) from error

    def sync_soon(self) -> None:
        """The same without waiting; raises what the disk said to the request before."""
        if self.syncs_each_step or self.read_only:
            return
        error = self._syncing.error
        self._syncing.ask()
        if error is not None:
            raise _not_kept(self.path, error) from error

    def checkpoint(self) -> None:
        """Move what is in the write-ahead log into the file; for idle moments."""
        if not self.read_only:
            with plain_errors(self.path):
                self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def copy_to(self, path: Path) -> None:
        """A whole copy of the project, made by SQLite's backup; an existing file is replaced only when it is whole."""
        if path.exists() and identity(path) == self._identity:
            raise AnnotatorError(
                f"{path} is this project itself. Choose another name for the copy."
            )
        partial = beside(path, ".partial")
        with plain_errors(path):
            try:
                partial.unlink(missing_ok=True)
                self._back_up(partial)
                sync_file(partial)
                # A log left by a killed program would be read into the copy.
                for suffix in SIDE_FILES:
                    beside(path, suffix).unlink(missing_ok=True)
                partial.replace(path)
            finally:
                with suppress(OSError):
                    partial.unlink(missing_ok=True)

    def _back_up(self, path: Path) -> None:
        target = sqlite3.connect(path)
        try:
            self.connection.backup(target)
        finally:
            target.close()

    def close(self) -> None:
        """Checkpoint and close; safe to call twice."""
        self._syncing.wait()
        self.connection.close()
        if self._copied_to is not None:
            self._copied_to.cleanup()


def _not_kept(path: Path, error: Exception) -> AnnotatorError:
    reason = getattr(error, "strerror", None) or str(error)
    return AnnotatorError(
        f"The disk of {path} does not keep what is written ({reason}), so nothing can be changed"
        " until it does. Check the disk or the connection to it."
    )


def _remove_if_empty(path: Path) -> None:
    with suppress(OSError):
        if path.is_file() and not path.stat().st_size:
            path.unlink()


@contextmanager
def _closed_on_error(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as one plain sentence."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        is_refused = getattr(error, "sqlite_errorname", "").startswith(_READ_ONLY)
        raise (UnwritableError if is_refused else AnnotatorError)(_sentence(path, error)) from error
    except UnicodeDecodeError as error:
        raise damaged(path, "a text in it is no UTF-8") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError(f"{path} can't be used: {reason}. Nothing was changed.") from error


def _sentence(path: Path, error: sqlite3.DatabaseError) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return f"The disk of {path} is full, so nothing was changed. Free some space and try again."
    if name.startswith(_READ_ONLY):
        return f"{path} can't be written: it or its folder is read-only. Nothing was changed."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{path} is being written by another program. Close it and try again."
    if name.startswith("SQLITE_CANTOPEN"):
        return f"{path} can't be opened: the folder is missing or can't be written."
    if name.startswith("SQLITE_NOTADB"):
        return (
            f"{path} is not a project of Annotator, or its first page is damaged. If it was one,"
            f" try: annotator recover {path} -o NEW.annot"
        )
    if name.startswith("SQLITE_CORRUPT"):
        return str(damaged(path))
    return f"{path} can't be used ({error}). Nothing was changed."
