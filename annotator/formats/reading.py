"""Bytes of article files with an upper limit, and what all readers make of them."""

import hashlib
from pathlib import Path

from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.text import without_lone_surrogates
from annotator.formats.imported import Imported
from annotator.formats.new_articles import file_digest, new_article

__all__ = ["article_of", "bytes_of", "digest_of", "file_digest"]

_MB = 1 << 20
LARGEST = 64 * _MB
"""Bytes of the largest file that is taken into memory as a whole, where its reader says nothing else."""


def bytes_of(path: Path, at_most: int, *, may_be_empty: bool = False) -> bytes:
    """A whole file; InputError when it can't be read, is empty, or larger than `at_most` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(at_most + 1)
    except FileNotFoundError as error:
        raise InputError("There is no such file. Check its name.", str(path)) from error
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
    if len(data) > at_most:
        reason = f"The file is larger than {at_most // _MB} MB. Split it."
        raise InputError(reason, str(path))
    if not data and not may_be_empty:
        raise InputError("The file is empty. Choose another.", str(path))
    return data


def article_of(
    text: str, meta: Meta, path: Path, digest: str, problems: tuple[str, ...] = ()
) -> Imported:
    """A new article taken out of a file; InputError when there is no text in it.

    What the file says of itself (title, author, date, URL) goes before what is found in the text.
    """
    clean = without_lone_surrogates(text).replace("\r\n", "\n").replace("\0", "").strip()
    if not clean:
        raise InputError("The file holds no text. Choose another.", str(path))
    known = replace(meta, source=path.as_posix(), source_sha256=digest)
    article = new_article(clean, known)
    if meta.title.strip():
        titled = replace(article.meta, title=" ".join(meta.title.split()))
        article = replace(article, meta=titled)
    return replace(article, problems=tuple(f"{path}: {said}" for said in problems))


def digest_of(data: bytes) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
