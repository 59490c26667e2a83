"""How far reading articles has come, with a way to stop; shown only when it takes a while."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressDialog, QWidget

_SHOWN_AFTER_MS = 500


class ReadingProgress:
    """Blocks the window while it is shown, so that nothing else can happen to the project."""

    def __init__(self, parent: QWidget) -> None:
        self._dialog = QProgressDialog("Reading articles…", "Stop", 0, 0, parent)
        self._dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self._dialog.setMinimumDuration(_SHOWN_AFTER_MS)

    def tell(self, count: int, name: str) -> bool:
        """One article more; False when the analyst wants to stop."""
        self._dialog.setLabelText(f"{count} articles read\n{name}")
        self._dialog.setValue(0)
        QApplication.processEvents()
        return not self._dialog.wasCanceled()

    def end(self) -> None:
        """Reading is over."""
        self._dialog.close()
        self._dialog.deleteLater()
