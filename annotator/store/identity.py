"""Whether the file at the project's place is still the one that was opened."""

from pathlib import Path

from annotator.core.errors import AnnotatorError

Identity = tuple[int, int]


def identity(path: Path) -> Identity | None:
    """Device and number of a file; None where there is none. Zeros on file systems that don't number."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def refuse_another_file(path: Path, opened: Identity | None) -> None:
    """Raise when the file is gone or another one: SQLite would go on writing into what nobody finds again."""
    found = identity(path)
    if found == opened and found is not None:
        return
    what = "is gone" if found is None else "was replaced by another file"
    raise AnnotatorError(
        f"{path} {what}, so nothing was kept. Put the file back, or keep your work with"
        " File, Save a copy of the project, and open that."
    )
