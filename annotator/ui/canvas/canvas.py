"""The text view: shows a document, moves caret and focus, reports gestures; never edits."""

from bisect import bisect_left
from collections.abc import Callable, Container, Sequence
from time import perf_counter

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from annotator.core.document import Document
from annotator.core.operations import Operation
from annotator.core.schema import Schema
from annotator.ui.canvas import hit, marks
from annotator.ui.canvas.changes import blocks_touched, needs_new_page
from annotator.ui.canvas.details import spoken
from annotator.ui.canvas.gestures import MovingEdge, Relating
from annotator.ui.canvas.glide import Glide
from annotator.ui.canvas.keys import is_plain, motion_of
from annotator.ui.canvas.metrics import ZOOMS, Metrics, reading_face
from annotator.ui.canvas.motions import Motion, Motions
from annotator.ui.canvas.mouse import Mouse
from annotator.ui.canvas.page import Page
from annotator.ui.canvas.paint import (
    Colours,
    Scene,
    paint_caret,
    paint_hints,
    paint_lines,
)
from annotator.ui.canvas.paint_arcs import paint_rubber, paint_shapes
from annotator.ui.canvas.shapes import Gutter, Shapes, shapes_of
from annotator.ui.state import Arcs, RelationFocus, SpanFocus, View, ViewState
from annotator.ui.theme import Theme

_MEASURE_MS = 3.0
_MEASURE_REST_MS = 150


class Canvas(QAbstractScrollArea):
    """Offsets in code points. Colours, caret and focus come from outside; only motions and gestures begin here."""

    span_clicked = Signal(int)
    relation_clicked = Signal(int)
    edge_dragged = Signal(int, int, int)
    """Span id, new start, new end."""
    relation_dragged = Signal(int, int)
    """Head and child span ids."""
    selection_finished = Signal()
    context_menu_wanted = Signal(object, QPoint)
    """A `hit.Place` and the global position."""
    zoom_changed = Signal(int)

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.key_handler: Callable[[QKeyEvent], bool] | None = None
        self.after_paint: Callable[[], None] | None = None
        self.valid_children: Callable[[int], Container[int]] | None = None
        self.targets: Container[int] | None = None
        self._theme = Theme.for_application()
        self._family = reading_face()
        self._zoom = 100
        self._schema = Schema()
        self._colours = Colours.of(self._theme, self._schema)
        self.page = Page(Metrics(self._family, 100, 800))
        self.motions = Motions(self.page)
        self._mouse = Mouse(self)
        self._gutter = Gutter()
        self._shapes: Shapes | None = None
        self._shapes_at = 0
        self._syncing = False
        self._marks = marks.Marks(self, self._share_of, self._go_to_share, self._theme)
        self._glide = Glide(self, self.scroll_by)
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._measure)
        self._set_up()
        state.changed.connect(self._view_changed)

    def _set_up(self) -> None:
        self.setAccessibleName("Article text")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setViewportMargins(0, 0, marks.WIDTH, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        viewport = self.viewport()
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.setMouseTracking(True)
        viewport.setCursor(Qt.CursorShape.IBeamCursor)

    # What is shown

    @property
    def document(self) -> Document:
        """The document that is shown."""
        return self.page.document

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    @property
    def zoom(self) -> int:
        """Percent."""
        return self._zoom

    def show_document(self, document: Document | None, schema: Schema) -> None:
        """Another article, or none: begins at its top."""
        self._mouse.cancel()
        self._glide.stop()
        self._set_schema(schema)
        self.page.show(document if document is not None else Page(self.page.metrics).document)
        self.motions.forget_column()
        self._marks.document = self.document
        self._marks.counts = marks.Counts(self.document)
        self._refresh()

    def show_change(
        self, document: Document, schema: Schema, operations: Sequence[Operation]
    ) -> None:
        """The same article after operations: only what they touch is laid out anew."""
        if needs_new_page(operations):
            self._show_rewrapped(document, schema)
            return
        if schema is not self._schema:
            self._set_schema(schema)
            self.viewport().update()
        page, before = self.page, self.page.document
        touched = blocks_touched(page, before, document, operations)
        if document.excluded is not before.excluded:
            self.viewport().update()
        old_shapes = self.shapes()
        heights = {index: page.height_of(index) for index in touched}
        page.replace_document(document, touched)
        self._follow_marks(operations)
        self._settle()
        self._update_blocks(heights)
        self._shapes = None
        self._update_band(*old_shapes.changed_band(self.shapes()))

    def _show_rewrapped(self, document: Document, schema: Schema) -> None:
        anchor = self.visible_range()[0]
        self.show_document(document, schema)
        self._scroll_to_line(anchor, 0)

    def _follow_marks(self, operations: Sequence[Operation]) -> None:
        self._marks.document = self.document
        counts = self._marks.counts
        if counts is not None and counts.is_complete:
            if not counts.change(operations):
                return
        else:
            self._marks.counts = marks.Counts(self.document)
        # The strip can wait: an edit is painted first.
        self._idle.start(_MEASURE_REST_MS)

    def set_problems(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Places to mark beside the scroll bar."""
        self._marks.problems = tuple(ranges)
        self._marks.update()

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

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = self._marks.theme = theme
        self._colours = Colours.of(theme, self._schema)
        self._marks.update()
        self.viewport().update()

    def _set_schema(self, schema: Schema) -> None:
        if schema is not self._schema:
            self._schema = schema
            self._colours = Colours.of(self._theme, schema)

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

    def moved(
        self, offset: int, motion: Motion, by_characters: bool, anchor: int | None = None
    ) -> int:
        """Where the caret goes; with an anchor while selecting."""
        return self.motions.moved(offset, motion, by_characters, anchor)

    def copied_text(self) -> str:
        """The exact text of the selection, else of the focused span; empty when there is neither."""
        view = self.state.view
        if view.selection is not None:
            return self.document.text[slice(*view.selection)]
        span = self.document.find_span(view.span) if view.span is not None else None
        return self.document.surface(span) if span is not None else ""

    def to_page(self, position: QPointF) -> tuple[float, float]:
        """X from the text's left and y from the page's top of a point in the viewport."""
        return position.x() - self.page.metrics.left, position.y() + self.page.scroll

    def shapes(self) -> Shapes:
        """The arcs that are to be seen."""
        if self._shapes is None or self._shapes_at != self.page.scroll:
            self._shapes = shapes_of(self.page, self.state.view, self._gutter)
            self._shapes_at = self.page.scroll
        return self._shapes

    def focus_relation(self, relation_id: int) -> None:
        """Focus a relation; its head is scrolled to where neither end is to be seen."""
        self.state.focus_relation(relation_id)
        relation = self.document.find_relation(relation_id)
        spans = (
            [self.document.find_span(i) for i in (relation.head, relation.child)]
            if relation
            else []
        )
        first, last = self.visible_range()
        known = [span for span in spans if span is not None]
        if known and not any(first <= span.start < last for span in known):
            self.reveal(known[0].start, known[0].end)

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
        self._settle()
        self._shapes = None
        moved_otherwise = page.scroll != asked and page.height == height
        step = before - page.scroll
        if moved_otherwise or page.scroll != asked or abs(step) >= page.viewport_height:
            self.viewport().update()
        else:
            self.viewport().scroll(0, step)

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
            self._idle.start(_MEASURE_REST_MS)

    def _sync_bar(self) -> None:
        bar, page = self.verticalScrollBar(), self.page
        self._syncing = True
        bar.setPageStep(page.viewport_height)
        bar.setSingleStep(page.metrics.pitch)
        bar.setRange(0, page.most_scroll)
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
        self._idle.start(_MEASURE_REST_MS)
        self._marks.update()
        self.viewport().update()

    def _measure(self) -> None:
        """A slice of the work that can wait: heights that are still estimates, counts of marks."""
        self._idle.setInterval(0)
        began = perf_counter()
        counts, is_left = self._marks.counts, True
        while is_left and (perf_counter() - began) * 1000 < _MEASURE_MS:
            is_left = counts is not None and counts.collect(200)
            is_left = is_left or self.page.measure_some(1)
        self._sync_bar()
        if not is_left:
            self._idle.stop()
            self._marks.update()

    @property
    def is_measured(self) -> bool:
        """Whether no work is left for idle moments."""
        return not self._idle.isActive()

    def _update_blocks(self, heights: dict[int, int]) -> None:
        page, width = self.page, self.viewport().width()
        for index, before in heights.items():
            after = page.height_of(index)
            top = page.top(index) - page.scroll
            if top >= page.viewport_height or top + max(before, after) <= 0:
                continue
            height = after if after == before else page.viewport_height - top
            self.viewport().update(0, top - 3, width, height + 6)

    def _update_band(self, top: float, bottom: float) -> None:
        if bottom > top:
            y = round(top) - self.page.scroll - 20
            self.viewport().update(0, y, self.viewport().width(), round(bottom - top) + 40)

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

    def update_arcs(self) -> None:
        """Repaint the arcs, for example after another one is hovered."""
        self._update_band(*self.shapes().bounds)

    def show_gesture(self) -> None:
        """Repaint what a drag changes."""
        if not isinstance(self._mouse.gesture, Relating) and self.state.view.head is None:
            self.targets = None
        self.viewport().update()

    def begin_targets(self, head: int) -> None:
        """Light the valid children of a head."""
        self.targets = self.valid_children(head) if self.valid_children is not None else None

    def _view_changed(self, before: View, after: View) -> None:
        if before.head != after.head:
            self.targets = None
            if after.head is not None:
                self.begin_targets(after.head)
        if QAccessible.isActive():
            self.setAccessibleDescription(spoken(self.document, after))
        if after.arcs is not before.arcs:
            self._set_arcs(after.arcs)
            return
        if after.matches != before.matches:
            self._marks.matches = after.matches
            self._marks.update()
        if _needs_whole(before, after):
            self._shapes = None
            self.viewport().update()
            return
        if after.focus != before.focus:
            self._update_focus(before, after)
        if (after.caret, after.anchor) != (before.caret, before.anchor):
            self._update_selection(before, after)

    def _set_arcs(self, arcs: Arcs) -> None:
        _, laid, number = hit.line_at(self.page, self.page.scroll)
        offset = laid.lines[number].start
        at_top = self.page.scroll == 0
        self.page.set_arcs(arcs)
        self._refresh()
        if not at_top:
            self._scroll_to_line(offset, 0)

    def _update_focus(self, before: View, after: View) -> None:
        old = self.shapes()
        self._shapes = None
        self._update_band(*old.changed_band(self.shapes()))
        if before.relation is not None or after.relation is not None:
            # The other arcs fade beside a focused one, or no longer do.
            self._update_band(*self.shapes().bounds)
        for view in (before, after):
            self._update_band(*self.shapes().band_of(self._spans_in_focus(view)))
            for span_id in self._spans_in_focus(view):
                span = self.document.find_span(span_id)
                if span is not None:
                    self._update_range(span.start, span.end)

    def _spans_in_focus(self, view: View) -> tuple[int, ...]:
        match view.focus:
            case SpanFocus(span):
                return (span,)
            case RelationFocus(relation):
                found = self.document.find_relation(relation)
                return (found.head, found.child) if found is not None else ()
        return ()

    def _update_selection(self, before: View, after: View) -> None:
        self._update_range(before.caret, after.caret)
        if before.anchor != after.anchor:
            for view in (before, after):
                self._update_range(view.anchor, view.caret)

    def _scene(self) -> Scene:
        gesture = self._mouse.gesture
        first, last = self.visible_range()
        view, excluded = self.state.view, self.document.excluded
        low = max(bisect_left(view.matches, (first,)) - 1, 0)
        return Scene(
            view=view,
            has_focus=self.hasFocus(),
            targets=self.targets,
            preview=(gesture.start, gesture.end) if isinstance(gesture, MovingEdge) else None,
            child=gesture.child if isinstance(gesture, Relating) else None,
            matches=view.matches[low : bisect_left(view.matches, (last,))],
            excluded=[e for e in excluded if e.live and e.start < last and e.end > first],
        )

    def _paint(self, painter: QPainter, rects: list[QRect]) -> None:
        page, colours, scene = self.page, self._colours, self._scene()
        shapes, left = self.shapes(), page.metrics.left
        if rects:
            top, bottom = min(r.top() for r in rects), max(r.bottom() for r in rects)
            shapes = shapes.between(top + page.scroll - 20, bottom + page.scroll + 20)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rect in rects:
            painter.fillRect(rect, colours.qt(self._theme.page))
        painter.translate(left, -page.scroll)
        for rect in rects:
            top = rect.top() + page.scroll
            paint_lines(painter, page, colours, scene, top, top + rect.height())
        paint_shapes(painter, shapes, colours, page.metrics, scene.view, self._mouse.hovered)
        self._paint_caret(painter, scene)
        gesture = self._mouse.gesture
        if isinstance(gesture, Relating):
            head = self.document.find_span(gesture.head)
            if head is not None:
                end = self.to_page(QPointF(gesture.x, gesture.y))
                paint_rubber(painter, hit.middle_top(page, head), end, colours, page.metrics)
        paint_hints(painter, page, colours, scene.view)

    def _paint_caret(self, painter: QPainter, scene: Scene) -> None:
        first, last = self.visible_range()
        if first <= scene.view.caret <= last and scene.view.span is None:
            paint_caret(painter, self.page, self._colours, scene, scene.view.caret)

    # Keys

    def _go(self, motion: Motion, selects: bool) -> None:
        view = self.state.view
        start = view.caret
        sideways = motion in (Motion.LEFT, Motion.RIGHT)
        if view.selection is not None and not selects and sideways:
            found = view.selection[motion is Motion.RIGHT]
        else:
            anchor = view.anchor if selects else None
            found = self.moved(start, motion, view.by_characters, anchor)
        if motion in (Motion.PAGE_UP, Motion.PAGE_DOWN):
            sign = 1 if motion is Motion.PAGE_DOWN else -1
            step = max(self.page.viewport_height - 2 * self.page.metrics.pitch, 1)
            self.scroll_by(sign * step)
        self.state.move_caret(found, keep_anchor=selects)
        self.reveal(found, found)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride:
                dragging = self._mouse.gesture is not None and event.key() == Qt.Key.Key_Escape
                if is_plain(event) or dragging:
                    event.accept()
                    return True
            elif event.type() is QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Tab,
                Qt.Key.Key_Backtab,
            ):
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._mouse.cancel():
            return
        if self.key_handler is not None and self.key_handler(event):
            event.accept()
            return
        motion = motion_of(event)
        if motion is None:
            event.ignore()
            return
        self._go(motion, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._update_range(self.state.view.caret, self.state.view.caret)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._update_range(self.state.view.caret, self.state.view.caret)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse.double_click(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mouse.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = event.angleDelta().y() / 120
            self.set_zoom(self._zoom + round(notches * 10))
        elif not event.pixelDelta().isNull():
            self.scroll_by(-event.pixelDelta().y())
        else:
            self._glide.push(-event.angleDelta().y() / 120 * 3 * self.page.metrics.pitch)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            place = self._mouse.place_at(QPointF(self.viewport().mapFrom(self, event.pos())))
            self.context_menu_wanted.emit(place, event.globalPos())
            return
        view = self.state.view
        place = hit.OffsetPlace(view.caret)
        start, end = view.selection or (view.caret, view.caret)
        if view.span is not None:
            place, span = hit.SpanPlace(view.span), self.document.find_span(view.span)
            start, end = (span.start, span.end) if span is not None else (start, end)
        elif view.relation is not None:
            place = hit.RelationPlace(view.relation)
        elif view.selection is not None:
            place = hit.SelectionPlace(*view.selection)
        corner = self.rect_of(start, end).bottomLeft()
        self.context_menu_wanted.emit(place, self.viewport().mapToGlobal(corner))

    # Viewport

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._mouse.show_tooltip(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        region = event.region()
        rects = [region.boundingRect()]
        if 1 < region.rectCount() <= 8:
            rects = list(region)  # type: ignore[call-overload]
        painter = QPainter(self.viewport())
        self._paint(painter, rects)
        painter.end()
        if self.after_paint is not None:
            self.after_paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.viewport().geometry()
        self._marks.setGeometry(area.right() + 1, area.top(), marks.WIDTH, area.height())
        self._new_metrics()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        if not self._syncing and not dx:
            self._glide.adjust()
            self._scroll_to(self.verticalScrollBar().value())


def _needs_whole(before: View, after: View) -> bool:
    """Whether more than caret, selection and focus differ."""
    return (
        before.article,
        before.head,
        before.show_invisible,
        before.hints,
        before.typed,
        before.matches,
    ) != (
        after.article,
        after.head,
        after.show_invisible,
        after.hints,
        after.typed,
        after.matches,
    )
