"""The text of CoNLL-U sentences and where each word stands in it (https://universaldependencies.org/format.html).

White space is that of `SpacesAfter`, else of `# text`, else a space unless `SpaceAfter=No`. Sentences follow
each other on lines; where a file marks paragraphs, in a paragraph.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, field

from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.token_rows import FROM_RECORD

Misc = list[tuple[str, str | None]]
_TEXT = re.compile(r"#\s*text\s*=\s?(.*)")
_NEWPAR = re.compile(r"#\s*newpar\b")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"s": " ", "t": "\t", "r": "\r", "n": "\n", "p": "|", "\\": "\\"}
_WRITTEN = {value: f"\\{key}" for key, value in _ESCAPES.items()}


class Node(Struct):
    """A word or empty node: its line among the article's, its place in the text, its column MISC."""

    line: int
    sentence: int
    misc: Misc
    form: str
    number: int | None = None
    head: int | None = None
    start: int = 0
    end: int = 0


class Laid(Struct):
    """An article's lines, its text and its nodes in order; `tokens` are the words that are written apart."""

    lines: list[str]
    text: str
    nodes: list[Node]
    tokens: Tokens


class _Unit(Struct):
    """What is written in one piece: a word, or the words of a multiword token."""

    form: str
    misc: Misc
    words: list[Node] = field(default_factory=list)
    empty_after: list[Node] = field(default_factory=list)

    def said(self, key: str) -> str | None:
        return next((value for name, value in self.misc if name == key), None)

    @property
    def after(self) -> str | None:
        """The white space behind it; None where nothing is said."""
        said = self.said("SpacesAfter")
        if said is not None:
            return unescaped(said)
        return "" if self.said("SpaceAfter") == "No" else None


class _Sentence(Struct):
    units: list[_Unit] = field(default_factory=list)
    first_empty: list[Node] = field(default_factory=list)
    text: str = ""
    begins_paragraph: bool = False


def misc_of(column: str) -> Misc:
    """The pairs of the column MISC in order; a word without `=` has None."""
    if column in ("_", ""):
        return []
    cut = [part.partition("=") for part in column.split("|") if part]
    return [(key, value if equals else None) for key, equals, value in cut]


def column_of(misc: Misc) -> str:
    """The inverse of `misc_of`."""
    return "|".join(k if v is None else f"{k}={v}" for k, v in misc) or "_"


def unescaped(said: str) -> str:
    """White space as `SpacesAfter` writes it."""
    return _ESCAPE.sub(lambda m: _character(m[1]), said)


def _character(said: str) -> str:
    if len(said) == 5:
        code = int(said[1:], 16)
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
    return _ESCAPES.get(said, f"\\{said}")


def escaped(space: str) -> str:
    """White space for `SpacesAfter`; what it has no sign for as its number."""
    return "".join(_WRITTEN.get(c, f"\\u{ord(c):04x}") for c in space)


def laid_out(lines: list[str], place: str = "", first: int = 1) -> Laid:
    """Text and nodes of an article's lines; InputError names the line of a sentence that is broken."""
    sentences: list[_Sentence] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        behind = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
        found = _sentence(lines, at, behind, len(sentences), place, first)
        if found.units or found.first_empty:
            sentences.append(found)
        at = behind
    return _Layout(lines, sentences).laid()


def _sentence(
    lines: list[str], start: int, behind: int, number: int, place: str, first: int
) -> _Sentence:
    found = _Sentence()
    rows = [n for n in range(start, behind) if not lines[n].startswith("#")]
    for n in range(start, behind):
        said = _TEXT.match(lines[n])
        if said:
            found.text = said[1].strip()
        found.begins_paragraph |= bool(_NEWPAR.match(lines[n]))
    inside = 0
    for n, row in zip(rows, _parsed(lines, rows, place, first), strict=True):
        said_id, form = row.get("id"), str(row.get("form") or "_")
        node = Node(n, number, row.get("misc") or [], form, head=row.get("head"))
        if isinstance(said_id, tuple) and said_id[1] == ".":
            (found.units[-1].empty_after if found.units else found.first_empty).append(node)
        elif isinstance(said_id, tuple):
            found.units.append(_Unit(form, node.misc))
            inside = said_id[2]
        else:
            node.number = said_id
            if not (said_id and said_id <= inside and found.units):
                found.units.append(_Unit(form, node.misc))
            found.units[-1].words.append(node)
    return found


def _parsed(lines: list[str], rows: list[int], place: str, first: int) -> Iterator[dict[str, Any]]:
    from conllu.exceptions import ParseException
    from conllu.parser import parse_id_value, parse_line

    fields = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
    parsers = {
        "id": lambda cells, n: parse_id_value(cells[n]),
        "head": lambda cells, n: (
            int(cells[n]) if cells[n].isascii() and cells[n].isdigit() else None
        ),
        "misc": lambda cells, n: misc_of(cells[n]),
    }
    for n in rows:
        try:
            yield parse_line(lines[n].strip("\r\n "), fields, dict(parsers))
        except (ParseException, ValueError, IndexError) as error:
            reason = f"The line is not CoNLL-U: {error!s:.120}".rstrip(".")
            raise InputError(f"{reason}.", place, first + n) from error


class _Layout:
    def __init__(self, lines: list[str], sentences: list[_Sentence]) -> None:
        self._lines = lines
        self._sentences = sentences
        self._has_paragraphs = any(s.begins_paragraph for s in sentences)
        self._text: list[str] = []
        self._length = 0
        self._nodes: list[Node] = []
        self._tokens: list[tuple[int, int]] = []

    def laid(self) -> Laid:
        starts: list[int] = []
        for number, sentence in enumerate(self._sentences):
            if number:
                self._add(self._between(self._sentences[number - 1], sentence))
            before = sentence.units[0].said("SpacesBefore") if sentence.units else None
            self._add(unescaped(before or ""))
            starts.append(self._length)
            self._place(sentence)
        if self._sentences and self._sentences[-1].units:
            self._add(self._sentences[-1].units[-1].after or "")
        tokens = Tokens(
            (s for s, _ in self._tokens), (e for _, e in self._tokens), starts, FROM_RECORD
        )
        return Laid(self._lines, "".join(self._text), self._nodes, tokens)

    def _add(self, said: str) -> None:
        self._text.append(said)
        self._length += len(said)

    def _between(self, first: _Sentence, second: _Sentence) -> str:
        last = first.units[-1] if first.units else None
        if last is not None and last.said("SpacesAfter") is not None:
            return last.after or ""
        if second.begins_paragraph:
            return "\n\n"
        if last is not None and last.after == "":
            return ""
        return " " if self._has_paragraphs else "\n"

    def _place(self, sentence: _Sentence) -> None:
        gaps = _gaps(sentence)
        self._put_empty(sentence.first_empty)
        for unit, gap in zip(sentence.units, gaps, strict=True):
            start = self._length
            self._add(unescaped(unit.said("SpacesInToken") or "") or unit.form)
            self._put_words(unit, start, self._length)
            self._put_empty(unit.empty_after)
            self._add(gap)

    def _put_words(self, unit: _Unit, start: int, end: int) -> None:
        words = unit.words
        parts = [len(word.form) for word in words]
        is_cut = len(words) > 1 and "".join(word.form for word in words) == unit.form
        if not is_cut:
            self._tokens.append((start, end))
        for word, length in zip(words, parts, strict=True):
            word.start, word.end = (start, start + length) if is_cut else (start, end)
            if is_cut:
                self._tokens.append((start, start + length))
                start += length
        self._nodes += words

    def _put_empty(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            node.start = node.end = self._length
            self._nodes.append(node)


def _gaps(sentence: _Sentence) -> list[str]:
    """The white space behind each unit of a sentence; none behind the last."""
    units = sentence.units
    if not units:
        return []
    said = [unit.after for unit in units[:-1]]
    if sentence.text and all(unit.said("SpacesAfter") is None for unit in units[:-1]):
        found = _gaps_in(sentence.text, [unit.form for unit in units])
        if found is not None:
            return [*found, ""]
    return [*(" " if gap is None else gap for gap in said), ""]


def _gaps_in(text: str, forms: list[str]) -> list[str] | None:
    done = 0
    gaps: list[str] = []
    for number, form in enumerate(forms):
        start = text.find(form, done)
        gap = text[done:start]
        if start < 0 or (gap and (not number or gap.strip())):
            return None
        gaps.append(gap)
        done = start + len(form)
    return None if text[done:].strip() else gaps[1:]
