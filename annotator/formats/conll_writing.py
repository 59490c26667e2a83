"""CoNLL-2003's four columns out, tagged by IOB2, IOB1 or BILOU; `-DOCSTART-` before each article.

A token is cut where a span begins or ends inside of it, so that no span moves.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from annotator.core.errors import InputError
from annotator.formats.atomic import written
from annotator.formats.fitting import sentences_of
from annotator.formats.imported import Imported

_WORD = re.compile(r"\S+")
Tagger = Callable[[int, int, bool], str]
"""Which of a span's tokens it is, how many there are, whether one of the same label ends just before."""


def write_iob2(
    path: Path, articles: Iterable[Imported], columns: str = "", docstart: str = ""
) -> int:
    """Each span begins with B; `columns` and `docstart` as for the reader."""
    return _write(path, articles, _iob2, _Layout.of(columns, docstart))


def write_iob1(
    path: Path, articles: Iterable[Imported], columns: str = "", docstart: str = ""
) -> int:
    """A span begins with B only right behind one of the same label."""
    return _write(path, articles, _iob1, _Layout.of(columns, docstart))


def write_bilou(
    path: Path, articles: Iterable[Imported], columns: str = "", docstart: str = ""
) -> int:
    """Beginning, inside, last and unit."""
    return _write(path, articles, _bilou, _Layout.of(columns, docstart))


class _Layout(Struct, frozen=True):
    """Which of the columns, from 0, hold words and tags, and what stands before an article."""

    word: int = 0
    tag: int = 3
    docstart: bytes = b"-DOCSTART- -X- -X- O\n\n"

    @classmethod
    def of(cls, columns: str, docstart: str) -> "_Layout":
        """The layout that is said; InputError when the columns are not two different numbers."""
        before = b"" if docstart == "no" else cls().docstart
        if not columns:
            return cls(docstart=before)
        numbers = [part.strip() for part in columns.split(",")]
        is_good = len(numbers) == 2 and all(n.isdecimal() and 0 < int(n) < 100 for n in numbers)
        if not is_good or numbers[0] == numbers[1]:
            raise InputError(f"Columns to write are two numbers from 1 on, as 1,2; not {columns}.")
        made = cls(int(numbers[0]) - 1, int(numbers[1]) - 1)
        cells = ["-DOCSTART-", *(["-X-"] * max(made.word, made.tag))]
        if made.tag:
            cells[made.tag] = "O"
        return cls(made.word, made.tag, before and f"{' '.join(cells)}\n\n".encode())

    def row(self, word: str, tag: str) -> str:
        """A row; what is neither word nor tag is empty as CoNLL-2003 has it."""
        cells = ["_"] * (max(self.word, self.tag) + 1)
        if (self.word, self.tag) == (0, 3):
            cells[1] = "-X-"
        cells[self.word], cells[self.tag] = word, tag
        return " ".join(cells)


def _iob2(number: int, _count: int, _after: bool) -> str:
    return "I" if number else "B"


def _iob1(number: int, _count: int, after: bool) -> str:
    return "B" if after and not number else "I"


def _bilou(number: int, count: int, _after: bool) -> str:
    if count == 1:
        return "U"
    return "B" if not number else "L" if number == count - 1 else "I"


def _write(path: Path, articles: Iterable[Imported], tagger: Tagger, layout: _Layout) -> int:
    count = 0
    with written(path) as file:
        for article in articles:
            file.write(layout.docstart or (b"\n" if count else b""))
            for line in _lines(article, tagger, layout):
                file.write(f"{line}\n".encode())
            file.write(b"\n")
            count += 1
    return count


def _lines(article: Imported, tagger: Tagger, layout: _Layout) -> Iterator[str]:
    words = words_of(article)
    tags = ["O"] * len(words)
    starts = [start for start, _ in words]
    ends_with: dict[int, str] = {}
    for span in sorted(article.spans, key=lambda span: span.key):
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        after = ends_with.get(first) == span.label
        for number, at in enumerate(range(first, last)):
            tags[at] = f"{tagger(number, last - first, after)}-{span.label}"
        ends_with[last] = span.label
    breaks = {bisect_left(starts, start) for start in sentences_of(article)}
    for number, ((start, end), tag) in enumerate(zip(words, tags, strict=True)):
        if number and number in breaks:
            yield ""
        yield layout.row(article.text[start:end], tag)


def words_of(article: Imported, more: Iterable[int] = ()) -> list[tuple[int, int]]:
    """All that is no white space, cut at the edges of tokens and spans, and at `more`."""
    edges = {edge for span in article.spans for edge in (span.start, span.end)} | {*more}
    if article.tokens is not None:
        edges |= {*article.tokens.starts, *article.tokens.ends}
    cuts = sorted(edges)
    found: list[tuple[int, int]] = []
    for match in _WORD.finditer(article.text):
        start, end = match.span()
        for cut in cuts[bisect_left(cuts, start + 1) : bisect_left(cuts, end)]:
            found.append((start, cut))
            start = cut
        found.append((start, end))
    return found
