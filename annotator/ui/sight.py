"""What is in sight: letters follow it, what was shown counts as read, and the trace tells of it."""

from PySide6.QtCore import QObject, QTimer

from annotator.ui.canvas.canvas import Canvas
from annotator.ui.commands import reading, verbs
from annotator.ui.desk import Desk
from annotator.ui.state import View
from annotator.ui.trace import Trace

_KEEP_READ_MS = 2000


class Sight(QObject):
    """Looks on after each paint and each scrolling; GUI thread only."""

    def __init__(self, desk: Desk, canvas: Canvas, trace: Trace) -> None:
        super().__init__(canvas)
        self._desk = desk
        self._canvas = canvas
        self._trace = trace
        self._seen = (0, 0, 0)
        self._reading = QTimer(self, singleShot=True, interval=_KEEP_READ_MS)
        self._reading.timeout.connect(lambda: reading.keep(desk))
        self._hints = QTimer(self, singleShot=True, interval=0)
        self._hints.timeout.connect(lambda: verbs.refresh(desk))
        canvas.verticalScrollBar().valueChanged.connect(lambda _: self._hints.start())

    def painted(self) -> None:
        """The canvas has painted."""
        place = self._desk.view.article, *self._canvas.visible_range()
        if place == self._seen:
            return
        self._seen = place
        self._trace.write("seen", *place[1:])
        if reading.saw(self._desk, *place[1:]):
            self._reading.start()

    def viewed(self, before: View, after: View) -> None:
        """The view has changed: tell the trace of hints and focus."""
        if not self._trace.active:
            return
        if after.hints != before.hints:
            self._trace.write("hints", *(f"{h.letters}:{h.start}-{h.end}" for h in after.hints))
        if after.focus != before.focus or after.caret != before.caret:
            span = self._desk.span
            place = f"{span.start}-{span.end} {span.label}" if span is not None else "none"
            self._trace.write("focus", place, "caret", after.caret)
