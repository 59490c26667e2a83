"""Articles from feed files, RSS and Atom: an entry an article. Nothing that they link to is fetched.

Memory: at most about 10 times the file, which may have 64 MB.
"""

import email.utils
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.decoding import decoded, known_encoding, marked_encoding
from annotator.formats.imported import Imported
from annotator.formats.plain_html import plain_text
from annotator.formats.reading import article_of
from annotator.formats.table import Glimpse
from annotator.formats.whole_files import bytes_of, digest_of
from annotator.formats.xml_trees import tree_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

AT_MOST = 64 << 20
"""Bytes of the largest feed that is read."""
_TEXTS = ("encoded", "content", "description", "summary")
_MEDIA = "{http://search.yahoo.com/mrss/}"
_DECLARED = re.compile(rb"\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[<>]*>", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]*);|(?!#\d+;|#[xX][0-9a-fA-F]+;))")
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))
_HEAD = 4096
_DATES = ("pubDate", "published", "date", "updated")


def is_feed(glimpse: Glimpse) -> bool:
    """Whether the root is that of a feed."""
    head = glimpse.text[:4096]
    return any(root in head for root in ("<rss", "<feed", "<rdf:RDF"))


def read_feed(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The articles of a feed; an entry without text comes as an error."""
    data = bytes_of(path, AT_MOST)
    digest = digest_of(data)
    tree = _tree(_text(data, str(path), encoding), str(path))
    entries = [e for e in tree.iter() if _name(e) in {"item", "entry"}]
    if not entries:
        raise InputError("The feed has no entry. Choose another.", str(path))
    for number, entry in enumerate(entries, 1):
        try:
            yield _article(entry, path, digest)
        except InputError:
            yield InputError(f"Entry {number} has no text. It was passed over.", str(path))


def _text(data: bytes, place: str, encoding: str | None) -> str:
    declared = _DECLARED.match(data[:_HEAD])
    if declared and not encoding and not marked_encoding(data):
        try:
            return data.decode(known_encoding(declared[1].decode("ascii")))
        except (InputError, UnicodeError):
            pass
    return decoded(data, place, encoding).text


def _tree(text: str, place: str) -> "Element":
    """The root; where it is damaged, once more with what many feeds have wrong put right."""
    whole = _DOCTYPE.sub("", text[:_HEAD], count=1) + text[_HEAD:]
    try:
        return tree_of(whole.lstrip(), place, "The feed")
    except InputError as error:
        mended = _AMPERSAND.sub(_referred, whole.lstrip()).translate(_NO_XML)
        if mended == whole.lstrip():
            raise
        try:
            return tree_of(mended, place, "The feed")
        except InputError:
            raise error from None


def _referred(found: re.Match[str]) -> str:
    """A name that only HTML knows as the letters it means; an ampersand of a text as such."""
    name = found[1]
    if name in _OF_XML:
        return found[0]
    meant = html.unescape(found[0]) if name else found[0]
    if meant == found[0]:
        return f"&amp;{found[0][1:]}"
    return "".join(f"&#{ord(letter)};" for letter in meant)


def _article(entry: "Element", path: Path, digest: str) -> Imported:
    texts = (_plain(entry, name) for name in _TEXTS)
    meta = Meta(
        title=_plain(entry, "title"),
        author=_said(entry, "creator") or _author(entry),
        date=next((day for name in _DATES if (day := _day(_said(entry, name)))), ""),
        url=_link(entry),
    )
    text = next((text for text in texts if text), "")
    return article_of(text, meta, path, digest)


def _child(entry: "Element", name: str) -> "Element | None":
    """The first child of this name that says something; what is said of media files is passed over."""
    named = (c for c in entry if _name(c) == name and not c.tag.startswith(_MEDIA))
    return next((c for c in named if len(c) or (c.text or "").strip()), None)


def _said(entry: "Element", name: str) -> str:
    child = _child(entry, name)
    return "" if child is None else " ".join(part for part in child.itertext()).strip()


def _plain(entry: "Element", name: str) -> str:
    """The text of a child that is text, a page, or holds the elements of a page."""
    from xml.etree.ElementTree import tostring

    child = _child(entry, name)
    if child is None:
        return ""
    if child.get("type") == "text":
        return _said(entry, name)
    if not len(child):
        return plain_text(child.text or "")
    for element in child.iter():
        element.tag = _name(element)
    return plain_text(tostring(child, "unicode", "html"))


def _author(entry: "Element") -> str:
    author = _child(entry, "author")
    return (author is not None and _said(author, "name")) or _said(entry, "author")


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
