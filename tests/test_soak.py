"""A short day over many articles; `tests/benchmarks/soak.py` does 100,000 steps."""

import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="memory and handles are read from /proc")
def test_a_random_day_leaves_a_consistent_project_and_nothing_open() -> None:
    from tests.benchmarks.soak import soak

    found = soak(1500, 31, 40)
    assert found.flaws == ()
    assert (found.threads, found.handles) == (0, 0)
