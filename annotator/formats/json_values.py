"""Objects from files that hold JSON in one of its habits: a line each, an array, or one behind another."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.errors import InputError
from annotator.formats.decoding import decoded
from annotator.formats.jsonl import is_too_deep, read_lines, surrogate_place
from annotator.formats.record_values import json_text
from annotator.formats.whole_files import bytes_of

AT_MOST = 256 << 20
"""Bytes of the largest file that is read as a whole; it takes about 8 times its size."""
_WHOLE_AT_MOST = 8 << 20

Found = tuple[int, dict[str, Any] | InputError]


def objects(path: Path, encoding: str | None = None) -> Iterator[Found]:
    """Line numbers (numbers in an array) with their objects, or with what is wrong with them.

    A file with a record a line is read line by line; of others a small one as a whole, for its encoding
    to be found out, a large one value by value.
    """
    if _is_a_line_each(path):
        yield from read_lines(path, encoding)
    elif path.stat().st_size <= _WHOLE_AT_MOST:
        data = bytes_of(path, AT_MOST)
        yield from _in_text(decoded(data, str(path), encoding).text, str(path))
    else:
        from annotator.formats.json_streams import values

        for number, value in enumerate(values(path, encoding), 1):
            yield number, _object(value, number, str(path))


def _is_a_line_each(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            first = b""
            while not first.strip():
                first = file.readline(1 << 24)
                if not first:
                    return True
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
    if path.suffix.lower() not in (".json", "") and not first.lstrip().startswith((b"{", b"[")):
        return True
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _in_text(text: str, place: str) -> Iterator[Found]:
    decoder = json.JSONDecoder()
    at = number = 0
    while True:
        while at < len(text) and (text[at].isspace() or text[at] in "[],"):
            at += 1
        if at >= len(text):
            return
        number += 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            line = text.count("\n", 0, getattr(error, "pos", at)) + 1
            raise InputError("The JSON is broken there. Repair it.", place, line) from error
        yield number, _object(value, number, place)


def _object(value: Any, number: int, place: str) -> dict[str, Any] | InputError:
    if not isinstance(value, dict) or is_too_deep(value):
        return InputError(f"Value {number} of the file is no JSON object.", place)
    try:
        return whole(value)
    except InputError as error:
        return InputError(error.reason, place, number)


def whole(value: dict[str, Any]) -> dict[str, Any]:
    """The value itself; InputError when it is nested too deep or holds half a character."""
    if is_too_deep(value):
        raise InputError("Its values are nested too deep.")
    half = None if _is_writable(value) else surrogate_place(value)
    if half is not None:
        reason = f"Half a character (a lone surrogate) stands in {half}. Repair the file."
        raise InputError(reason)
    return value


def _is_writable(value: Any) -> bool:
    """Whether it can be written as UTF-8: told at once, where a look at each text takes long."""
    import msgspec

    try:
        msgspec.json.encode(value)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return False
    return True


def beside(name: str, values: dict[str, Any]) -> str:
    """What came along and is not ours, as an article's `record_extra` under the format's name."""
    try:
        return json_text({name: values}) if values else ""
    except (ValueError, TypeError, OverflowError):
        return ""
