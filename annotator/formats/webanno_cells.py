"""Cells of WebAnno TSV 3: escapes, stacked values, their numbers in brackets."""

import re
from collections.abc import Callable

NONE = "_"
"""There is no annotation."""
NULL = "*"
"""There is one, without a value."""
_ESCAPED = re.compile(r"\\(->|[\\\[\]|_;tn*]|r)")
_TO_ESCAPE = re.compile(r"->|[\\\[\]|_;\t\n\r*]")
_LETTERS = {"\t": "t", "\n": "n", "\r": "r", "\f": "f", "\b": "b"}
_CHARACTERS = {letter: character for character, letter in _LETTERS.items()}
_TEXT_ESCAPED = re.compile(r"\\([tnfrb\\\x00-\x07\x0e-\x1f])")
_TEXT_TO_ESCAPE = re.compile(r"[\t\n\f\r\b\\\x00-\x07\x0e-\x1f]")
_JAVA_ESCAPED = re.compile(r"\\(u+[0-9a-fA-F]{4}|[0-7]{1,3}|.)")
_NUMBERED = re.compile(r"((?:\\.|[^\\\[])*)\[(\d+)\]", re.DOTALL)
_LAST_NUMBER = re.compile(r"(.*)\[(\d+)\]", re.DOTALL)
_REFERENCE = re.compile(r"(\d+-\d+(?:\.\d+)?)(?:\[(\d+)(?:_(\d+))?\])?")
_CHAIN = re.compile(r"(.*?)(?<!\\)->(\d+-\d+)", re.DOTALL)


def unescaped(value: str) -> str:
    """The value of a feature."""
    return _ESCAPED.sub(lambda m: _CHARACTERS.get(m[1], m[1]), value)


def escaped(value: str | None) -> str:
    """The inverse; a star where there is no value."""
    if value is None:
        return NULL
    return _TO_ESCAPE.sub(lambda m: f"\\{_LETTERS.get(m[0], m[0])}", value)


def text_reader(version: str) -> Callable[[str], str]:
    """How the text of a file of this version (`3.2`) is unescaped."""
    return java_text if version in ("3.0", "3.1", "3") else plain_text


def plain_text(line: str) -> str:
    """A line of text as written since version 3.2."""
    return _TEXT_ESCAPED.sub(lambda m: _CHARACTERS.get(m[1], m[1]), line)


def java_text(line: str) -> str:
    """A line of text as written before: the escapes of Java's strings."""
    return _JAVA_ESCAPED.sub(lambda m: _java(m[1]), line)


def _java(said: str) -> str:
    if said[0] == "u" and len(said) > 1:
        code = int(said.lstrip("u"), 16)
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
    return chr(int(said, 8)) if said[0] in "01234567" else _CHARACTERS.get(said, said)


def escaped_text(line: str) -> str:
    """The inverse of `plain_text`."""
    return _TEXT_TO_ESCAPE.sub(lambda m: f"\\{_LETTERS.get(m[0], m[0])}", line)


def split(cell: str, sign: str) -> list[str]:
    """The parts between signs that are not escaped."""
    parts: list[str] = []
    start = at = 0
    while at < len(cell):
        if cell[at] == "\\":
            at += 1
        elif cell[at] == sign:
            parts.append(cell[start:at])
            start = at + 1
        at += 1
    return [*parts, cell[start:]]


def numbered(item: str) -> tuple[str, int | None]:
    """A value as it is written, and its number (None: it has none)."""
    match = _NUMBERED.fullmatch(item) or _LAST_NUMBER.fullmatch(item)
    return (match[1], _small(match[2])) if match else (item, None)


def reference(item: str) -> tuple[str, int | None, int | None] | None:
    """A unit and the numbers of source and target; None where it is no reference."""
    match = _REFERENCE.fullmatch(item)
    if match is None:
        return None
    return match[1], _small(match[2]), _small(match[3])


def chained(item: str) -> tuple[str, str] | None:
    """The value of a link and its place (`chain-link`)."""
    match = _CHAIN.fullmatch(item)
    return (match[1], match[2]) if match else None


def _small(said: str | None) -> int | None:
    return int(said) if said and len(said) < 10 else None
