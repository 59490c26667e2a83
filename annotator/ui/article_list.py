"""The rows of the article list: what they say and how they are painted."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.core.document import ArticleRow, Status
from annotator.ui import drawing
from annotator.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MARGIN = 10


def second_line(row: ArticleRow) -> str:
    """`14 spans · 5 to check`."""
    spans = f"{row.span_count:,} span{'' if row.span_count == 1 else 's'}"
    if row.status in (Status.SKIPPED, Status.REJECTED):
        return f"{row.status.value} · {spans}"
    if row.status is Status.DONE:
        relations = row.relation_count
        return f"done · {spans}" + (f" · {relations} rel." if relations else "")
    if row.proposed_count:
        return f"{spans} · {row.proposed_count:,} to check"
    return spans if row.span_count or row.highlighted_by else row.status.value


def matches(row: ArticleRow, words: Sequence[str]) -> bool:
    """Whether each of the case-folded words is in the title, or begins the status."""
    title, status = row.title.casefold(), row.status.value
    return all(word in title or status.startswith(word) for word in words)


class ArticleModel(QAbstractListModel):
    """The articles that pass the filter; a change of one row costs nothing of the others."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, ArticleRow] = {}
        self._shown: list[int] = []
        self._places: dict[int, int] = {}
        self._words: list[str] = []
        self._busy: dict[int, str] = {}
        self.current = 0

    def show(self, rows: Sequence[ArticleRow]) -> None:
        """Replace all rows."""
        self._rows = {row.id: row for row in rows}
        self._busy.clear()
        self._refill()

    def filter(self, text: str) -> None:
        """Show only what has these words in title or status."""
        self._words = text.casefold().split()
        self._refill()

    def update_row(self, row: ArticleRow) -> ArticleRow | None:
        """Another state of one article; the state before. It stays where it is until the filter changes."""
        before = self._rows.get(row.id)
        self._rows[row.id] = row
        if before is None:
            self._refill()
        elif before != row:
            self._touch(row.id)
        return before

    def set_busy(self, article: int, text: str) -> None:
        """What is being done with an article; empty: nothing."""
        if text:
            self._busy[article] = text
        else:
            self._busy.pop(article, None)
        self._touch(article)

    def set_current(self, article: int) -> None:
        """The article on the screen."""
        before, self.current = self.current, article
        self._touch(before)
        self._touch(article)

    def row_at(self, row: int) -> ArticleRow:
        """The article in this row."""
        return self._rows[self._shown[row]]

    def place_of(self, article: int) -> int:
        """The row of an article, or -1 when the filter hides it."""
        return self._places.get(article, -1)

    def busy_text(self, article: int) -> str:
        """What is being done with an article."""
        return self._busy.get(article, "")

    @property
    def total(self) -> int:
        """The number of articles, shown or not."""
        return len(self._rows)

    def _refill(self) -> None:
        self.beginResetModel()
        rows = self._rows.values()
        words = self._words
        self._shown = [row.id for row in rows if not words or matches(row, words)]
        self._places = {article: place for place, article in enumerate(self._shown)}
        self.endResetModel()

    def _touch(self, article: int) -> None:
        place = self._places.get(article)
        if place is not None:
            index = self.index(place)
            self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = self.row_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return drawing.tooltip(f"{row.title}\n{row.source}" if row.source else row.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.status.value}, {second_line(row)}"
        return None


class ArticleDelegate(QStyledItemDelegate):
    """Two lines a row: title and figures, the status mark before them."""

    def __init__(self, model: ArticleModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def row_height(self) -> int:
        """The height of a row in px, by the view's font."""
        return round(2 * QFontMetricsF(self._view.font()).height()) + 13

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row_at(index.row())
        theme = drawing.theme_of(self._view)
        is_current = row.id == self._model.current
        rect = QRectF(option.rect).adjusted(4, 1, -4, -1)
        state = option.state
        painter.save()
        drawing.draw_row(
            painter,
            rect,
            theme,
            chosen=is_current or bool(state & QStyle.StateFlag.State_Selected),
            hovered=bool(state & QStyle.StateFlag.State_MouseOver),
            focused=self._view.hasFocus() and bool(state & QStyle.StateFlag.State_Selected),
        )
        font = self._view.font()
        height = QFontMetricsF(font).height()
        top = rect.top() + (rect.height() - 2 * height - 1) / 2
        draw_status(painter, QPointF(rect.left() + 13, top + height / 2), row.status, theme)
        left = rect.left() + 27
        width = rect.right() - left - _MARGIN + 2
        title = QRectF(left, top, width, height)
        done = row.status in (Status.SKIPPED, Status.REJECTED)
        colour = theme.muted if done and not is_current else theme.text
        drawing.draw_text(
            painter, title, row.title, colour, drawing.scaled(font, 1, bold=is_current)
        )
        busy = self._model.busy_text(row.id)
        drawing.draw_text(
            painter,
            title.translated(0, height + 1),
            busy or second_line(row),
            theme.accent if busy else theme.muted,
            drawing.scaled(font, 0.88),
        )
        painter.restore()


def draw_status(painter: QPainter, centre: QPointF, status: Status, theme: Theme) -> None:
    """A mark of 11 px, told apart by its shape: ring, half ring, tick, dash, cross."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(theme.accent if status in (Status.IN_PROGRESS, Status.DONE) else theme.muted)
    painter.setPen(
        QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y, r = centre.x(), centre.y(), 4.6
    circle = QRectF(x - r, y - r, 2 * r, 2 * r)
    if status is Status.NEW:
        painter.drawEllipse(circle)
    elif status is Status.IN_PROGRESS:
        painter.drawEllipse(circle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPie(circle, 90 * 16, 180 * 16)
    elif status is Status.DONE:
        painter.setPen(QPen(colour, 1.9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline([QPointF(x - r, y), QPointF(x - 1.2, y + 3.6), QPointF(x + r, y - 4)])
    elif status is Status.SKIPPED:
        painter.drawLine(QPointF(x - r, y), QPointF(x + r, y))
    else:
        painter.drawLine(QPointF(x - 3.6, y - 3.6), QPointF(x + 3.6, y + 3.6))
        painter.drawLine(QPointF(x - 3.6, y + 3.6), QPointF(x + 3.6, y - 3.6))
