"""What commands read: the schema and projects."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import resources
from annotator.core.schema import Schema

if TYPE_CHECKING:
    from annotator.session import Session


def schema_of(path: Path | None) -> Schema:
    """The schema of a file, or the one that comes with the program."""

    from annotator.formats.schemas import read_schema

    return read_schema(path or resources.path("schema", "news.toml"))


def is_project(path: Path) -> bool:
    """Whether a path is a project by its ending or its first bytes."""
    if path.suffix == ".annot":
        return True
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


@contextlib.contextmanager
def opened(path: Path) -> "Iterator[Session]":
    """A project opened read-only, so that a window may have it too."""
    from annotator.session import Session

    session = Session.opened(path, read_only=True)
    try:
        yield session
    finally:
        session.close()
