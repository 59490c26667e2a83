"""What a file held besides text, spans and relations: the whole of it goes along, compressed, with the article.

As long as the text is the one that came in, the file's own format writes into a copy of it, so that nothing
that is not understood here is lost.
"""

import base64
import hashlib
import zlib

from annotator.core.document import Meta
from annotator.formats.building import extra_of
from annotator.formats.record_values import json_text

_AT_MOST = 256 << 20
"""Unpacked bytes of an original; a larger one was not packed by us."""


def kept(name: str, text: str, parts: dict[str, bytes]) -> str:
    """An article's `record_extra` with the original under the format's name."""
    packed = {key: base64.b85encode(zlib.compress(data, 6)).decode() for key, data in parts.items()}
    return json_text({name: {"of": _mark(text), "original": packed}})


def original(meta: Meta, name: str, text: str) -> dict[str, bytes]:
    """The parts of the original; none when there is none, or when the text has changed since."""
    said = extra_of(meta.record_extra).get(name)
    if not isinstance(said, dict) or said.get("of") != _mark(text):
        return {}
    packed = said.get("original")
    if not isinstance(packed, dict):
        return {}
    try:
        return {str(key): _unpacked(str(value)) for key, value in packed.items()}
    except (ValueError, zlib.error):
        return {}


def is_of_another_text(own: object, text: str) -> bool:
    """Whether what a format kept belongs to a text that has changed since."""
    return isinstance(own, dict) and "of" in own and own["of"] != _mark(text)


def _unpacked(value: str) -> bytes:
    reader = zlib.decompressobj()
    data = reader.decompress(base64.b85decode(value), _AT_MOST)
    if not reader.eof:
        raise ValueError("cut or too large")
    return data


def _mark(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
