"""A child process of this program that may import spaCy: lines in on stdin, lines out on stdout."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from annotator.core.errors import AnnotatorError
from annotator.formats.docbin_messages import Failed

_Message = TypeVar("_Message")
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


class ChildError(AnnotatorError):
    """The child process could not do it, and says why."""


class Child:
    """`nlp/docbin.py` as a program of its own; it ends with the `with` block, whatever happens."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
            cwd=tempfile.gettempdir(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        self._process.wait()

    def send(self, line: bytes) -> None:
        """Write a line; where the child is gone, what it said last tells why."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # a broken pipe, by whatever name
                self._process.stdin.write(line)

    def flush(self) -> None:
        """Let the child have all that was sent."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.flush()

    def close(self) -> None:
        """Nothing more will be sent."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # a broken pipe, by whatever name
                self._process.stdin.close()

    def messages(self, decode: Callable[[bytes], _Message]) -> Iterator[_Message]:
        """What the child says, to its end; ChildError when it failed or died."""
        for line in self._process.stdout or ():
            message = decode(line)
            if isinstance(message, Failed):
                raise ChildError(message.message)
            yield message
        code = self._process.wait()
        if code:
            self._errors.seek(0)
            lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
            why = f": {lines[-1][:200]}" if lines else ""
            raise ChildError(f"The process with spaCy ended with code {code}{why}. Try again.")


def _command() -> list[str]:
    """`-P` keeps the current folder off the module path; a packaged program enters itself again."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--docbin"]
    return [sys.executable, "-P", "-m", "annotator.nlp.docbin"]


def _environment() -> dict[str, str]:
    """Our own, with one thread for arithmetic, UTF-8 and no network."""
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    ours = str(Path(__file__).resolve().parents[2])
    paths = [ours, *(path for path in given if Path(path).is_absolute())]
    one = dict.fromkeys(_ONE_THREAD, "1")
    return (
        os.environ
        | one
        | {
            "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
            "PYTHONUTF8": "1",
            "HF_HUB_OFFLINE": "1",
            "TRANSFORMERS_OFFLINE": "1",
        }
    )
