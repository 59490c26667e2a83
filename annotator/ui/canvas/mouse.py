"""What the mouse does on the canvas: places the caret, selects, focuses, drags edges and relations."""

from collections.abc import Callable, Container, Sequence
from time import monotonic
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.core.spans import Span
from annotator.ui.canvas import hit
from annotator.ui.canvas.details import relation_details, span_details
from annotator.ui.canvas.gestures import (
    Gesture,
    MovingEdge,
    Pressed,
    Relating,
    Selecting,
    selected,
    unit_at,
    with_edge,
)
from annotator.ui.canvas.motions import Motions
from annotator.ui.canvas.viewport import PageViewport
from annotator.ui.state import Hint, View

_AUTO_SCROLL_MS = 30


class Heard(Protocol):
    """Whoever hears of a gesture."""

    def emit(self, *what: object) -> object: ...


class Ears(Struct, frozen=True):
    """Who hears of which gesture; the arguments are those of the canvas's signals."""

    span_clicked: Heard
    hint_clicked: Heard
    relation_clicked: Heard
    edge_dragged: Heard
    relation_dragged: Heard
    selection_finished: Heard


class Mouse:
    """Belongs to one canvas; positions are viewport px. `targets` are the spans a relation may end on."""

    def __init__(
        self,
        canvas: PageViewport,
        motions: Motions,
        ears: Ears,
        begin_targets: Callable[[int], Container[int] | None],
    ) -> None:
        self._motions = motions
        self._ears = ears
        self._begin_targets = begin_targets
        self.targets: Container[int] | None = None
        self._canvas = canvas
        self.gesture: Gesture = None
        self.hovered: int | None = None
        self._double_clicked_at = 0.0
        self._last = QPointF()
        self._timer = QTimer(canvas)
        self._timer.setInterval(_AUTO_SCROLL_MS)
        self._timer.timeout.connect(self._auto_scroll)

    # Events

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        QToolTip.hideText()
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        canvas, position = self._canvas, event.position()
        x, y = canvas.to_page(position)
        self._motions.forget_column()
        if self._is_third_click(position):
            self._begin_unit("sentence", x, y)
            return
        offset = hit.offset_at(canvas.page, x, y)
        focused = self._focused_span()
        if focused is not None:
            edge = hit.edge_at(canvas.page, focused, x, y)
            if edge is not None:
                self.gesture = MovingEdge(focused.id, edge, focused.start, focused.end)
                self._show()
                return
        grabs = None
        if focused is not None and focused in hit.spans_at(canvas.page, x, y):
            grabs = focused.id
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            canvas.state.move_caret(offset, keep_anchor=True)
            view = canvas.state.view
            self.gesture = Selecting(view.anchor, view.anchor, "character")
            return
        self.gesture = Pressed(position.x(), position.y(), offset, grabs)

    def double_click(self, event: QMouseEvent) -> None:
        """Select the word."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._double_clicked_at = monotonic()
            self._last = event.position()
            self._begin_unit("word", *self._canvas.to_page(event.position()))

    def move(self, event: QMouseEvent) -> None:
        """With a button: drag; without: hover."""
        position = event.position()
        self._last = position
        if self.gesture is None:
            self._hover(position)
            return
        gesture = self.gesture
        if isinstance(gesture, Pressed):
            away = abs(position.x() - gesture.x) + abs(position.y() - gesture.y)
            if away < QApplication.startDragDistance() / 2:
                return
            self._begin_drag(gesture)
        self._drag(position)
        outside = not 0 <= position.y() <= self._canvas.viewport().height()
        if outside and not self._timer.isActive():
            self._timer.start()
        elif not outside:
            self._timer.stop()

    def release(self, event: QMouseEvent) -> None:
        """The gesture is done."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._timer.stop()
        gesture, self.gesture = self.gesture, None
        canvas = self._canvas
        match gesture:
            case Pressed():
                self._click(gesture, event)
            case Selecting():
                if canvas.state.view.selection is not None:
                    self._ears.selection_finished.emit()
            case MovingEdge(span, _, start, end):
                found = canvas.document.find_span(span)
                if found is not None and (start, end) != (found.start, found.end):
                    self._ears.edge_dragged.emit(span, start, end)
            case Relating(head, _, _, child) if child is not None:
                self._ears.relation_dragged.emit(head, child)
        if isinstance(gesture, MovingEdge | Relating):
            self._show()

    def cancel(self) -> bool:
        """Give up the gesture; whether there was one."""
        if self.gesture is None:
            return False
        self.gesture = None
        self._timer.stop()
        self._show()
        return True

    def leave(self) -> None:
        """The mouse has left the canvas."""
        self._set_hovered(None)

    def place_at(self, position: QPointF) -> hit.Place:
        """What lies at a point, for menus: span, relation, selection or offset."""
        canvas = self._canvas
        x, y = canvas.to_page(position)
        offset = hit.offset_at(canvas.page, x, y)
        selection = canvas.state.view.selection
        if selection is not None and selection[0] <= offset <= selection[1]:
            return hit.SelectionPlace(*selection)
        spans = hit.spans_at(canvas.page, x, y)
        if spans:
            focused = next((s for s in spans if s.id == canvas.state.view.span), spans[0])
            return hit.SpanPlace(focused.id)
        relation = self._relation_at(x, y)
        return hit.RelationPlace(relation) if relation is not None else hit.OffsetPlace(offset)

    def show_tooltip(self, position: QPoint, global_position: QPoint) -> None:
        """Tell the details of what lies here."""
        canvas = self._canvas
        place, words = self.place_at(QPointF(position)), ""
        if isinstance(place, hit.SpanPlace):
            words = span_details(canvas.document, canvas.document.span(place.span))
        elif isinstance(place, hit.RelationPlace):
            words = relation_details(canvas.document, canvas.document.relation(place.relation))
        if words and self.gesture is None:
            QToolTip.showText(global_position, words, canvas.viewport())
        else:
            QToolTip.hideText()

    # Steps of a gesture

    def _show(self) -> None:
        """Repaint what a drag changes."""
        if not isinstance(self.gesture, Relating):
            self.targets = None
        self._canvas.viewport().update()

    def _is_third_click(self, position: QPointF) -> bool:
        recently = monotonic() - self._double_clicked_at
        near = (position - self._last).manhattanLength() < 8
        return near and recently * 1000 < QApplication.doubleClickInterval()

    def _begin_unit(self, unit: str, x: float, y: float) -> None:
        canvas = self._canvas
        found = hit.character_at(canvas.page, x, y)
        offset = found if found is not None else hit.offset_at(canvas.page, x, y)
        start, end = unit_at(canvas.document, offset, unit)
        canvas.state.select(start, end)
        self.gesture = Selecting(start, end, unit)

    def _click(self, gesture: Pressed, event: QMouseEvent) -> None:
        canvas = self._canvas
        x, y = canvas.to_page(event.position())
        spans = hit.spans_at(canvas.page, x, y)
        view = canvas.state.view
        hint = hinted(view, [span.id for span in spans], hit.character_at(canvas.page, x, y))
        if hint is not None:
            self._ears.hint_clicked.emit(hint)
            return
        if spans:
            ids = [span.id for span in spans]
            place = ids.index(view.span) + 1 if view.span in ids else 0
            span = spans[place % len(spans)]
            if view.head is None:
                canvas.state.focus_span(span.id, span.start)
            self._ears.span_clicked.emit(span.id)
            return
        relation = self._relation_at(x, y)
        if relation is not None:
            canvas.state.focus_relation(relation)
            self._ears.relation_clicked.emit(relation)
            return
        if view.hints or view.head is not None:
            # Beside all that was asked about: the question ends.
            canvas.state.show(replace(view.without_hints, head=None, retargets=""))
        canvas.state.move_caret(gesture.offset)

    def _begin_drag(self, pressed: Pressed) -> None:
        canvas = self._canvas
        if pressed.grabs is not None:
            self.gesture = Relating(pressed.grabs, pressed.x, pressed.y)
            self.targets = self._begin_targets(pressed.grabs)
            return
        x, y = canvas.to_page(QPointF(pressed.x, pressed.y))
        if canvas.state.view.by_characters:
            self.gesture = Selecting(pressed.offset, pressed.offset, "character")
            return
        found = hit.character_at(canvas.page, x, y)
        start, end = unit_at(
            canvas.document, found if found is not None else pressed.offset, "word"
        )
        self.gesture = Selecting(start, end, "word")

    def _drag(self, position: QPointF) -> None:
        canvas, gesture = self._canvas, self.gesture
        x, y = canvas.to_page(position)
        if isinstance(gesture, Relating):
            child = next((s.id for s in hit.spans_at(canvas.page, x, y) if self._fits(s)), None)
            self.gesture = Relating(gesture.head, position.x(), position.y(), child)
            self._show()
            return
        offset = hit.offset_at(canvas.page, x, y)
        view = canvas.state.view
        if isinstance(gesture, Selecting):
            found = hit.character_at(canvas.page, x, y)
            anchor, caret = selected(canvas.document, gesture, offset, found)
            canvas.state.show(replace(view, anchor=anchor, caret=caret, focus=None))
        elif isinstance(gesture, MovingEdge):
            self.gesture = with_edge(canvas.document, gesture, offset, view.by_characters)
            self._show()

    def _fits(self, span: Span) -> bool:
        gesture, targets = self.gesture, self.targets
        if not isinstance(gesture, Relating) or span.id == gesture.head:
            return False
        return targets is None or span.id in targets

    def _auto_scroll(self) -> None:
        height = self._canvas.viewport().height()
        y = self._last.y()
        beyond = y - height if y > height else min(y, 0.0)
        self._canvas.scroll_by(round(beyond * 0.5))
        self._drag(self._last)

    def _hover(self, position: QPointF) -> None:
        canvas = self._canvas
        x, y = canvas.to_page(position)
        focused = self._focused_span()
        shape = Qt.CursorShape.IBeamCursor
        relation = None
        if focused is not None and hit.edge_at(canvas.page, focused, x, y) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        elif hit.spans_at(canvas.page, x, y):
            shape = Qt.CursorShape.PointingHandCursor
        else:
            relation = self._relation_at(x, y)
            if relation is not None:
                shape = Qt.CursorShape.PointingHandCursor
        if canvas.viewport().cursor().shape() is not shape:
            canvas.viewport().setCursor(shape)
        self._set_hovered(relation)

    def _set_hovered(self, relation: int | None) -> None:
        if relation != self.hovered:
            self.hovered = relation
            self._canvas.update_arcs()

    def _relation_at(self, x: float, y: float) -> int | None:
        metrics = self._canvas.page.metrics
        return hit.relation_at(self._canvas.shapes(), x, y, metrics.label_height, metrics.width_of)

    def _focused_span(self) -> Span | None:
        view = self._canvas.state.view
        found = self._canvas.document.find_span(view.span) if view.span is not None else None
        return found if found is not None and found.live else None


def hinted(view: View, spans: Sequence[int], offset: int | None) -> Hint | None:
    """The hint over one of the clicked spans (ids), else over the word at the clicked offset."""
    by_span = {hint.span: hint for hint in view.hints if hint.span is not None}
    for span in spans:
        if span in by_span:
            return by_span[span]
    within = [h for h in view.hints if offset is not None and h.start <= offset < h.end]
    words = (hint for hint in within if hint.span is None)
    return min(words, key=lambda hint: hint.end - hint.start, default=None)
