"""An error that nobody foresaw, while a key is handled or the text painted, is told; it does not end the program."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from annotator.settings import Settings
from annotator.ui.main_window import MainWindow
from annotator.ui.trace import Trace

qt = QApplication(["test"])
sys.excepthook = lambda kind, error, trace: print(kind.__name__, flush=True)
window = MainWindow(Settings(), Trace({}))
window.canvas.key_handler = lambda event: [].remove(1)
for key in (Qt.Key.Key_Tab, Qt.Key.Key_X):
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.postEvent(window.canvas, event)
QTimer.singleShot(50, qt.quit)
qt.exec()
window.canvas.after_paint = lambda: [].remove(1)
window.show()
QTimer.singleShot(200, qt.quit)
qt.exec()
window.canvas.after_paint = None
print("still there")
"""


def test_an_error_in_a_key_or_in_painting_reaches_the_hook(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, cwd=tmp_path,
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    *told, last = run.stdout.splitlines()
    assert len(told) >= 3, run.stderr
    assert set(told) == {"ValueError"}
    assert last == "still there"
