"""Articles that came in twice: the same text, or nearly the same. They are told, never dropped."""

import hashlib
from collections import Counter, defaultdict

from annotator.formats.splits import COMMON, SHARED_AT_LEAST, sketch

_WORDS_AT_LEAST = 20
_NEAR_AT_MOST = 20_000
_TOLD_AT_MOST = 20


class Duplicates:
    """Remembers the texts of one import; about 1 KB a text, near copies among the first 20,000."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._same: dict[bytes, int] = {}
        self._sketches: list[frozenset[int]] = []
        self._holders: dict[int, list[int]] = defaultdict(list)
        self._told: list[str] = []
        self._count = 0

    def add(self, text: str, name: str) -> None:
        """Take in the next text under the name that the report calls it by."""
        words = text.split()
        key = hashlib.sha256(" ".join(words).encode("utf-8", "replace")).digest()
        same = self._same.get(key)
        if same is not None:
            self._tell(f"{name} has the same text as {self._names[same]}.")
            return
        number = self._same[key] = len(self._names)
        self._names.append(name)
        if number < _NEAR_AT_MOST and len(words) >= _WORDS_AT_LEAST:
            self._compare(number, sketch(text))

    def sentences(self) -> list[str]:
        """What was noticed: the first twenty, and how many more."""
        more = self._count - len(self._told)
        return [*self._told, f"{more} more articles came in twice."] if more else list(self._told)

    def _compare(self, number: int, own: frozenset[int]) -> None:
        met: Counter[int] = Counter()
        for value in own:
            if len(self._holders[value]) <= COMMON:
                met.update(self._holders[value])
                self._holders[value].append(number)
        self._sketches += [frozenset()] * (number - len(self._sketches)) + [own]
        for other, shared in met.most_common(1):
            if shared >= SHARED_AT_LEAST * min(len(own), len(self._sketches[other])):
                self._tell(f"{self._names[number]} is nearly the same as {self._names[other]}.")

    def _tell(self, sentence: str) -> None:
        self._count += 1
        if len(self._told) < _TOLD_AT_MOST:
            self._told.append(sentence)
