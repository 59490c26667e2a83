"""New articles: those that nobody has worked on, and the file that one comes from."""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from annotator.core.clutter import clutter
from annotator.core.document import Excluded, Meta
from annotator.core.errors import InputError
from annotator.core.spans import State
from annotator.formats.decoding import decoded
from annotator.formats.imported import Imported, title_of
from annotator.formats.whole_files import LARGEST, bytes_of, digest_of

CLUTTER = "clutter"
"""Source of the excluded ranges that are proposed for new texts."""


def read_text(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The one article of a text file."""
    yield text_article(bytes_of(path, LARGEST, may_be_empty=True), path.as_posix(), encoding)


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
    meta = Meta(source=source, source_sha256=digest_of(data), encoding=found.encoding)
    article = new_article(found.text, meta)
    return replace(article, problems=found.remarks(source))
