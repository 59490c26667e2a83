"""One writer a project: a lock of the operating system, gone with its process however that ends."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from annotator.core.errors import AnnotatorError, LockedError, UnwritableError


class ProjectLock:
    """Held from `taken` to `release`; `NAME.annot.lock` stands beside the project, whatever links lead there."""

    def __init__(self, descriptor: int, file: Path, was_there: bool) -> None:
        self._descriptor: int | None = descriptor
        self._file = file
        self._was_there = was_there

    @classmethod
    def taken(cls, path: Path) -> "ProjectLock":
        """Take the lock at once; LockedError when another program holds it."""
        place = path.resolve()
        if not place.parent.is_dir():
            raise AnnotatorError(f"The folder {place.parent} does not exist.")
        file = place.with_name(place.name + ".lock")
        was_there = file.exists()
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            reason = error.strerror or str(error)
            is_refused = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
            kind = UnwritableError if is_refused else AnnotatorError
            raise kind(f"The folder of {path} can't be written: {reason}.") from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise LockedError(str(path)) from error
        return cls(descriptor, file, was_there)

    def release(self) -> None:
        """Give the project free; safe to call twice."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def abandon(self) -> None:
        """Give free what turned out to be no project, and leave no lock file beside it."""
        self.release()
        if not self._was_there:
            with suppress(OSError):
                self._file.unlink()


# Twenty lines of our own: the library for it (filelock) costs a twentieth of the program's start.
if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
