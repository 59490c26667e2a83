"""What a written file looked like, so that a change by another program is noticed before it is replaced."""

import hashlib
from pathlib import Path
from typing import BinaryIO


def fingerprint(path: Path) -> str:
    """Size (bytes), time (ns) and SHA-256 of a file; empty when it can't be read."""
    try:
        state = path.stat()
        return f"{state.st_size} {state.st_mtime_ns} {_digest(path)}"
    except OSError:
        return ""


class Summed:
    """An open file that notes what is written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = 0
        self._sum = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write, and note it."""
        self._size += len(data)
        self._sum.update(data)
        return self._file.write(data)

    @property
    def fingerprint(self) -> str:
        """That of the file once it is closed, of a time long ago."""
        return f"{self._size} 0 {self._sum.hexdigest()}"


def is_alike(one: str, other: str) -> bool:
    """Whether two fingerprints are of the same content, whenever it was written."""
    return one.split(" ")[::2] == other.split(" ")[::2]


def is_changed(path: Path, kept: str) -> bool:
    """Whether a file is there and holds something else than when the fingerprint was taken.

    Equal size and time are believed; a file that was only touched is not changed.
    """
    try:
        state = path.stat()
        size, time_ns, digest = kept.split(" ")
        if (str(state.st_size), str(state.st_mtime_ns)) == (size, time_ns):
            return False
        return str(state.st_size) != size or _digest(path) != digest
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
