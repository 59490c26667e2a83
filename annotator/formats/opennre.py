"""OpenNRE's lines in (and TypeRE's): words or a text, one relation between a head `h` and a tail `t`.

Lines are JSON, or Python's way to write the same. `pos` counts words where there are words, characters
where there is a text; its end is exclusive. Lines with the same words, one behind the other, are one article.
"""

import ast
import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.building import Building
from annotator.formats.decoding import decoded
from annotator.formats.imported import Imported
from annotator.formats.json_values import AT_MOST, whole
from annotator.formats.record_values import as_list, as_object, as_offset, as_text
from annotator.formats.table import Glimpse
from annotator.formats.tacred import UNTYPED
from annotator.formats.whole_files import bytes_of
from annotator.formats.worded import Worded, worded

_LITERAL_AT_MOST = 50_000
"""Characters of the longest Python value: as a tree it takes some 300 times that."""
_READ = frozenset("token text h t relation".split())
_ANOTHER = ("{'", '{"')


def is_opennre(glimpse: Glimpse) -> bool:
    """Whether the first line has a head, a tail and a relation."""
    record: Any = glimpse.record
    first = glimpse.text.lstrip().partition("\n")[0]
    if record is None and first.startswith(_ANOTHER):
        try:
            record = _literal(first)
        except InputError:
            return False
    if not isinstance(record, dict) or "relation" not in record:
        return False
    return all(isinstance(record.get(end), dict) and "pos" in record[end] for end in "ht")


def read_opennre(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article for each run of lines with the same words."""
    open_one: _Sentence | None = None
    for number, line in _lines(path, encoding):
        try:
            values = _literal(line)
            if open_one is None or not open_one.has(values):
                if open_one is not None:
                    yield open_one.article()
                open_one = None
                open_one = _Sentence(values, path.as_posix(), number)
            open_one.add(values)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)
    if open_one is not None:
        yield open_one.article()


def _lines(path: Path, encoding: str | None) -> Iterator[tuple[int, str]]:
    data = bytes_of(path, AT_MOST)
    for number, line in enumerate(decoded(data, str(path), encoding).text.split("\n"), 1):
        if line.strip():
            yield number, line.strip()


def _literal(line: str) -> dict[str, Any]:
    try:
        try:
            values = json.loads(line)
        except ValueError:
            if len(line) > _LITERAL_AT_MOST:
                raise InputError("The line is no JSON, and too long for a Python value.") from None
            # Through JSON, since a record keeps what comes along: tuples become lists there.
            with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
                values = json.loads(json.dumps(ast.literal_eval(line)))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise InputError("The line is neither JSON nor a Python value. Repair it.") from error
    return whole(as_object(values, "line"))


class _Sentence:
    """A sentence with the relations found so far."""

    def __init__(self, values: dict[str, Any], source: str, number: int) -> None:
        self._said = values.get("token"), values.get("text")
        self._words: Worded | None = None
        text = as_text(values.get("text"), "text")
        if values.get("token") is not None:
            self._words = worded(values["token"], "token")
            text = self._words.text
        if not text.strip():
            raise InputError("The line has no words.", source, number)
        self._text = text
        self._source = source
        self._building = Building(text, source, number)
        self._known: set[tuple[Any, ...]] = set()

    def has(self, values: dict[str, Any]) -> bool:
        """Whether a line has the same words."""
        return self._said == (values.get("token"), values.get("text"))

    def add(self, values: dict[str, Any]) -> None:
        """Take the relation of a line."""
        label = as_text(values.get("relation"), "relation")
        head = self._end(as_object(values.get("h"), "head"))
        child = self._end(as_object(values.get("t"), "tail"))
        rest = {key: value for key, value in values.items() if key not in _READ}
        self._building.relation(head, child, label, extra={"opennre": rest} if rest else {})

    def article(self) -> Imported:
        """The article with all its relations."""
        meta = Meta(source=self._source)
        if self._words is None:
            return self._building.finished(meta)
        return self._building.finished(meta, tokens=self._words.tokens(), exact=True)

    def _end(self, said: dict[str, Any]) -> tuple[Any, ...] | None:
        label = as_text(said.get("type"), "type") or UNTYPED
        name, kb_id = as_text(said.get("name"), "name"), as_text(said.get("id"), "id")
        first, behind = (
            as_offset(n, "pos") for n in (*as_list(said.get("pos"), "pos"), -1, -1)[:2]
        )
        surface = None
        place: tuple[int, int] | None = (first, behind)
        if self._words is not None:
            place = self._words.range(first, behind - 1) if behind > first else None
        elif name and self._text[first:behind].casefold() != name.casefold():
            surface = name
        if place is None:
            self._building.reading.loss(f"{name or label} {first}-{behind} has no words.")
            return None
        key = (*place, label, kb_id)
        if key not in self._known:
            self._known.add(key)
            self._building.span(key, *place, label, surface=surface, kb_id=kb_id)
        return key
