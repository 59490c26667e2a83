"""Lines that are read back are held against what was written."""

from pathlib import Path

import pytest

from annotator.formats.line_sums import LineSums


@pytest.mark.parametrize(
    ("there", "differing"),
    [
        (b"one\ntwo\n", 0),
        (b"one\ntvo\n", 1),
        (b"one\n", 1),
        (b"one\ntwo\nthree\n", 1),
        (b"one\ntwo", 1),
        (b"", 2),
    ],
)
def test_each_line_that_is_not_as_it_was_written_is_counted(
    there: bytes, differing: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        sums = LineSums(file)
        for part in (b"one", b"\n", b"two\n"):
            sums.write(part)
    assert path.read_bytes() == b"one\ntwo\n"
    path.write_bytes(there)
    assert sums.differing(path) == differing
