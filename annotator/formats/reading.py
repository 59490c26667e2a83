"""What all readers of article files make of a text."""

from pathlib import Path

from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.text import without_lone_surrogates
from annotator.formats.imported import Imported
from annotator.formats.new_articles import new_article


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
