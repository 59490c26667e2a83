"""What an import looks up in the project that it adds to, over a connection of its own: for any thread."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from annotator.store import journal
from annotator.store.database import Database


class Lookup:
    """A read-only look at a project file; closed by the thread that made it."""

    def __init__(self, path: Path) -> None:
        self._database = Database.opened(path, read_only=True)

    @classmethod
    @contextlib.contextmanager
    def into(cls, path: Path) -> Iterator["Lookup"]:
        """Open for a while; AnnotatorError says why it can't be."""
        made = cls(path)
        try:
            yield made
        finally:
            made._database.close()

    def digest(self, source: str) -> str:
        """SHA-256 of a source as it was when it was read; empty where it is not known."""
        query = "SELECT meta FROM articles WHERE source = ? LIMIT 1"
        found = self._database.rows(query, (source,))
        return journal.meta_from_text(found[0][0]).source_sha256 if found else ""

    def texts(self, at_most: int) -> Iterator[tuple[str, str]]:
        """Title and text of the first articles, a few in memory at a time."""
        last = 0
        query = (
            "SELECT articles.id, title, text FROM articles JOIN texts ON article = articles.id"
            " WHERE articles.id > ? ORDER BY articles.id LIMIT 50"
        )
        left = at_most
        while left > 0:
            found = self._database.rows(query, (last,))
            if not found:
                return
            for _, title, text in found[:left]:
                yield title, text
            last, left = found[-1][0], left - len(found)
