"""A small bar beside a mouse selection with the labels that have keys."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QWidget

from annotator.core import colours
from annotator.core.schema import Label
from annotator.ui import drawing
from annotator.ui.theme import Theme

_LABELS_AT_MOST = 10
_GAP = 8
_PADDING = 6


class LabelButton(QAbstractButton):
    """Key cap and name in the label's colour; never takes the keyboard from the text."""

    def __init__(self, label: Label) -> None:
        super().__init__()
        self.label = label
        self.setText(label.name)
        # An ampersand in the name makes no key.
        self.setShortcut(QKeySequence())
        self.setAccessibleName(f"{label.name}, key {label.key}" if label.key else label.name)
        self.setToolTip(drawing.tooltip(label.guideline))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        font = drawing.label_font(self.font())
        cap, height = drawing.cap_size(self.label.key, self.font()) if self.label.key else (0, 22)
        width = QFontMetricsF(font).horizontalAdvance(self.label.name) + cap + 3 * _PADDING + 1
        return QSize(round(width), round(height) + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = drawing.theme_of(self)
        span = theme.span_colours(self.label.colour)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(QPen(QColor(span.edge), 1))
            painter.setBrush(QColor(span.confirmed if self.isDown() else span.accepted))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        left = float(_PADDING)
        if self.label.key:
            height = drawing.cap_size(self.label.key, self.font())[1]
            place = QPointF(left, (rect.height() - height) / 2)
            left += _PADDING + drawing.draw_cap(painter, place, self.label.key, theme, self.font())
        area = rect.adjusted(left, 0, 0, 0)
        font = drawing.label_font(self.font())
        drawing.draw_text(painter, area, self.label.name, span.ink, font)


class LabelBar(QFrame):
    """A child of the canvas' viewport; hidden until it is shown for a selection."""

    chosen = Signal(str)
    """The name of the clicked label."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Labels for the selection")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(5, 5, 5, 5)
        self._grid.setSpacing(2)
        self._shown: tuple[Label, ...] = ()
        self.more = LabelButton(Label("…", guideline="Any other label"))
        self.more.setAccessibleName("Any other label")
        self.more.clicked.connect(self.hide)
        self.hide()

    def show_for(self, labels: Sequence[Label], near: QRect) -> None:
        """Offer the first ten labels and a way to the others under a rectangle of the parent (px), or above it."""
        wanted = tuple(
            label if label.colour else _with_colour(label, place)
            for place, label in enumerate(labels[:_LABELS_AT_MOST])
        )
        if not wanted:
            self.hide()
            return
        if wanted != self._shown:
            self._fill(wanted)
        self.adjustSize()
        self._place(near)
        self.show()
        self.raise_()

    def set_theme(self, theme: Theme) -> None:
        """Paint anew; the colours come with the application's palette."""
        del theme
        self.update()

    def _fill(self, labels: tuple[Label, ...]) -> None:
        self._grid.removeWidget(self.more)
        for button in self.findChildren(LabelButton):
            if button is self.more:
                continue
            self._grid.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        self._shown = labels
        columns = len(labels) if len(labels) <= 5 else (len(labels) + 1) // 2
        for place, label in enumerate(labels):
            button = LabelButton(label)
            button.clicked.connect(lambda _=False, name=label.name: self._on_clicked(name))
            self._grid.addWidget(button, place // columns, place % columns)
        self._grid.addWidget(self.more, 0, columns)

    def _place(self, near: QRect) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        top = near.bottom() + _GAP
        if top + self.height() > parent.height():
            top = max(near.top() - _GAP - self.height(), 0)
        left = min(near.center().x() - self.width() // 2, parent.width() - self.width() - _GAP)
        self.move(max(left, _GAP), top)

    def _on_clicked(self, name: str) -> None:
        self.hide()
        self.chosen.emit(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised surface with round corners."""
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.faint), 1))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


def _with_colour(label: Label, place: int) -> Label:
    return replace(label, colour=colours.PALETTE[place % len(colours.PALETTE)])
