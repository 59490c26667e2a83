"""Rich text on the clipboard."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from annotator.ui.files import _clipboard_text


def test_rich_text_counts_only_where_there_is_no_plain_one(qapp: QApplication) -> None:
    clipboard = QGuiApplication.clipboard()
    copied = QMimeData()
    copied.setData("text/html", b"<p>One</p><p>Two &amp; three</p>")
    clipboard.setMimeData(copied)
    assert _clipboard_text() == "One\nTwo & three"
    both = QMimeData()
    both.setHtml("<p>Rich</p>")
    both.setText("Plain")
    clipboard.setMimeData(both)
    assert _clipboard_text() == "Plain"
    clipboard.clear()
