"""The list of an article's spans."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.core.document import Document
from annotator.core.operations import Operation, SpanChanged
from annotator.core.schema import Schema
from annotator.core.spans import Span, State
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
from annotator.ui.theme import SpanColours


class SpanModel(MarkModel):
    """The live spans that pass the filter (words of text, label or state)."""

    def change(self, document: Document, schema: Schema, operations: Iterable[Operation]) -> None:
        """Follow one step."""
        self.follow(document, schema)
        touched: dict[int, None] = {}
        for operation in operations:
            if isinstance(operation, SpanChanged) and operation.article == document.article:
                known = operation.after or operation.before
                if known is not None:
                    touched[known.id] = None
        for number in touched:
            span = document.find_span(number)
            shown = span is not None and span.live and self._passes(document, span)
            self._put(number, self._key(span) if span is not None and shown else None)

    def span_at(self, row: int) -> Span | None:
        """The span in this row."""
        return self._document.find_span(self.id_at(row)) if self._document is not None else None

    def _all(self, document: Document) -> list[tuple[Key, int]]:
        spans = document.spans()
        if self._words:
            spans = (span for span in spans if self._passes(document, span))
        return [(self._key(span), span.id) for span in spans]

    def _key(self, span: Span) -> Key:
        if self._sort is Sort.LABEL:
            return span.label, span.start, span.end, span.id
        if self._sort is Sort.SCORE:
            return *score_rank(span.state, span.score), *span.key
        return span.key

    def _passes(self, document: Document, span: Span) -> bool:
        if not self._words:
            return True
        state = state_in_words(span.state, span.confirmed)
        return self._has_words(f"{document.surface(span)} {span.label} {state} {span.note}")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        document = self._document
        if not index.isValid() or document is None or index.row() >= len(self._rows):
            return None
        span = self.span_at(index.row())
        if span is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_surface(document, span)
        if role == Qt.ItemDataRole.ToolTipRole:
            note = f"\n{span.note}" if span.note else ""
            return drawing.tooltip(shown_surface(document, span) + note)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = state_in_words(span.state, span.confirmed)
            return f"{shown_surface(document, span)}, {span.label}, {state}"
        return None


class SpanDelegate(QStyledItemDelegate):
    """Swatch (dashed: to check), text, score, label."""

    def __init__(self, model: SpanModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self.colours: dict[str, SpanColours] = {}

    def row_height(self) -> int:
        """The height of a row in px, by the view's font."""
        return round(QFontMetricsF(self._view.font()).height()) + 9

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        span, document = self._model.span_at(index.row()), self._model.document
        if span is None or document is None:
            return
        theme = drawing.theme_of(self._view)
        rect = QRectF(option.rect).adjusted(4, 0, -4, 0)
        state = option.state
        proposed = span.state is State.PROPOSED
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
        colours = self.colours.get(span.label) or theme.span_colours("")
        swatch = QRectF(rect.left() + 10, rect.center().y() - 5, 10, 10)
        drawing.draw_swatch(painter, swatch, colours, proposed=proposed)
        right = rect.right() - 8
        area = QRectF(right - rect.width() * 0.45, rect.top(), rect.width() * 0.45, rect.height())
        right -= drawing.draw_text(
            painter,
            area,
            span.label,
            colours.ink,
            drawing.label_font(font),
            Qt.AlignmentFlag.AlignRight,
        )
        if proposed and span.score is not None:
            area = QRectF(right - 48, rect.top(), 40, rect.height())
            small = drawing.scaled(font, 0.88)
            text = f"{span.score:.2f}"
            right -= 8 + drawing.draw_text(
                painter, area, text, theme.muted, small, Qt.AlignmentFlag.AlignRight
            )
        left = rect.left() + 29
        area = QRectF(left, rect.top(), right - left - 10, rect.height())
        drawing.draw_text(painter, area, shown_surface(document, span), theme.text, font)
        painter.restore()
