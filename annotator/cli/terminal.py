"""What goes to stderr, and records to a file or stdout."""

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

from annotator.core.errors import AnnotatorError

_PROGRESS_EVERY_SECONDS = 0.2
_SENTENCES_AT_MOST = 50


def say(sentence: str) -> None:
    """One sentence on stderr."""
    sys.stderr.write(f"annotator: {sentence}\n")


class Complaints(Struct):
    """Sentences for stderr, not more than an analyst reads."""

    _count: int = 0

    def add(self, sentence: str) -> None:
        """One more sentence."""
        self._count += 1
        if self._count <= _SENTENCES_AT_MOST:
            say(sentence)

    def end(self, untold: int = 0) -> None:
        """Count what was not shown, and what was not even given."""
        more = max(0, self._count - _SENTENCES_AT_MOST) + untold
        if more > 0:
            say(f"{more:,} more of this kind.")


class Progress(Struct):
    """A line on a terminal's stderr; silent in a pipe."""

    shown: bool = False
    _count: int = 0
    _next: float = 0.0

    def step(self) -> None:
        """One more article."""
        self._count += 1
        if self.shown and time.monotonic() >= self._next:
            self._next = time.monotonic() + _PROGRESS_EVERY_SECONDS
            sys.stderr.write(f"\r{self._count:,} articles")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self.shown and self._count:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def refuse_input_as_output(output: str, inputs: Iterable[str]) -> None:
    """AnnotatorError when the output would replace one of the inputs."""
    if output == "-":
        return
    target = Path(output)
    for name in inputs:
        if name != "-" and target.exists() and Path(name).exists() and target.samefile(name):
            raise AnnotatorError(f"{output} is an input as well. Write to another file.")


def write_records(output: str, records: Iterable[Any]) -> None:
    """Write JSON Lines to a file, whole or not at all, or to stdout (`-`)."""
    from annotator.formats.jsonl import write_file, write_lines

    if output == "-":
        write_lines(sys.stdout.buffer, records)
        sys.stdout.buffer.flush()
    else:
        write_file(Path(output), records)
