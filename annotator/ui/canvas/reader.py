"""The text of the caret's paragraph and what is annotated in it, in standard widgets for screen readers."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from annotator.core.text import Utf16Map
from annotator.ui.canvas.display import displayed
from annotator.ui.canvas.speech import Speech


class Reader:
    """Two read-only texts of one px in a corner of the canvas, in its colour; made only when something listens."""

    def __init__(self, canvas: QWidget, viewport: QWidget) -> None:
        self._canvas = canvas
        self._viewport = viewport
        self._paragraph: QPlainTextEdit | None = None
        self._annotations: QPlainTextEdit | None = None
        self._told: Speech | None = None

    def tell(self, speech: Speech) -> None:
        """Show and announce what is new."""
        before, self._told = self._told, speech
        if speech == before:
            return
        self._canvas.setAccessibleDescription(speech.whole)
        self._show(speech)
        news = speech.news(before)
        if news:
            announce(self._canvas, news)

    def _show(self, speech: Speech) -> None:
        if self._paragraph is None or self._annotations is None:
            self._paragraph = _hidden_text("Current paragraph", self._viewport)
            self._annotations = _hidden_text("Spans and relations here", self._viewport)
        shown = displayed(speech.paragraph)
        if self._paragraph.toPlainText() != shown:
            self._paragraph.setPlainText(shown)
        cursor = self._paragraph.textCursor()
        units = Utf16Map(shown).to_utf16(speech.caret)
        last = self._paragraph.document().characterCount() - 1
        cursor.setPosition(min(units, last), QTextCursor.MoveMode.MoveAnchor)
        self._paragraph.setTextCursor(cursor)
        if self._annotations.toPlainText() != speech.annotations:
            self._annotations.setPlainText(speech.annotations)


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say it; before Qt 6.8 only the description tells."""
    try:
        from PySide6.QtGui import QAccessibleAnnouncementEvent
    except ImportError:
        event = QAccessibleEvent(widget, QAccessible.Event.DescriptionChanged)
    else:
        event = QAccessibleAnnouncementEvent(widget, words)
    QAccessible.updateAccessibility(event)


def _hidden_text(name: str, parent: QWidget) -> QPlainTextEdit:
    text = QPlainTextEdit(parent)
    text.setAccessibleName(name)
    text.setReadOnly(True)
    text.setFrameShape(QFrame.Shape.NoFrame)
    text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    text.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    text.viewport().setAutoFillBackground(False)
    text.setGeometry(0, 0, 1, 1)
    text.show()
    return text
