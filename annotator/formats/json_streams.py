"""Values of a large JSON array, or one behind another, one at a time: memory is that of the largest value."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from annotator.core.errors import InputError
from annotator.formats.decoding import known_encoding, marked_encoding

VALUE_AT_MOST = 64 << 20
"""Characters of the largest value; where the JSON is broken, so much is read before that is known."""
_CHUNK = 1 << 20
_BETWEEN = re.compile(r"[\s\[\],\ufeff]*")


def values(path: Path, encoding: str | None = None) -> Iterator[Any]:
    """The values in order; InputError, with its line, where the JSON is broken or not so encoded."""
    place = str(path)
    try:
        with path.open("rb") as file:
            mark = marked_encoding(file.read(4))
        codec = known_encoding(encoding or mark or "utf-8", place)
        with path.open(encoding=codec, newline="") as text:
            yield from _Stream(text, place).values()
    except UnicodeError as error:
        reason = f"The file is no {encoding or mark or 'UTF-8'}. Name its encoding."
        raise InputError(reason, place) from error
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", place) from error


class _Stream:
    """What is read of a file and not yet a value."""

    def __init__(self, file: TextIO, place: str) -> None:
        self._file = file
        self._place = place
        self._text = ""
        self._at = 0
        self._lines = 0
        self._decoder = json.JSONDecoder()

    def values(self) -> Iterator[Any]:
        """All values up to the end."""
        while self._found_something():
            yield self._value()

    def _found_something(self) -> bool:
        """Pass over what stands between values; whether there is another."""
        while True:
            between = _BETWEEN.match(self._text, self._at)
            self._at = between.end() if between else self._at
            if self._at < len(self._text):
                return True
            if not self._more():
                return False

    def _value(self) -> Any:
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._text, self._at)
                return value
            except (ValueError, RecursionError) as error:
                too_deep = isinstance(error, RecursionError)
                waits = len(self._text) - self._at <= VALUE_AT_MOST
                at = getattr(error, "pos", self._at)
                line = self._lines + self._text.count("\n", 0, at) + 1
                if too_deep or not waits or not self._more():
                    reason = "The JSON is broken there. Repair it."
                    raise InputError(reason, self._place, line) from error

    def _more(self) -> bool:
        """Read as much again as waits, so that a long value is looked at few times."""
        more = self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._lines += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(more)
