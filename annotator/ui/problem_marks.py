"""The checks of the shown article, made while the analyst pauses and marked beside the scroll bar."""

from PySide6.QtCore import QObject, QTimer

from annotator.core.checks import Severity, problems
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.desk import Desk

_PAUSE_MS = 700
_SPANS_AT_MOST = 2000
"""About 30 ms of checks; what is longer would be felt in the next key, and is checked when it is saved."""


class ProblemMarks(QObject):
    """GUI thread only."""

    def __init__(self, desk: Desk, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._desk = desk
        self._canvas = canvas
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._check)

    def check_later(self) -> None:
        """Something has changed: check once nothing has for a while."""
        self._timer.start()

    def clear(self) -> None:
        """Another article is shown: its own marks follow."""
        self._canvas.set_problems(())
        self._timer.start()

    def _check(self) -> None:
        document = self._desk.document
        if document is None or document.span_count > _SPANS_AT_MOST:
            self._canvas.set_problems(())
            return
        found = problems(document, self._desk.schema)
        self._canvas.set_problems(
            [(problem.start, problem.end) for problem in found if problem.severity != Severity.NOTE]
        )
