"""Ten kills at random moments; `tests/benchmarks/kill.py` does a thousand."""

import pytest

from tests.benchmarks.kill import Tally, run
from tests.walks.program import missing


def test_ten_kills_lose_nothing_that_was_painted() -> None:
    if missing():
        pytest.skip("kills need " + ", ".join(missing()))
    tally = Tally()
    run(10, 11, tally)
    assert [note for note in tally.notes if "not driven" not in note] == []
    assert (tally.kills, tally.lost, tally.unreadable) == (10, 0, 0)
