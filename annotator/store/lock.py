"""One writer a project: a lock of the operating system, gone with its process however that ends."""

from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from annotator.core.errors import AnnotatorError, LockedError


class ProjectLock:
    """Held from `taken` to `release`; `NAME.annot.lock` stands beside the project, whatever links lead there."""

    def __init__(self, lock: FileLock, was_there: bool) -> None:
        self._lock = lock
        self._was_there = was_there

    @classmethod
    def taken(cls, path: Path) -> "ProjectLock":
        """Take the lock at once; LockedError when another program holds it."""
        place = path.resolve()
        if not place.parent.is_dir():
            raise AnnotatorError(f"The folder {place.parent} does not exist.")
        file = place.with_name(place.name + ".lock")
        was_there = file.exists()
        lock = FileLock(file, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise LockedError(str(path)) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise AnnotatorError(f"The folder of {path} can't be written: {reason}.") from error
        return cls(lock, was_there)

    def release(self) -> None:
        """Give the project free."""
        self._lock.release()

    def abandon(self) -> None:
        """Give free what turned out to be no project, and leave no lock file beside it."""
        self._lock.release()
        if not self._was_there:
            with suppress(OSError):
                Path(self._lock.lock_file).unlink()
