"""The list that all panels use: Enter and Del act on the row, letters find by typing, Esc is left to the window."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)


class PanelList(QTableView):
    """Rows of one height; emits row numbers. GUI thread only.

    A table of one column, because `QListView` lays all its rows out anew after each change: 80 ms for 50,000 rows.
    """

    pressed_row = Signal(int)
    """A row was clicked."""
    walked_to = Signal(int)
    """The analyst went to a row by key."""
    entered_row = Signal(int)
    """Enter on a row."""
    removed_row = Signal(int)
    """Del on a row."""
    left_up = Signal()
    """Up was pressed in the first row."""
    focused = Signal(bool)
    """The keyboard came to the list or left it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        # The delegates paint what is chosen.
        self.setStyleSheet(
            "QTableView { selection-background-color: transparent; }"
            "QTableView::item:selected, QTableView::item:hover { background: transparent; }"
        )
        self.setTabKeyNavigation(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(20)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(8)

        self._is_entry = False
        self._height: Callable[[], int] | None = None
        self._model: QAbstractItemModel | None = None

    def use(
        self,
        model: QAbstractItemModel,
        delegate: QStyledItemDelegate,
        height: Callable[[], int],
    ) -> None:
        """Show a model; `height` gives a row's height in px for the list's font."""
        self.setModel(model)
        self.setItemDelegate(delegate)
        self._height = height
        self._model = model
        self.verticalHeader().setDefaultSectionSize(height())

    def go_to(self, row: int) -> None:
        """Make a row the current one and scroll to it, without a signal; -1: none."""
        model = self._model
        if model is None or row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        index = model.index(row, 0)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
        self.scrollTo(index)

    @property
    def row(self) -> int:
        """The current row, or -1."""
        return self.currentIndex().row()

    def _go_to_end(self, *, last: bool) -> None:
        model = self._model
        if model is not None and model.rowCount():
            self.go_to(model.rowCount() - 1 if last else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Del act on the row, keys with modifiers and Esc go on to the window."""
        key, row = event.key(), self.row
        if key == Qt.Key.Key_Escape:
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _CTRL:
            self._is_entry = False
            if row >= 0:
                self.entered_row.emit(row)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if row >= 0:
                self.removed_row.emit(row)
        elif key == Qt.Key.Key_Up and row <= 0:
            self.left_up.emit()
        else:
            if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
                self._go_to_end(last=key == Qt.Key.Key_End)
            else:
                super().keyPressEvent(event)
            if self.row != row and self.row >= 0:
                self._is_entry = False
                self.walked_to.emit(self.row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses its row."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._is_entry = False
            self.pressed_row.emit(index.row())

    def changeEvent(self, event: QEvent) -> None:
        """Rows grow with the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._height is not None:
            self.verticalHeader().setDefaultSectionSize(self._height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """With the keyboard a row becomes current, so that Enter has a meaning."""
        super().focusInEvent(event)
        model = self._model
        by_key = event.reason() is not Qt.FocusReason.MouseFocusReason
        if by_key and model is not None and model.rowCount() and not self.selectedIndexes():
            # Qt makes the first row current without selecting it: nothing would be seen.
            self.selectRow(max(self.row, 0))
            self._is_entry = True
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard has left; a row that was only the way in is no longer chosen."""
        super().focusOutEvent(event)
        stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self._is_entry and event.reason() not in stays:
            self.clearSelection()
            self._is_entry = False
        self.focused.emit(False)


_CTRL = Qt.KeyboardModifier.ControlModifier
