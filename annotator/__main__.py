"""The command `annotator`: the window, the same doors without a window, or the worker."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

WITHOUT_WINDOW = frozenset(
    (
        "prelabel",
        "check",
        "export",
        "recover",
        "convert",
        "stats",
        "-h",
        "--help",
        "-V",
        "--version",
    )
)
"""First arguments that `annotator.cli` answers; all others are for the window."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (default: the process's); return the exit code."""
    if getattr(sys, "frozen", False):
        _freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    first = arguments[0] if arguments else ""
    if first == "--worker":
        return _worker(arguments[1:])
    if first == "--docbin":
        return _docbin()
    if first == "--export":
        return _export()
    if first in WITHOUT_WINDOW:
        return _command_line(arguments)
    return _window(arguments)


def _worker(arguments: list[str]) -> int:
    """Be the worker of a window: a packaged program has no other interpreter to start."""
    from annotator.nlp.worker import main as work

    return work(arguments)


def _docbin() -> int:
    """Be the child process that reads and writes DocBins."""
    from annotator.nlp.docbin import main as work

    return work()


def _export() -> int:
    """Be the child process that exports for a window."""
    from annotator.cli.beside import main as work

    return work()


def _command_line(arguments: list[str]) -> int:
    from annotator.cli import main as command

    return command(arguments)


def _window(arguments: list[str]) -> int:
    from annotator import system

    problem = system.this_machine()
    if problem is not None:
        sys.stderr.write(f"annotator: {problem}\n")
        return 1
    # Nothing that the start makes is garbage; looking for some costs a tenth of it.
    gc.disable()
    # What needs no Qt comes first: PySide looks into every module that is imported after it.
    import_module("annotator.opening")
    from annotator.quick_qt import import_qt

    import_qt()
    from annotator.app import main as window

    return window(arguments)


def _freeze_support() -> None:
    """Let a packaged program's process pools start: they re-enter this program."""
    from multiprocessing import freeze_support

    freeze_support()


if __name__ == "__main__":
    raise SystemExit(main())
