"""The end of what goes round in circles."""

import sys
import time

import pytest

from annotator.formats.deadline import Deadline, LateError


def work(seconds: float) -> None:
    """Take so much CPU time, in steps of Python."""
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass


def work_on(ignored: list[LateError]) -> None:
    """Take the first end for nothing, as `__del__` does."""
    try:
        work(30)
    except LateError as error:
        ignored.append(error)
    work(30)


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(LateError), Deadline(0.2):
        work(30)


def test_what_is_quick_is_not() -> None:
    with Deadline(30) as deadline:
        work(0.2)
    assert not deadline._watch.is_alive()


def test_progress_grants_the_time_anew() -> None:
    with Deadline(1.0) as deadline:
        for _ in range(6):
            work(0.3)
            deadline.progress()


def test_an_end_that_a_library_ignores_comes_again() -> None:
    ignored: list[LateError] = []
    with pytest.raises(LateError), Deadline(0.2):
        work_on(ignored)
    assert len(ignored) == 1


def test_nothing_comes_behind_the_block() -> None:
    with pytest.raises(LateError), Deadline(0.2):
        work(30)
    work(1.5)


def test_it_ends_under_a_profiler_as_well() -> None:
    sys.setprofile(lambda *_: None)
    try:
        with pytest.raises(LateError), Deadline(0.2):
            work(30)
        with Deadline(30):
            work(0.2)
    finally:
        sys.setprofile(None)
