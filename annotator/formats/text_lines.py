"""Lines of a text file: a small one by the rules for all texts, a large one as a stream."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from annotator.core.errors import InputError
from annotator.formats.decoding import decoded, known_encoding, marked_encoding
from annotator.formats.whole_files import LARGEST, bytes_of

_LONGEST = 1 << 24
"""Characters of the longest line of a stream."""


def lines_of(path: Path, encoding: str | None = None) -> tuple[Iterator[str], str, tuple[str, ...]]:
    """The lines without their ends, the encoding, and remarks on it.

    A file above 64 MB is UTF-8 unless it says otherwise.

    InputError when it can't be read, also while the lines are taken.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
    if size <= LARGEST:
        found = decoded(bytes_of(path, LARGEST), str(path), encoding)
        text = found.text.replace("\r\n", "\n")
        # Lines as they ended before Mac OS X, where there is no other end.
        text = text if "\n" in text else text.replace("\r", "\n")
        return iter(text.split("\n")), found.encoding, found.remarks(str(path))
    with path.open("rb") as file:
        marked = marked_encoding(file.read(4))
    name = known_encoding(encoding) if encoding else marked or "utf-8"
    return _streamed(path, name), name, ()


def _streamed(path: Path, encoding: str) -> Iterator[str]:
    # Of the encodings with a mark only this one takes it away.
    name = "utf-8-sig" if codecs.lookup(encoding).name in ("utf-8", "utf-8-sig") else encoding
    number = 0
    try:
        with path.open(encoding=name, newline="\n") as file:
            while line := file.readline(_LONGEST):
                number += 1
                if len(line) >= _LONGEST:
                    raise InputError("The line is too long.", str(path), number)
                yield line.removesuffix("\n").removesuffix("\r")
    except UnicodeError as error:
        reason = f"The text is not {encoding} there. Choose another encoding."
        raise InputError(reason, str(path), number + 1) from error
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
