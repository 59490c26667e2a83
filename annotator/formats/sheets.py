"""Articles from tables: CSV and TSV in any encoding, and Excel's sheets.

Memory: at most about 6 times a CSV file, 12 times the unpacked parts of an Excel file.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.errors import InputError
from annotator.formats.decoding import decoded
from annotator.formats.imported import Imported
from annotator.formats.rows import Row, articles_of_rows, holds_texts
from annotator.formats.sheet_dates import Dates, dates_of
from annotator.formats.table import Glimpse
from annotator.formats.whole_files import bytes_of, digest_of
from annotator.formats.zipped import Parts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

AT_MOST = 200 << 20
"""Bytes of the largest table that is read."""
_CELL_AT_MOST = 10_000_000
_SAMPLE = 1 << 14
_FIRST = 50
_COLUMNS_AT_MOST = 16_384
_DIGITS = 9
_LETTERS = re.compile(r"[A-Z]{1,3}")


def read_csv(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The articles of a table with commas, semicolons or tabs."""
    data = bytes_of(path, AT_MOST)
    found = decoded(data, str(path), encoding)
    rows = _rows(found.text, path)
    yield from articles_of_rows(rows, path, digest_of(data), found.encoding)


def read_xlsx(path: Path, _encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The articles of all sheets of an Excel file; an empty sheet is passed over."""
    digest = digest_of(bytes_of(path, AT_MOST))
    with Parts(path) as parts:
        shared = _shared(parts.tree("xl/sharedStrings.xml"))
        dates = dates_of(parts)
        sheets = sorted(
            (n for n in parts.names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)),
            key=lambda name: (len(name), name),
        )
        if not sheets:
            raise InputError("This is no Excel file: it has no sheet.", str(path))
        found = False
        for name in sheets:
            tree = parts.tree(name)
            rows = list(_cells(tree, shared, dates)) if tree is not None else []
            if any(any(cell.strip() for cell in row) for row in rows):
                found = True
                yield from articles_of_rows(rows, path, digest)
    if not found:
        raise InputError("The table is empty. Choose another.", str(path))


def first_rows(path: Path, encoding: str | None = None) -> list[Row]:
    """The first rows of a table, of its first sheet with any; InputError when it can't be read."""
    if path.suffix.lower() == ".xlsx":
        with Parts(path) as parts:
            shared = _shared(parts.tree("xl/sharedStrings.xml"))
            tree = parts.tree("xl/worksheets/sheet1.xml")
            rows = _cells(tree, shared, dates_of(parts)) if tree is not None else iter(())
            return [row for _, row in zip(range(_FIRST), rows, strict=False)]
    with path.open("rb") as file:
        data = file.read(1 << 20)
    rows = _rows(decoded(data, str(path), encoding).text, path)
    return [row for _, row in zip(range(_FIRST), rows, strict=False)]


def _rows(text: str, path: Path) -> Iterator[Row]:
    csv.field_size_limit(_CELL_AT_MOST)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(text[:_SAMPLE])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:
        reason = f"The table is damaged: {error}."
        raise InputError(reason, str(path), reader.line_num) from error


def _delimiter(sample: str) -> str:
    """The sign that parts the first rows into the same number of cells, the most of them."""

    def even(sign: str) -> tuple[bool, int]:
        try:
            rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=sign))
        except csv.Error:
            return False, 0
        # The last row of the sample may be cut.
        counts = {len(row) for row in (rows[:-1] or rows) if row}
        return len(counts) == 1 and counts != {1}, min(counts, default=0)

    return max((",", ";", "\t", "|"), key=even)


def _shared(tree: "Element | None") -> list[str]:
    if tree is None:
        return []
    return [_text(item) for item in tree if _name(item) == "si"]


def _cells(tree: "Element", shared: list[str], dates: Dates) -> Iterator[Row]:
    for row in (e for e in tree.iter() if _name(e) == "row"):
        cells: list[str] = []
        for cell in row:
            column = _column(cell.get("r", ""), len(cells))
            if column >= len(cells):
                cells += [""] * (column - len(cells))
                cells.append(_value(cell, shared, dates))
        yield cells


def _value(cell: "Element", shared: list[str], dates: Dates) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    said = next((child.text or "" for child in cell if _name(child) == "v"), "")
    if kind == "s":
        number = int(said) if said.isdecimal() and len(said) <= _DIGITS else -1
        return shared[number] if 0 <= number < len(shared) else ""
    return dates.said(cell.get("s", ""), said) if kind == "n" else said


def _text(element: "Element") -> str:
    """All runs of a string but the reading aids of Japanese."""
    runs = [r for r in element if _name(r) in {"t", "r", "is"}]
    inner = (e for run in runs for e in run.iter() if _name(e) == "t")
    return "".join(e.text or "" for e in inner)


def _column(reference: str, following: int) -> int:
    letters = _LETTERS.match(reference)
    if letters is None:
        return following
    number = 0
    for letter in letters.group():
        number = number * 26 + ord(letter) - 64
    return min(number, _COLUMNS_AT_MOST) - 1


def _name(element: "Element") -> str:
    return element.tag.rpartition("}")[2]


def is_table(glimpse: Glimpse) -> bool:
    """Whether a column is named as a text or holds texts; a column of single words is no article."""
    path = glimpse.path
    # WebAnno's older layouts are no tables, though their cells are set apart by tabs.
    if "\n#text=" in glimpse.text:
        return False
    try:
        rows = [row for _, row in zip(range(50), _rows(glimpse.text, path), strict=False)]
    except InputError:
        return False
    return holds_texts(rows)
