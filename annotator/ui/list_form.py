"""A dialog with one list to choose from, found by typing."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from annotator.ui.article_panel import FilterField
from annotator.ui.form import Form, row_of_list

_VALUE = Qt.ItemDataRole.UserRole


class ListForm(Form):
    """Names in a list with a filter; Enter chooses."""

    def __init__(
        self,
        title: str,
        action: str,
        name: str,
        items: Sequence[tuple[str, str]],
        current: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, action, parent)
        self.filter: QLineEdit = FilterField("Type to find")
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setMinimumHeight(210)
        for value, text in items:
            item = QListWidgetItem(text)
            item.setData(_VALUE, value)
            item.setSizeHint(row_of_list(self.list))
            self.list.addItem(item)
            if value == current:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self.add_field(name, self.filter)
        self._fields.addWidget(self.list, 1)
        self.filter.textChanged.connect(self._on_filter)
        if isinstance(self.filter, FilterField):
            self.filter.went_down.connect(self.list.setFocus)
            self.filter.entered.connect(self._on_entered)
        self.list.itemActivated.connect(self._on_entered)
        self.list.currentItemChanged.connect(self._on_chosen)

    @property
    def chosen(self) -> str:
        """The value of the current row; empty when there is none."""
        if self.list.currentRow() < 0 or self.list.currentItem().isHidden():
            return ""
        return str(self.list.currentItem().data(_VALUE))

    def _on_filter(self, text: str) -> None:
        words = text.casefold().split()
        first = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            fits = all(word in item.text().casefold() for word in words)
            item.setHidden(not fits)
            first = item if first is None and fits else first
        if first is not None and not self.chosen:
            self.list.setCurrentItem(first)
        self.check()

    def _on_entered(self) -> None:
        if self.action.isEnabled():
            self.accept()

    def _on_chosen(self) -> None:
        self.check()

    def _is_complete(self) -> bool:
        return bool(self.chosen)
