"""The window as a whole."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from annotator.settings import Settings
from annotator.ui.main_window import MainWindow
from annotator.ui.trace import Trace


@pytest.fixture
def window(qapp: QApplication) -> MainWindow:
    return MainWindow(Settings(), Trace({}))


def test_dropped_files_are_named(window: MainWindow, tmp_path: Path) -> None:
    dropped: list[list[str]] = []
    window.paths_dropped.connect(dropped.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a b.txt")), QUrl("https://example.org/x")])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    window.dropEvent(event)
    assert dropped == [[(tmp_path / "a b.txt").as_posix()]]
