"""A slow disk asked to keep what was written: in a thread of its own, so that no key waits for it."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from annotator.store.connections import beside, connected

_CHECKPOINT_BYTES = 4 << 20


class Syncing:
    """Asks the disk of a project; `error` is what it said last, until a later request went well."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread: threading.Thread | None = None
        self.error: OSError | sqlite3.Error | None = None

    def ask(self) -> None:
        """Ask now, without waiting for the answer; one request at a time."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._thread = threading.Thread(target=self._ask, name="sync")
        self._thread.start()

    def wait(self) -> None:
        """Until the request under way is answered."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def now(self) -> None:
        """Ask and wait; raises what the disk says."""
        self.wait()
        self._ask()
        if self.error is not None:
            raise self.error

    def _ask(self) -> None:
        try:
            wal = beside(self._path, "-wal")
            if wal.exists():
                sync_file(wal)
                if wal.stat().st_size > _CHECKPOINT_BYTES:
                    self._checkpoint()
        except (OSError, sqlite3.Error) as error:
            self.error = error
        else:
            self.error = None

    def _checkpoint(self) -> None:
        """Move the log into the file here rather than in the middle of an edit."""
        with closing(connected(self._path, "mode=rw")) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def sync_file(path: Path) -> None:
    """Ask the disk to keep a file; OSError when it can't."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
