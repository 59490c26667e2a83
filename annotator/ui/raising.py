"""Errors in methods that Qt calls in the middle of a call from Python."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

_Self = TypeVar("_Self")
_P = ParamSpec("_P")
_R = TypeVar("_R")


def raising(
    method: Callable[Concatenate[_Self, _P], _R],
) -> Callable[Concatenate[_Self, _P], _R]:
    """For overrides reached through `super().viewportEvent()`: an error in them is told, not the end.

    WORKAROUND: PySide 6.11 on Python 3.11 takes the arguments of the error (PepException_GetArgs) before it is
    made, where C code has raised it, and ends the program. An error that was caught once is made.
    """

    @wraps(method)
    def called(self: _Self, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return method(self, *args, **kwargs)
        except Exception:
            raise

    return called
