"""A flat tab with a count and a line under the chosen one."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from annotator.ui import drawing

_PADDING = 6


class TabButton(QAbstractButton):
    """Checkable; the count is shown beside the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._count = ""
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_count(self, count: int) -> None:
        """The figure beside the text."""
        text = f"{count:,}"
        if text != self._count:
            self._count = text
            self.setAccessibleName(f"{self.text()}, {text}")
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        bold = QFontMetricsF(drawing.scaled(self.font(), 1, bold=True))
        width = bold.horizontalAdvance(self.text()) + 2 * _PADDING
        if self._count:
            width += QFontMetricsF(self.font()).horizontalAdvance(self._count) + 6
        return QSize(round(width), round(bold.height()) + 11)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = drawing.theme_of(self)
        checked = self.isChecked()
        font = drawing.scaled(self.font(), 1, bold=checked)
        area = QRectF(self.rect()).adjusted(_PADDING, 0, 0, -3)
        strong = checked or self.underMouse()
        colour = theme.text if strong else theme.muted
        used = drawing.draw_text(painter, area, self.text(), colour, font)
        area.adjust(used + 6, 0, 0, 0)
        drawing.draw_text(painter, area, self._count, theme.muted, self.font())
        if checked or self.hasFocus():
            line = QRectF(_PADDING, self.height() - 3, self.width() - 2 * _PADDING, 2)
            painter.fillRect(line, QColor(theme.accent if checked else theme.muted))
