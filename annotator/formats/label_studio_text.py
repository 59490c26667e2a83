"""The text that a Label Studio task is about: a field of its data, a page's words or a dialogue's turns."""

import itertools
from html.parser import HTMLParser
from typing import Any

from msgspec import Struct

from annotator.formats.plain_html import without_comments

Range = tuple[int, int]
_DIGITS = 12
_LOOKED_FOR_AT_MOST = 200
"""Regions whose words tell which field they are of."""


class Source(Struct):
    """The text, the field it comes from, and for dialogues where each turn's words begin."""

    key: str
    text: str
    starts: tuple[int, ...] = ()
    is_page: bool = False

    def place(self, value: dict[str, Any], surface: str | None) -> Range | None:
        """A region's offsets, or None when they are not clear."""
        overall = value.get("globalOffsets")
        if isinstance(overall, dict):
            return _pair(overall.get("start"), overall.get("end"))
        if self.starts:
            first, last = _number(value["start"]), _number(value["end"])
            if first is None or last is None or max(first, last) >= len(self.starts):
                return None
            start, end = value.get("startOffset"), value.get("endOffset")
            if not isinstance(start, int) or not isinstance(end, int):
                return None
            return self.starts[first] + start, self.starts[last] + end
        if isinstance(value["start"], str) and not value["start"].isdecimal():
            return self._only(surface)
        return _pair(_number(value["start"]), _number(value["end"]))

    def _only(self, surface: str | None) -> Range | None:
        """Where words stand that stand once: XPaths of a page that is not there any more."""
        words = (surface or "").strip()
        if not words or self.text.count(words) != 1:
            return None
        start = self.text.index(words)
        return start, start + len(words)


def source_of(data: dict[str, Any], results: list[dict[str, Any]]) -> Source | None:
    """The text of a task: `text`, else the field where most of the regions' words stand."""
    dialogue = next((k for k, v in data.items() if _is_dialogue(v)), None)
    wants_turns = any("startOffset" in _value(r) and _is_turn(_value(r)) for r in results)
    texts = {k: v for k, v in data.items() if isinstance(v, str) and v.strip()}
    if dialogue is not None and (wants_turns or not texts):
        return _dialogue(dialogue, data[dialogue])
    surfaces = (v["text"] for r in results if isinstance((v := _value(r)).get("text"), str))
    said = list(itertools.islice(surfaces, _LOOKED_FOR_AT_MOST))
    ranked = sorted(
        texts,
        key=lambda k: (sum(w in texts[k] for w in said), k == "text", len(texts[k])),
        reverse=True,
    )
    best = next((key for key in ranked if not _is_address(texts[key])), None)
    best = best or next((key for key in ranked if any(word in texts[key] for word in said)), None)
    if best is None:
        return None
    is_page = any("startOffset" in _value(r) for r in results) or _is_html(texts[best])
    if not is_page or any(_is_of_plain_text(_value(r)) for r in results):
        return Source(best, texts[best])
    words = _Words.of(texts[best])
    return Source(best, words, is_page=True) if words.strip() else None


def _value(result: dict[str, Any]) -> dict[str, Any]:
    value = result.get("value")
    return value if isinstance(value, dict) else {}


def _is_of_plain_text(value: dict[str, Any]) -> bool:
    return (
        _is_turn(value) and not {"startOffset", "globalOffsets", "hypertextlabels"} & value.keys()
    )


def _is_turn(value: dict[str, Any]) -> bool:
    return _number(value.get("start")) is not None


def _is_dialogue(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(turn, dict) and isinstance(_words_of(turn), str) for turn in value)
    )


def _words_of(turn: dict[str, Any]) -> Any:
    return turn.get("text", turn.get("phrase"))


def _dialogue(key: str, turns: list[dict[str, Any]]) -> Source:
    text = ""
    starts: list[int] = []
    for turn in turns:
        who = turn.get("author") or turn.get("speaker") or turn.get("name")
        text += ("\n" if text else "") + (f"{who}: " if who else "")
        starts.append(len(text))
        text += _words_of(turn)
    return Source(key, text, tuple(starts))


def _is_address(text: str) -> bool:
    plain = text.strip()
    return " " not in plain and plain.startswith(
        ("http://", "https://", "/data/", "s3://", "data:")
    )


def _is_html(text: str) -> bool:
    return text.lstrip()[:1] == "<" and text.rstrip()[-1:] == ">"


def _pair(start: Any, end: Any) -> Range | None:
    first, last = _number(start), _number(end)
    return None if first is None or last is None else (first, last)


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) <= _DIGITS:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class _Words(HTMLParser):
    """The text nodes of a page, one behind the other, as its offsets count them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[str] = []

    @classmethod
    def of(cls, page: str) -> str:
        """The words of a page."""
        reader = cls()
        reader.feed(without_comments(page))
        reader.close()
        return "".join(reader._found)

    def handle_data(self, data: str) -> None:
        self._found.append(data)
