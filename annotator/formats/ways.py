"""In which ways a file could be read otherwise: encodings, columns, hyphens, the rest of a page."""

from pathlib import Path

from msgspec import Struct

from annotator.core.errors import InputError

_TABLES = frozenset((".csv", ".tsv", ".xlsx"))
_JSON = frozenset((".json", ".jsonl", ".ndjson", ".jsonlines"))
_PAGES = frozenset((".html", ".htm", ".xhtml", ".mhtml", ".mht"))
_PLAIN = frozenset((".txt", ".text", ".md", ".markdown", ""))
_ENCODED = _PLAIN | _PAGES | {".csv", ".tsv", ".eml"}


class Ways(Struct, frozen=True):
    """What can be chosen for a file; `column` is the one that is taken as it is."""

    has_encoding: bool = False
    columns: tuple[str, ...] = ()
    column: str = ""
    has_hyphens: bool = False
    has_rest: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether there is no more to choose than an encoding."""
        return not (self.columns or self.has_hyphens or self.has_rest)


def ways_of(path: Path, encoding: str | None = None) -> Ways:
    """What can be chosen for this file; nothing where it can't be read."""
    suffix = path.suffix.lower()
    try:
        columns, column = _columns(path, encoding)
    except (InputError, OSError):
        columns, column = [], ""
    return Ways(suffix in _ENCODED, tuple(columns), column, suffix == ".pdf", suffix in _PAGES)


def _columns(path: Path, encoding: str | None) -> tuple[list[str], str]:
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        from annotator.formats.rows import named_columns
        from annotator.formats.sheets import first_rows

        rows = first_rows(path, encoding)
        names, column = named_columns(rows) if rows else ([], 0)
        return names, names[column] if names else ""
    if suffix in _JSON:
        from annotator.formats.json_articles import text_keys
        from annotator.formats.sniffing import glimpsed

        record = glimpsed(path, encoding).record
        if record is None or any(key in record for key in ("spans", "tokens", "relations")):
            return [], ""
        return text_keys(record)
    return [], ""
