"""The list of labels (or relation types) with their keys, colours and counts."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.core.schema import Label, RelationType
from annotator.ui import drawing
from annotator.ui.theme import SpanColours

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class LabelRow(Struct, frozen=True):
    """One row; `colours` may be None for what has no colour."""

    name: str
    key: str
    guideline: str
    colours: SpanColours | None

    @classmethod
    def of(cls, entry: Label | RelationType, colours: SpanColours | None) -> "LabelRow":
        """The row of a label or relation type."""
        return cls(entry.name, entry.key, entry.guideline, colours)


class LabelModel(QAbstractListModel):
    """A few dozen rows at most."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[LabelRow] = []
        self._counts: Mapping[str, int] = {}

    def show(self, rows: Sequence[LabelRow]) -> None:
        """Replace the rows; nothing happens when they are the same."""
        if list(rows) != self._rows:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How often each stands in the article."""
        before, self._counts = self._counts, counts
        for place, row in enumerate(self._rows):
            if before.get(row.name, 0) != counts.get(row.name, 0):
                index = self.index(place)
                self.dataChanged.emit(index, index)

    def row_at(self, row: int) -> LabelRow:
        """One row."""
        return self._rows[row]

    def count_of(self, name: str) -> int:
        """How often it stands in the article."""
        return self._counts.get(name, 0)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return drawing.tooltip(row.guideline)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            key = f", key {row.key}" if row.key else ""
            return f"{row.name}{key}, {self.count_of(row.name)} in this article"
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return row.guideline
        return None


class LabelDelegate(QStyledItemDelegate):
    """Key cap, swatch, name, count."""

    def __init__(self, model: LabelModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def row_height(self) -> int:
        """The height of a row in px, by the view's font."""
        return round(QFontMetricsF(self._view.font()).height()) + 9

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row_at(index.row())
        theme = drawing.theme_of(self._view)
        rect = QRectF(option.rect).adjusted(4, 0, -4, 0)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        painter.save()
        drawing.draw_row(
            painter,
            rect,
            theme,
            chosen=selected,
            hovered=bool(state & QStyle.StateFlag.State_MouseOver),
            focused=selected,
        )
        font = self._view.font()
        if row.key:
            width, height = drawing.cap_size(row.key, font)
            top = QPointF(rect.left() + 17 - width / 2, rect.center().y() - height / 2)
            drawing.draw_cap(painter, top, row.key, theme, font)
        left = rect.left() + 36
        if row.colours is not None:
            swatch = QRectF(left, rect.center().y() - 5, 10, 10)
            drawing.draw_swatch(painter, swatch, row.colours)
            left += 19
        right = rect.right() - 8
        count = self._model.count_of(row.name)
        if count:
            area = QRectF(right - 60, rect.top(), 60, rect.height())
            small = drawing.scaled(font, 0.9)
            right -= 8 + drawing.draw_text(
                painter, area, f"{count:,}", theme.muted, small, Qt.AlignmentFlag.AlignRight
            )
        area = QRectF(left, rect.top(), right - left, rect.height())
        drawing.draw_text(painter, area, row.name, theme.text, font)
        painter.restore()
