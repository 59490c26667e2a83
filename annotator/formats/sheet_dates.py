"""Days and times of Excel's sheets, which are numbers that a style shows as dates."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from annotator.core.errors import InputError
from annotator.formats.zipped import Parts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_OWN = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Formats that every workbook knows as dates and times."""
_BUT_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|General', re.IGNORECASE)
_OF_DATES = re.compile(r"[ymdhs]", re.IGNORECASE)
_SECONDS = 86_400
_LATEST = 2_958_466
_LEAP = 60
"""Excel takes 1900 for a leap year: numbers below this one are a day further on."""


class Dates(Struct, frozen=True):
    """The styles, by number, that show dates, and the day that is number 0."""

    styles: frozenset[int] = frozenset()
    begin: date = date(1899, 12, 30)

    def said(self, style: str, number: str) -> str:
        """The cell as ISO 8601 where its style shows a date; else as it is."""
        if not style.isdecimal() or int(style) not in self.styles:
            return number
        try:
            days = float(number)
        except ValueError:
            return number
        if not 0 <= days < _LATEST:
            return number
        if days < _LEAP and self.begin.year == 1899:
            days += days >= 1
        whole, rest = divmod(round(days * _SECONDS), _SECONDS)
        day = (self.begin + timedelta(whole)).isoformat()
        clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
        if days < 1:
            return clock
        return f"{day}T{clock}" if rest else day


def dates_of(parts: Parts) -> Dates:
    """What a workbook says of its dates; nothing where its styles are damaged."""
    try:
        styles, workbook = parts.tree("xl/styles.xml"), parts.tree("xl/workbook.xml")
    except InputError:
        return Dates()
    if styles is None:
        return Dates()
    codes = {f.get("numFmtId", ""): f.get("formatCode", "") for f in _all(styles, "numFmt")}
    formats = next(iter(_all(styles, "cellXfs")), ())
    shown = frozenset(
        number
        for number, style in enumerate(formats)
        if _is_date(style.get("numFmtId", "0"), codes)
    )
    said = next(iter(_all(workbook, "workbookPr")), None) if workbook is not None else None
    if said is not None and said.get("date1904") in {"1", "true"}:
        return Dates(shown, date(1904, 1, 1))
    return Dates(shown)


def _is_date(number: str, codes: dict[str, str]) -> bool:
    if number in codes:
        return bool(_OF_DATES.search(_BUT_CODE.sub("", codes[number])))
    return number.isdecimal() and int(number) in _OWN


def _all(tree: "Element", name: str) -> "list[Element]":
    return [e for e in tree.iter() if e.tag.rpartition("}")[2] == name]
