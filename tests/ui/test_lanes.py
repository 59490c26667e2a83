from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.lanes import assigned, count

extents = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 80)).map(lambda e: (e[0], e[0] + e[1])),
    max_size=40,
)


@given(extents)
def test_no_two_extents_in_a_lane_overlap(found: list[tuple[int, int]]) -> None:
    lanes = assigned(found)
    for i, (left, right) in enumerate(found):
        for j in range(i):
            other = found[j]
            if lanes[i] == lanes[j] and left < right and other[0] < other[1]:
                assert right <= other[0] or other[1] <= left


@given(extents)
def test_each_extent_stands_in_the_lowest_lane_that_narrower_ones_leave(
    found: list[tuple[int, int]],
) -> None:
    lanes = assigned(found)
    assert count(lanes) <= len(found)
    assert all(lane >= 0 for lane in lanes)
    assert not found or min(lanes) == 0


def test_what_is_nested_stands_nearer_to_the_text() -> None:
    assert assigned([(0, 100), (10, 40), (50, 90), (12, 20)]) == [2, 1, 0, 0]


def test_a_gap_keeps_labels_apart() -> None:
    assert assigned([(0, 10), (11, 20)], gap=4) == [1, 0]
    assert assigned([(0, 10), (15, 20)], gap=4) == [0, 0]


def test_five_hundred_extents_side_by_side_take_one_lane() -> None:
    assert count(assigned([(i * 10, i * 10 + 9) for i in range(500)])) == 1
