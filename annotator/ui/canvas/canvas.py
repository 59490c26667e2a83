"""The text view: shows a document, moves caret and focus, reports gestures; never edits."""

from bisect import bisect_left
from collections.abc import Callable, Container, Sequence
from operator import attrgetter

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from annotator.core.document import Document
from annotator.core.operations import Operation
from annotator.core.schema import Schema
from annotator.ui.canvas import hit, marks
from annotator.ui.canvas.changes import blocks_touched, needs_new_page
from annotator.ui.canvas.gestures import MovingEdge, Relating
from annotator.ui.canvas.keys import is_plain, motion_of
from annotator.ui.canvas.motions import Motion, Motions
from annotator.ui.canvas.mouse import Ears, Mouse
from annotator.ui.canvas.page import Page
from annotator.ui.canvas.paint import Colours, Scene, paint_caret, paint_hints, paint_lines
from annotator.ui.canvas.paint_arcs import paint_rubber, paint_shapes
from annotator.ui.canvas.passing import Passing
from annotator.ui.canvas.reader import Reader
from annotator.ui.canvas.speech import speech_of
from annotator.ui.canvas.viewport import PageViewport
from annotator.ui.raising import raising
from annotator.ui.state import View, ViewState
from annotator.ui.theme import Theme

_OF_THE_WHOLE = attrgetter("article", "head", "show_invisible", "hints", "typed", "matches")


class Canvas(PageViewport):
    """Offsets in code points. Colours, caret and focus come from outside; only motions and gestures begin here."""

    span_clicked = Signal(int)
    hint_clicked = Signal(object)
    relation_clicked = Signal(int)
    edge_dragged = Signal(int, int, int)
    """Span id, new start, new end."""
    relation_dragged = Signal(int, int)
    """Head and child span ids."""
    selection_finished = Signal()
    context_menu_wanted = Signal(object, QPoint)
    """A `hit.Place` and the global position."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self.key_handler: Callable[[QKeyEvent], bool] | None = None
        self.after_paint: Callable[[], None] | None = None
        self.valid_children: Callable[[int], Container[int]] | None = None
        self._targets: Container[int] | None = None
        self._schema = Schema()
        self._colours = Colours.of(self._theme, self._schema)
        self.motions = Motions(self.page)
        ears = Ears(
            span_clicked=self.span_clicked,
            hint_clicked=self.hint_clicked,
            relation_clicked=self.relation_clicked,
            edge_dragged=self.edge_dragged,
            relation_dragged=self.relation_dragged,
            selection_finished=self.selection_finished,
        )
        self._mouse = Mouse(self, self.motions, ears, self._targets_of)
        self.reader = Reader(self, self.viewport())
        state.changed.connect(self._view_changed)

    # What is shown

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    def show_document(self, document: Document | None, schema: Schema) -> None:
        """Another article, or none: begins at its top."""
        self._mouse.cancel()
        self._glide.stop()
        self._set_schema(schema)
        self.page.show(document if document is not None else Page(self.page.metrics).document)
        self.motions.forget_column()
        self._marks.document = self.document
        self._marks.counts = marks.Counts(self.document)
        self._passing = Passing(self.document)
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
        lines = {index: page.laid_if_cached(index) for index in touched}
        page.replace_document(document, touched)
        self._passing.change(document, operations)
        self._follow_marks(operations)
        self._settle()
        self._update_blocks(heights, lines)
        self._shapes = None
        self._update_band(*old_shapes.changed_band(self.shapes()))
        if QAccessible.isActive():
            self._tell(self.state.view)

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
        self.measure_later()

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

    # What the view and the mouse change

    def _targets_of(self, head: int) -> Container[int] | None:
        """The valid children of a head; None: any."""
        return self.valid_children(head) if self.valid_children is not None else None

    def _view_changed(self, before: View, after: View) -> None:
        if (before.head, before.hints) != (after.head, after.hints):
            self._targets = self._targets_of(after.head) if after.head is not None else None
        if QAccessible.isActive():
            self._tell(after)
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
        if (after.focus, after.fresh) != (before.focus, before.fresh):
            self._update_focus(before, after)
        if (after.caret, after.anchor) != (before.caret, before.anchor):
            self._update_selection(before, after)

    def _tell(self, view: View) -> None:
        """Tell a screen reader; only where one listens, for it costs a text widget's layout."""
        if self.document.text and view.caret <= len(self.document.text):
            self.reader.tell(speech_of(self.document, view))

    def _update_focus(self, before: View, after: View) -> None:
        old = self.shapes()
        self._shapes = None
        self._update_band(*old.changed_band(self.shapes()))
        if before.relation_in_sight is not None or after.relation_in_sight is not None:
            # The other arcs fade beside a focused one, or no longer do.
            self._update_band(*self.shapes().bounds)
        for view in (before, after):
            self._update_band(*self.shapes().band_of(hit.spans_in_focus(self.document, view)))
            for span_id in hit.spans_in_focus(self.document, view):
                span = self.document.find_span(span_id)
                if span is not None:
                    self._update_range(span.start, span.end)

    def _update_selection(self, before: View, after: View) -> None:
        self._update_range(before.caret, after.caret)
        if before.anchor != after.anchor:
            for view in (before, after):
                self._update_range(view.anchor, view.caret)

    # Painting

    def _scene(self) -> Scene:
        gesture = self._mouse.gesture
        first, last = self.visible_range()
        view, excluded = self.state.view, self.document.excluded
        low = max(bisect_left(view.matches, (first,)) - 1, 0)
        return Scene(
            view=view,
            has_focus=self.hasFocus(),
            targets=self._targets if self._mouse.targets is None else self._mouse.targets,
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
            if rect.right() < page.metrics.lanes_end:
                continue
            # A line that two rectangles share is painted for each: twice over it would look bold.
            painter.setClipRect(rect.translated(-left, page.scroll))
            top = rect.top() + page.scroll
            paint_lines(painter, page, colours, scene, top, top + rect.height())
        painter.setClipping(False)
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

    # Keys and mouse

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
            step = max(self.page.viewport_height - 2 * self.page.metrics.pitch, 1)
            self.scroll_by(step if motion is Motion.PAGE_DOWN else -step)
        self.state.move_caret(found, keep_anchor=selects)
        self.reveal(found, found)

    @raising
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride:
                dragging = self._mouse.gesture is not None and event.key() == Qt.Key.Key_Escape
                if is_plain(event) or dragging:
                    event.accept()
                    return True
            elif event.type() is QEvent.Type.KeyPress:
                # Tab is no way out of the text. The others, too, do not go through Qt: PySide 6.11 ends the
                # program when a method that Qt calls in a call from Python raises (PepException_GetArgs).
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

    @raising
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._update_range(self.state.view.caret, self.state.view.caret)

    @raising
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._update_range(self.state.view.caret, self.state.view.caret)

    @raising
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press(event)

    @raising
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse.double_click(event)

    @raising
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    @raising
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    @raising
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mouse.leave()

    @raising
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = event.angleDelta().y() / 120
            self.set_zoom(self._zoom + round(notches * 10))
        elif not event.pixelDelta().isNull():
            self.scroll_by(-event.pixelDelta().y())
        else:
            self._glide.push(-event.angleDelta().y() / 120 * 3 * self.page.metrics.pitch)
        event.accept()

    @raising
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            place = self._mouse.place_at(QPointF(self.viewport().mapFrom(self, event.pos())))
            self.context_menu_wanted.emit(place, event.globalPos())
            return
        view = self.state.view
        corner = self.rect_of(*hit.range_of_focus(self.document, view)).bottomLeft()
        place = hit.place_of_focus(view)
        self.context_menu_wanted.emit(place, self.viewport().mapToGlobal(corner))

    @raising
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._mouse.show_tooltip(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    @raising
    def paintEvent(self, event: QPaintEvent) -> None:
        region = event.region()
        is_parted = 1 < region.rectCount() <= 8
        rects = list(region) if is_parted else [region.boundingRect()]  # type: ignore[call-overload]
        painter = QPainter(self.viewport())
        self._paint(painter, rects)
        painter.end()
        if self.after_paint is not None:
            self.after_paint()


def _needs_whole(before: View, after: View) -> bool:
    """Whether more than caret, selection and focus differ."""
    return bool(_OF_THE_WHOLE(before) != _OF_THE_WHOLE(after))
