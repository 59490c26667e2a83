"""Hint letters: short, prefix-free codes over places, the first places getting the shortest. No Qt."""

from collections.abc import Sequence

from annotator.core.likely import Place
from annotator.ui.state import Hint

LETTERS = "fjdkslaghrueiwotycnvbmxzqp"
"""Home row first, index fingers before little ones."""


def codes(count: int, without: str = "") -> list[str]:
    """`count` codes of one letter, or two or three where one is not enough; none begins another.

    `without` is a letter that has another meaning now.
    """
    letters = LETTERS.replace(without, "") if len(without) == 1 else LETTERS
    found: list[str] = list(letters)
    place = len(found) - 1
    while len(found) < count:
        prefix = found.pop(place)
        found += [prefix + letter for letter in letters]
        place -= 1
        if place < 0:
            found.sort(key=len)
            place = next((i for i, c in enumerate(found) if len(c) > len(found[0])), len(found)) - 1
    return sorted(found, key=len)[:count]


def hints_for(places: Sequence[Place], without: str = "") -> tuple[Hint, ...]:
    """Hints over places, the most likely first; `without` is a letter that has another meaning now."""
    return tuple(
        Hint(letters, place.start, place.end, place.span)
        for letters, place in zip(codes(len(places), without), places, strict=True)
    )
