"""How the analyst wants files to be read, where the readers can't know better."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from msgspec import Struct


class Choices(Struct, frozen=True):
    """`column` is the column or key with the text (empty: found out); `keeps_rest` of a web page: all that is
    not its article stays in the text, as excluded; `url` is where a file was fetched from."""

    column: str = ""
    mends_hyphens: bool = True
    keeps_rest: bool = False
    url: str = ""


_now: ContextVar[Choices] = ContextVar("choices", default=Choices())  # noqa: B039 - it is frozen


def choices() -> Choices:
    """What is chosen for the files that are read now."""
    return _now.get()


@contextlib.contextmanager
def chosen(wanted: Choices) -> Iterator[None]:
    """Read with these choices, in this thread, until the end of the block."""
    token = _now.set(wanted)
    try:
        yield
    finally:
        _now.reset(token)
