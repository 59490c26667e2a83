"""What the offsets of a record count: code points, or UTF-16 units as tools in JavaScript do."""

from itertools import islice
from typing import Any

from annotator.core.text import Utf16Map

_LOOKED_AT = 2000


class Units:
    """Converts a record's offsets to code points; those behind the end stay behind it."""

    __slots__ = ("_length_utf16", "_map", "_text")

    def __init__(self, text: str, utf16: Utf16Map | None) -> None:
        self._text = text
        self._map = utf16
        self._length_utf16 = utf16.to_utf16(len(text)) if utf16 is not None else 0

    @classmethod
    def found(cls, text: str, *rows: list[Any]) -> "Units":
        """Decide for the whole record by the rows that say their text."""
        if text.isascii() or max(text) <= "\uffff":
            return cls(text, None)
        utf16 = cls(text, Utf16Map(text))
        plain = cls(text, None)
        said = [row for group in rows for row in islice(group, _LOOKED_AT) if _says_text(row)]
        return max(plain, utf16, key=lambda units: sum(units.agrees(row) for row in said))

    @property
    def are_utf16(self) -> bool:
        """Whether offsets are converted."""
        return self._map is not None

    def offset(self, value: int) -> int:
        """The offset in code points."""
        if self._map is None:
            return value
        beyond = max(0, value - self._length_utf16)
        return self._map.to_code_points(min(value, self._length_utf16)) + beyond

    def agrees(self, row: dict[str, Any]) -> bool:
        """Whether the text that a row says stands at its offsets."""
        said: bool = self._text[self.offset(row["start"]) : self.offset(row["end"])] == row["text"]
        return said


def _says_text(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("text"), str)
        and isinstance(row.get("start"), int)
        and isinstance(row.get("end"), int)
        and 0 <= row["start"] < row["end"]
    )
