"""A short day over many articles; `tests/benchmarks/soak.py` does 100,000 steps, `soak_window.py` the window."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="handles are read from /proc")
WINDOW = Path(__file__).parent / "benchmarks" / "soak_window.py"


def test_a_random_day_leaves_a_consistent_project_and_nothing_open() -> None:
    from tests.benchmarks.soak import soak

    found = soak(1500, 31, 40)
    assert found.flaws == ()
    assert (found.threads, found.handles) == (0, 0)


def test_a_random_day_in_the_window_leaves_nothing_running() -> None:
    command = [sys.executable, str(WINDOW), "--steps", "250", "--seed", "3", "--articles", "10"]
    run = subprocess.run(
        [*command, "--parts", "1", "--json"],
        check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout)
    assert found["flaws"] == []
    assert found["left"] == {"threads": 0, "processes": 0, "files": 0}
    assert found["journal_steps"] > 20
