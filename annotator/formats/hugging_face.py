"""Hugging Face's layout for token classification in: JSON Lines, Parquet and Arrow of tokens and tags.

Tags that are numbers get their names from the file itself (Parquet, Arrow), or from `features.json`,
`dataset_info.json`, `dataset_infos.json` or `README.md` beside it or in a folder above. An example is an
article; its text is the tokens with a space between them. Other columns of plain values are kept as
facts about it; that others (lists, such as parts of speech) are not read is told once a file.
"""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.text import without_lone_surrogates
from annotator.core.tokens import Tokens
from annotator.formats.building import Building
from annotator.formats.conll import spans_of
from annotator.formats.imported import Imported
from annotator.formats.json_values import objects
from annotator.formats.record_values import json_text
from annotator.formats.table import Glimpse
from annotator.formats.token_rows import FROM_RECORD

TOKENS = ("tokens", "words")
TAGS = ("ner_tags", "tags", "labels", "ner", "bio_tags")
"""What the columns are called, the surest first."""
_FOLDERS_ABOVE = 2
_NAMES_LINE = re.compile(r"\s+['\"]?(\d{1,9})['\"]?:\s*(.+?)\s*$")
_ABOUT_BYTES = 1 << 24


def is_hugging_face(glimpse: Glimpse) -> bool:
    """Whether the first record has tokens and as many tags."""
    return columns_of(glimpse.record or {}) is not None


def columns_of(record: dict[str, Any]) -> tuple[str, str] | None:
    """The names of the columns of tokens and tags, or None."""
    for tokens, tags in itertools.product(TOKENS, TAGS):
        words, said = record.get(tokens), record.get(tags)
        if not isinstance(words, list) or not isinstance(said, list) or len(words) != len(said):
            continue
        are_words = all(isinstance(word, str) for word in words)
        if are_words and all(type(tag) in (int, str) for tag in said):
            return tokens, tags
    return None


def read_rows(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article an example of a JSON file."""
    yield from articles_of(objects(path, encoding), path, [])


def articles_of(
    rows: Iterable[tuple[int, dict[str, Any] | InputError]], path: Path, names: Sequence[str]
) -> Iterator[Imported | InputError]:
    """One article a row; `names` are those of the tags where the file itself has them."""
    columns: tuple[str, str] | None = None
    for number, row in rows:
        if isinstance(row, InputError):
            yield row
            continue
        if columns is None or columns[0] not in row or columns[1] not in row:
            columns = columns_of(row) or columns
        if columns is None:
            yield InputError("It has no tokens with as many tags.", str(path), number)
            continue
        if not names and _are_numbers(row.get(columns[1])):
            names = names_beside(path, columns[1])
        try:
            yield _article(row, columns, names, path, number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)


def _are_numbers(tags: Any) -> bool:
    return isinstance(tags, list) and any(type(tag) is int for tag in tags)


def _article(
    row: dict[str, Any], columns: tuple[str, str], names: Sequence[str], path: Path, number: int
) -> Imported:
    said, tags = row.get(columns[0]), row.get(columns[1])
    if not isinstance(said, list) or not isinstance(tags, list) or len(said) != len(tags):
        raise InputError("It has no tokens with as many tags.")
    words = [str(word).strip() or "_" for word in said]
    text = " ".join(words)
    if not text.strip():
        raise InputError("The example has no tokens.")
    ends = list(itertools.accumulate(len(word) + 1 for word in words))
    places = [(end - len(word) - 1, end - 1) for end, word in zip(ends, words, strict=True)]
    building = Building(text, path.as_posix(), number)
    for start, end, label in spans_of([_tag(tag, names) for tag in tags], places):
        building.span(None, start, end, label)
    others = {name: value for name, value in row.items() if name not in columns}
    facts = {name: value for name, value in others.items() if isinstance(value, str | int | float)}
    left = ", ".join(n for n in others if n not in facts and others[n] is not None)
    if left and number == 1:
        building.reading.loss(f"Other columns are not read: {left:.200}.")
    tokens = Tokens((s for s, _ in places), (e for _, e in places), (0,), FROM_RECORD)
    meta = Meta(source=path.as_posix(), extra=json_text(facts) if facts else "")
    return building.finished(meta, tokens=tokens, exact=True)


def _tag(tag: Any, names: Sequence[str]) -> str:
    if isinstance(tag, str):
        said = tag
    elif isinstance(tag, int) and 0 <= tag < len(names):
        said = names[tag]
    elif tag == -100 or tag is None:
        return "O"
    else:
        raise InputError(f"The tag {tag!r:.20} has no name.")
    if said == "O" or re.match(r"(?s)[BILUESM]-.", said):
        return said
    # A tag without scheme, as `PER`: a run of it is one span.
    return f"I-{said}" if said not in ("", "_", "0") else "O"


def names_beside(path: Path, column: str) -> list[str]:
    """The names of a column's tags as a file beside says them; InputError when there is none."""
    for folder in (path.parent, *list(path.parents)[1 : 1 + _FOLDERS_ABOVE]):
        for name in ("features.json", "dataset_info.json", "dataset_infos.json"):
            found = _names_in_json(folder / name, column)
            if found:
                return found
        found = _names_in_readme(folder / "README.md", column)
        if found:
            return found
    raise InputError(
        f'The tags in "{column}" are numbers, and no features.json, dataset_info.json or README.md'
        " beside names them. Put one there.",
        str(path),
    )


def _names_in_json(path: Path, column: str) -> list[str]:
    try:
        if not path.is_file() or path.stat().st_size > _ABOUT_BYTES:
            return []
        return names_in(json.loads(path.read_text("utf-8")), column)
    except (OSError, ValueError, RecursionError):
        return []


def names_in(value: Any, column: str) -> list[str]:
    """The names of a column's classes, wherever features lie in a description of a dataset."""
    if not isinstance(value, dict):
        return []
    feature = value.get(column)
    while isinstance(feature, dict):
        names = feature.get("names")
        if isinstance(names, list):
            return _names(names)
        feature = feature.get("feature")
    if isinstance(feature, list) and feature and isinstance(feature[0], dict):
        return _names(feature[0].get("names"))
    inside = (names_in(inner, column) for inner in value.values() if isinstance(inner, dict))
    return next((names for names in inside if names), [])


def _names(said: Any) -> list[str]:
    return [without_lone_surrogates(str(name)) for name in said] if isinstance(said, list) else []


def _names_in_readme(path: Path, column: str) -> list[str]:
    """The `class_label` of the column in the YAML at the page's head, as Hugging Face's hub writes it."""
    try:
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    except (OSError, ValueError):
        return []
    found: list[str] = []
    is_there = False
    for line in lines:
        said = line.strip().removeprefix("- ")
        if said.startswith("name:"):
            if found:
                break
            is_there = said.removeprefix("name:").strip(" '\"") == column
        match = _NAMES_LINE.match(line)
        if is_there and match and int(match[1]) == len(found):
            found.append(_unquoted(match[2]))
    return found


def _unquoted(said: str) -> str:
    if said[:1] == '"':
        try:
            return without_lone_surrogates(str(json.loads(said)))
        except ValueError:
            return said.strip('"')
    return said[1:-1].replace("''", "'") if said[:1] == "'" else said
