"""Where the badges with hint letters are drawn."""

from itertools import pairwise

import pytest

from annotator.ui.canvas.paint import badges
from annotator.ui.state import Hint, View
from tests.ui.canvas.samples import TEXTS, document_of, page_of

pytestmark = pytest.mark.usefixtures("qapp")


def hints(*places: tuple[str, int, int]) -> View:
    return View(hints=tuple(Hint(*place) for place in places))


def width_of(letters: str) -> float:
    return 9.0 * len(letters)


def test_letters_over_short_words_stand_side_by_side() -> None:
    page = page_of(document_of("a b c d e f", []))
    view = hints(*((f"q{letter}", 2 * i, 2 * i + 1) for i, letter in enumerate("abcdef")))
    drawn = [badge for _, badge in badges(page, view, width_of)]
    assert len(drawn) == 6
    for first, second in pairwise(drawn):
        assert first.right() < second.left()


def test_letters_over_nested_spans_are_both_to_be_seen() -> None:
    page = page_of(document_of("Bank of Japan", []))
    view = hints(("f", 0, 13), ("j", 0, 4))
    (outer, first), (inner, second) = badges(page, view, width_of)
    assert (outer, inner) == ("F", "J")
    assert not first.intersects(second)


def test_what_the_typed_letters_exclude_is_gone() -> None:
    page = page_of(document_of(TEXTS["plain"], []))
    view = View(hints=(Hint("fa", 0, 3), Hint("jk", 10, 12)), typed="f")
    assert [letters for letters, _ in badges(page, view, width_of)] == ["FA"]


def test_letters_over_words_written_to_the_left_stay_over_them() -> None:
    text = "שלום עולם טוב"
    page = page_of(document_of(text, []))
    starts = (0, 5, 10)
    view = hints(*((letter, start, start + 3) for letter, start in zip("fjd", starts, strict=True)))
    drawn = {letters: badge.left() for letters, badge in badges(page, view, width_of)}
    assert drawn["F"] > drawn["J"] > drawn["D"]
