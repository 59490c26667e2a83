"""How far reading articles has come, with a way to stop; shown only when it takes a while."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressBar, QProgressDialog, QWidget

from annotator.ui import drawing

if TYPE_CHECKING:
    from annotator.importing import Told

_SHOWN_AFTER_MS = 500
_WRITTEN_EACH_S = 0.1
_NAME_AT_MOST = 48


class ReadingProgress:
    """Blocks the window while it is shown, so that nothing else can happen to the project."""

    def __init__(self, parent: QWidget) -> None:
        self._dialog = QProgressDialog("Reading articles…", "Stop", 0, 0, parent)
        self._dialog.setWindowTitle("Reading articles")
        # Its own label reads names of files as markup.
        self._dialog.setLabel(drawing.plain_label("Reading articles…"))
        self._dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self._dialog.setMinimumDuration(_SHOWN_AFTER_MS)
        self._dialog.setAutoClose(False)
        self._dialog.setAutoReset(False)
        self._dialog.setMinimumWidth(440)
        bar = self._dialog.findChild(QProgressBar)
        if bar is not None:
            bar.setTextVisible(False)
        self._written_at = 0.0

    def tell(self, told: "Told") -> bool:
        """How far it has come; False when the analyst wants to stop."""
        now = time.monotonic()
        if now - self._written_at > _WRITTEN_EACH_S:
            self._written_at = now
            self._dialog.setLabelText(in_words(told))
            self._dialog.setMaximum(told.files if told.files > 1 else 0)
            self._dialog.setValue(max(0, told.file - 1) if told.files > 1 else 0)
        QApplication.processEvents()
        return not self._dialog.wasCanceled()

    def end(self) -> None:
        """Reading is over."""
        self._dialog.close()
        self._dialog.deleteLater()


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
