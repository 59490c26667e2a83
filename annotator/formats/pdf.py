"""Articles from the text layer of PDF files, by pdfminer.six: it sorts boxes into reading order.

The lines of a paragraph are joined. Memory: at most about 30 times the largest page's part of the file.
"""

import contextlib
import logging
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.choices import choices
from annotator.formats.deadline import Deadline, LateError
from annotator.formats.imported import Imported
from annotator.formats.reading import article_of
from annotator.formats.whole_files import bytes_of, digest_of

AT_MOST = 100 << 20
"""Bytes of the largest file that is read."""
_PAGES_AT_MOST = 2000
_TEXT_AT_MOST = 20_000_000
_STREAM_AT_MOST = 32 << 20
_PAGE_SECONDS = 2.5
"""CPU time of one page."""
_UNKNOWN = "\ufffd"
_HYPHEN = re.compile(r"[^\W\d_][-\u00ad\u2010]$")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:-[^\W\d_]+)+")
_BEGUN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-$")
_ENDED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WORD_AT_MOST = 80
_OPEN_END = re.compile(r"[^\W\d_][,;]?$|[-\u00ad\u2010]$")
_SHORT = 0.75
"""A line that reaches less of its box's right edge ends a paragraph."""
_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def read_pdf(path: Path, _encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The one article of a PDF file, with line-end hyphens mended unless the analyst chose otherwise."""
    yield pdf_article(path, mends_hyphens=choices().mends_hyphens)


def pdf_article(path: Path, *, mends_hyphens: bool = True) -> Imported:
    """The article of a PDF file; with `mends_hyphens` a word parted at a line end becomes whole."""
    data = bytes_of(path, AT_MOST)
    if b"%PDF-" not in data[:1024]:
        raise InputError("This is no PDF file. Choose another.", str(path))
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)
    pages: list[list[str]] = []
    in_pictures: list[int] = []
    without_size: list[int] = []
    try:
        with _bounded_streams(), Deadline(_PAGE_SECONDS) as deadline:
            for page, pictured, unsized in _pages(path):
                pages.append(page)
                in_pictures.append(pictured)
                without_size.append(unsized)
                deadline.progress()
            meta = _facts(path)
    except LateError as error:
        reason = f"Page {len(pages) + 1} takes too long: it is damaged, or goes round in circles."
        raise InputError(reason, str(path)) from error
    # Damaged files end in errors of every kind, deep in the library.
    except Exception as error:
        raise _refusal(error, str(path)) from error
    text = "\n".join(joined_paragraphs(pages, mends_hyphens=mends_hyphens))
    if not text.strip():
        reason = "its letters have no size" if any(without_size) else "only pictures"
        reason = f"It has no text layer, {reason}. Have its text recognised first."
        raise InputError(reason, str(path))
    problems = (
        *_unknown_signs(text, path),
        *_left_out("Text inside of pictures was", in_pictures),
        *_left_out("Text without size was", without_size),
    )
    return article_of(text, meta, path, digest_of(data), problems)


def _unknown_signs(text: str, path: Path) -> Iterator[str]:
    unknown = text.count(_UNKNOWN)
    if unknown > sum(1 for sign in text if not sign.isspace()) / 2:
        reason = "Its fonts don't say which letters they show. Have its text recognised first."
        raise InputError(reason, str(path))
    if unknown:
        yield f"Signs whose letter the fonts don't tell became U+FFFD: {unknown}."


def _left_out(what: str, letters: list[int]) -> Iterator[str]:
    """What was left out of a file, from the number of its letters on each page."""
    pages = [number for number, some in enumerate(letters, 1) if some]
    if pages:
        where = f"page {pages[0]}" if len(pages) == 1 else f"{len(pages)} pages"
        yield f"{what} left out: {sum(letters)} letters on {where}."


def joined_paragraphs(
    pages: Sequence[Sequence[str]], *, mends_hyphens: bool = True
) -> Iterator[str]:
    """Paragraphs from the boxes of pages; one that goes on overleaf is one."""
    kept = _hyphenated(pages) if mends_hyphens else frozenset()
    waiting = ""
    for page in pages:
        for number, box in enumerate(page):
            paragraph = _joined(box.split("\n"), mends_hyphens, kept)
            if not paragraph:
                continue
            goes_on = number == 0 and paragraph[0].islower() and _OPEN_END.search(waiting)
            if waiting and goes_on:
                waiting = _joined((waiting, paragraph), mends_hyphens, kept)
                continue
            if waiting:
                yield waiting
            waiting = paragraph
    if waiting:
        yield waiting


def _hyphenated(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The words that are written with a hyphen inside of lines: at a line end they keep it."""
    words = (word for page in pages for box in page for word in _COMPOUND.findall(box))
    return frozenset(word.casefold() for word in words)


def _is_compound(before: str, after: str, kept: frozenset[str]) -> bool:
    begin, end = _BEGUN.search(before[-_WORD_AT_MOST:]), _ENDED.match(after)
    return bool(begin and end and f"{begin[0]}{end[0]}".casefold() in kept)


def _joined(box: Iterable[str], mends_hyphens: bool, kept: frozenset[str]) -> str:
    text = ""
    for said in box:
        line = " ".join(said.split())
        if not line:
            continue
        parted = mends_hyphens and _HYPHEN.search(text[-2:]) and line[0].islower()
        if parted and not _is_compound(text, line, kept):
            text = text[:-1] + line
        else:
            glued = not text or (text.endswith(("-", "\u2010")) and line[0].isalpha())
            text += line if glued else f" {line}"
    return text


@contextlib.contextmanager
def _bounded_streams() -> Iterator[None]:
    """WORKAROUND: pdfminer unpacks a stream whatever its size (its `pdftypes.PDFStream.decode`)."""
    from pdfminer import pdftypes

    modules: Any = pdftypes
    real = modules.zlib
    modules.zlib = _BoundedZlib
    try:
        yield
    finally:
        modules.zlib = real


class _BoundedZlib:
    """What pdfminer takes of zlib, with an end."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """The whole stream; InputError when it is too large."""
        unpacking = zlib.decompressobj()
        found = unpacking.decompress(data, _STREAM_AT_MOST)
        if unpacking.unconsumed_tail:
            raise InputError(f"A stream in it is larger than {_STREAM_AT_MOST >> 20} MB.")
        if not unpacking.eof:
            raise zlib.error("incomplete")
        return found


def _pages(path: Path) -> Iterator[tuple[list[str], int, int]]:
    """The paragraphs of a page at a time, and how many letters were left out: in pictures, without size."""
    from annotator.formats.pdf_layout import sheets

    length = 0
    for number, sheet in enumerate(sheets(path, _PAGES_AT_MOST + 1), 1):
        if number > _PAGES_AT_MOST:
            raise InputError(f"It has more than {_PAGES_AT_MOST:,} pages. Split it.", str(path))
        found = [paragraph for box in sheet.boxes for paragraph in _paragraphs(box.lines)]
        length += sum(map(len, found))
        if length > _TEXT_AT_MOST:
            raise InputError("It holds more than 20 million characters. Split it.", str(path))
        yield found, sheet.in_pictures, sheet.without_size


def _paragraphs(lines: Sequence[tuple[str, float]]) -> Iterator[str]:
    """The paragraphs of a box of lines and their right edges: a short line ends one."""
    edge = max((right for _, right in lines), default=0.0)
    waiting = ""
    for text, right in lines:
        waiting += text
        if right < edge * _SHORT and not _HYPHEN.search(text.rstrip()):
            yield waiting
            waiting = ""
    yield waiting


def _facts(path: Path) -> Meta:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.utils import decode_text

    with path.open("rb") as file:
        infos = PDFDocument(PDFParser(file)).info

    def said(key: str) -> str:
        value = next((info[key] for info in infos if key in info), b"")
        return decode_text(value).strip() if isinstance(value, bytes) else ""

    day = _DAY.match(said("CreationDate"))
    return Meta(
        title=said("Title"), author=said("Author"), date="-".join(day.groups()) if day else ""
    )


def _refusal(error: Exception, place: str) -> InputError:
    if isinstance(error, InputError):
        return error if error.place else InputError(error.reason, place)
    if "Password" in type(error).__name__:
        return InputError("The file has a password. Save it without.", place)
    return InputError("The PDF file is damaged: its text can't be read.", place)
