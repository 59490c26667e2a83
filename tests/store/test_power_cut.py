"""After a power cut: nothing torn, and at most what was not yet synced is lost."""

import json
import random
import shutil
from itertools import count
from pathlib import Path

import pytest

from annotator.store.connections import is_begun
from annotator.store.project import Project
from annotator.store.verification import verified
from tests.store.power_cut import cuts, watched

CUTS = 60


def steps_in(project: Path) -> int:
    """The steps of a sound project; 0 where there is none yet."""
    if not is_begun(project):
        return 0
    opened = Project.opened(project)
    try:
        found = verified(opened)
    finally:
        opened.close()
    assert found.flaws == []
    return found.steps


def last(said: list[str], word: str) -> int:
    numbers = [int(line.split()[1]) for line in said if line.startswith(word)]
    return numbers[-1] if numbers else 0


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is needed")
@pytest.mark.parametrize("speed", ["fast", "slow"])
def test_a_power_cut_tears_nothing_and_loses_at_most_what_was_not_synced(
    tmp_path: Path, speed: str
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    numbers = count()

    def made() -> Path:
        target = tmp_path / f"cut{next(numbers)}"
        target.mkdir()
        return target

    lines = watched(folder, speed)
    promised = 0
    for left, said in cuts(lines, folder, CUTS, random.Random(8), made):
        promise = last(said, "kept" if speed == "fast" else "synced")
        promised = max(promised, promise)
        assert steps_in(left / "a.annot") >= promise
        gold = left / "gold.jsonl"
        if "saved" in said:
            assert gold.exists()
        if gold.exists():
            assert [json.loads(line)["answer"] for line in gold.read_text().splitlines()]
    assert promised > 20
