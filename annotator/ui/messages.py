"""Slim bars above the text: what happened and what can be done about it; never a box to click away."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core import colours
from annotator.ui import drawing
from annotator.ui.flow_layout import FlowLayout
from annotator.ui.theme import Theme
from annotator.ui.unknown_labels import UnknownLabels

Actions = Sequence[tuple[str, Callable[[], None]]]
_MESSAGES_AT_MOST = 3
_TEXT_WIDTH = 430
_BESIDE = 110


class Message(QFrame):
    """One bar: a mark for its kind, its text, what can be done, a cross."""

    closed = Signal()
    """The cross or an action was pressed."""

    def __init__(self, text: str, kind: str, actions: Actions = ()) -> None:
        super().__init__()
        self.text = text
        self._side: QWidget | None = None
        self.kind = kind
        self.setAccessibleName(f"{kind}: {text}")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(14, 7, 8, 8)
        self.row.setSpacing(8)
        self.row.addWidget(KindMark(kind), 0, Qt.AlignmentFlag.AlignTop)
        self.said = drawing.plain_label(text, wraps=True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.inner = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.inner.setSpacing(8)
        self.inner.addWidget(self.said, 1)
        self.row.addLayout(self.inner, 1)
        if actions:
            self.add_side(self._buttons(actions))
        self._close = QToolButton()
        self._close.setText("×")
        self._close.setFont(drawing.scaled(self.font(), 1.25))
        self._close.setAccessibleName("Close this message")
        self._close.setToolTip("Close this message")
        self._close.clicked.connect(self.closed)
        self.row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.findChild(QPushButton) or self._close)

    def add_side(self, side: QWidget) -> None:
        """What stands beside the text, or below it where the bar is narrow."""
        self._side = side
        self.inner.addWidget(side)

    def _buttons(self, actions: Actions) -> QWidget:
        side = QWidget()
        flow = FlowLayout(side, 8)
        for name, action in actions:
            button = QPushButton(drawing.as_menu_text(name))
            button.clicked.connect(lambda _=False, run=action: self._act(run))
            flow.addWidget(button)
        return side

    def _act(self, action: Callable[[], None]) -> None:
        self.closed.emit()
        action()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, Left and Right walk."""
        key, focus = event.key(), QApplication.focusWidget()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(key == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """A message never keeps the window wide."""
        return QSize(160, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the text where there is room."""
        super().resizeEvent(event)
        if self._side is None:
            return
        longest = max(self.said.fontMetrics().horizontalAdvance(x) for x in self.text.split("\n"))
        needed = min(longest, _TEXT_WIDTH) + self._side.sizeHint().width() + _BESIDE
        across = self.width() >= needed
        side_by_side = QBoxLayout.Direction.LeftToRight
        wanted = side_by_side if across else QBoxLayout.Direction.TopToBottom
        if self.inner.direction() is not wanted:
            self.inner.setDirection(wanted)
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tint of the kind's colour and a line below."""
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        share = 0.10 if theme.dark else 0.08
        fill = colours.mixed(kind_colour(self.kind, theme), theme.page, share)
        painter.fillRect(self.rect(), QColor(fill))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.line))


class KindMark(QWidget):
    """A small round mark: i for information, ! for what needs attention, × for what failed."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        side = round(QFontMetricsF(self.font()).height()) + 12
        self.setFixedSize(QSize(18, side))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(kind_colour(self._kind, theme))
        circle = QRectF(1, self.height() / 2 - 8, 16, 16)
        painter.setPen(QPen(colour, 1.4))
        painter.drawEllipse(circle)
        painter.setFont(drawing.scaled(self.font(), 0.85, bold=True))
        sign = {"info": "i", "warning": "!"}.get(self._kind, "×")
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, sign)


class MessageBar(QFrame):
    """Holds the last few messages, the newest on top; hidden while there is none. GUI thread only."""

    left = Signal()
    """The keyboard was in a message that is gone: it goes back to the text."""
    label_added = Signal(str)
    """A pipeline's label is to become one of the schema."""
    label_mapped = Signal(str, str)
    """A pipeline's label is one of ours."""
    label_ignored = Signal(str)
    """A pipeline's label is not to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Messages")
        self._messages: list[Message] = []
        self._unknown: Message | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def show_message(self, text: str, kind: str, actions: Actions = ()) -> None:
        """Show a sentence; `kind` is info, warning or error. One that stands already is shown anew."""
        for message in list(self._messages):
            if message.text == text and message is not self._unknown:
                self._remove(message)
        self._add(Message(text, kind, actions))

    def show_unknown(self, counts: Mapping[str, int], labels: Sequence[str]) -> None:
        """Labels that the pipeline finds and the schema does not know, with counts: add, map to, ignore."""
        if self._unknown is not None:
            self._remove(self._unknown)
        if not counts:
            return
        message = Message("The pipeline also finds:", "info")
        chips = UnknownLabels(counts, labels)
        message.said.setWordWrap(False)
        message.said.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        message.inner.setStretch(0, 0)
        message.add_side(chips)
        message.inner.setStretch(1, 1)
        message.setFocusProxy(chips)
        chips.added.connect(self.label_added)
        chips.mapped.connect(self.label_mapped)
        chips.ignored.connect(self.label_ignored)
        chips.emptied.connect(lambda: self._remove(message))
        self._unknown = message
        self._add(message)

    def clear(self) -> None:
        """Take all messages away."""
        for message in list(self._messages):
            self._remove(message)

    @property
    def texts(self) -> list[str]:
        """The shown messages, the newest first."""
        return [message.text for message in self._messages]

    def _add(self, message: Message) -> None:
        message.closed.connect(lambda: self._remove(message))
        self._messages.insert(0, message)
        self._column.insertWidget(0, message)
        for old in self._messages[_MESSAGES_AT_MOST:]:
            self._remove(old)
        self.setFocusProxy(message)
        self.show()

    def _remove(self, message: Message) -> None:
        if message not in self._messages:
            return
        had_focus = message.isAncestorOf(QApplication.focusWidget() or self)
        self._messages.remove(message)
        if message is self._unknown:
            self._unknown = None
        self._column.removeWidget(message)
        message.hide()
        message.deleteLater()
        if self._messages:
            self.setFocusProxy(self._messages[0])
        self.setVisible(bool(self._messages))
        if had_focus:
            self.left.emit()


def kind_colour(kind: str, theme: Theme) -> str:
    """The colour of a kind of message; the mark's sign says the same."""
    return {"info": theme.accent, "warning": theme.to_check}.get(kind, theme.problem)
