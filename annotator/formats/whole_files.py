"""Files as bytes: taken whole up to a size, and their digests."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from annotator.core.errors import InputError

_MB = 1 << 20
LARGEST = 64 * _MB
"""Bytes of the largest file that is taken into memory as a whole, where its reader says nothing else."""


def bytes_of(path: Path, at_most: int, *, may_be_empty: bool = False) -> bytes:
    """A whole file; InputError when it can't be read, is empty, or larger than `at_most` bytes."""
    with _opened(path) as file:
        data = file.read(at_most + 1)
    if len(data) > at_most:
        reason = f"The file is larger than {at_most // _MB} MB. Split it."
        raise InputError(reason, str(path))
    if not data and not may_be_empty:
        raise InputError("The file is empty. Choose another.", str(path))
    return data


def digest_of(data: bytes) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file of any size; InputError when it can't be read."""
    with _opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise InputError("There is no such file. Check its name.", str(path)) from error
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
