"""Checksums of what the journal does not hold: texts, and articles as they came."""

import zlib

import msgspec

from annotator.core.document import Document
from annotator.store import journal, rows

_SPAN_SCORE = 8
_RELATION_SCORE = 7


def text_checksum(text: str) -> int:
    """CRC-32 (zlib's) of a text in UTF-8."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def content_checksum(document: Document) -> int:
    """CRC-32 of all that the journal can change of an article; texts have their own."""
    tokens = document.tokens
    held = (
        [_plain(rows.span_row(0, span), _SPAN_SCORE) for span in document.all_spans()],
        [_plain(rows.relation_row(0, made), _RELATION_SCORE) for made in document.all_relations()],
        [rows.excluded_row(0, excluded) for excluded in document.excluded],
        document.status.value,
        journal.meta_text(document.meta),
        document.hard_wrapped,
        tokens.source,
        *(zlib.crc32(part) for part in tokens.to_bytes()),
    )
    return zlib.crc32(msgspec.json.encode(held))


def _plain(row: tuple[object, ...], score: int) -> tuple[object, ...]:
    """The score as SQLite gives it back: always a float, never minus zero."""
    value = row[score]
    if not isinstance(value, int | float):
        return row
    return (*row[:score], float(value) + 0.0, *row[score + 1 :])
