"""Hint letters: short, prefix-free codes over places, the first places getting the shortest. No Qt."""

from collections.abc import Sequence

from annotator.ui.state import Hint

LETTERS = "fjdkslaghrueiwotycnvbmxzqp"
"""Home row first, index fingers before little ones."""


def codes(count: int) -> list[str]:
    """`count` codes of one letter, or two or three where one is not enough; none begins another."""
    found: list[str] = list(LETTERS)
    place = len(found) - 1
    while len(found) < count:
        prefix = found.pop(place)
        found += [prefix + letter for letter in LETTERS]
        place -= 1
        if place < 0:
            found.sort(key=len)
            place = next((i for i, c in enumerate(found) if len(c) > len(found[0])), len(found)) - 1
    return sorted(found, key=len)[:count]


def hints_for(places: Sequence[tuple[int, int, int | None]]) -> tuple[Hint, ...]:
    """Hints over `(start, end, span id or None)`, the most likely places first."""
    return tuple(
        Hint(letters, start, end, span)
        for letters, (start, end, span) in zip(codes(len(places)), places, strict=True)
    )
