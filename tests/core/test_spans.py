"""Spans and their geometry."""

import pytest

from annotator.core.spans import Span, State


@pytest.mark.parametrize(
    ("other", "overlaps", "crosses"),
    [
        ((0, 10), False, False),
        ((5, 11), True, True),
        ((10, 20), True, False),
        ((12, 15), True, False),
        ((5, 25), True, False),
        ((19, 30), True, True),
        ((20, 30), False, False),
    ],
)
def test_crossing_is_overlapping_without_nesting(
    other: tuple[int, int], overlaps: bool, crosses: bool
) -> None:
    span = Span(1, 10, 20, "ORG")
    assert (span.overlaps(*other), span.crosses(*other)) == (overlaps, crosses)


@pytest.mark.parametrize("state", State)
def test_only_a_rejected_span_is_not_live(state: State) -> None:
    assert Span(1, 0, 1, "ORG", state).live is (state is not State.REJECTED)
