"""The list of an article's relations."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.core.document import Document
from annotator.core.operations import Operation, RelationChanged, SpanChanged
from annotator.core.relations import Relation
from annotator.core.schema import Schema
from annotator.core.spans import State
from annotator.ui import drawing
from annotator.ui.mark_list import (
    Index,
    MarkModel,
    Sort,
    score_rank,
    shown_surface,
    state_in_words,
)
from annotator.ui.ordered_rows import Key


class RelationModel(MarkModel):
    """The live relations that pass the filter (words of either end, label or state), by the head's place."""

    def change(self, document: Document, schema: Schema, operations: Iterable[Operation]) -> None:
        """Follow one step; a moved span takes its relations along."""
        self.follow(document, schema)
        touched: dict[int, None] = {}
        for operation in operations:
            if operation.article != document.article:
                continue
            if isinstance(operation, RelationChanged):
                known = operation.after or operation.before
                if known is not None:
                    touched[known.id] = None
            elif isinstance(operation, SpanChanged):
                span = operation.after or operation.before
                for relation in document.relations_of(span.id) if span is not None else ():
                    touched[relation.id] = None
        for number in touched:
            found = document.find_relation(number)
            shown = found is not None and found.live and self._passes(document, found)
            self._put(number, self._key(document, found) if found is not None and shown else None)

    def relation_at(self, row: int) -> Relation | None:
        """The relation in this row."""
        return self._document.find_relation(self.id_at(row)) if self._document is not None else None

    def ends(self, relation: Relation) -> tuple[str, str]:
        """The texts of head and child, on one line each."""
        if self._document is None:
            return "?", "?"
        document = self._document
        return (
            shown_surface(document, document.find_span(relation.head)),
            shown_surface(document, document.find_span(relation.child)),
        )

    def _all(self, document: Document) -> list[tuple[Key, int]]:
        return [
            (self._key(document, relation), relation.id)
            for relation in document.relations()
            if self._passes(document, relation)
        ]

    def _key(self, document: Document, relation: Relation) -> Key:
        head, child = document.find_span(relation.head), document.find_span(relation.child)
        place = (head.start if head else 0, child.start if child else 0, relation.id)
        if self._sort is Sort.LABEL:
            return relation.label, *place
        if self._sort is Sort.SCORE:
            return *score_rank(relation.state, relation.score), *place
        return place

    def _passes(self, document: Document, relation: Relation) -> bool:
        if not self._words:
            return True
        ends = [document.find_span(end) for end in (relation.head, relation.child)]
        said = " ".join(document.surface(end) for end in ends if end is not None)
        state = state_in_words(relation.state, relation.confirmed)
        return self._has_words(f"{said} {relation.label} {state}")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        relation = self.relation_at(index.row())
        if relation is None:
            return None
        head, child = self.ends(relation)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{head} → {child}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return drawing.tooltip(f"{head} → {child}\n{relation.label}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = state_in_words(relation.state, relation.confirmed)
            return f"{head} {relation.label} {child}, {state}"
        return None


class RelationDelegate(QStyledItemDelegate):
    """Two lines: the ends, then label and state."""

    def __init__(self, model: RelationModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self.inks: dict[str, str] = {}

    def row_height(self) -> int:
        """The height of a row in px, by the view's font."""
        return 2 * round(QFontMetricsF(self._view.font()).height()) + 9

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        relation = self._model.relation_at(index.row())
        if relation is None:
            return
        theme = drawing.theme_of(self._view)
        rect = QRectF(option.rect).adjusted(4, 0, -4, 0)
        state = option.state
        painter.save()
        drawing.draw_row(
            painter,
            rect,
            theme,
            chosen=bool(state & QStyle.StateFlag.State_Selected),
            hovered=bool(state & QStyle.StateFlag.State_MouseOver),
            focused=self._view.hasFocus() and bool(state & QStyle.StateFlag.State_Selected),
        )
        font = self._view.font()
        height = QFontMetricsF(font).height()
        top = rect.top() + (rect.height() - 2 * height) / 2
        line = QRectF(rect.left() + 10, top, rect.width() - 18, height)
        self._draw_ends(painter, line, relation, theme.text, theme.muted)
        line.translate(0, height)
        ink = self.inks.get(relation.label, theme.text)
        used = drawing.draw_text(painter, line, relation.label, ink, drawing.label_font(font))
        if relation.state is State.PROPOSED:
            score = f" {relation.score:.2f}" if relation.score is not None else ""
            line.adjust(used + 8, 0, 0, 0)
            small = drawing.scaled(font, 0.88)
            drawing.draw_text(painter, line, f"to check{score}", theme.muted, small)
        painter.restore()

    def _draw_ends(
        self, painter: QPainter, line: QRectF, relation: Relation, text: str, muted: str
    ) -> None:
        """Both ends stay visible: the longer one gives way."""
        font = self._view.font()
        metrics = QFontMetricsF(font)
        head, child = self._model.ends(relation)
        room = line.width() - metrics.horizontalAdvance(" → ")
        needed = metrics.horizontalAdvance(head), metrics.horizontalAdvance(child)
        width = min(needed[0], max(room / 2, room - needed[1])) + 1
        area = QRectF(line.left(), line.top(), width, line.height())
        used = drawing.draw_text(painter, area, head, text, font)
        area = QRectF(line.left() + used, line.top(), 40, line.height())
        used += drawing.draw_text(painter, area, " → ", muted, font)
        area = QRectF(line.left() + used, line.top(), line.width() - used, line.height())
        drawing.draw_text(painter, area, child, text, font)
