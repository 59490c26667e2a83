"""Triples of names placed in a text: where each name stands is found by searching.

A name is looked for as whole words, then anywhere, then whatever its capitals. Of several places the two
ends that stand nearest to each other are taken, the first ones where that leaves a choice.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable

from msgspec import Struct

from annotator.formats.building import Building, Range

ENTITY_LABEL = "ENTITY"
"""The label of a name that the file gives none."""
_NAMED_AT_MOST = 3
_OVERLAPPING = 1 << 40


class Triple(Struct, frozen=True):
    """Two names with their labels (empty: unknown) and the relation from the one to the other."""

    head: str
    relation: str
    tail: str
    head_label: str = ""
    tail_label: str = ""


def place(building: Building, triples: Iterable[Triple]) -> None:
    """Add a relation for each triple, and a span for each place that they need."""
    places = Places(building.text)
    added: set[tuple[int, int, str]] = set()
    several: dict[str, int] = {}
    for triple in triples:
        heads, tails = places.of(triple.head), places.of(triple.tail)
        for name, found in ((triple.head, heads), (triple.tail, tails)):
            if len(found) > 1:
                several[name] = len(found)
        pair = _nearest(heads, tails)
        if pair is None:
            missing = triple.head if not heads else triple.tail
            building.reading.loss(
                f"{missing!r:.60}, of the relation {triple.relation}, stands nowhere in the text."
            )
            continue
        ends = []
        for found_at, label in zip(pair, (triple.head_label, triple.tail_label), strict=True):
            key = (*found_at, label or ENTITY_LABEL)
            if key not in added:
                added.add(key)
                surface = building.text[slice(*found_at)]
                building.span(key, *key, surface=surface)
            ends.append(key)
        building.relation(ends[0], ends[1], triple.relation)
    if several:
        building.reading.problem(_ambiguous(several))


def _ambiguous(several: dict[str, int]) -> str:
    said = [f"{name!r:.40} ({count} times)" for name, count in several.items()]
    named = ", ".join(said[:_NAMED_AT_MOST])
    more = f" and {len(said) - _NAMED_AT_MOST} more" if len(said) > _NAMED_AT_MOST else ""
    return f"Names stand several times, the nearest two of a relation were taken: {named}{more}."


class Places:
    """Where names stand in a text, sorted."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower = text.lower()
        self._known: dict[str, list[Range]] = {}

    def of(self, name: str) -> list[Range]:
        """All places of a name, whatever white space is between its words."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._found(name)
        return found

    def _found(self, name: str) -> list[Range]:
        said = name.split()
        # A pattern takes two hundred times the memory of its words.
        if not said or sum(map(len, said)) > len(self._text):
            return []
        found = _standing(said, self._text, whole=True) or _standing(said, self._text, whole=False)
        # Where small letters are more than the capital (`İ` alone), places would be others.
        if found or len(self._lower) != len(self._text):
            return found
        return _standing([word.lower() for word in said], self._lower, whole=True)


def _standing(said: list[str], text: str, *, whole: bool) -> list[Range]:
    """Where these words stand one behind the other; the first is looked for by far the quickest way."""
    pattern = re.compile(r"\s+".join(map(re.escape, said))) if len(said) > 1 else None
    found: list[Range] = []
    at = text.find(said[0])
    while at >= 0:
        match = pattern.match(text, at) if pattern else None
        end = match.end() if match else at + len(said[0])
        is_there = match is not None or pattern is None
        if is_there and whole:
            is_there = not (_is_of_word(text[at - 1 : at]) or _is_of_word(text[end : end + 1]))
        if is_there:
            found.append((at, end))
        at = text.find(said[0], end if is_there else at + 1)
    return found


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _nearest(heads: list[Range], tails: list[Range]) -> tuple[Range, Range] | None:
    best: tuple[int, int, int] | None = None
    chosen: tuple[Range, Range] | None = None
    starts = [start for start, _ in tails]
    for head in heads:
        index = bisect_left(starts, head[0])
        for tail in tails[max(0, index - 2) : index + 3]:
            cost = (_gap(head, tail), head[0], tail[0])
            if best is None or cost < best:
                best, chosen = cost, (head, tail)
    return chosen


def _gap(one: Range, other: Range) -> int:
    gap = max(one[0], other[0]) - min(one[1], other[1])
    return gap if gap >= 0 else _OVERLAPPING - gap
