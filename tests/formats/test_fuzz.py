"""A short run of broken and hostile input through every reader; `tests/benchmarks/fuzz.py` does a million."""

import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="limits and alarms of Linux")
def test_broken_input_gives_a_document_or_a_sentence() -> None:
    from tests.benchmarks.fuzz import fuzz

    tally = fuzz(1500, 21)
    assert (tally.crashes, tally.hangs) == ({}, 0)
    assert tally.accepted > 100
