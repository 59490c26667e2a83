"""CoNLL-2003's four columns out, tagged by IOB2, IOB1 or BILOU; `-DOCSTART-` before each article.

A token is cut where a span begins or ends inside of it, so that no span moves.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from annotator.formats.atomic import written
from annotator.formats.fitting import sentences_of
from annotator.formats.imported import Imported

_WORD = re.compile(r"\S+")
Tagger = Callable[[int, int, bool], str]
"""Which of a span's tokens it is, how many there are, whether one of the same label ends just before."""


def write_iob2(path: Path, articles: Iterable[Imported]) -> int:
    """Each span begins with B."""
    return _write(path, articles, lambda n, _count, _after: "I" if n else "B")


def write_iob1(path: Path, articles: Iterable[Imported]) -> int:
    """A span begins with B only right behind one of the same label."""
    return _write(path, articles, lambda n, _count, after: "B" if after and not n else "I")


def write_bilou(path: Path, articles: Iterable[Imported]) -> int:
    """Beginning, inside, last and unit."""
    return _write(path, articles, _bilou)


def _bilou(number: int, count: int, _after: bool) -> str:
    if count == 1:
        return "U"
    return "B" if not number else "L" if number == count - 1 else "I"


def _write(path: Path, articles: Iterable[Imported], tagger: Tagger) -> int:
    count = 0
    with written(path) as file:
        for article in articles:
            file.write(b"-DOCSTART- -X- -X- O\n\n")
            for line in _lines(article, tagger):
                file.write(f"{line}\n".encode())
            file.write(b"\n")
            count += 1
    return count


def _lines(article: Imported, tagger: Tagger) -> Iterator[str]:
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
        yield f"{article.text[start:end]} -X- _ {tag}"


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
