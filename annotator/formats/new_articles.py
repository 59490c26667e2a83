"""New articles: those that nobody has worked on, and the file that one comes from."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from annotator.core.clutter import clutter
from annotator.core.document import Excluded, Meta
from annotator.core.errors import InputError
from annotator.core.spans import State
from annotator.formats.decoding import decoded
from annotator.formats.imported import Imported, title_of

CLUTTER = "clutter"
"""Source of the excluded ranges that are proposed for new texts."""
AT_MOST = 64 << 20
"""Bytes of the largest text that is read as one article."""


def read_text(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The one article of a text file."""
    yield text_article(_bytes(path), path.as_posix(), encoding)


def new_article(text: str, meta: Meta) -> Imported:
    """An article that nobody has worked on: its clutter is proposed as excluded."""
    excluded = tuple(
        Excluded(number, start, end, State.PROPOSED, CLUTTER)
        for number, (start, end) in enumerate(clutter(text), 1)
    )
    titled = replace(meta, title=title_of(text, excluded))
    return Imported(text, titled, excluded=excluded)


def text_article(data: bytes, source: str, encoding: str | None = None) -> Imported:
    """The article of a text file's bytes; InputError when it is empty, binary or not so encoded."""
    found = decoded(data, source, encoding)
    digest = hashlib.sha256(data).hexdigest()
    meta = Meta(source=source, source_sha256=digest, encoding=found.encoding)
    article = new_article(found.text, meta)
    return replace(article, problems=found.remarks(source))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(AT_MOST + 1)
    except FileNotFoundError as error:
        raise InputError("There is no such file. Check its name.", str(path)) from error
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
    if len(data) > AT_MOST:
        reason = f"The text is larger than {AT_MOST >> 20} MB. Split it."
        raise InputError(reason, str(path))
    return data


def file_digest(path: Path) -> str:
    """SHA-256 of a file of any size; InputError when it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise InputError("There is no such file. Check its name.", str(path)) from error
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
