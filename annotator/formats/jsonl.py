"""JSON Lines in and out, by `jsonlines` with msgspec as its fast reader and writer of JSON."""

import codecs
import functools
import io
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast, overload

from msgspec import Struct

from annotator.core.errors import InputError
from annotator.core.text import lone_surrogate, place_in_words, without_lone_surrogates
from annotator.formats.atomic import written
from annotator.formats.decoding import is_binary, known_encoding, marked_encoding

LONGEST = 128 << 20
"""Bytes (or characters) of the longest line that is read; as values it takes up to 20 times that."""
_ENDS = ("\n", b"\n")
DEEPEST = 100
"""How deep values may be nested in each other; what is deeper is no annotation."""
_BAD_LINES_AT_MOST = 100
_KEY_SAID_UP_TO = 60
_SAMPLE_BYTES = 4096
_BUFFER_BYTES = 1 << 18
_NESTED = frozenset((dict, list))

# These end a line for `str.splitlines`, with which scripts like to read such files.
_LINE_SEPARATORS = (
    (b"\x85", "\u0085".encode(), b"\\u0085"),
    (b"\xa8", "\u2028".encode(), b"\\u2028"),
    (b"\xa9", "\u2029".encode(), b"\\u2029"),
)


def encoded(record: Any) -> bytes:
    """One record as compact UTF-8 JSON without line end; the same record gives the same bytes."""
    import msgspec

    line = msgspec.json.encode(record)
    if line.isascii():
        return line
    for last, plain, escaped in _LINE_SEPARATORS:
        # A single byte is looked for thirty times as fast.
        if last in line and plain in line:
            line = line.replace(plain, escaped)
    return line


class Sink(Protocol):
    """Where bytes are written to."""

    def write(self, data: bytes, /) -> object:
        """Write all of it."""


def write_lines(file: Sink, records: Iterable[Any]) -> int:
    """Write records to an open binary file, one a line; how many there were."""
    import jsonlines

    count = 0
    with jsonlines.Writer(cast("BinaryIO", file), dumps=encoded) as writer:
        for record in records:
            writer.write(record)
            count += 1
    return count


def write_file(path: Path, records: Iterable[Any]) -> int:
    """Write a whole file or nothing; how many records there were."""
    with written(path) as file:
        return write_lines(file, records)


class Known(Struct, frozen=True):
    """A line that needs no decoding, as the caller has found out."""


Line = dict[str, Any] | InputError | Known


@overload
def read_lines(
    path: Path, encoding: str | None = None, *, replace_surrogates: bool = False
) -> Iterator[tuple[int, dict[str, Any] | InputError]]: ...


@overload
def read_lines(
    path: Path,
    encoding: str | None = None,
    *,
    replace_surrogates: bool = False,
    known: Callable[[bytes], Known | None],
) -> Iterator[tuple[int, Line]]: ...


def read_lines(
    path: Path,
    encoding: str | None = None,
    *,
    replace_surrogates: bool = False,
    known: Callable[[bytes], Known | None] | None = None,
) -> Iterator[tuple[int, Any]]:
    """Line numbers (from 1) with their objects, or with what is wrong; blank lines are passed over.

    A line of UTF-8 of which `known` makes something comes as that. InputError when the file can't be read or
    when its first hundred lines are all bad.
    """
    with _opened(path, encoding) as file:
        yield from _objects(file, str(path), replace_surrogates, known)


def _opened(path: Path, encoding: str | None) -> BinaryIO | io.TextIOBase:
    try:
        with path.open("rb") as probe:
            sample = probe.read(_SAMPLE_BYTES)
        mark = marked_encoding(sample)
        if mark is None and encoding is None and is_binary(sample):
            raise InputError("This is a binary file, not a JSONL. Choose another.", str(path))
        if mark is None or mark == "utf-8-sig":
            forced = known_encoding(encoding, str(path)) if encoding else "utf-8"
            # Without a mark these would refuse to begin.
            forced = f"{forced}-le" if forced in {"utf-16", "utf-32"} else forced
            if forced in {"utf-8", "utf-8-sig"}:
                return path.open("rb", buffering=_BUFFER_BYTES)
            return path.open("r", encoding=forced, newline="\n")
        return path.open("r", encoding=codecs.lookup(mark).name, newline="\n")
    except FileNotFoundError as error:
        raise InputError("There is no such file. Check its name.", str(path)) from error
    except OSError as error:
        reason = (
            "This is a folder, not a file. Name a file in it."
            if path.is_dir()
            else f"{error.strerror}."
        )
        raise InputError(reason, str(path)) from error


def _objects(
    file: BinaryIO | io.TextIOBase,
    place: str,
    replace_surrogates: bool,
    known: Callable[[bytes], Known | None] | None,
) -> Iterator[tuple[int, Line]]:
    number = 0
    good = bad = 0
    for number, line in _numbered(file, place):
        if isinstance(line, InputError):
            yield number, line
            continue
        passed = known(line) if known is not None and isinstance(line, bytes) else None
        found = passed or _found(line, place, number, replace_surrogates)
        if found is None:
            continue
        if isinstance(found, InputError):
            bad += 1
            if not good and bad >= _BAD_LINES_AT_MOST:
                reason = f"None of the first {number} lines is a JSON record. Is it a JSONL file?"
                raise InputError(reason, place) from found
        else:
            good += 1
        yield number, found
    if not number:
        raise InputError("The file is empty. Choose another.", place)


def _numbered(
    file: BinaryIO | io.TextIOBase, place: str
) -> Iterator[tuple[int, str | bytes | InputError]]:
    number = 0
    empty: str | bytes = "" if isinstance(file, io.TextIOBase) else b""
    read: Callable[[], str | bytes] = functools.partial(file.readline, LONGEST)
    try:
        for number, line in enumerate(iter(read, empty), 1):
            if len(line) >= LONGEST and line[-1:] not in _ENDS:
                while (rest := read()) and rest[-1:] not in _ENDS:
                    pass
                reason = f"The line is longer than {LONGEST >> 20} MB. It was passed over."
                yield number, InputError(reason, place, number)
            else:
                yield number, line
    except UnicodeError as error:
        name = getattr(error, "encoding", "in this encoding")
        raise InputError(
            f"The text is not {name}. Name its encoding.", place, number + 1
        ) from error


def _found(
    line: str | bytes, place: str, number: int, replace_surrogates: bool
) -> dict[str, Any] | InputError | None:
    """The object of a line, or what is wrong with it; None where the line is blank."""
    import jsonlines

    def loads(line: str | bytes) -> Any:
        return _value(line, replace_surrogates)

    reader = jsonlines.Reader(iter((line,)), loads=loads)
    try:
        value = reader.read(skip_empty=True, allow_none=True)
    except EOFError:
        return None
    except jsonlines.InvalidLineError as error:
        reason = _reason(error)
        _let_go(error)
        return InputError(reason, place, number)
    return _object(value, place, number)


def _object(value: Any, place: str, number: int) -> dict[str, Any] | InputError:
    if not isinstance(value, dict):
        return InputError("This is not a JSON object ({...}).", place, number)
    if is_too_deep(value):
        reason = f"The values are nested more than {DEEPEST} deep."
        return InputError(reason, place, number)
    return value


def _reason(error: Exception) -> str:
    cause = error.__cause__
    if isinstance(cause, UnicodeDecodeError):
        return "The line is not UTF-8. Name the file's encoding."
    if isinstance(cause, _LineError):
        return str(cause)
    return "The line is not valid JSON."


def _let_go(error: BaseException) -> None:
    """Take away the frames that hold it in turn: of thousands of lines they would wait for the collector."""
    left = [error]
    while left:
        one = left.pop()
        one.__traceback__ = None
        left += [other for other in {one.__cause__, one.__context__} if other is not None]


class _LineError(ValueError):
    """Why a line is no JSON value, as a sentence."""


def _value(line: str | bytes, replace_surrogates: bool) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(line)
    except RecursionError:
        raise _LineError(f"The values are nested more than {DEEPEST} deep.") from None
    except ValueError as error:
        return _second_look(line, error, replace_surrogates)


def _second_look(line: str | bytes, error: ValueError, replace_surrogates: bool) -> Any:
    """Lone surrogates are told apart from other faults: the standard library lets them pass."""
    try:
        value = json.loads(line, parse_constant=_refused)
    except RecursionError:
        raise _LineError(f"The values are nested more than {DEEPEST} deep.") from None
    except _LineError:
        raise
    except ValueError:
        raise _LineError(_broken(line)) from error
    if is_too_deep(value):
        raise _LineError(f"The values are nested more than {DEEPEST} deep.")
    where = surrogate_place(value, "")
    if where is None:
        raise _LineError("A number is out of range.") from error
    if replace_surrogates:
        return _repaired(value)
    raise _LineError(
        f"Half a character (a lone surrogate) stands in {where}. Repair the file, or have it"
        " replaced by U+FFFD (`annotator prelabel --replace-surrogates`)."
    )


def _refused(name: str) -> None:
    raise _LineError(f"{name} is not a number that JSON knows.")


def _broken(line: str | bytes) -> str:
    text = line if isinstance(line, str) else line.decode("utf-8", "replace")
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()):
            return "The JSON breaks off before the end of the record. Repair it or take it out."
        return f"The line is not valid JSON (column {error.pos + 1}). Repair it or take it out."
    return "The line is not valid JSON."


def surrogate_place(value: Any, name: str = "") -> str | None:
    """Where the first lone surrogate of a value stands, in words."""
    if isinstance(value, str):
        offset = lone_surrogate(value)
        return None if offset is None else f"{name or 'a text'}, {place_in_words(value, offset)}"
    if isinstance(value, dict):
        named = itertools.chain(
            ((key, _quoted(key)) for key in value),
            ((item, _quoted(key)) for key, item in value.items()),
        )
    elif isinstance(value, list):
        named = itertools.chain((item, name) for item in value)
    else:
        return None
    found = (surrogate_place(item, label) for item, label in named)
    return next((place for place in found if place is not None), None)


def _quoted(key: str) -> str:
    said = without_lone_surrogates(key[:_KEY_SAID_UP_TO])
    return f'"{said}"' if len(key) <= _KEY_SAID_UP_TO else f'"{said}…"'


def _repaired(value: Any) -> Any:
    if isinstance(value, str):
        return without_lone_surrogates(value)
    if isinstance(value, dict):
        return {without_lone_surrogates(k): _repaired(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_repaired(item) for item in value]
    return value


def is_too_deep(value: Any) -> bool:
    """Whether values are nested deeper than DEEPEST; without recursion."""
    level = [value]
    for _ in range(DEEPEST):
        inner: list[Any] = []
        # Most hold no more than texts and numbers: told for all at once, without a look at each.
        for values in _held(level):
            kinds = set(map(type, values))
            if not _NESTED.isdisjoint(kinds):
                inner += [v for v in values if type(v) in _NESTED]
        if not inner:
            return False
        level = inner
    return True


def _held(level: list[Any]) -> Iterator[list[Any]]:
    """What dictionaries and lists hold, together."""
    yield list(itertools.chain.from_iterable([v.values() for v in level if type(v) is dict]))
    yield list(itertools.chain.from_iterable([v for v in level if type(v) is list]))
