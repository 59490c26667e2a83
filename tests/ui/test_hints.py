from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.hints import codes


@given(st.integers(0, 2000))
def test_no_hint_begins_another(count: int) -> None:
    made = sorted(codes(count))
    assert len(set(made)) == count
    assert not any(after.startswith(before) for before, after in pairwise(made))


def test_the_first_places_get_one_letter() -> None:
    assert all(len(code) == 1 for code in codes(300)[:10])
