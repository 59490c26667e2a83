"""A small surface beside a place of the text that offers labels, relation types or commands; never modal."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from annotator.ui import drawing
from annotator.ui.choice_list import Choice, ChoiceDelegate, ChoiceModel, guideline_below
from annotator.ui.keys import MODIFIER_KEYS, key_name
from annotator.ui.panel_list import PanelList
from annotator.ui.theme import Theme

__all__ = ["Choice", "LabelPicker"]

_ROWS_AT_MOST = 11
_WIDTH_AT_LEAST, _WIDTH_AT_MOST = 290, 560
_GAP = 6
_WALK = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class LabelPicker(QFrame):
    """A child of the window; typing filters, arrows walk, Enter or a digit chooses, Esc cancels."""

    chosen = Signal(str)
    """What the picked choice tells."""
    pressed = Signal()
    """A key was pressed in it."""
    clicked = Signal()
    """A row was clicked."""
    cancelled = Signal()
    """Esc, or the keyboard went elsewhere."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Pick a label")
        self._is_open = False
        self._near = QRect()
        self._model = ChoiceModel()
        self._title = drawing.plain_label(quiet=True, wraps=True)
        self._field = QLineEdit(placeholderText="Type two letters")
        self._field.setAccessibleName("Type letters of what you look for")
        self._list = PanelList("Choices")
        self._delegate = ChoiceDelegate(self._model, self._list)
        self._list.use(self._model, self._delegate, self._delegate.row_height)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = drawing.plain_label("Nothing fits these letters.", quiet=True)
        self._guideline = drawing.plain_label(quiet=True, wraps=True)
        self._lay_out()
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._on_text)
        self._list.pressed_row.connect(self._on_clicked)
        self._list.selectionModel().currentChanged.connect(self._show_guideline)
        self.hide()

    def _lay_out(self) -> None:
        inset = QVBoxLayout()
        inset.setContentsMargins(10, 8, 10, 6)
        inset.setSpacing(6)
        inset.addWidget(self._title)
        inset.addWidget(self._field)
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(14, 4, 14, 8)
        below.addWidget(self._nothing)
        below.addWidget(self._guideline)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 5)
        column.setSpacing(0)
        column.addLayout(inset)
        column.addWidget(self._list)
        column.addWidget(self._below)

    def choose(
        self,
        choices: Sequence[Choice],
        near: QRect,
        title: str = "",
        letters: str = "Type two letters",
    ) -> None:
        """Offer these beside a rectangle (global, px); an open choice is replaced without a signal."""
        self._near = near
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleDescription(title)
        self._model.show(choices)
        self._field.blockSignals(True)
        self._field.clear()
        self._field.blockSignals(False)
        self._field.setPlaceholderText(letters)
        self._is_open = True
        widest = max((self._delegate.width_of(choice) for choice in choices), default=0)
        self.setFixedWidth(round(min(max(widest, _WIDTH_AT_LEAST), _WIDTH_AT_MOST)))
        rows = min(max(len(choices), 1), _ROWS_AT_MOST)
        self._list.setFixedHeight(rows * self._delegate.row_height() + 2)
        self._go_to_first()
        self._place()
        self.show()
        # Only a shown label knows the height of its wrapped text.
        self._place()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def is_open(self) -> bool:
        """Whether something is offered now."""
        return self._is_open

    def set_theme(self, theme: Theme) -> None:
        """Paint anew; the colours come with the application's palette."""
        del theme
        self.update()

    def _on_text(self, text: str) -> None:
        self._model.filter(text)
        self._go_to_first()

    def _go_to_first(self) -> None:
        has_any = self._model.rowCount() > 0
        self._list.go_to(0 if has_any else -1)
        self._list.setVisible(has_any)
        self._nothing.setVisible(not has_any)
        self._show_guideline()

    def _show_guideline(self) -> None:
        row = self._list.row
        known = 0 <= row < self._model.rowCount()
        text = guideline_below(self._model.choice_at(row)) if known else ""
        self._guideline.setText(text)
        self._guideline.setVisible(bool(text))
        self._below.setVisible(bool(text) or not known)
        if self._is_open:
            self._place()

    def _place(self) -> None:
        """Below the rectangle, above it where there is no room, always within the window."""
        parent = self.parentWidget()
        if parent is None:
            return
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
        height = self.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            height = layout.totalHeightForWidth(self.width())
        self.resize(self.width(), height)
        near = QRect(parent.mapFromGlobal(self._near.topLeft()), self._near.size())
        top = near.bottom() + _GAP
        if top + height > parent.height() - _GAP:
            above = near.top() - _GAP - height
            top = above if above >= _GAP else max(parent.height() - _GAP - height, _GAP)
        left = (
            near.left()
            if near.width() < parent.width() // 3
            else near.center().x() - (self.width() // 2)
        )
        left = min(max(left, _GAP), parent.width() - self.width() - _GAP)
        self.move(max(left, 0), top)

    def _on_clicked(self, row: int) -> None:
        self.clicked.emit()
        self._choose_row(row)

    def _choose_row(self, row: int) -> None:
        if 0 <= row < self._model.rowCount():
            self._end()
            self.chosen.emit(self._model.choice_at(row).told)

    def _end(self) -> None:
        self._is_open = False
        self.hide()

    def _cancel(self) -> None:
        if self._is_open:
            self._end()
            self.cancelled.emit()

    def _take(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._cancel()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose_row(self._list.row)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return True
        elif key in _WALK:
            self._list.keyPressEvent(event)
        else:
            name = key_name(event)
            keyed = self._model.with_key(name) if name.isdigit() else None
            if keyed is None or self._field.text():
                return False
            self._end()
            self.chosen.emit(keyed.told)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field's keys, and its loss of the keyboard (not to another window)."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() not in MODIFIER_KEYS:
                self.pressed.emit()
            return self._take(event)
        if kind == QEvent.Type.FocusOut:
            reason = getattr(event, "reason", lambda: None)()
            elsewhere = (
                Qt.FocusReason.ActiveWindowFocusReason,
                Qt.FocusReason.PopupFocusReason,
            )
            if reason not in elsewhere:
                self._cancel()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised surface with round corners."""
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.faint), 1))
        painter.setBrush(QColor(theme.window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
