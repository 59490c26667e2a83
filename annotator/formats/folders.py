"""Formats that are a folder of files: written whole or not at all, with a name for each article."""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from annotator.formats.atomic import OutputError

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 80
_LONGEST_BYTES = 180
_DEVICES = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{name}{n}" for name in ("com", "lpt") for n in "0123456789¹²³"),
    )
)


@contextlib.contextmanager
def written_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, that takes the place of `path` at the end; OutputError when that holds files."""
    target = path.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{path} was not written: it is there already. Name a new folder.")
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path} was not written: {reason}. Choose another place.") from error
    try:
        yield folder
        folder.chmod(0o755)
        if target.exists():
            target.rmdir()
        folder.rename(target)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path} was not written: {reason}. Choose another place.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Names:
    """File names for articles: that of their source, numbered where several come from one."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._count = 0

    def of(self, source: str) -> str:
        """A name without suffix that no other article has, also where letters' case does not count."""
        self._count += 1
        stem = _UNSAFE.sub("_", Path(source).stem)[:_LONGEST].strip("._-") or "article"
        # Names are counted in bytes on most disks, and some belong to devices on Windows.
        while len(stem.encode()) > _LONGEST_BYTES:
            stem = stem[:-1]
        if stem.split(".")[0].casefold() in _DEVICES:
            stem = f"_{stem}"
        name = stem
        number = self._count
        while name.casefold() in self._taken:
            name = f"{stem}-{number:05}"
            number += 1
        self._taken.add(name.casefold())
        return name
