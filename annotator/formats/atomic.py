"""A file written whole or not at all."""

import contextlib
import errno
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.core.errors import AnnotatorError


class OutputError(AnnotatorError):
    """A file that can't be written; what was there before is untouched."""


_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "you have no right to write there",
    errno.EPERM: "you have no right to write there",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "a part of the path is not a folder",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EFBIG: "the file would be too large for this disk",
    errno.EIO: "the disk reports an error",
    errno.ELOOP: "its links lead in a circle",
}


_PART = ".part"
_LEFT_AFTER_S = 24 * 3600
"""A part file that nobody has written to for so long is what a killed program left."""


@contextlib.contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` at the end; on any error nothing has changed.

    A link is written through; permissions of a replaced file stay. OutputError names the reason.
    """
    target = _target(path)
    if target.exists() and not target.is_file():
        with _plain_errors(path), target.open("wb") as device:
            yield device
        return
    temporary: Path | None = None
    try:
        with _plain_errors(path):
            handle, name = tempfile.mkstemp(prefix=_prefix(target), suffix=_PART, dir=target.parent)
            temporary = Path(name)
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(_mode(target))
            temporary.replace(target)
            temporary = None
            _sync_folder(target.parent)
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def remove_leftovers(path: Path) -> None:
    """Take away the part files beside `path` that a killed program left; looks at the whole folder once."""
    with contextlib.suppress(OSError, RuntimeError):
        target = path.resolve()
        with os.scandir(target.parent) as entries:
            for entry in entries:
                if entry.name.startswith(_prefix(target)) and entry.name.endswith(_PART):
                    _remove_old(entry)


def _remove_old(entry: "os.DirEntry[str]") -> None:
    age_s = time.time() - entry.stat(follow_symlinks=False).st_mtime
    if age_s > _LEFT_AFTER_S and entry.is_file(follow_symlinks=False):
        Path(entry.path).unlink()


def _prefix(target: Path) -> str:
    return f".{target.name[:40]}."


@contextlib.contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(_sentence(path, error)) from error


def _target(path: Path) -> Path:
    with _plain_errors(path):
        try:
            target = path.resolve()
        except RuntimeError as error:  # how Python 3.11 and 3.12 report links in a circle
            raise OSError(errno.ELOOP, "links") from error
        if target.is_dir():
            raise OutputError(f"{path} was not written: it is a folder. Name a file.")
        if not target.parent.exists():
            raise OutputError(
                f"{path} was not written: the folder {target.parent} does not exist."
                " Make it or choose another."
            )
        if target.exists() and not os.access(target, os.W_OK):
            raise OutputError(f"{path} was not written: it is read-only. Choose another name.")
    return target


def _mode(target: Path) -> int:
    """The mode of the file to replace, or what the umask leaves of 666 for a new one."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Keep the new name through a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sentence(path: Path, error: OSError) -> str:
    reason = _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()
    return f"{path} was not written: {reason}. Choose another place, or make room or rights there."
