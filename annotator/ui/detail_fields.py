"""Lines that are kept when the analyst leaves them, also by a shortcut."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

Attributes = tuple[tuple[str, str], ...]

# Shortcuts that belong to editing itself.
_EDITING = {
    Qt.Key.Key_A,
    Qt.Key.Key_C,
    Qt.Key.Key_V,
    Qt.Key.Key_X,
    Qt.Key.Key_Y,
    Qt.Key.Key_Z,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Control,
}


def attributes_of(text: str) -> Attributes:
    """`name=value` lines as pairs; a line without a sign of equality is a name with an empty value."""
    pairs = (line.partition("=") for line in text.splitlines() if line.strip())
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def lines_of(attributes: Attributes) -> str:
    """The pairs as `name=value` lines."""
    return "\n".join(f"{name}={value}" if value else name for name, value in attributes)


class KeepsEarly(QObject):
    """Tells when a field is being left: focus, Enter, or a shortcut that is about to act elsewhere."""

    left = Signal()
    """What was typed is to be kept now."""

    def __init__(self, *fields: QWidget) -> None:
        super().__init__(fields[0])
        for field in fields:
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Never eats an event."""
        kind = event.type()
        if (kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent)) or (
            kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _leaves(event)
        ):
            self.left.emit()
        return super().eventFilter(watched, event)


def _leaves(event: QKeyEvent) -> bool:
    key = event.key()
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return key not in _EDITING
    return Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35


class NoteField(QLineEdit):
    """One line; Esc takes back what was typed and is left to the window."""

    entered = Signal()
    """Enter was pressed."""

    def __init__(self, placeholder: str, name: str) -> None:
        super().__init__(placeholderText=placeholder)
        self.setAccessibleName(name)
        self.kept = ""

    def show_kept(self, text: str) -> None:
        """Show what is kept; the caret stays where it was when nothing differs."""
        self.kept = text
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps, Esc takes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self.kept)
            event.ignore()
        else:
            super().keyPressEvent(event)


class AttributesField(QPlainTextEdit):
    """`name=value` lines; Enter keeps, Shift+Enter begins a line, Esc takes back and is left to the window."""

    entered = Signal()
    """Enter was pressed."""

    def __init__(self) -> None:
        super().__init__(
            placeholderText="Attributes: name=value, one a line\n(Shift+Enter begins the next)"
        )
        self.setAccessibleName("Attributes, name=value, one a line")
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().height() * 3 + 16)
        self.kept: Attributes = ()

    @property
    def attributes(self) -> Attributes:
        """What the lines say."""
        return attributes_of(self.toPlainText())

    def show_kept(self, attributes: Attributes) -> None:
        """Show what is kept; the caret stays where it was when nothing differs."""
        self.kept = attributes
        if self.attributes != attributes:
            self.setPlainText(lines_of(attributes))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps, Esc takes back."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.setPlainText(lines_of(self.kept))
            event.ignore()
        else:
            super().keyPressEvent(event)
