"""spaCy 2's training data in: pairs of a text and its entities, as JSON or as Python writes it.

NER Annotator writes such pairs under `annotations`, with its labels beside them.
"""

import ast
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.building import Building
from annotator.formats.decoding import decoded
from annotator.formats.format import Glimpse
from annotator.formats.imported import Imported
from annotator.formats.json_values import AT_MOST, beside, whole
from annotator.formats.record_values import as_list, as_object, as_offset, as_text
from annotator.formats.whole_files import bytes_of

_BEGINNING = re.compile(
    r"""\s*(?:[A-Za-z_]\w*\s*=\s*)?[\[(]\s*(?:[\[(]\s*)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*,"""
    r"""\s*\{\s*["']entities["']"""
)
_NAME = re.compile(r"\s*[A-Za-z_]\w*\s*=\s*")
_LITERAL_AT_MOST = 300_000
"""Characters of the longest Python value: as a tree it takes some 300 times that."""
_BAD_LINES_AT_MOST = 100
_BEGINS = frozenset("([{")
_DEEPEST_ERRORS = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


def is_spacy_tuples(glimpse: Glimpse) -> bool:
    """Whether it begins with a text and an object of entities."""
    rows = (glimpse.record or {}).get("annotations")
    first = next((row for row in rows if row), None) if isinstance(rows, list) else None
    is_pair = isinstance(first, list) and len(first) == 2 and isinstance(first[0], str)
    return is_pair or _BEGINNING.match(glimpse.text) is not None


def read_spacy_tuples(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article a pair; pairs in a list, or one a line."""
    data = bytes_of(path, AT_MOST)
    text = decoded(data, str(path), encoding).text
    for number, pair in enumerate(_pairs(text, str(path)), 1):
        try:
            if isinstance(pair, InputError):
                raise pair
            yield _article(pair, path.as_posix(), number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)


def _pairs(text: str, place: str) -> Iterator[Any]:
    whole = _value(text)
    if isinstance(whole, dict) and isinstance(whole.get("annotations"), list):
        # What nobody has looked at is null there.
        whole = [row for row in whole["annotations"] if row is not None]
    if isinstance(whole, list | tuple):
        is_one = len(whole) == 2 and isinstance(whole[0], str)
        yield from [whole] if is_one else whole
        return
    yield from _of_lines(text, place)


def _of_lines(text: str, place: str) -> Iterator[Any]:
    """A value a line, as they come; those before the first pair wait, so that another kind of file is one error."""
    waiting: list[Any] = []
    is_known = False
    for number, line in enumerate(text.split("\n"), 1):
        said = line.rstrip(", \t\r")
        if not said:
            continue
        value = _value(said)
        broken = InputError("The line is no pair of text and entities.", place, number)
        waiting.append(broken if value is None else value)
        is_known = is_known or isinstance(value, list | tuple)
        if is_known:
            yield from waiting
            waiting.clear()
        elif len(waiting) >= _BAD_LINES_AT_MOST:
            break
    if not is_known:
        raise InputError("It is neither JSON nor Python's way to write a list. Repair it.", place)


def _value(text: str) -> Any:
    """A JSON or Python value; None where it is neither."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    name = _NAME.match(text)
    said = text[name.end() :].strip() if name else text.strip()
    if len(said) > _LITERAL_AT_MOST or said[:1] not in _BEGINS:
        return None
    try:
        with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
            return ast.literal_eval(said)
    except _DEEPEST_ERRORS:
        return None


def _article(pair: Any, source: str, number: int) -> Imported:
    if not isinstance(pair, list | tuple) or len(pair) != 2 or not isinstance(pair[0], str):
        raise InputError("It is no pair of text and entities.")
    text, values = pair[0], as_object(pair[1], "second value of a pair")
    whole({"text": text, **values})
    if not text.strip():
        raise InputError("The text is empty.")
    building = Building(text, source, number)
    entities = values.get("entities")
    for row in as_list(list(entities) if isinstance(entities, tuple) else entities, "entities"):
        if not isinstance(row, list | tuple) or len(row) < 2:
            raise InputError(f"An entity has no start and end: {row!r:.40}.")
        start, end = (as_offset(value, "offset of an entity") for value in row[:2])
        label = as_text(row[2], "label") if len(row) > 2 else ""
        kb_id = as_text(row[3], "id") if len(row) > 3 else ""
        building.span(None, start, end, label, kb_id=kb_id)
    rest = {str(key): value for key, value in values.items() if key != "entities"}
    return building.finished(Meta(source=source, record_extra=beside("spacy_tuples", rest)))
