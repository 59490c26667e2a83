"""The undo history as numbers of journal rows."""

import pytest

from annotator.core.errors import ConflictError
from annotator.core.history import History, Kind


def test_undo_and_redo_move_rows_between_the_stacks() -> None:
    rows = [(1, Kind.DO), (2, Kind.DO), (3, Kind.UNDO), (4, Kind.UNDO), (5, Kind.REDO)]
    assert History.replayed(rows) == History([5], [3])


def test_a_new_step_forgets_what_was_undone() -> None:
    rows = [(1, Kind.DO), (2, Kind.UNDO), (3, Kind.DO)]
    assert History.replayed(rows) == History([3], [])


def test_background_rows_leave_both_stacks() -> None:
    rows = [(1, Kind.DO), (2, Kind.UNDO), (3, Kind.BACKGROUND)]
    assert History.replayed(rows) == History([], [2])


@pytest.mark.parametrize("kind", [Kind.UNDO, Kind.REDO])
def test_a_journal_that_takes_back_what_it_does_not_hold_is_damaged(kind: Kind) -> None:
    with pytest.raises(ConflictError, match="damaged"):
        History.replayed([(1, kind)])
