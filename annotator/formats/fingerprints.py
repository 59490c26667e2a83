"""What a written file looked like, so that a change by another program is noticed before it is replaced."""

import hashlib
from pathlib import Path

_BLOCK_BYTES = 1 << 20


def fingerprint(path: Path) -> str:
    """Size (bytes), time (ns) and SHA-256 of a file; empty when it can't be read."""
    try:
        state = path.stat()
        return f"{state.st_size} {state.st_mtime_ns} {_digest(path)}"
    except OSError:
        return ""


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
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()
