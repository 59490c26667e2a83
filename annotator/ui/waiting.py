"""How far a long piece of work has come, with a way to stop it; shown only when it takes a while."""

import time

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QProgressBar, QProgressDialog, QWidget

from annotator.ui import drawing

_SHOWN_AFTER_MS = 500
_WRITTEN_EACH_S = 0.1
_TURN_EACH_S = 0.015


class Waiting:
    """Blocks the window: what is typed before it is shown waits for the end of the work. GUI thread only."""

    def __init__(self, title: str, parent: QWidget) -> None:
        self._dialog = QProgressDialog(f"{title}…", "Stop", 0, 0, parent)
        self._dialog.setWindowTitle(title)
        # Its own label reads names of files as markup.
        self._dialog.setLabel(drawing.plain_label(f"{title}…"))
        self._dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self._dialog.setMinimumDuration(_SHOWN_AFTER_MS)
        self._dialog.setAutoClose(False)
        self._dialog.setAutoReset(False)
        self._dialog.setMinimumWidth(440)
        bar = self._dialog.findChild(QProgressBar)
        if bar is not None:
            bar.setTextVisible(False)
        self._written_at = self._turned_at = 0.0

    def is_due(self) -> bool:
        """Whether new words and numbers are worth their time."""
        return time.monotonic() - self._written_at > _WRITTEN_EACH_S

    def show(self, said: str, value: int, maximum: int) -> None:
        """Say how far it is; a maximum of 0: nobody knows."""
        self._written_at = time.monotonic()
        self._dialog.setLabelText(said)
        self._dialog.setMaximum(maximum)
        self._dialog.setValue(value)

    def turn(self) -> bool:
        """Let the window do what is due; False when the analyst wants to stop."""
        now = time.monotonic()
        if now - self._turned_at > _TURN_EACH_S:
            self._turned_at = now
            QApplication.processEvents(
                QEventLoop.ProcessEventsFlag.AllEvents
                if self._dialog.isVisible()
                else QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
            )
        return not self._dialog.wasCanceled()

    def end(self) -> None:
        """The work is over."""
        self._dialog.close()
        self._dialog.deleteLater()
