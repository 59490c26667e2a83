"""The scrolling half of the text view: what part of the page is seen, at which zoom, laid out when needed."""

from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from annotator.core.document import Document
from annotator.ui.canvas import hit, marks
from annotator.ui.canvas.glide import Glide
from annotator.ui.canvas.metrics import ZOOMS, Metrics, reading_face
from annotator.ui.canvas.page import Laid, Page
from annotator.ui.canvas.passing import Passing
from annotator.ui.canvas.shapes import Gutter, Shapes, shapes_of
from annotator.ui.raising import raising
from annotator.ui.state import Arcs, ViewState
from annotator.ui.theme import Theme

_MEASURE_MS = 3.0
_MEASURE_REST_MS = 150


class PageViewport(QAbstractScrollArea):
    """Places in viewport px, offsets in code points; what is painted is the canvas's business."""

    zoom_changed = Signal(int)

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.page = Page(Metrics("", 100, 800))
        self._theme = Theme.for_application()
        self._family = reading_face()
        self._zoom = 100
        self._gutter = Gutter()
        self._passing = Passing(self.page.document)
        self._shapes: Shapes | None = None
        self._shapes_at = 0
        self._syncing = False
        self._marks = marks.Marks(self, self._share_of, self._go_to_share, self._theme)
        self._glide = Glide(self, self.scroll_by)
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._measure)
        self._set_up()

    def _set_up(self) -> None:
        self.setAccessibleName("Article text")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setViewportMargins(0, 0, marks.WIDTH, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        # Made here, not fetched: the first widget that Qt hands out has the binding set up all classes.
        viewport = QWidget()
        self.setViewport(viewport)
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.setMouseTracking(True)
        viewport.setCursor(Qt.CursorShape.IBeamCursor)

    @property
    def document(self) -> Document:
        """The document that is shown."""
        return self.page.document

    @property
    def zoom(self) -> int:
        """Percent."""
        return self._zoom

    @property
    def is_measured(self) -> bool:
        """Whether no work is left for idle moments."""
        return not self._idle.isActive()

    def set_zoom(self, percent: int) -> None:
        """Between 50 and 300; the first visible line stays."""
        percent = min(max(percent, ZOOMS[0]), ZOOMS[1])
        if percent != self._zoom:
            self._zoom = percent
            self._new_metrics()
            self.zoom_changed.emit(percent)

    def set_text_font(self, family: str) -> None:
        """Another typeface; empty: the best one there is."""
        self._family = family or reading_face()
        self._new_metrics()

    def set_problems(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Places to mark beside the scroll bar."""
        self._marks.problems = tuple(ranges)
        self._marks.update()

    # Places

    def visible_range(self) -> tuple[int, int]:
        """The first and last offset to be seen."""
        page = self.page
        _, laid, number = hit.line_at(page, page.scroll)
        _, last, last_number = hit.line_at(page, page.scroll + page.viewport_height - 1)
        end = min(last.lines[last_number].end, len(self.document.text))
        return laid.lines[number].start, end

    def rect_of(self, start: int, end: int) -> QRect:
        """The range in viewport px; of several lines the rectangle around those that are near."""
        page = self.page
        left, top, right, bottom = page.bounds(start, end)
        line_end = self._line_end(start)
        for _ in range(40):
            if line_end >= end or line_end <= start:
                break
            further = page.bounds(line_end, end)
            left, right = min(left, further[0]), max(right, further[2])
            bottom, start = further[3], line_end
            line_end = self._line_end(line_end)
        x = page.metrics.left
        first = QPoint(round(left) + x, top - page.scroll)
        return QRect(first, QPoint(round(right) + x, bottom - page.scroll))

    def _line_end(self, offset: int) -> int:
        _, laid, number = self.page.line_of(offset)
        return laid.lines[number].end

    def to_page(self, position: QPointF) -> tuple[float, float]:
        """X from the text's left and y from the page's top of a point in the viewport."""
        return position.x() - self.page.metrics.left, position.y() + self.page.scroll

    def shapes(self) -> Shapes:
        """The arcs that are to be seen."""
        if self._shapes is None or self._shapes_at != self.page.scroll:
            self._shapes = shapes_of(self.page, self.state.view, self._gutter, self._passing)
            self._shapes_at = self.page.scroll
        return self._shapes

    # Scrolling

    def reveal(self, start: int, end: int) -> None:
        """Scroll so that the range is seen, with a margin; nothing moves when it is seen already."""
        page = self.page
        for _ in range(3):
            _, top, _, bottom = page.bounds(start, end)
            if end > start:
                bottom = max(bottom, page.bounds(max(end - 1, start), end)[3])
            margin = min(page.metrics.pitch * 2, page.viewport_height // 4)
            low, high = page.scroll + margin // 2, page.scroll + page.viewport_height - margin
            if low <= top and bottom <= high:
                return
            bottom = min(bottom, top + page.viewport_height - 2 * margin)
            target = top - margin * 2 if top < low else bottom - page.viewport_height + margin * 2
            before = page.scroll
            far = abs(target - before) > page.viewport_height
            self._scroll_to(top - page.viewport_height // 3 if far else target)
            if page.scroll == before:
                return

    def scroll_by(self, px: int) -> None:
        """Scroll down (up when negative) by so many px."""
        self._scroll_to(self.page.scroll + px)

    def _scroll_to(self, y: int) -> None:
        page = self.page
        before = page.scroll
        self._glide.adjust()
        page.scroll = min(max(y, 0), page.most_scroll)
        asked = page.scroll
        if asked == before:
            return
        height = page.height
        was_full = self._shapes is not None and self._shapes.is_full
        self._settle()
        self._shapes = None
        moved_otherwise = page.scroll != asked and page.height == height
        step = before - page.scroll
        if moved_otherwise or page.scroll != asked or abs(step) >= page.viewport_height:
            self.viewport().update()
        else:
            # With a rectangle, children of the viewport stay where they are.
            self.viewport().scroll(0, step, self.viewport().rect())
            if was_full or self.shapes().is_full:
                # Which of too many relations are drawn may have changed.
                self.viewport().update(0, 0, page.metrics.lanes_end, page.viewport_height)

    def _scroll_to_line(self, offset: int, above: int) -> None:
        """Put the line of an offset at the viewport's top, `above` px of what precedes it still shown."""
        top, laid, number = self.page.line_of(offset)
        self.page.scroll = max(top + laid.lines[number].top - above, 0)
        self._settle()
        self._shapes = None
        self.viewport().update()

    def _settle(self) -> None:
        self.page.settle()
        self._sync_bar()
        if self._idle.isActive():
            # What the analyst does comes first.
            self.measure_later()

    def _sync_bar(self) -> None:
        bar, page = self.verticalScrollBar(), self.page
        self._syncing = True
        bar.setPageStep(page.viewport_height)
        bar.setSingleStep(page.metrics.pitch)
        bar.setRange(0, page.most_scroll)
        bar.setEnabled(page.most_scroll > 0)
        bar.setValue(page.scroll)
        self._syncing = False

    def _share_of(self, offset: int) -> float:
        page = self.page
        return page.top(page.block_of(offset)) / max(page.height, 1)

    def _go_to_share(self, share: float) -> None:
        self._scroll_to(round(share * self.page.height - self.page.viewport_height / 2))

    # Layout and repaint

    def _new_metrics(self) -> None:
        page = self.page
        width, height = self.viewport().width(), self.viewport().height()
        if width <= 0 or height <= 0:
            return
        at_top = page.scroll == 0
        top, laid, number = hit.line_at(page, page.scroll)
        line = laid.lines[number]
        above = top + line.top - page.scroll
        page.viewport_height = height
        page.set_metrics(Metrics(self._family, self._zoom, width))
        self._refresh()
        if not at_top:
            self._scroll_to_line(line.start, above if abs(above) < page.metrics.pitch else 0)

    def _refresh(self) -> None:
        self._shapes = None
        self._settle()
        self.measure_later()
        self._marks.update()
        self.viewport().update()

    def measure_later(self) -> None:
        """Do what can wait when nothing has happened for a moment."""
        self._idle.start(_MEASURE_REST_MS)

    def _set_arcs(self, arcs: Arcs) -> None:
        _, laid, number = hit.line_at(self.page, self.page.scroll)
        offset = laid.lines[number].start
        at_top = self.page.scroll == 0
        self.page.set_arcs(arcs)
        self._refresh()
        if not at_top:
            self._scroll_to_line(offset, 0)

    def _measure(self) -> None:
        """A slice of the work that can wait: heights that are still estimates, counts of marks."""
        self._idle.setInterval(0)
        began = perf_counter()
        counts, is_left = self._marks.counts, True
        while is_left and (perf_counter() - began) * 1000 < _MEASURE_MS:
            is_left = self._index_some()
            is_left = is_left or (counts is not None and counts.collect(200))
            is_left = is_left or self.page.measure_some(1)
        self._sync_bar()
        if not is_left:
            self._idle.stop()
            self._marks.update()

    def _index_some(self) -> bool:
        """Take in some relations that may pass over the viewport; whether any are left."""
        if self.page.arcs is not Arcs.ALL or self._passing.is_complete:
            return False
        is_left = self._passing.collect(50)
        if not is_left:
            self._shapes = None
            self.viewport().update()
        return is_left

    def _update_blocks(self, heights: dict[int, int], before: dict[int, Laid | None]) -> None:
        """Repaint what differs of some blocks: their heights and their lines as they were are given."""
        page, width = self.page, self.viewport().width()
        for index, height in heights.items():
            after = page.height_of(index)
            top = page.top(index) - page.scroll
            if top >= page.viewport_height or top + max(height, after) <= 0:
                continue
            first, last = _lines_changed(before[index], page.laid_if_cached(index), after)
            bottom = top + last if after == height else page.viewport_height
            if last > first:
                self.viewport().update(0, top + first - 3, width, bottom - top - first + 6)

    def _update_band(self, top: float, bottom: float) -> None:
        if bottom > top:
            y = round(top) - self.page.scroll - 20
            self.viewport().update(0, y, self.viewport().width(), round(bottom - top) + 40)

    def update_arcs(self) -> None:
        """Repaint the arcs, for example after another one is hovered."""
        self._update_band(*self.shapes().bounds)

    def _update_range(self, start: int, end: int) -> None:
        """Repaint the lines of a range, as far as they are to be seen."""
        first, last = self.visible_range()
        start, end = max(min(start, end), first), min(max(start, end), last)
        if start > end:
            return
        top, laid, number = self.page.line_of(start)
        bottom, last_laid, last_number = self.page.line_of(end)
        y = top + laid.lines[number].top - 6
        height = bottom + last_laid.lines[last_number].bottom - y + 6
        self.viewport().update(0, y - self.page.scroll, self.viewport().width(), height)

    @raising
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.viewport().geometry()
        self._marks.setGeometry(area.right() + 1, area.top(), marks.WIDTH, area.height())
        self._new_metrics()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        if not self._syncing and not dx:
            self._glide.adjust()
            self._scroll_to(self.verticalScrollBar().value())


def _lines_changed(before: Laid | None, after: Laid | None, height: int) -> tuple[int, int]:
    """Top and bottom in the block of the lines that differ; (0, 0) when none does."""
    if before is None or after is None:
        return 0, height
    changed = [i for i, (a, b) in enumerate(zip(before.lines, after.lines, strict=True)) if a != b]
    if not changed:
        return 0, 0
    return after.lines[changed[0]].top, after.lines[changed[-1]].bottom
