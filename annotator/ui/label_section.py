"""The section of labels, or of the relation types that fit where a relation is focused."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from annotator.ui import drawing
from annotator.ui.label_list import LabelDelegate, LabelModel, LabelRow
from annotator.ui.panel_list import PanelList


class LabelSection(QWidget):
    """A header and a list."""

    chosen = Signal(str)
    """A label or relation type was clicked or entered."""
    new_wanted = Signal()
    """The "+" was pressed."""
    looked_at = Signal(object)
    """The `LabelRow` under the keyboard; None when the keyboard leaves."""

    def __init__(self) -> None:
        super().__init__()
        self._model = LabelModel()
        self._title = drawing.plain_label("Labels")
        self._title.setFont(drawing.scaled(self.font(), 1, bold=True))
        self._hint = drawing.plain_label(quiet=True)
        self._plus = QToolButton()
        self._plus.setText("+")
        self._plus.setFont(drawing.scaled(self.font(), 1.25))
        self._plus.setAccessibleName("Add a label")
        self._plus.setToolTip("Add a label")
        self._plus.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list = PanelList("Labels")
        delegate = LabelDelegate(self._model, self.list)
        self.list.use(self._model, delegate, delegate.row_height)
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 8, 4)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._hint, 1)
        head.addWidget(self._plus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.list.pressed_row.connect(self._on_row)
        self.list.entered_row.connect(self._on_row)
        self.list.walked_to.connect(self._on_walked)
        self.list.focused.connect(self._on_focused)
        self._plus.clicked.connect(self.new_wanted)
        self.setFocusProxy(self.list)
        self.setMinimumHeight(90)

    def show_rows(
        self, rows: Sequence[LabelRow], counts: Mapping[str, int], *, relations: bool, hint: str
    ) -> None:
        """What is offered, how often each stands in the article, and a word beside the title."""
        what = "relation type" if relations else "label"
        self._title.setText("Relation types" if relations else "Labels")
        self._hint.setText(hint)
        self._plus.setAccessibleName(f"Add a {what}")
        self._plus.setToolTip(drawing.tooltip(f"Add a {what}"))
        self.list.setAccessibleName("Relation types" if relations else "Labels")
        self._model.show(rows)
        self._model.show_counts(counts)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Only the figures have changed."""
        self._model.show_counts(counts)

    def _on_row(self, row: int) -> None:
        self.chosen.emit(self._model.row_at(row).name)

    def _on_walked(self, row: int) -> None:
        self.looked_at.emit(self._model.row_at(row))

    def _on_focused(self, has_keyboard: bool) -> None:
        row = self.list.row
        is_there = has_keyboard and 0 <= row < self._model.rowCount()
        self.looked_at.emit(self._model.row_at(row) if is_there else None)
        self.list.viewport().update()
