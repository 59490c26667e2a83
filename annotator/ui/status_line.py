"""The line at the bottom: what is focused, which keys work now, what was just done."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui import drawing

_MARGIN = 14.0
_GAP = 14.0
_CAP_GAP = 5.0
_FOCUS_SHARE = 0.5
_NOTE_SHARE = 0.36


class StatusLine(QWidget):
    """Painted by itself, so that a change costs a repaint and nothing moves in the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._focus = ""
        self._keys: list[tuple[str, str]] = []
        self._note = ""
        self._changes_since_note = 0
        self._mode = ""
        self._zoom = ""
        self._left = ""
        self.setAccessibleName("Status")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def focus_text(self) -> str:
        """What is focused, in words."""
        return self._focus

    @property
    def keys(self) -> list[tuple[str, str]]:
        """The keys that work now, with what they do."""
        return list(self._keys)

    @property
    def note(self) -> str:
        """What was just done."""
        return self._note

    def show_focus(self, text: str) -> None:
        """What is focused, in words. A note outlives the change that it speaks of, and goes with the next one."""
        if text == self._focus:
            return
        self._focus = text
        self._changes_since_note += 1
        if self._changes_since_note > 1:
            self._note = ""
        self._tell()

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """`(key, words)` of what works now, the most useful first; what does not fit is left out."""
        if list(keys) != self._keys:
            self._keys = list(keys)
            self.update()

    def show_note(self, text: str) -> None:
        """What was just done."""
        self._note = " ".join(text.split())
        self._changes_since_note = 0
        self._tell()

    def show_mode(self, text: str) -> None:
        """A mark for a mode that is on (by characters); empty: none."""
        if text != self._mode:
            self._mode = text
            self.update()

    def show_zoom(self, percent: int) -> None:
        """The size of the text; 100 is not shown."""
        text = f"{percent} %" if percent != 100 else ""
        if text != self._zoom:
            self._zoom = text
            self.update()

    def show_left(self, text: str) -> None:
        """What is left to check, at the right end; empty: nothing."""
        if text != self._left:
            self._left = text
            self._tell()

    def _tell(self) -> None:
        said = ". ".join(part for part in (self._focus, self._note, self._left) if part)
        self.setAccessibleDescription(said)
        self.setToolTip(drawing.tooltip(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, round(QFontMetricsF(self.font()).height()) + 15)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Right parts first, then the focus, then as many keys as fit between them."""
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.window))
        painter.fillRect(QRectF(0, 0, self.width(), 1), QColor(theme.line))
        right = self._draw_right(painter, self.width() - _MARGIN)
        font = self.font()
        room = right - _MARGIN
        share = room if not self._keys else max(room * _FOCUS_SHARE, min(room, 240.0))
        area = QRectF(_MARGIN, 1, share, self.height() - 1)
        used = drawing.draw_text(painter, area, self._focus, theme.text, font)
        left = _MARGIN + used + (2 * _GAP if used else 0)
        self._draw_keys(painter, left, right - _GAP)

    def _draw_right(self, painter: QPainter, right: float) -> float:
        """What is left, zoom, mode and note, from the right; the left edge of what was drawn."""
        theme, font = drawing.theme_of(self), self.font()
        for text, colour in (
            (self._left, theme.muted),
            (self._zoom, theme.muted),
            (self._mode, theme.to_check),
        ):
            if text:
                shown = f"by {text}" if text == self._mode else text
                right -= self._draw_before(painter, right, shown, colour, 160) + _GAP
        if self._note:
            room = self.width() * _NOTE_SHARE
            strong = drawing.scaled(font, 1)
            area = QRectF(right - room, 1, room, self.height() - 1)
            colour = theme.accent if not theme.dark else theme.ring
            right -= _GAP + drawing.draw_text(
                painter, area, self._note, colour, strong, Qt.AlignmentFlag.AlignRight
            )
        return right

    def _draw_before(
        self, painter: QPainter, right: float, text: str, colour: str, room: float
    ) -> float:
        area = QRectF(right - room, 1, room, self.height() - 1)
        return drawing.draw_text(
            painter, area, text, colour, self.font(), Qt.AlignmentFlag.AlignRight
        )

    def _draw_keys(self, painter: QPainter, left: float, right: float) -> None:
        theme, font = drawing.theme_of(self), self.font()
        small = drawing.scaled(font, 0.94)
        metrics = QFontMetricsF(small)
        for key, words in self._keys:
            cap, height = drawing.cap_size(key, font)
            width = metrics.horizontalAdvance(words)
            if left + cap + _CAP_GAP + width > right:
                break
            place = QPointF(left, (self.height() + 1 - height) / 2)
            left += drawing.draw_cap(painter, place, key, theme, font) + _CAP_GAP
            area = QRectF(left, 1, width + 2, self.height() - 1)
            drawing.draw_text(painter, area, words, theme.muted, small)
            left += width + _GAP
