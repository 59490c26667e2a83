"""How far reading articles has come, in words, with a way to stop."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from annotator.ui.waiting import Waiting

if TYPE_CHECKING:
    from annotator.importing import Told

_NAME_AT_MOST = 48


class ReadingProgress:
    """Blocks the window while it is shown, so that nothing else can happen to the project."""

    def __init__(self, parent: QWidget) -> None:
        self._waiting = Waiting("Reading articles", parent)
        self.end = self._waiting.end

    def tell(self, told: "Told") -> bool:
        """How far it has come; False when the analyst wants to stop."""
        if self._waiting.is_due():
            of_files = told.files > 1
            done = max(0, told.file - 1) if of_files else 0
            self._waiting.show(in_words(told), done, told.files if of_files else 0)
        return self._waiting.turn()


def in_words(told: "Told") -> str:
    """`Read 12 articles, refused 1` over the file at hand."""
    if not told.files and not told.articles:
        return f"Looking for articles in {_cut(told.name)} …"
    said = f"Read {told.articles:,} article{'' if told.articles == 1 else 's'}"
    if told.refused:
        said += f", refused {told.refused:,}"
    where = f"{_cut(told.name)} ({told.file:,} of {told.files:,} files)"
    return f"{said}\n{where if told.files > 1 else _cut(told.name)}"


def _cut(name: str) -> str:
    return name if len(name) <= _NAME_AT_MOST else f"{name[: _NAME_AT_MOST - 1]}…"
