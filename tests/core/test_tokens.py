"""Tokens as arrays of offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.tokens import Tokens
from tests.core.strategies import tokens

HELLO = Tokens.plain("Hello, big world")  # [0,5) [5,6) [7,10) [11,16)


@given(tokens)
def test_tokens_survive_bytes(made: Tokens) -> None:
    assert Tokens.from_bytes(*made.to_bytes(), made.source) == made


@given(tokens, st.integers(0, 200), st.integers(0, 60))
def test_a_snapped_range_holds_the_range_and_is_stable(
    made: Tokens, start: int, length: int
) -> None:
    low, high = made.snapped(start, start + length)
    assert low <= start
    assert start + length <= high
    assert made.snapped(low, high) == (low, high)


def test_a_range_on_token_edges_is_aligned() -> None:
    assert HELLO.aligned(0, 6) == (0, 1)
    assert HELLO.aligned(11, 16) == (3, 3)


@pytest.mark.parametrize("edges", [(1, 5), (0, 4), (0, 7), (6, 7), (5, 5), (16, 20), (20, 21)])
def test_a_range_off_the_edges_is_not_aligned(edges: tuple[int, int]) -> None:
    assert HELLO.aligned(*edges) is None


def test_covering_tokens_share_a_character_with_the_range() -> None:
    assert HELLO.covering(4, 8) == (0, 2)
    assert HELLO.covering(6, 7) is None
    assert HELLO.covering(2, 2) == (0, 0)


def test_walking_edges_ends_at_the_ends() -> None:
    assert (HELLO.start_before(7), HELLO.start_before(0)) == (5, None)
    assert (HELLO.start_after(7), HELLO.start_after(11)) == (11, None)
    assert (HELLO.end_before(10), HELLO.end_before(5)) == (6, None)
    assert (HELLO.end_after(10), HELLO.end_after(16)) == (16, None)


def test_a_sentence_reaches_to_the_next_or_to_the_last_token() -> None:
    made = Tokens.plain("One. Two three")
    assert made.sentence_at(1) == (0, 5)
    assert made.sentence_at(8) == (5, 14)


def test_no_tokens_answer_plainly() -> None:
    none = Tokens.plain("")
    assert len(none) == 0
    assert none.snapped(0, 0) == (0, 0)
    assert none.sentence_at(0) == (0, 0)
