"""Lanes: which row each of several extents takes so that none covers another. Numbers only, no Qt."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Extent = tuple[float, float]
"""Left and right, in px or any unit."""


def assigned(extents: Sequence[Extent], gap: float = 0.0) -> list[int]:
    """A lane for each extent, 0 nearest the text: narrow ones first, each in the lowest lane that is free."""
    order = sorted(range(len(extents)), key=lambda i: (_width(extents[i]), extents[i][0], i))
    lanes = [0] * len(extents)
    taken: list[_Lane] = []
    for i in order:
        left, right = extents[i]
        number = 0
        while number < len(taken) and not taken[number].is_free(left - gap, right + gap):
            number += 1
        if number == len(taken):
            taken.append(_Lane())
        taken[number].take(left, right)
        lanes[i] = number
    return lanes


def count(lanes: Sequence[int]) -> int:
    """How many lanes are in use."""
    return max(lanes, default=-1) + 1


def _width(extent: Extent) -> float:
    return extent[1] - extent[0]


class _Lane:
    """Disjoint extents, sorted."""

    __slots__ = ("_lefts", "_rights")

    def __init__(self) -> None:
        self._lefts: list[float] = []
        self._rights: list[float] = []

    def is_free(self, left: float, right: float) -> bool:
        place = bisect_left(self._lefts, right)
        return place == 0 or self._rights[place - 1] <= left

    def take(self, left: float, right: float) -> None:
        place = bisect_right(self._lefts, left)
        self._lefts.insert(place, left)
        self._rights.insert(place, right)
