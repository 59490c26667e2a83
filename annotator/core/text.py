"""Offsets, lines, paragraphs and a plain segmenter; the only place that converts to UTF-16 units."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from msgspec import Struct

_LINE_END = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"\w+(?:[’'](?!s\b)\w+)*|[’']s\b|[^\w\s]")
# A line end, or the signs that may end a sentence, and the white space behind. What it begins with is one set of
# signs, which is quickly looked for, and a run is looked at once: from each of a million dots anew takes an hour.
_SENTENCE_END = re.compile(
    r"[.!?…。！？\r\n](?:(?<=[\r\n])|[.!?…。！？]*+[\"'”’»)\]]*+)\s*+",
)
_SPACE = re.compile(r"\s*+")
_HARD_WRAP_MIN_LINES = 8


class Line(Struct, frozen=True):
    """`[start, end)` without the line end; the next line begins at `next_start`."""

    start: int
    end: int
    next_start: int


def lines(text: str) -> list[Line]:
    """All lines; ends are CR, LF and CRLF only, so that other separators stay part of a line."""
    found: list[Line] = []
    start = 0
    for match in _LINE_END.finditer(text):
        found.append(Line(start, match.start(), match.end()))
        start = match.end()
    if start < len(text) or not found:
        found.append(Line(start, len(text), len(text)))
    return found


def is_hard_wrapped(text: str) -> bool:
    """Whether lines look cut at a fixed width: many lines, most within 55 to 100 characters and unfinished."""
    filled = [text[line.start : line.end].rstrip() for line in lines(text)]
    filled = [line for line in filled if line]
    if len(filled) < _HARD_WRAP_MIN_LINES:
        return False
    wrapped = [line for line in filled if 55 <= len(line) <= 100]
    unfinished = [line for line in wrapped if line[-1] not in '.!?:;"”’»']
    return len(wrapped) >= 0.6 * len(filled) and len(unfinished) >= 0.5 * len(wrapped)


def paragraphs(text: str, hard_wrapped: bool = False) -> list[Line]:
    """Paragraphs: the lines themselves, or runs of non-blank lines in a hard-wrapped article."""
    all_lines = lines(text)
    if not hard_wrapped:
        return all_lines
    found: list[Line] = []
    for line in all_lines:
        blank = not text[line.start : line.end].strip()
        joins = found and not blank and text[found[-1].start : found[-1].end].strip()
        if joins:
            found[-1] = Line(found[-1].start, line.end, line.next_start)
        else:
            found.append(line)
    return found


def lone_surrogate(text: str) -> int | None:
    """The place of the first lone surrogate, or None: such text can't be written as UTF-8."""
    match = _SURROGATE.search(text)
    return match.start() if match else None


def without_lone_surrogates(text: str) -> str:
    """Each lone surrogate replaced by U+FFFD; the length stays."""
    return _SURROGATE.sub("\ufffd", text)


def place_in_words(text: str, offset: int) -> str:
    """`line 3, column 14` (both from 1) of an offset, for messages."""
    starts = [line.start for line in lines(text)]
    row = bisect_right(starts, offset) - 1
    return f"line {row + 1}, column {offset - starts[row] + 1}"


def segment(text: str) -> Iterator[tuple[int, int]]:
    """Words and single signs with their offsets: serves until the project's tokenizer has answered."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end()


def sentence_starts(text: str) -> list[int]:
    """Plain sentence starts: serve until the worker's sentencizer has answered."""
    behind = [match.end() for match in _SENTENCE_END.finditer(text)]
    found = [start for start in behind if text[start - 1].isspace()]
    first = _SPACE.match(text)
    found.insert(0, first.end() if first else 0)
    # White space at the beginning may hold line ends, which lead to the same start.
    starts = found[1:] if found[1:2] == found[:1] else found
    return starts[:-1] if starts[-1:] == [len(text)] else starts


class Utf16Map:
    """Converts offsets of one string between code points and UTF-16 units; exact on every index."""

    __slots__ = ("_astral", "_astral_utf16")

    def __init__(self, text: str) -> None:
        self._astral: list[int] = []
        if not text.isascii() and max(text) > "\uffff":
            self._astral = [i for i, c in enumerate(text) if c > "\uffff"]
        self._astral_utf16 = [i + n for n, i in enumerate(self._astral)]

    def to_utf16(self, offset: int) -> int:
        """UTF-16 units before this code point."""
        return offset + bisect_left(self._astral, offset)

    def to_code_points(self, offset_utf16: int) -> int:
        """Code points before this UTF-16 unit; the middle of a pair belongs to its character."""
        inside = bisect_left(self._astral_utf16, offset_utf16)
        if inside and self._astral_utf16[inside - 1] == offset_utf16 - 1:
            return self._astral[inside - 1]
        return offset_utf16 - inside
