"""Articles from JSON of any shape: objects with a text field, alone, in a list, or a line each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.core.errors import InputError
from annotator.formats.choices import choices
from annotator.formats.imported import Imported
from annotator.formats.json_values import objects
from annotator.formats.plain_html import plain_text
from annotator.formats.reading import article_of
from annotator.formats.record_values import json_text
from annotator.formats.rows import facts_of, text_name
from annotator.formats.strange_annotations import strange_annotations
from annotator.formats.table import Glimpse
from annotator.formats.whole_files import file_digest

_OURS = ("spans", "tokens", "relations")
_ARTICLE = 200
"""Characters from which a text with an unknown name is taken for an article."""
_PAGES = ("content_html", "html")


def is_json_articles(glimpse: Glimpse) -> bool:
    """Whether the first object, or those of a list in it, have a text; records of ours are not meant."""
    record = glimpse.record
    if (
        record is None
        or "suffix_key" in record
        or (glimpse.suffix != ".json" and isinstance(record.get("text"), str))
    ):
        return False
    return any(_text_key(value) for value in _items(record))


def read_json(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The articles of a file; an object without text comes as an error."""
    digest = file_digest(path)
    for number, values in objects(path, encoding):
        if isinstance(values, InputError):
            yield values
            continue
        for item in _items(values):
            try:
                yield _article(item, path, number, digest)
            except InputError as error:
                yield error


def _items(values: dict[str, Any]) -> list[dict[str, Any]]:
    """The object itself, or the objects of the first list in it where it has no text."""
    if _text_key(values):
        return [values]
    for value in values.values():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found = [item for item in value if isinstance(item, dict)]
            if any(_text_key(item) for item in found):
                return found
    return [values]


def _text_key(values: dict[str, Any]) -> str | None:
    said = [k for k, value in values.items() if isinstance(value, str) and value.strip()]
    wanted = choices().column
    if wanted in said:
        return wanted
    found = text_name(said) or next((key for key in _PAGES if key in said), None)
    return found or _longest(values, said)


def _longest(values: dict[str, Any], said: list[str]) -> str | None:
    """The key of the longest value, where that is as long as an article is: its name says nothing."""
    longest = max(said, key=lambda key: len(values[key]), default=None)
    is_article = longest is not None and len(values[longest]) >= _ARTICLE
    return longest if is_article and " " in values[longest or ""] else None


def text_keys(values: dict[str, Any]) -> tuple[list[str], str]:
    """The keys of an object (or the first of a list in it) that hold texts, and the one that is taken."""
    item = _items(values)[0]
    found = [k for k, value in item.items() if isinstance(value, str) and value.strip()]
    return found, _text_key(item) or ""


def _article(values: dict[str, Any], path: Path, number: int, digest: str) -> Imported:
    if isinstance(values.get("text"), str) and any(key in values for key in _OURS):
        from annotator.formats.record_reader import read_record

        found = read_record(values, str(path), number)
        return replace(
            found, meta=replace(found.meta, source=path.as_posix(), source_sha256=digest)
        )
    key = _text_key(values)
    if key is None:
        raise InputError(f"Object {number} has no text. It was passed over.", str(path))
    text = values[key]
    said = {k: v for k, v in values.items() if k != key and isinstance(v, str)}
    meta = facts_of(said)
    others = {k: v for k, v in values.items() if k != key and not isinstance(v, str)}
    if others:
        kept = set(said) - _named(said)
        meta = replace(meta, extra=json_text({**{k: said[k] for k in said if k in kept}, **others}))
    plain = plain_text(text) if key in _PAGES else text
    return article_of(plain, meta, path, digest, _unread(others, number))


def _unread(values: dict[str, Any], number: int) -> tuple[str, ...]:
    found = strange_annotations(values)
    if not found:
        return ()
    return (f"Annotations of object {number} are in no known layout and stay facts: {found:.80}.",)


def _named(said: dict[str, str]) -> set[str]:
    """The keys that became title, author, date or URL."""
    left = facts_of({key: key for key in said}).extra
    return {key for key in said if f'"{key}"' not in left}
