"""Articles from saved web pages: trafilatura finds body, title, author, date and address.

Nothing is fetched and no script is run. Memory: at most about 100 times the page, which may have 20 MB.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.choices import choices
from annotator.formats.deadline import Deadline, LateError
from annotator.formats.decoding import decoded, known_encoding, marked_encoding
from annotator.formats.imported import Imported
from annotator.formats.page_rest import with_rest
from annotator.formats.plain_html import plain_text
from annotator.formats.reading import article_of
from annotator.formats.whole_files import bytes_of, digest_of

AT_MOST = 20 << 20
"""Bytes of the largest page that is read."""
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEAD_BYTES = 4096
_SECONDS = 3.0
"""CPU time for finding the article in a page."""
_SECONDS_AGAIN = 1.5
"""CPU time once more, with no search for dates in the text: the first in a process makes the patterns of 200
languages, which takes as long. Then all text of the page is taken."""
_TAGS_AT_LEAST = 20_000
_LETTERS_A_TAG = 6
"""A page of nothing but tags has no article, and takes long."""
# The HTML standard reads these names so.
_MEANT = {"iso-8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_CHATTY = ("trafilatura", "htmldate", "courlan", "justext", "readability")


def read_page(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The one article of a saved page."""
    data = bytes_of(path, AT_MOST)
    page, name = page_text(data, str(path), encoding)
    yield page_article(page, path, digest_of(data), Meta(encoding=name))


def page_text(
    data: bytes, place: str = "", encoding: str | None = None, said: str | None = None
) -> tuple[str, str]:
    """A page as text and its encoding: the forced one, a mark, what the sender said, what the page says."""
    name = None if encoding or marked_encoding(data) else said or _declared(data)
    if name:
        try:
            codec = known_encoding(name)
            meant = _MEANT.get(codec.replace("iso8859-1", "iso-8859-1"), codec)
            return data.decode(meant), meant
        except (InputError, UnicodeError):
            pass
    found = decoded(data, place, encoding)
    return found.text, found.encoding


def page_article(page: str, path: Path, digest: str, meta: Meta) -> Imported:
    """The article of a page; what `meta` does not say is taken from the page."""
    body, found = _extracted(page, meta.url)
    is_found = bool(body)
    problems: tuple[str, ...] = ()
    if not body:
        body = plain_text(page, str(path))
        problems = ("No article was found in the page: all its text is taken.",)
    merged = Meta(
        title=meta.title or found.title,
        author=meta.author or found.author,
        date=meta.date or found.date,
        url=meta.url or found.url,
        encoding=meta.encoding,
    )
    if is_found and choices().keeps_rest:
        return with_rest(
            article_of(body, merged, path, digest, problems), plain_text(page, str(path))
        )
    return article_of(body, merged, path, digest, problems)


def _extracted(page: str, url: str) -> tuple[str, Meta]:
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    if page.count("<") > max(_TAGS_AT_LEAST, len(page) // _LETTERS_A_TAG):
        return "", Meta()
    clean = _DECLARATION.sub("", page.replace("\0", ""))
    try:
        return _within(_SECONDS, clean, url, dates_in_text=True)
    except LateError:
        pass
    try:
        return _within(_SECONDS_AGAIN, clean, url, dates_in_text=False)
    except LateError:
        return "", Meta()


def _within(seconds: float, page: str, url: str, *, dates_in_text: bool) -> tuple[str, Meta]:
    import trafilatura

    dates = {"original_date": True, "extensive_search": dates_in_text}
    try:
        with Deadline(seconds):
            found = trafilatura.bare_extraction(
                page,
                url=url or None,
                with_metadata=True,
                include_comments=False,
                date_extraction_params=dates,
            )
    # It calls half a dozen libraries on whatever the web has to offer.
    except Exception:
        return "", Meta()
    if found is None or isinstance(found, dict):
        return "", Meta()
    said = (found.title, found.author, found.date, found.url)
    title, author, date, address = (str(value or "") for value in said)
    return str(found.text or "").strip(), Meta(title=title, author=author, date=date, url=address)


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:_HEAD_BYTES])
    return found.group(1).decode("ascii", "replace") if found else None
