from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.canvas.heights import Heights

some_heights = st.lists(st.integers(0, 90), min_size=1, max_size=60)


@given(some_heights, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 90)), max_size=20))
def test_tops_are_the_sums_of_what_is_above(
    heights: list[int], changes: list[tuple[int, int]]
) -> None:
    tree = Heights(heights)
    for index, height in changes:
        if index < len(heights):
            assert tree.set(index, height) == height - heights[index]
            heights[index] = height
    assert [tree.top(i) for i in range(len(heights) + 1)] == [
        sum(heights[:i]) for i in range(len(heights) + 1)
    ]
    assert tree.total == sum(heights)


@given(some_heights)
def test_the_block_at_a_height_holds_it(heights: list[int]) -> None:
    tree = Heights(heights)
    for y in range(tree.total):
        index = tree.block_at(y)
        assert tree.top(index) <= y < tree.top(index) + heights[index]


def test_heights_outside_give_the_first_and_the_last_block() -> None:
    tree = Heights([10, 20, 30])
    assert tree.block_at(-5) == 0
    assert tree.block_at(1000) == 2
