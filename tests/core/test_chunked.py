"""The persistent map behaves like a dict and never changes."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.chunked import Chunked

keys = st.integers(0, 600)
changes = st.lists(st.tuples(keys, st.none() | st.integers(0, 9)), max_size=40)


@given(st.dictionaries(keys, st.integers(0, 9)), changes)
def test_it_holds_what_a_dict_would_hold(
    first: dict[int, int], more: list[tuple[int, int | None]]
) -> None:
    chunked = Chunked(first.items())
    plain = dict(first)
    for key, value in more:
        chunked = chunked.with_item(key, value)
        if value is None:
            plain.pop(key, None)
        else:
            plain[key] = value
    assert list(chunked.items()) == sorted(plain.items())
    assert list(chunked) == [plain[key] for key in sorted(plain)]
    assert len(chunked) == len(plain)
    assert all(chunked.get(key) == plain.get(key) for key in range(-2, 800))
    assert chunked == Chunked(plain.items())


@given(st.dictionaries(keys, st.integers(0, 9)), changes)
def test_a_change_leaves_the_map_it_was_made_from(
    first: dict[int, int], more: list[tuple[int, int | None]]
) -> None:
    chunked = Chunked(first.items())
    for key, value in more:
        chunked.with_item(key, value)
    assert dict(chunked.items()) == first


def test_the_same_values_at_other_keys_are_another_map() -> None:
    assert Chunked([(0, "a")]) != Chunked([(1, "a")])
