"""A palette to choose a label's colour from."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QWidget

from annotator.core import colours
from annotator.ui import drawing

_COLUMNS = 10


class _Swatch(QAbstractButton):
    def __init__(self, colour: str, number: int) -> None:
        super().__init__()
        self.colour = colour
        self.setCheckable(True)
        self.setAccessibleName(f"Colour {number}, {colour}")
        self.setToolTip(drawing.tooltip(colour))
        self.setFixedSize(QSize(30, 30))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colour))
        painter.drawRoundedRect(rect.adjusted(5, 5, -5, -5), 5, 5)
        if self.isChecked() or self.hasFocus():
            colour = theme.text if self.isChecked() else theme.faint
            painter.setPen(QPen(QColor(colour), 1.8 if self.isChecked() else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), 7, 7)


class ColourField(QWidget):
    """One of the palette's colours is always chosen; arrows walk."""

    changed = Signal(str)
    """The chosen colour, `#rrggbb`."""

    def __init__(self, chosen: str) -> None:
        super().__init__()
        self.setAccessibleName("Colour")
        self._group = QButtonGroup(self)
        self._swatches: list[_Swatch] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        for place, colour in enumerate(colours.PALETTE):
            swatch = _Swatch(colour, place + 1)
            self._group.addButton(swatch)
            self._swatches.append(swatch)
            grid.addWidget(swatch, place // _COLUMNS, place % _COLUMNS)
            swatch.toggled.connect(self._on_toggled)
        grid.setColumnStretch(_COLUMNS, 1)
        first = next((s for s in self._swatches if s.colour == chosen), self._swatches[0])
        first.setChecked(True)
        self.setFocusProxy(first)

    @property
    def colour(self) -> str:
        """The chosen colour, `#rrggbb`."""
        return next(s.colour for s in self._swatches if s.isChecked())

    def _on_toggled(self, is_on: bool) -> None:
        if is_on:
            self.changed.emit(self.colour)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk by a row, Left and Right by one."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_COLUMNS,
            Qt.Key.Key_Down: _COLUMNS,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        place = next(i for i, s in enumerate(self._swatches) if s.isChecked()) + step
        if 0 <= place < len(self._swatches):
            self._swatches[place].setChecked(True)
            self._swatches[place].setFocus()


def next_colour(used: set[str]) -> str:
    """The first colour of the palette that is least like the used ones: an unused one, where there is one."""
    return next((c for c in colours.PALETTE if c not in used), colours.PALETTE[0])
