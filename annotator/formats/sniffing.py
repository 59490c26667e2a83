"""Which format a file is in, by its ending and its first bytes."""

import codecs
from pathlib import Path
from typing import Any

from annotator.core.errors import InputError
from annotator.formats.decoding import is_binary, marked_encoding
from annotator.formats.table import FORMATS, Format, Glimpse

_HEAD_BYTES = 1 << 16
_MORE_BYTES = 1 << 24
_PROSE_LINES = 60
_WORDS_AT_LEAST = 8
_HALVES = frozenset((".ann", ".a1", ".a2"))
_JSON_SUFFIXES = frozenset((".json", ".jsonl", ".ndjson", ".jsonlines", ".txt"))


def sniffed(path: Path, encoding: str | None = None) -> Format | None:
    """The first format of the table that recognises a file and can read it, or None."""
    suffix = path.suffix.lower()
    candidates = [f for f in FORMATS if f.reader and suffix in f.suffixes]
    if all(not f.sniff for f in candidates[:1]):
        return candidates[0] if candidates else None
    glimpse = glimpsed(path, encoding)
    if not candidates[-1].sniff and is_prose(glimpse):
        # No sniffer need be loaded: the plain format, that takes any file, stands last.
        return candidates[-1]
    return next((f for f in candidates if f.recognises(glimpse)), None)


def is_prose(glimpse: Glimpse) -> bool:
    """Whether a file is surely no table of words, no markup and no half of brat's pair, by a look at its lines.

    Tables of words have tabs, or stops and commas as words of their own; long lines there are comments.
    """
    if any(glimpse.path.with_suffix(half).exists() for half in _HALVES):
        return False
    text = glimpse.text.lstrip()
    if not text or text[0] in "{[<#-" or "\t" in text:
        return False
    lines = text.split("\n", _PROSE_LINES)[:_PROSE_LINES]
    return any(_is_sentence(line.split()) for line in lines if not line.startswith("#"))


def _is_sentence(words: list[str]) -> bool:
    closed = {word for word in words if word[-1] in ".,;:" and word[:-1].isalpha()}
    return len(words) >= _WORDS_AT_LEAST and len(closed) > 1


def paths_of(fmt: Format, folder: Path) -> list[Path]:
    """The files of a folder and its folders that look like a format, sorted."""
    found = [p for p in folder.rglob("*") if p.is_file() and p.suffix.lower() in fmt.suffixes]
    whole = [p for p in found if p.suffix not in _HALVES or not p.with_suffix(".txt").exists()]
    return sorted(p for p in whole if not fmt.sniff or fmt.recognises(glimpsed(p)))


def glimpsed(path: Path, encoding: str | None = None) -> Glimpse:
    """The beginning of a file as the sniffers see it; InputError when it can't be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            text = _text(head, encoding)
            record = None
            if path.suffix.lower() in _JSON_SUFFIXES and text.lstrip()[:1] in ("{", "["):
                record = _first_object(text)
                if record is None and len(head) == _HEAD_BYTES:
                    record = _first_object(_text(head + file.read(_MORE_BYTES), encoding))
    except FileNotFoundError as error:
        raise InputError("There is no such file. Check its name.", str(path)) from error
    except OSError as error:
        reason = (
            "This is a folder, not a file. Name a file in it."
            if path.is_dir()
            else f"The file can't be read: {error.strerror}."
        )
        raise InputError(reason, str(path)) from error
    return Glimpse(path, text, record)


def is_records(_glimpse: Glimpse) -> bool:
    """Ours: what no other format claims; its reader says what is wrong with it."""
    return True


def _text(data: bytes, encoding: str | None) -> str:
    """What can be read of the beginning; a cut or bad character at its end does not matter."""
    mark = marked_encoding(data)
    if mark is None and encoding is None and is_binary(data):
        return ""
    name = {"utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(mark or "", mark or encoding)
    try:
        decoder = codecs.getincrementaldecoder(name or "utf-8")("replace")
        return decoder.decode(data).lstrip("\ufeff")
    # No such encoding, or one that wants a mark: the reader says what is wrong.
    except (LookupError, ValueError):
        return ""


def _first_object(text: str) -> dict[str, Any] | None:
    """The first JSON object, or the first one of an array; None where there is none as yet."""
    import json

    start = 0
    length = len(text)
    while start < length and (text[start].isspace() or text[start] == "["):
        start += 1
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
