import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.nlp.limits import memory_limit
from annotator.protocol import MEMORY_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
GREEDY = """
from annotator.nlp.limits import limit_memory
limit_memory({limit})
try:
    b"x" * (1 << 30)
except MemoryError:
    print("refused")
"""


def greedy(limit: int) -> str:
    """What a process says that wants a gigabyte."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", GREEDY.format(limit=limit)],
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_the_limit_comes_from_the_environment() -> None:
    assert memory_limit({MEMORY_VARIABLE: "1024"}) == 1024
    assert memory_limit({MEMORY_VARIABLE: "-1"}) == 0
    assert memory_limit({}) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the system's own limit is tested on Linux")
def test_a_process_gets_no_more_than_its_limit() -> None:
    assert greedy(512 << 20) == "refused\n"
    assert greedy(0) == ""
