"""Loading a pipeline can run code: a folder is loaded only as somebody has agreed to it, file by file."""

import hashlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from annotator.core.errors import AnnotatorError

AS_IT_IS = "*"
"""Stands for any contents: the user has just named this folder on the command line."""

FILES_AT_MOST = 10_000
"""A folder with more is not a pipeline but something that holds one."""


class UnapprovedError(AnnotatorError):
    """Nobody has agreed to this folder with these contents."""

    def __init__(self, folder: str, fingerprint: str) -> None:
        super().__init__(
            f"The pipeline in {folder!r} was not loaded: it is a folder, not an installed package,"
            " loading it can run code, and nobody has agreed to that yet."
        )
        self.folder = folder
        self.fingerprint = fingerprint


def approved(folder: Path, agreed: Collection[str]) -> str:
    """The folder's fingerprint; UnapprovedError when nobody has agreed to it."""
    found = fingerprint(folder)
    if AS_IT_IS in agreed or found in agreed:
        return found
    raise UnapprovedError(str(folder), found)


def fingerprint(folder: Path) -> str:
    """SHA-256 over the folder's place and the names and contents of all files in it."""
    whole = hashlib.sha256(os.fsencode(folder))
    for path in sorted(_files(folder)):
        name = os.fsencode(path.relative_to(folder))
        whole.update(b"\0%d\0%b\0" % (len(name), name))
        # What is no file (a pipe, a device) is told by its name only: it may never end.
        if path.is_file():
            whole.update(_of_file(path))
    return whole.hexdigest()


def _of_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AnnotatorError(f"The pipeline's file {path} can't be read: {reason}.") from error


def _files(folder: Path) -> Iterator[Path]:
    """All that is no folder, links to folders followed once."""
    count = 0
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        count += len(names) + 1
        if count > FILES_AT_MOST:
            raise AnnotatorError(
                f"The folder {str(folder)!r} holds more than {FILES_AT_MOST:,} files; "
                "choose the folder of the pipeline itself."
            )
        yield from (Path(place, name) for name in names)
