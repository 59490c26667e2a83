"""One page or document from the web, when the analyst names its address: the only network access there is.

By the standard library: http and https alone, also behind redirects; nothing is sent but the request, no
cookie is kept, nothing that the page names is loaded.
"""

import codecs
import http.client
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from annotator import __version__
from annotator.core.errors import AnnotatorError
from annotator.formats.atomic import written

AT_MOST = 20 << 20
"""Bytes of the largest page that is taken."""
_SECONDS = 30.0
_SILENT_SECONDS = 10.0
_BLOCK_BYTES = 1 << 15
_REDIRECTS_AT_MOST = 5
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
}
_PAGES = frozenset((".html", ".txt", ".md"))


class FetchError(AnnotatorError):
    """Why a page could not be had; nothing was kept."""


class Page(Struct, frozen=True):
    """What came: where from (after redirects), its bytes, and the ending that a file of it gets."""

    url: str
    data: bytes
    suffix: str


Progress = Callable[[int], bool]
"""Told the bytes that have come; False stops it."""


def checked_address(text: str) -> str:
    """The address with its scheme; FetchError when it is none of the web."""
    url = text.strip()
    if url and "://" not in url and not url.lower().startswith(("file:", "data:", "javascript:")):
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"{text} is no address of a web page.") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise FetchError("Only addresses with http:// or https:// are fetched.")
    if not host or any(c.isspace() or not c.isprintable() for c in url):
        raise FetchError(f"{text} is no address of a web page.")
    if parts.username or parts.password:
        raise FetchError("An address with a name and password in it is not fetched.")
    return url


def fetched(address: str, progress: Progress | None = None, seconds: float = _SECONDS) -> Page:
    """Fetch one page, document or text; FetchError says why it can't be had. Blocks: not for the GUI thread."""
    url = checked_address(address)
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        url,
        headers={
            "User-Agent": f"Annotator/{__version__}",
            "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain",
            "Accept-Encoding": "identity",
        },
    )
    ends_at = time.monotonic() + seconds
    try:
        with _opener().open(request, timeout=min(seconds, _SILENT_SECONDS)) as answer:
            suffix = _suffix(answer)
            data = _read(answer, ends_at, progress)
            return Page(answer.geturl(), _as_utf8(data, answer, suffix), suffix)
    except urllib.error.HTTPError as error:
        error.close()
        if 300 <= error.code < 400:
            reason = "the server sends on in a circle, or out of the web"
            raise FetchError(f"{url} can't be had: {reason}.") from error
        said = http.client.responses.get(error.code, "an error")
        raise FetchError(f"{url} can't be had: the server says {error.code} {said}.") from error
    except urllib.error.URLError as error:
        raise FetchError(f"{url} can't be had: {_reason(error.reason)}.") from error
    except TimeoutError as error:
        raise FetchError(f"{url} can't be had: the server did not answer in time.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(f"{url} can't be had: {_reason(error)}.") from error


def keep(page: Page, folder: Path) -> Path:
    """Keep a page as a file under a name made of its address; the same address gives the same file."""
    import hashlib

    parts = urlsplit(page.url)
    said = re.sub(r"[^\w-]+", "_", unquote(parts.path).rsplit(".", 1)[0]).strip("_")[-60:]
    mark = hashlib.sha256(page.url.encode("utf-8", "replace") + page.data).hexdigest()[:8]
    name = "_".join(part for part in (parts.hostname or "", said) if part)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FetchError(f"{folder} can't be made: {error.strerror}.") from error
    path = folder / f"{name}_{mark}{page.suffix}"
    with written(path) as file:
        file.write(page.data)
    return path


class _Careful(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, and only within the web."""

    max_redirections = _REDIRECTS_AT_MOST

    def redirect_request(  # type: ignore[no-untyped-def]
        self, req, fp, code, msg, headers, newurl
    ) -> urllib.request.Request | None:
        """The next request; FetchError when it would leave the web."""
        if urlsplit(newurl).scheme.lower() not in ("http", "https"):
            fp.close()
            raise FetchError("The server sends on to an address that is none of the web.")
        checked_address(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    """Knows http and https and nothing else, also behind a redirect."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Careful(),
    ):
        opener.add_handler(handler)
    return opener


def _suffix(answer: http.client.HTTPResponse) -> str:
    kind = answer.headers.get_content_type()
    suffix = _SUFFIXES.get(kind)
    if suffix is None:
        raise FetchError(f"It is {kind}: no page, no PDF file and no text.")
    return suffix


def _read(answer: http.client.HTTPResponse, ends_at: float, progress: Progress | None) -> bytes:
    blocks: list[bytes] = []
    length = 0
    while block := answer.read1(_BLOCK_BYTES):
        blocks.append(block)
        length += len(block)
        if length > AT_MOST:
            raise FetchError(f"It is larger than {AT_MOST >> 20} MB, so it was not taken.")
        if time.monotonic() > ends_at:
            raise FetchError("It took too long, so it was not taken.")
        if progress is not None and not progress(length):
            raise FetchError("It was stopped.")
    if answer.length:
        raise FetchError("The connection broke off before the end.")
    if not length:
        raise FetchError("The answer is empty.")
    return b"".join(blocks)


def _as_utf8(data: bytes, answer: http.client.HTTPResponse, suffix: str) -> bytes:
    """In the encoding that the server names, written so that any reader knows it."""
    said = answer.headers.get_content_charset()
    if not said or suffix not in _PAGES:
        return data
    try:
        return codecs.BOM_UTF8 + data.decode(said).encode()
    except (LookupError, UnicodeError):
        return data


def _reason(error: object) -> str:
    if isinstance(error, TimeoutError | socket.timeout):
        return "the server did not answer in time"
    if isinstance(error, socket.gaierror):
        return "there is no such server, or no network"
    if isinstance(error, ConnectionRefusedError):
        return "the server refuses the connection"
    return str(error).rstrip(".") or type(error).__name__
