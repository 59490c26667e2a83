"""A strip beside the scroll bar: where spans, open proposals, excluded parts, problems and matches lie."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.core.document import Document
from annotator.core.operations import Operation, SpanChanged
from annotator.core.spans import Span, State
from annotator.ui.theme import Theme

WIDTH = 10
_BINS = 256


class Counts:
    """Spans and open proposals in equal parts of the text; one change costs the same in any document."""

    def __init__(self, document: Document) -> None:
        self.length = max(len(document.text), 1)
        self.spans = [0] * _BINS
        self.proposed = [0] * _BINS
        self._left: Iterator[Span] | None = document.spans()
        self._flags = 0

    def collect(self, most: int) -> bool:
        """Count some more spans; whether any are left."""
        if self._left is None:
            return False
        for span in self._left:
            self._count(span, 1)
            most -= 1
            if not most:
                return True
        self._left = None
        return False

    @property
    def is_complete(self) -> bool:
        """Whether all spans were counted."""
        return self._left is None

    def change(self, operations: Iterable[Operation]) -> bool:
        """Follow what was done; whether the strip looks different now."""
        before = self._flags
        for operation in operations:
            if isinstance(operation, SpanChanged):
                if operation.before is not None and operation.before.live:
                    self._count(operation.before, -1)
                if operation.after is not None and operation.after.live:
                    self._count(operation.after, 1)
        return self._flags != before

    def _count(self, span: Span, change: int) -> None:
        number = min(span.start * _BINS // self.length, _BINS - 1)
        self.spans[number] += change
        self.proposed[number] += change * (span.state is State.PROPOSED)
        place = 1 << 2 * number
        self._flags &= ~(3 * place)
        self._flags |= place * (self.spans[number] > 0) | 2 * place * (self.proposed[number] > 0)


class Marks(QWidget):
    """Drawn from `Counts`; a click goes to the place."""

    def __init__(
        self,
        parent: QWidget,
        share_of: Callable[[int], float],
        go_to: Callable[[float], None],
        theme: Theme,
    ) -> None:
        super().__init__(parent)
        self._share_of = share_of
        self._go_to = go_to
        self.theme = theme
        self.counts: Counts | None = None
        self.document: Document | None = None
        self.matches: Sequence[tuple[int, int]] = ()
        self.problems: Sequence[tuple[int, int]] = ()

    def _paint_ranges(
        self, painter: QPainter, ranges: Iterable[tuple[int, int]], colour: str, left: int
    ) -> None:
        fill = QColor(colour)
        last = -10.0
        for start, end in ranges:
            top = self._share_of(start) * self.height()
            height = max(self._share_of(end) * self.height() - top, 2.0)
            if top + height > last + 1:
                painter.fillRect(QRectF(left, top, WIDTH - left - 1, height), fill)
                last = top + height

    def _paint_counts(self, painter: QPainter, counts: Counts) -> None:
        theme, size = self.theme, counts.length
        height = self.height()
        checks, others = QColor(theme.to_check), QColor(theme.line)
        for i in range(_BINS):
            if counts.spans[i]:
                to_check = counts.proposed[i] > 0
                top = self._share_of(i * size // _BINS) * height
                below = self._share_of(min((i + 1) * size // _BINS, size)) * height
                tall = max(below - top, 1.5)
                rect = QRectF(1, top, 4, tall) if to_check else QRectF(2, top, 2, tall)
                painter.fillRect(rect, checks if to_check else others)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self.theme.page))
        if self.counts is not None and self.document is not None:
            self._paint_counts(painter, self.counts)
            excluded = [(e.start, e.end) for e in self.document.live_excluded()]
            self._paint_ranges(painter, excluded, self.theme.faint, 6)
            self._paint_ranges(painter, self.matches, self.theme.match_edge, 1)
            self._paint_ranges(painter, self.problems, self.theme.problem, 1)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go_to(event.position().y() / max(self.height(), 1))
