"""The last net under the readers: whatever fails in one becomes a sentence, so that no file stops the others."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from annotator.core.errors import AnnotatorError, InputError

_Found = TypeVar("_Found")


class ReaderFaultError(InputError):
    """A reader failed in a way that it did not foresee: a fault of the program; the cause hangs on it."""


def guarded(read: Callable[[], Iterable[_Found]], path: Path) -> Iterator[_Found]:
    """What a reader finds; anything but a sentence that it raises becomes one."""
    try:
        yield from read()
    except AnnotatorError:
        raise
    except MemoryError as error:
        raise InputError("There is not enough memory to read it. Split it.", str(path)) from error
    except RecursionError as error:
        raise InputError("Its values are nested too deep.", str(path)) from error
    except OSError as error:
        reason = (error.strerror or str(error)).rstrip(".")
        raise InputError(f"The file can't be read: {reason}.", str(path)) from error
    except Exception as error:
        reason = f"It can't be read: it is damaged in an unforeseen way ({type(error).__name__})."
        raise ReaderFaultError(reason, str(path)) from error
