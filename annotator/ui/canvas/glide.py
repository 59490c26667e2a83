"""Smooth scrolling by the wheel: the way that is left shrinks by a share with each frame."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_FRAME_MS = 15
_SHARE = 0.34


class Glide:
    """Stops by itself; the timer runs only while there is a way left (px)."""

    def __init__(self, parent: QObject, scroll_by: Callable[[int], None]) -> None:
        self._scroll_by = scroll_by
        self._left = 0.0
        self._moves_itself = False
        self._timer = QTimer(parent)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._step)

    def push(self, px: float) -> None:
        """Go further by so many px; turning round forgets the rest."""
        self._left = px if self._left * px < 0 else self._left + px
        if not self._timer.isActive():
            self._timer.start()
            self._step()

    def stop(self) -> None:
        """Stay here."""
        self._left = 0.0
        self._timer.stop()

    def adjust(self) -> None:
        """Something else scrolls: give way."""
        if not self._moves_itself:
            self.stop()

    def _step(self) -> None:
        step = round(self._left * _SHARE)
        if abs(self._left) < 3:
            step = round(self._left)
        self._moves_itself = True
        self._scroll_by(step)
        self._moves_itself = False
        self._left -= step
        if abs(self._left) < 1:
            self.stop()
