"""A short run of broken and hostile input through every reader; `tests/benchmarks/fuzz.py` does a million."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.core.errors import InputError
from annotator.formats.format import Format
from annotator.formats.imported import Imported
from annotator.formats.table import FORMATS

if TYPE_CHECKING:
    from tests.benchmarks.fuzz_seeds import Seed


NO_ARTICLES = {"patterns"}


@pytest.mark.skipif(sys.platform != "linux", reason="limits and alarms of Linux")
def test_broken_input_gives_a_document_or_a_sentence() -> None:
    from tests.benchmarks.fuzz import fuzz

    tally = fuzz(1500, 21)
    assert (tally.crashes, tally.hangs) == ({}, 0)
    assert tally.accepted.total() > 100


def test_every_format_that_can_be_read_has_a_seed_that_it_takes(tmp_path: Path) -> None:
    from tests.benchmarks.fuzz_seeds import format_seeds

    seeds = format_seeds()
    readable = [fmt for fmt in FORMATS if fmt.reader and fmt.name not in NO_ARTICLES]
    barren = [fmt.name for fmt in readable if not _takes(fmt, seeds, tmp_path)]
    assert barren == [], "lay a small good file of it into tests/data/formats/NAME.SUFFIX"


def _takes(fmt: Format, seeds: "dict[str, list[Seed]]", folder: Path) -> bool:
    for seed in seeds[fmt.name]:
        for name, data in seed.files.items():
            (folder / name).write_bytes(data)
        try:
            if any(isinstance(one, Imported) for one in fmt.read(folder / seed.main)):
                return True
        except InputError:
            continue
    return False
