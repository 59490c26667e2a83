"""A file of lines, written and read back: the check sum of each line that went in is held against what stands there."""

import zlib
from array import array
from collections.abc import Callable
from pathlib import Path

from annotator.formats.jsonl import Sink

_BUFFER_BYTES = 1 << 18


class LineSums:
    """An open file that notes what is written to it; 4 bytes a line."""

    def __init__(self, file: Sink) -> None:
        self._file = file
        self._sums = array("L")
        self._sum = 0

    def write(self, data: bytes) -> None:
        """Write a line or a part of one, and note it."""
        self._file.write(data)
        self._sum = zlib.crc32(data, self._sum)
        if data.endswith(b"\n"):
            self._sums.append(self._sum)
            self._sum = 0

    def differing(self, path: Path) -> int:
        """How many lines of the file are not as they were written, or missing or too many."""
        return differing(path, self._sums, lambda _number, line: zlib.crc32(line))


def differing(path: Path, sums: "array[int]", sum_of: Callable[[int, bytes], int]) -> int:
    """How many lines have another sum; `sum_of` takes the number of a line, from 0, and the line."""
    good = count = 0
    with path.open("rb", buffering=_BUFFER_BYTES) as file:
        for number, line in enumerate(file):
            count += 1
            if count > len(sums):
                break
            good += sum_of(number, line) == sums[number]
    return len(sums) - good + max(0, count - len(sums))
