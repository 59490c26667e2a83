"""Records to records in one go: what is ours or plainly Prodigy's is quickly done, the rest is read and written.

One line at a time, in the order of the files; at the end each line of the new file is held against the
check sum of what was to stand there. Memory: 5 bytes an article.
"""

import zlib
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.atomic import remove_leftovers, written
from annotator.formats.imported import Imported, document_of
from annotator.formats.jsonl import Known, encoded
from annotator.formats.line_sums import differing
from annotator.formats.prodigy_lines import ProdigyLines
from annotator.formats.ready import Ready, ready
from annotator.formats.record_lines import read_unknown
from annotator.formats.records import is_empty, saved

_TOLD_AT_MOST = 1000


class Passed:
    """What was read and written; the first thousand sentences on what was refused or odd."""

    def __init__(self) -> None:
        self.articles = self.spans = self.relations = 0
        self.refused = self.odd = 0
        self.told: list[str] = []
        self._sums = array("L")
        self._by_line = bytearray()

    def add(self, spans: int, relations: int, check: int, *, is_by_line: bool) -> None:
        """Note a written article and what its line is held against."""
        self.articles += 1
        self.spans += spans
        self.relations += relations
        self._sums.append(check)
        self._by_line.append(is_by_line)

    def refuse(self, error: InputError) -> None:
        """Note what could not be read."""
        self.refused += 1
        self._tell(str(error))

    def remark(self, sentences: tuple[str, ...]) -> None:
        """Note what was odd in an article that was read."""
        self.odd += len(sentences)
        for sentence in sentences:
            self._tell(sentence)

    @property
    def untold(self) -> int:
        """How many sentences more there would be."""
        return self.refused + self.odd - len(self.told)

    def _tell(self, sentence: str) -> None:
        if len(self.told) < _TOLD_AT_MOST:
            self.told.append(sentence)

    def differing(self, path: Path) -> int:
        """Read the file back: how many articles are not in it as they were to be written."""
        by_line = self._by_line
        return differing(
            path,
            self._sums,
            lambda number, line: zlib.crc32(line) if by_line[number] else _sum_of(line),
        )


def pass_on(
    paths: list[Path],
    target: Path,
    tokens: Callable[[str], Tokens],
    encoding: str | None = None,
    before_end: Callable[[Passed], None] = lambda _passed: None,
) -> Passed:
    """Write the records of files into one, whole or not at all; what `before_end` raises leaves all as it was."""
    passed = Passed()
    remove_leftovers(target)
    with written(target) as file:
        for found in _all(paths, encoding):
            if isinstance(found, Ready):
                line = found.line + b"\n"
                passed.add(found.spans, found.relations, zlib.crc32(line), is_by_line=True)
            elif isinstance(found, Imported):
                passed.remark(found.problems)
                line = _line(found, tokens, passed)
            elif isinstance(found, InputError):
                passed.refuse(found)
                continue
            else:
                continue
            file.write(line)
        before_end(passed)
    return passed


def _all(paths: list[Path], encoding: str | None) -> Iterator[Imported | InputError | Known]:
    for path in paths:
        try:
            yield from read_unknown(path, encoding, _known(path))
        except InputError as error:
            if len(paths) == 1:
                raise
            yield error


def _known(path: Path) -> Callable[[bytes], Ready | None]:
    """What needs no closer look; the way that the line before took is tried first."""
    ways: list[Callable[[bytes], Ready | None]] = [ready, ProdigyLines(path)]

    def known(line: bytes) -> Ready | None:
        for way in ways:
            found = way(line)
            if found is not None:
                if way is not ways[0]:
                    ways.reverse()
                return found
        return None

    return known


def _line(article: Imported, tokens: Callable[[str], Tokens], passed: Passed) -> bytes:
    if article.tokens is None:
        article = replace(article, tokens=tokens(article.text))
    document = document_of(article)
    found = saved(document, keep_excluded=True)
    if is_empty(found):
        return b""
    passed.add(document.span_count, document.relation_count, _signature(article), is_by_line=False)
    return encoded(found.record) + b"\n"


class _Span(msgspec.Struct):
    start: int
    end: int
    label: str
    id: int


class _Relation(msgspec.Struct):
    head_id: int
    child_id: int
    label: str


class _Record(msgspec.Struct):
    """What the check sum is made of; any reader of JSON finds it under these names."""

    text: str
    spans: list[_Span]
    relations: list[_Relation]


_decode = msgspec.json.Decoder(_Record).decode


def _sum_of(line: bytes) -> int:
    try:
        record = _decode(line)
    except (ValueError, RecursionError):
        return -1
    spans = [(span.start, span.end, span.label, span.id) for span in record.spans]
    relations = [(r.head_id, r.child_id, r.label) for r in record.relations]
    return _sum(record.text, spans, relations)


def _signature(article: Imported) -> int:
    """A check sum of text, spans and relations as they are to be written."""
    spans = [span.key for span in article.spans if span.live]
    relations = [(r.head, r.child, r.label) for r in article.relations if r.live]
    return _sum(article.text, spans, relations)


def _sum(
    text: str, spans: list[tuple[int, int, str, int]], relations: list[tuple[int, int, str]]
) -> int:
    return zlib.crc32(msgspec.msgpack.encode((text, sorted(spans), sorted(relations))))
