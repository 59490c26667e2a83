"""Lines of PDF pages in reading order, by pdfminer.six, and what it leaves out or takes too long for."""

import contextlib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from pdfminer import layout
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import (
    LAParams,
    LTChar,
    LTComponent,
    LTFigure,
    LTPage,
    LTTextBox,
    LTTextGroup,
    LTTextGroupLRTB,
    LTTextLine,
)
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import Matrix, Plane, Rect

from annotator.core.errors import InputError
from annotator.formats.written_order import in_letters, in_written_order, runs_leftward

UNKNOWN = "\ufffd"
"""Stands for a sign whose font doesn't say which letter it shows."""
_BOXES_AT_MOST = 300
"""More boxes are no columns but cells; finding columns would take the cube of their number."""
_CELLS_A_SIDE = 64
_SIGNS_AT_MOST = 100_000
"""Of one page; each takes about a KB of memory."""
_PAGE_SHARE = 0.5
_WORD_GAP = 0.1
"""Parts of a letter's height that make a gap between words, as pdfminer has it."""


class Box(Struct, frozen=True):
    """Lines of text with where they end: their right edges, as in a mirror where they run leftward."""

    lines: tuple[tuple[str, float], ...]


class Sheet(Struct, frozen=True):
    """A page: its boxes in reading order, and how many signs were left out: inside of pictures, without size."""

    boxes: tuple[Box, ...]
    in_pictures: int
    without_size: int


def sheets(path: Path, at_most: int) -> Iterator[Sheet]:
    """The pages of a file, up to so many."""
    resources = PDFResourceManager()
    device = _Device(resources, laparams=LAParams())
    interpreter = PDFPageInterpreter(resources, device)
    with path.open("rb") as file:
        for page in PDFPage.get_pages(file, maxpages=at_most):
            interpreter.process_page(page)
            found = device.get_result()
            left_out = found.in_pictures if isinstance(found, _Page) else 0
            yield Sheet(
                tuple(_box(b) for b in found if isinstance(b, LTTextBox)),
                left_out,
                sum(_length(line) for line in found if isinstance(line, LTTextLine)),
            )


class _Page(LTPage):
    """A page whose form objects count as pictures only where they are not the page itself."""

    in_pictures = 0

    def analyze(self, laparams: LAParams) -> None:
        if sum(len(sign.get_text()) for sign in _signs(self)) > _SIGNS_AT_MOST:
            raise _too_much()
        pictures = [item for item in self if isinstance(item, LTFigure)]
        has_own = any(isinstance(item, LTChar) for item in self)
        for picture in pictures:
            signs = list(_signs(picture))
            share = picture.width * picture.height / max(1, self.width * self.height)
            if not has_own or share >= _PAGE_SHARE:
                self.extend(signs)
            else:
                self.in_pictures += sum(1 for sign in signs if sign.get_text().strip())
        with _steady():
            super().analyze(laparams)

    def group_textboxes(self, laparams: LAParams, boxes: list[LTTextBox]) -> list[LTTextGroup]:  # type: ignore[override]
        if len(boxes) <= _BOXES_AT_MOST:
            return super().group_textboxes(laparams, boxes)
        return [LTTextGroupLRTB([box]) for row in _rows(boxes) for box in row]


class _Plane(Plane[Any]):
    """pdfminer's grid of what lies where, with so many cells at most, however large the page says it is."""

    def __init__(self, bbox: Rect, gridsize: int = 50) -> None:
        x0, y0, x1, y1 = bbox
        super().__init__(bbox, max(gridsize, int(max(x1 - x0, y1 - y0)) // _CELLS_A_SIDE))


@contextlib.contextmanager
def _steady() -> Iterator[None]:
    """WORKAROUND: pdfminer orders boxes that are equally near by their addresses, differently in every run,

    and its grid has cells of 50 points on a page of any size (its `layout.LTLayoutContainer`).
    """
    numbers: dict[LTComponent, int] = {}
    module: Any = layout
    module.id = lambda item: numbers.setdefault(item, len(numbers))
    real = module.Plane
    module.Plane = _Plane
    try:
        yield
    finally:
        module.Plane = real
        del module.id


class _Device(PDFPageAggregator):
    """Lays out the letters of a page and nothing else of it."""

    _signs_on_page = 0

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        super().begin_page(page, ctm)
        self._signs_on_page = 0
        if isinstance(self.cur_item, LTPage):
            self.cur_item = _Page(self.cur_item.pageid, self.cur_item.bbox)

    def render_char(self, *args: Any, **named: Any) -> float:
        self._signs_on_page += 1
        if self._signs_on_page > _SIGNS_AT_MOST:
            raise _too_much()
        return super().render_char(*args, **named)

    def paint_path(self, *_: object) -> None:
        pass

    def render_image(self, *_: object) -> None:
        pass

    def handle_undefined_char(self, font: PDFFont, cid: int) -> str:  # noqa: ARG002
        return UNKNOWN


def _too_much() -> InputError:
    """What is said of a page that is no page."""
    return InputError(f"A page of it holds more than {_SIGNS_AT_MOST:,} letters. Split it.")


def _length(line: LTTextLine) -> int:
    return sum(1 for sign in line.get_text() if not sign.isspace())


def _signs(picture: LTFigure | LTPage) -> Iterator[LTChar]:
    waiting: list[LTComponent] = [picture]
    while waiting:
        item = waiting.pop()
        if isinstance(item, LTFigure | LTPage):
            waiting += reversed(list(item))
        elif isinstance(item, LTChar):
            yield item


def _rows(boxes: list[LTTextBox]) -> Iterator[list[LTTextBox]]:
    """Boxes beside each other, from the top; those of a row from the left."""
    row: list[LTTextBox] = []
    for box in sorted(boxes, key=lambda box: -box.y1):
        if row and (box.y0 + box.y1) / 2 < row[0].y0:
            yield sorted(row, key=lambda box: box.x0)
            row = []
        row.append(box)
    yield sorted(row, key=lambda box: box.x0)


def _box(box: LTTextBox) -> Box:
    lines = [(line, _said(line)) for line in box]
    return Box(tuple((text, _end(line, text, box)) for line, text in lines))


def _end(line: LTTextLine, text: str, box: LTTextBox) -> float:
    return box.x0 + box.x1 - line.x0 if runs_leftward(text[:1]) else line.x1


def _said(line: LTTextLine) -> str:
    text = line.get_text()
    if not runs_leftward(text):
        return in_letters(text)
    found = [sign for sign in line if isinstance(sign, LTChar) and sign.get_text()]
    marks = [sign for sign in found if unicodedata.combining(sign.get_text()[0])]
    bases = sorted((sign for sign in found if sign not in marks), key=lambda sign: sign.x0) or marks
    signs: list[str] = []
    edge = 0.0
    for base in bases:
        if signs and base.x0 - edge > _WORD_GAP * max(base.width, base.height):
            signs.append(" ")
        over = (mark.get_text() for mark in marks if _nearest(mark, bases) is base)
        signs.append(base.get_text() + "".join(over))
        edge = base.x1
    return in_letters(in_written_order(signs)) + "\n"


def _nearest(mark: LTChar, bases: list[LTChar]) -> LTChar:
    """The letter that a mark stands over."""
    middle = (mark.x0 + mark.x1) / 2
    letters = [base for base in bases if base.get_text().strip()] or bases
    return min(letters, key=lambda base: max(base.x0 - middle, middle - base.x1))
