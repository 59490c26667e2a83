"""One writer a project: a lock of the operating system, gone with its process however that ends."""

from pathlib import Path

from filelock import FileLock, Timeout

from annotator.core.errors import AnnotatorError, LockedError


class ProjectLock:
    """Held from `taken` to `release`; its file `NAME.annot.lock` stands beside the project."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    @classmethod
    def taken(cls, path: Path) -> "ProjectLock":
        """Take the lock at once; LockedError when another program holds it."""
        lock = FileLock(path.with_name(path.name + ".lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise LockedError(str(path)) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise AnnotatorError(f"The folder of {path} can't be written: {reason}.") from error
        return cls(lock)

    def release(self) -> None:
        """Give the project free."""
        self._lock.release()
