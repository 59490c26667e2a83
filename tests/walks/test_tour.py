"""A new user on the sample: the tour is followed by keys alone, ends, and does not come again."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.walks.program import Program


def answered(program: Program, key: str) -> None:
    """Press a key that asks where, and the letters of the likeliest place."""
    program.press(key, until="hints")
    program.press("f", until="painted")


def test_the_tour_on_the_sample_is_followed_by_keys_and_never_comes_again(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    program = start("--sample")
    program.wait("proposals")
    program.press("Tab", until="focus")
    program.press("Return", until="painted")
    program.press("Escape", until="focus")
    answered(program, "2")
    answered(program, "x")
    program.press("ctrl+z", until="painted")
    program.press("Escape")
    program.press("r", until="hints")
    program.press("f", until="hints")
    program.press("f")
    program.press("Return", until="painted")
    program.press("ctrl+Return")
    program.press("ctrl+Return", until="painted")
    program.close()
    settings = tomllib.loads((tmp_path / "config" / "settings.toml").read_text())
    assert settings["tour_seen"] is True
