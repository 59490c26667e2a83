"""A slim bar that finds words in the article while they are typed; Enter keeps the match selected for a label key."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton

from annotator.core.document import Document
from annotator.ui import drawing
from annotator.ui.keys import MODIFIER_KEYS
from annotator.ui.state import ViewState

_MATCHES_AT_MOST = 2000


class FindBar(QFrame):
    """Small letters match any case, a capital only itself; offsets are code points."""

    selected = Signal(int, int)
    """A match is selected."""
    left = Signal()
    """The bar was closed."""
    pressed = Signal()
    """A key was pressed in it."""
    clicked = Signal()
    """One of its buttons was clicked."""

    def __init__(self, state: ViewState, document: Callable[[], Document | None]) -> None:
        super().__init__()
        self.setObjectName("findBar")
        self._state = state
        self._document = document
        self._origin = 0
        self._field = QLineEdit(placeholderText="Find in the article", clearButtonEnabled=True)
        self._field.setAccessibleName("Find in the article")
        self._count = QLabel(textFormat=Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self._field, 1)
        row.addWidget(self._count)
        for text, words, act in (
            ("↑", "Previous match", lambda: self.find_again(-1)),
            ("↓", "Next match", self.find_again),
            ("×", "Close", self._keep),
        ):
            row.addWidget(self._button(text, words, act))
        self._keys = QLabel("Enter keeps the match   Esc back")
        self._keys.setObjectName("quiet")
        row.insertWidget(2, self._keys)
        self._field.textEdited.connect(self._on_text)
        self._field.installEventFilter(self)

    def _button(self, text: str, words: str, act: Callable[[], None]) -> QToolButton:
        """What a key does, for the mouse; the keyboard stays where it is."""
        button = QToolButton()
        button.setText(text)
        button.setToolTip(drawing.tooltip(words))
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self.clicked)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def open_bar(self) -> None:
        """Show the bar; finding begins at the caret."""
        self._origin = self._state.view.caret
        self.show()
        self._field.setFocus()
        self._field.selectAll()

    def close_bar(self) -> None:
        """Hide the bar and its marks."""
        if self.isVisible():
            self.hide()
            self.left.emit()
        self._state.show(replace(self._state.view, matches=()))

    def find_again(self, direction: int = 1) -> None:
        """Select the next (1) or previous (-1) match, around the end."""
        matches = self._matches()
        if not matches:
            return
        caret = self._state.view.anchor
        if direction > 0:
            found = next((m for m in matches if m[0] > caret), matches[0])
        else:
            found = next((m for m in reversed(matches) if m[0] < caret), matches[-1])
        self._select(found, matches)

    def _on_text(self, _text: str) -> None:
        matches = self._matches()
        if not matches:
            self._state.show(replace(self._state.view, matches=()))
            self._count.setText("nothing found" if self._field.text() else "")
            return
        self._select(next((m for m in matches if m[0] >= self._origin), matches[0]), matches)

    def _select(self, found: tuple[int, int], matches: tuple[tuple[int, int], ...]) -> None:
        view = self._state.view
        self._state.show(
            replace(view, matches=matches, anchor=found[0], caret=found[1], focus=None)
        )
        self._count.setText(f"{matches.index(found) + 1} of {len(matches)}")
        self.selected.emit(*found)

    def _matches(self) -> tuple[tuple[int, int], ...]:
        document, wanted = self._document(), self._field.text()
        if document is None or not wanted:
            return ()
        return find_all(document.text, wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps the selection, arrows walk, Esc closes."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
        elif key == Qt.Key.Key_Escape:
            self._leave()
            self._state.move_caret(self._origin)
            self._state.show(replace(self._state.view, matches=()))
        elif key == Qt.Key.Key_Down:
            self.find_again(1)
        elif key == Qt.Key.Key_Up:
            self.find_again(-1)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Counts the presses in the field."""
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() not in MODIFIER_KEYS:
            self.pressed.emit()
        return super().eventFilter(watched, event)

    def _keep(self) -> None:
        """Close the bar; the match stays selected, ready for a label's key."""
        view = self._state.view
        self._leave()
        self._state.show(replace(view, matches=()))

    def _leave(self) -> None:
        self.hide()
        self.left.emit()


def find_all(text: str, wanted: str) -> tuple[tuple[int, int], ...]:
    """The places of the words, at most 2,000; without a capital in them, any case matches."""
    folded = text
    if wanted == wanted.lower():
        folded = text.lower()
        if len(folded) != len(text):
            # A few letters grow when lowered (İ); offsets must stay those of the text.
            folded = "".join(small if len(small := c.lower()) == 1 else c for c in text)
    found: list[tuple[int, int]] = []
    start = folded.find(wanted)
    while start >= 0 and len(found) < _MATCHES_AT_MOST:
        found.append((start, start + len(wanted)))
        start = folded.find(wanted, start + len(wanted))
    return tuple(found)
