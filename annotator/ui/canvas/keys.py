"""Which key makes which motion; the rest of the keyboard belongs to the action table."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from annotator.ui.canvas.motions import Motion

_PLAIN = {
    Qt.Key.Key_Left: Motion.LEFT,
    Qt.Key.Key_Right: Motion.RIGHT,
    Qt.Key.Key_Up: Motion.UP,
    Qt.Key.Key_Down: Motion.DOWN,
    Qt.Key.Key_Home: Motion.LINE_START,
    Qt.Key.Key_End: Motion.LINE_END,
    Qt.Key.Key_PageUp: Motion.PAGE_UP,
    Qt.Key.Key_PageDown: Motion.PAGE_DOWN,
}
_WITH_CONTROL = {
    Qt.Key.Key_Left: Motion.WORD_LEFT,
    Qt.Key.Key_Right: Motion.WORD_RIGHT,
    Qt.Key.Key_Up: Motion.PARAGRAPH_UP,
    Qt.Key.Key_Down: Motion.PARAGRAPH_DOWN,
    Qt.Key.Key_Home: Motion.DOCUMENT_START,
    Qt.Key.Key_End: Motion.DOCUMENT_END,
}
_OF_THE_WINDOW = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def motion_of(event: QKeyEvent) -> Motion | None:
    """The motion of a key, Shift aside."""
    key = Qt.Key(event.key())
    held = event.modifiers() & _OF_THE_WINDOW
    if held == Qt.KeyboardModifier.NoModifier:
        return _PLAIN.get(key)
    if held == Qt.KeyboardModifier.ControlModifier:
        return _WITH_CONTROL.get(key)
    return None


def is_plain(event: QKeyEvent) -> bool:
    """A key that is the canvas's own before any shortcut of the window: no Ctrl, Alt, Meta, no function key."""
    if event.modifiers() & _OF_THE_WINDOW:
        return False
    key = event.key()
    return not Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35 and key != Qt.Key.Key_Escape
