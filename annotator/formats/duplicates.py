"""Articles that came in twice: the same text, or nearly the same. They are told, never dropped."""

import hashlib
from array import array
from collections import Counter

from annotator.formats.splits import COMMON, SHARED_AT_LEAST, sketch

_WORDS_AT_LEAST = 20
_NEAR_AT_MOST = 20_000
_TOLD_AT_MOST = 20
_LOOKED_UP = 16
"""Hashes of a text by which others are found that may be like it; the others only count."""


class Duplicates:
    """Remembers the texts of one import; about 3 KB a text, near copies among the first 20,000."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._same: dict[bytes, int] = {}
        self._sketches: list[array[int]] = []
        self._holders: dict[int, int | list[int]] = {}
        self._told: list[str] = []
        self._count = 0

    def know(self, text: str, name: str) -> None:
        """Take in a text that was there before: it is not told itself."""
        self._take(text, name)

    def add(self, text: str, name: str) -> None:
        """Take in the next text under the name that the report calls it by."""
        other, how = self._take(text, name)
        if other is not None:
            self._tell(f"{name} {how} {self._names[other]}.")

    def sentences(self) -> list[str]:
        """What was noticed: the first twenty, and how many more."""
        more = self._count - len(self._told)
        return [*self._told, f"{more} more articles came in twice."] if more else list(self._told)

    def _take(self, text: str, name: str) -> tuple[int | None, str]:
        words = text.split()
        key = hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=12).digest()
        same = self._same.get(key)
        if same is not None:
            return same, "has the same text as"
        number = self._same[key] = len(self._names)
        self._names.append(name)
        if number >= _NEAR_AT_MOST:
            return None, ""
        own = array("I", sorted(sketch(text)) if len(words) >= _WORDS_AT_LEAST else ())
        self._sketches.append(own)
        return self._nearest(number, own), "is nearly the same as"

    def _nearest(self, number: int, own: "array[int]") -> int | None:
        met: Counter[int] = Counter()
        for value in own[:_LOOKED_UP]:
            held = self._holders.get(value)
            if held is None:
                self._holders[value] = number
            else:
                met.update(self._held_by(value, held, number))
        if not met:
            return None
        values = set(own)
        for other, _ in met.most_common(3):
            theirs = self._sketches[other]
            shared = len(values.intersection(theirs))
            if shared >= SHARED_AT_LEAST * min(len(own), len(theirs)):
                return other
        return None

    def _held_by(self, value: int, held: int | list[int], number: int) -> list[int]:
        """Who has this hash so far; from now on this text too, unless it is a common one."""
        if isinstance(held, int):
            self._holders[value] = [held, number]
            return [held]
        if len(held) > COMMON:
            return []
        held.append(number)
        return held[:-1]

    def _tell(self, sentence: str) -> None:
        self._count += 1
        if len(self._told) < _TOLD_AT_MOST:
            self._told.append(sentence)
