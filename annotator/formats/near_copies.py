"""Texts that are near copies of each other, found by their sketches; about 800 bytes a text."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

_BUCKETS = 256


class NearCopies:
    """Takes in the sketches of texts, then says which belong together."""

    def __init__(self, shared_at_least: float, looked_at: int) -> None:
        """Two texts belong together when they share this part of the smaller sketch.

        Of the texts that have a hash the first `looked_at` are compared: enough to join any number of
        copies, and boilerplate does not make it slow.
        """
        self._shared_at_least = shared_at_least
        self._looked_at = looked_at
        self._values = array("I")
        self._ends = array("Q", [0])

    def add(self, sketch: Iterable[int]) -> None:
        """The 32-bit hashes of the next text."""
        self._values.extend(sketch)
        self._ends.append(len(self._values))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def roots(self) -> list[int]:
        """For each text the first one that it belongs to, by steps of near copies."""
        roots = list(range(len(self)))

        def root_of(number: int) -> int:
            while roots[number] != number:
                roots[number] = roots[roots[number]]
                number = roots[number]
            return number

        index = self._index()
        for number in range(len(self)):
            own = self._sketch(number)
            met: Counter[int] = Counter()
            for value in own:
                met.update(self._earlier(index[value % _BUCKETS], value, number))
            for other, shared in met.items():
                if shared >= self._shared_at_least * min(len(own), len(self._sketch(other))):
                    first, second = sorted((root_of(number), root_of(other)))
                    roots[second] = first
        return [root_of(number) for number in range(len(self))]

    def _sketch(self, number: int) -> "array[int]":
        return self._values[self._ends[number] : self._ends[number + 1]]

    def _index(self) -> list["array[int]"]:
        """Hashes with their texts' numbers, sorted; in buckets, since sorting makes objects of them."""
        buckets = [array("Q") for _ in range(_BUCKETS)]
        for number in range(len(self)):
            for value in self._sketch(number):
                buckets[value % _BUCKETS].append(value << 32 | number)
        for place, bucket in enumerate(buckets):
            buckets[place] = array("Q", sorted(bucket))
        return buckets

    def _earlier(self, bucket: "array[int]", value: int, number: int) -> Iterator[int]:
        at = bisect_left(bucket, value << 32)
        for held in bucket[at : at + self._looked_at]:
            if held >= value << 32 | number:
                return
            yield held & 0xFFFFFFFF
