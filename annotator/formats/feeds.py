"""Articles from feed files, RSS and Atom: an entry an article. Nothing that they link to is fetched.

Memory: at most about 10 times the file, which may have 64 MB.
"""

import email.utils
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.imported import Imported
from annotator.formats.plain_html import plain_text
from annotator.formats.reading import article_of, bytes_of, digest_of
from annotator.formats.table import Glimpse
from annotator.formats.xml_trees import tree_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

AT_MOST = 64 << 20
"""Bytes of the largest feed that is read."""
_TEXTS = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "updated")


def is_feed(glimpse: Glimpse) -> bool:
    """Whether the root is that of a feed."""
    head = glimpse.text[:4096]
    return any(root in head for root in ("<rss", "<feed", "<rdf:RDF"))


def read_feed(path: Path, _encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The articles of a feed; an entry without text comes as an error."""
    data = bytes_of(path, AT_MOST)
    digest = digest_of(data)
    entries = [
        e for e in tree_of(data, str(path), "The feed").iter() if _name(e) in {"item", "entry"}
    ]
    if not entries:
        raise InputError("The feed has no entry. Choose another.", str(path))
    for number, entry in enumerate(entries, 1):
        try:
            yield _article(entry, path, digest)
        except InputError:
            yield InputError(f"Entry {number} has no text. It was passed over.", str(path))


def _article(entry: "Element", path: Path, digest: str) -> Imported:
    texts = [_said(entry, name) for name in _TEXTS]
    meta = Meta(
        title=plain_text(_said(entry, "title")),
        author=_said(entry, "creator") or _said(entry, "author"),
        date=next((day for name in _DATES if (day := _day(_said(entry, name)))), ""),
        url=_link(entry),
    )
    text = next((text for text in texts if text), "")
    return article_of(plain_text(text), meta, path, digest)


def _said(entry: "Element", name: str) -> str:
    """The text of the first child of this name, with that of its own children."""
    child = next((c for c in entry if _name(c) == name), None)
    return "" if child is None else " ".join(part for part in child.itertext()).strip()


def _link(entry: "Element") -> str:
    for child in entry:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip()
    return ""


def _day(said: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(said).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return said


def _name(element: "Element") -> str:
    return element.tag.rpartition("}")[2]
