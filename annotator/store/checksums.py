"""Checksums of what the journal does not hold: texts, and articles as they came."""

import zlib
from typing import Any

import msgspec

from annotator.core.document import Document, Status
from annotator.store import journal, rows

_SPAN_SCORE = 8
_RELATION_SCORE = 7

Rows = list[tuple[Any, ...]]


def text_checksum(text: str) -> int:
    """CRC-32 (zlib's) of a text in UTF-8."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def content_checksum(document: Document) -> int:
    """CRC-32 of all that the journal can change of an article; texts have their own."""
    tokens = document.tokens
    parts = (
        [rows.span_row(0, span) for span in document.all_spans()],
        [rows.relation_row(0, made) for made in document.all_relations()],
        [rows.excluded_row(0, excluded) for excluded in document.excluded],
    )
    meta = journal.meta_text(document.meta)
    status, is_wrapped = document.status, document.hard_wrapped
    return content_sum(parts, status, meta, is_wrapped, tokens.source, tokens.to_bytes())


def content_sum(
    parts: tuple[Rows, Rows, Rows],
    status: Status,
    meta: str,
    is_wrapped: bool,
    tokenizer: str,
    token_parts: tuple[bytes, bytes, bytes],
) -> int:
    """The same of rows: spans and relations by id, excluded ranges by place, all of article 0."""
    spans, relations, excluded = parts
    held = (
        [_plain(row, _SPAN_SCORE) for row in spans],
        [_plain(row, _RELATION_SCORE) for row in relations],
        excluded,
        status.value,
        meta,
        is_wrapped,
        tokenizer,
        *map(zlib.crc32, token_parts),
    )
    return zlib.crc32(msgspec.json.encode(held))


def _plain(row: tuple[object, ...], score: int) -> tuple[object, ...]:
    """The score as SQLite gives it back: always a float, never minus zero."""
    value = row[score]
    if value is None or not isinstance(value, int | float):
        return row
    return (*row[:score], float(value) + 0.0, *row[score + 1 :])
