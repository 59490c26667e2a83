"""Boxes to tick, visible in both themes: alone and in a list."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from annotator.ui import drawing
from annotator.ui.theme import Theme

_SIDE = 15.0
_GAP = 9.0


def draw_tick(
    painter: QPainter, at: QPointF, theme: Theme, *, is_on: bool, focused: bool, enabled: bool
) -> None:
    """A box of 15 px at its left top, ticked or not."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(at.x() + 0.5, at.y() + 0.5, _SIDE - 1, _SIDE - 1)
    fill = theme.accent if is_on else theme.raised
    edge = theme.accent if is_on else theme.text if focused else theme.faint
    painter.setOpacity(1.0 if enabled else 0.5)
    painter.setPen(QPen(QColor(edge), 1.0))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(rect, 3.5, 3.5)
    if is_on:
        painter.setPen(
            QPen(QColor(theme.on_accent), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        x, y = rect.center().x(), rect.center().y()
        painter.drawPolyline(
            [QPointF(x - 3.6, y + 0.2), QPointF(x - 1, y + 2.8), QPointF(x + 3.8, y - 2.8)]
        )
    painter.setOpacity(1.0)


class TickBox(QCheckBox):
    """A check box; its whole text can be clicked."""

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        width = metrics.horizontalAdvance(self.text()) + _SIDE + _GAP + 6
        return QSize(round(width), round(metrics.height()) + 7)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        del pos
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        top = QPointF(1, (self.height() - _SIDE) / 2)
        draw_tick(
            painter,
            top,
            theme,
            is_on=self.isChecked(),
            focused=self.hasFocus(),
            enabled=self.isEnabled(),
        )
        area = QRectF(self.rect()).adjusted(_SIDE + _GAP, 0, 0, 0)
        drawing.draw_text(painter, area, self.text(), theme.text, self.font())
        if self.hasFocus():
            width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
            painter.fillRect(QRectF(area.left(), self.height() - 2, width, 1), QColor(theme.accent))


class TickList(QListWidget):
    """Names that can be ticked by a click or Space; none ticked means any."""

    def __init__(self, names: Iterable[str], said: str) -> None:
        super().__init__()
        self.setAccessibleName(said)
        self.setMinimumHeight(150)
        self.setItemDelegate(_TickDelegate(self))
        self.setMouseTracking(True)
        for name in names:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Unchecked)
            self.addItem(item)
        self.itemClicked.connect(self._toggle)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The ticked names in order."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(i.text() for i in items if i.checkState() == Qt.CheckState.Checked)

    def tick(self, name: str) -> None:
        """Tick a name."""
        for item in self.findItems(name, Qt.MatchFlag.MatchExactly):
            item.setCheckState(Qt.CheckState.Checked)

    def _toggle(self, item: QListWidgetItem) -> None:
        is_on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; Enter is left to the dialog."""
        if event.key() == Qt.Key.Key_Space and self.currentRow() >= 0:
            self._toggle(self.currentItem())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _TickDelegate(QStyledItemDelegate):
    def __init__(self, view: TickList) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        item = self._view.item(index.row())
        theme = drawing.theme_of(self._view)
        rect = QRectF(option.rect)
        is_current = index.row() == self._view.currentRow() and self._view.hasFocus()
        painter.save()
        drawing.draw_row(
            painter,
            rect,
            theme,
            chosen=is_current,
            hovered=bool(option.state & QStyle.StateFlag.State_MouseOver),
            focused=is_current,
        )
        top = QPointF(rect.left() + 5, rect.center().y() - _SIDE / 2)
        is_on = item.checkState() == Qt.CheckState.Checked
        draw_tick(painter, top, theme, is_on=is_on, focused=False, enabled=True)
        area = rect.adjusted(_SIDE + _GAP + 5, 0, -4, 0)
        drawing.draw_text(painter, area, item.text(), theme.text, self._view.font())
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        del option, index
        return QSize(80, self._view.fontMetrics().height() + 9)
