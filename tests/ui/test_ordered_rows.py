"""The order of rows against a plain sorted list."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.ordered_rows import OrderedRows


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9), st.booleans()), max_size=60))
def test_rows_stay_in_the_order_of_their_keys(steps: list[tuple[int, int, bool]]) -> None:
    rows = OrderedRows()
    known: dict[int, tuple[int, int]] = {}
    for place, number, removes in steps:
        if number in rows:
            rows.remove(rows.row_of(number))
            del known[number]
        if not removes:
            key = (place, number)
            rows.insert(rows.place_for(key), key, number)
            known[number] = key
        expected = sorted(known, key=known.__getitem__)
        assert [rows.id_at(row) for row in range(len(rows))] == expected
        assert all(rows.row_of(number) == row for row, number in enumerate(expected))


def test_an_unknown_id_has_no_row() -> None:
    assert OrderedRows([((1, 5), 5)]).row_of(6) == -1


def test_a_key_between_the_same_neighbours_keeps_the_row() -> None:
    rows = OrderedRows([((1, 1), 1), ((5, 2), 2), ((9, 3), 3)])
    assert rows.stays(1, (8, 2))
    assert not rows.stays(1, (10, 2))
    rows.replace_key(1, (8, 2))
    assert rows.row_of(2) == 1
