"""Articles from mails (.eml, .mbox) and from web pages saved as one file (.mhtml).

Memory: at most about 4 times the file; the page in it as in `web_page`.
"""

import email
import email.policy
import email.utils
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.decoding import decoded, known_encoding
from annotator.formats.imported import Imported
from annotator.formats.plain_html import plain_text
from annotator.formats.reading import article_of
from annotator.formats.web_page import page_article, page_text
from annotator.formats.whole_files import bytes_of, digest_of

if TYPE_CHECKING:
    _EmailPolicy = email.policy.EmailPolicy[EmailMessage]
else:
    _EmailPolicy = email.policy.EmailPolicy

AT_MOST = 50 << 20
"""Bytes of the largest mail that is read; attachments count."""
_DEEPEST = 50
_HEADER_AT_MOST = 4_000


class _Policy(_EmailPolicy):
    """Longer headers are cut: reading one takes the standard library the square of its length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_HEADER_AT_MOST]


def read_mail(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The one article of a mail: its plain parts, else its pages as text, in order."""
    data = bytes_of(path, AT_MOST)
    yield _mail_article(data, path, encoding)


def read_mailbox(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The mails of a mailbox file, one at a time."""
    import mailbox

    _refuse_long_lines(path)
    with_mails = mailbox.mbox(path, create=False)
    try:
        if not len(with_mails):
            raise InputError("There is no mail in it: none begins with a line From.", str(path))
        for number, key in enumerate(with_mails.keys(), 1):
            place = path.with_name(f"{path.name}#{number}")
            try:
                with with_mails.get_file(key) as mail:
                    data = mail.read(AT_MOST + 1)
                if len(data) > AT_MOST:
                    reason = f"The mail is larger than {AT_MOST >> 20} MB. It was passed over."
                    raise InputError(reason, str(place))
                found = _mail_article(data, place, encoding)
            except InputError as error:
                yield error
                continue
            yield found
    finally:
        with_mails.close()


def _refuse_long_lines(path: Path) -> None:
    """InputError when a line is longer than a mail may be: the standard library takes lines whole."""
    length = 0
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                end = block.find(b"\n")
                length = length + len(block) if end < 0 else len(block) - block.rfind(b"\n")
                if length > AT_MOST:
                    reason = f"A line of it is longer than {AT_MOST >> 20} MB: it is no mailbox."
                    raise InputError(reason, str(path))
    except FileNotFoundError as error:
        raise InputError("There is no such file. Check its name.", str(path)) from error
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error


def read_mhtml(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The one article of a page saved as MHTML."""
    data = bytes_of(path, AT_MOST)
    message = _parsed(data, str(path))
    part = next((p for p in _parts(message) if p.get_content_type() == "text/html"), None)
    if part is None:
        raise InputError("There is no page in it. Save the page again.", str(path))
    said = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
    page, name = page_text(_payload(part), str(path), encoding, part.get_content_charset())
    url = str(said) if str(said).startswith(("http://", "https://")) else ""
    yield page_article(page, path, digest_of(data), Meta(url=url, encoding=name))


def _mail_article(data: bytes, path: Path, encoding: str | None) -> Imported:
    message = _parsed(data, str(path))
    text, name = _body(message, str(path), encoding)
    meta = Meta(
        title=_header(message, "Subject"),
        author=_header(message, "From"),
        date=_date(message),
        encoding=name,
    )
    return article_of(text, meta, path, digest_of(data))


def _parsed(data: bytes, place: str) -> EmailMessage:
    try:
        message = email.message_from_bytes(data, policy=_Policy())
    except (RecursionError, ValueError, LookupError, IndexError) as error:
        raise InputError("This is no mail that can be read.", place) from error
    if not message.keys():
        raise InputError("This is no mail: it has no header.", place)
    return message


def _parts(message: EmailMessage) -> list[EmailMessage]:
    """The parts that are text and no attachment, in order; attached mails are not looked into."""
    found: list[EmailMessage] = []
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            inner = [p for p in part.iter_parts() if isinstance(p, EmailMessage)]
            waiting += [(p, depth + 1) for p in reversed(inner) if depth < _DEEPEST]
        elif part.get_content_maintype() == "text" and not part.is_attachment():
            found.append(part)
    return found


def _body(message: EmailMessage, place: str, encoding: str | None) -> tuple[str, str]:
    texts: dict[str, str] = {}
    name = ""
    for part in _shown(message):
        if not _payload(part).strip() or (texts and part.get_filename()):
            continue
        said, found = _text(part, place, encoding)
        # Some send both ways of saying it as two parts of one mail.
        texts.setdefault(" ".join(said.split()), said.strip("\r\n"))
        name = name or found
    if not texts:
        raise InputError("The mail has no text, only attachments.", place)
    return "\n\n".join(texts.values()), name


def _shown(part: EmailMessage, depth: int = 0) -> list[EmailMessage]:
    """The parts that are read one after another; of alternatives the plain one, else the first with text."""
    if not part.is_multipart():
        kinds = ("text/plain", "text/html")
        return [part] if part.get_content_type() in kinds and not part.is_attachment() else []
    if part.get_content_maintype() != "multipart" or depth >= _DEEPEST:
        return []
    inner = (p for p in part.iter_parts() if isinstance(p, EmailMessage))
    found = [shown for p in inner if (shown := _shown(p, depth + 1))]
    if part.get_content_type() != "multipart/alternative":
        return [p for shown in found for p in shown]
    filled = [shown for shown in found if any(_payload(p).strip() for p in shown)]
    return next((shown for shown in filled if _is_plain(shown[0])), [*filled, []][0])


def _is_plain(part: EmailMessage) -> bool:
    return part.get_content_type() == "text/plain"


def _text(part: EmailMessage, place: str, encoding: str | None) -> tuple[str, str]:
    if _is_plain(part):
        return _decoded(part, place, encoding)
    page, name = page_text(_payload(part), place, encoding, part.get_content_charset())
    return plain_text(page), name


def _decoded(part: EmailMessage, place: str, encoding: str | None) -> tuple[str, str]:
    data = _payload(part)
    said = part.get_content_charset()
    if encoding is None and said:
        try:
            name = known_encoding(said)
            return data.decode(name), name
        except (InputError, UnicodeError):
            pass
    found = decoded(data, place, encoding)
    return found.text, found.encoding


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name) or "").split())
    # The standard library's parser of headers fails on some broken ones.
    except (ValueError, IndexError, AttributeError, TypeError, LookupError, OverflowError):
        return ""


def _date(message: EmailMessage) -> str:
    """The day and time of sending as ISO 8601, or what stands there."""
    said = _header(message, "Date")
    try:
        return email.utils.parsedate_to_datetime(said).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return said
