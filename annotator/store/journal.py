"""The journal: steps as bytes and back, and their checksums."""

import base64
import zlib
from typing import Any

import msgspec

from annotator.core.document import Excluded, Meta, Status
from annotator.core.errors import AnnotatorError
from annotator.core.operations import (
    ExcludedChanged,
    MetaChanged,
    Operation,
    RelationChanged,
    SchemaChanged,
    SpanChanged,
    StatusChanged,
    TokensChanged,
    WrappingChanged,
)
from annotator.core.relations import Relation
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.core.tokens import Tokens

_KINDS: dict[str, tuple[type[Any], Any]] = {
    "span": (SpanChanged, Span | None),
    "relation": (RelationChanged, Relation | None),
    "excluded": (ExcludedChanged, Excluded | None),
    "status": (StatusChanged, Status),
    "meta": (MetaChanged, Meta),
    "wrapping": (WrappingChanged, bool),
}
_NAMES = {kind: name for name, (kind, _) in _KINDS.items()}


def encoded(operations: tuple[Operation, ...]) -> bytes:
    """A JSON list of `[kind, article, before, after]`."""
    return msgspec.json.encode([_row(operation) for operation in operations])


def decoded(data: bytes) -> tuple[Operation, ...]:
    """Inverse of `encoded`; AnnotatorError when a row is not one of this program's."""
    try:
        return tuple(_operation(row) for row in msgspec.json.decode(data))
    except (msgspec.MsgspecError, ValueError, KeyError, TypeError) as error:
        raise AnnotatorError(f"A step in the journal can't be read: {error}.") from error


def checksum(previous: int, data: bytes) -> int:
    """CRC-32 over a step and all before it (zlib's, chained)."""
    return zlib.crc32(data, previous)


def is_checksum(kept: object, previous: object, data: object) -> bool:
    """Whether this was kept for a step after that one; in a damaged file they may be of any type."""
    if not isinstance(previous, int) or not isinstance(data, bytes):
        return False
    return checksum(previous, data) == kept


def schema_text(schema: Schema) -> str:
    """The schema as the project keeps it: JSON."""
    return msgspec.json.encode(schema).decode()


def schema_from_text(text: str) -> Schema:
    """Inverse of `schema_text`."""
    return msgspec.json.decode(text.encode(), type=Schema)


def meta_text(meta: Meta) -> str:
    """What is known of an article, as JSON."""
    return msgspec.json.encode(meta).decode()


def meta_from_text(text: str) -> Meta:
    """Inverse of `meta_text`."""
    return msgspec.json.decode(text.encode(), type=Meta)


def _row(operation: Operation) -> list[Any]:
    match operation:
        case TokensChanged(article, before, after):
            return ["tokens", article, _token_fields(before), _token_fields(after)]
        case SchemaChanged(before, after, _):
            return ["schema", 0, before, after]
        case _:
            name = _NAMES[type(operation)]
            return [name, operation.article, operation.before, operation.after]


def _operation(row: list[Any]) -> Operation:
    name, article, before, after = row
    if name == "tokens":
        return TokensChanged(article, _tokens(before), _tokens(after))
    if name == "schema":
        return SchemaChanged(msgspec.convert(before, Schema), msgspec.convert(after, Schema))
    kind, value = _KINDS[name]
    made: Operation = kind(article, msgspec.convert(before, value), msgspec.convert(after, value))
    return made


def _token_fields(tokens: Tokens) -> list[str]:
    return [tokens.source, *(base64.b64encode(part).decode() for part in tokens.to_bytes())]


def _tokens(fields: list[str]) -> Tokens:
    starts, ends, sentences = (base64.b64decode(part) for part in fields[1:])
    return Tokens.from_bytes(starts, ends, sentences, fields[0])
