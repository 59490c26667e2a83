"""A row of key caps to choose a label's key from."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from annotator.ui import drawing
from annotator.ui.actions import DIGITS, FREE_LETTERS

_KEYS = DIGITS + FREE_LETTERS
_NONE = "none"


class _Cap(QAbstractButton):
    def __init__(self, key: str, owner: str) -> None:
        super().__init__()
        self.key = key
        self.setText(key or _NONE)
        self.setCheckable(True)
        self.setEnabled(not owner)
        self.setAccessibleName(f"Key {key}" if key else "No key")
        self.setToolTip(drawing.tooltip(f"{key} is the key of {owner}.") if owner else "")

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        return QSize(
            round(metrics.horizontalAdvance(self.text())) + 18, round(metrics.height()) + 10
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        is_on = self.isChecked()
        if self.isEnabled():
            edge = theme.accent if self.hasFocus() or is_on else theme.line
            painter.setPen(QPen(QColor(edge), 1))
            painter.setBrush(QColor(theme.accent if is_on else theme.raised))
            painter.drawRoundedRect(rect, 5, 5)
        colour = theme.on_accent if is_on else theme.text
        painter.setPen(QColor(colour if self.isEnabled() else theme.faint))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())


class KeyField(QWidget):
    """A digit or letter that nothing else has, or none; taken ones are shown and can't be chosen."""

    def __init__(self, taken: Mapping[str, str]) -> None:
        super().__init__()
        self.setAccessibleName("Key")
        self._group = QButtonGroup(self)
        self._caps = [_Cap("", ""), *(_Cap(key, taken.get(key, "")) for key in _KEYS)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for cap in self._caps:
            self._group.addButton(cap)
            row.addWidget(cap)
        row.addStretch(1)
        free = [cap for cap in self._caps[1:] if cap.isEnabled()]
        self.choose(free[0].key if free else "")

    @property
    def key(self) -> str:
        """The chosen digit, or empty."""
        return next(cap.key for cap in self._caps if cap.isChecked())

    def choose(self, key: str) -> None:
        """Choose a free digit, or none with an empty text; a taken one changes nothing."""
        for cap in self._caps:
            if cap.key == key and cap.isEnabled():
                cap.setChecked(True)
                self.setFocusProxy(cap)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, arrows walk over the free ones."""
        free = [cap for cap in self._caps if cap.isEnabled()]
        place = next(i for i, cap in enumerate(free) if cap.isChecked())
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and 0 <= place + step < len(free):
            free[place + step].setChecked(True)
            free[place + step].setFocus()
        elif event.text() and event.text() in _KEYS:
            self.choose(event.text())
        else:
            super().keyPressEvent(event)
