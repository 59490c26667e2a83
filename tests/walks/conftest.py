"""Walks need a virtual screen; without one they are skipped and say what is missing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.walks.program import Program, Screen, missing


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    if missing():
        pytest.skip("walks need " + ", ".join(missing()))
    found = Screen()
    yield found
    found.close()


@pytest.fixture
def start(screen: Screen, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Starts the program; what a test leaves running is closed."""
    running: list[Program] = []

    def started(*arguments: str) -> Program:
        program = Program(screen, *arguments, folder=tmp_path)
        running.append(program)
        return program

    yield started
    for program in running:
        program.close()
