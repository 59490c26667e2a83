"""The section with the article's spans and relations: two tabs, a filter, an order."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from annotator.core.document import Document
from annotator.core.operations import Operation
from annotator.core.schema import Schema
from annotator.ui import drawing
from annotator.ui.article_panel import FilterField
from annotator.ui.mark_list import MarkModel, Sort
from annotator.ui.panel_list import PanelList
from annotator.ui.relation_list import RelationDelegate, RelationModel
from annotator.ui.span_list import SpanDelegate, SpanModel
from annotator.ui.tab_button import TabButton
from annotator.ui.theme import SpanColours


class MarkSection(QWidget):
    """Tabs over two lists; emits ids."""

    span_chosen = Signal(int)
    """A span's row was clicked or walked to."""
    span_removed = Signal(int)
    """Del on a span."""
    span_confirmed = Signal(int)
    """Enter on a span."""
    relation_chosen = Signal(int)
    """A relation's row was clicked, walked to or entered."""
    relation_removed = Signal(int)
    """Del on a relation."""

    def __init__(self) -> None:
        super().__init__()
        self.spans, self.relations = SpanModel(), RelationModel()
        self._span_list = PanelList("Spans of the article")
        self._span_delegate = SpanDelegate(self.spans, self._span_list)
        self._span_list.use(self.spans, self._span_delegate, self._span_delegate.row_height)
        self._relation_list = PanelList("Relations of the article")
        self._relation_delegate = RelationDelegate(self.relations, self._relation_list)
        self._relation_list.use(
            self.relations, self._relation_delegate, self._relation_delegate.row_height
        )
        self._span_tab, self._relation_tab = TabButton("Spans"), TabButton("Relations")
        self._to_check = drawing.plain_label(quiet=True)
        self._to_check.setContentsMargins(0, 0, 0, 3)
        self._sort = QToolButton()
        self._sort.setText("⇅")
        self._filter = FilterField("Filter by text, label or state")
        self._pages = QStackedWidget()
        self._lay_out()
        self._fill_sort_menu()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 0)
        head.setSpacing(6)
        head.addWidget(self._span_tab)
        head.addWidget(self._relation_tab)
        head.addStretch(1)
        head.addWidget(self._to_check)
        head.addWidget(self._sort)
        line = QHBoxLayout()
        line.setContentsMargins(8, 6, 8, 6)
        line.addWidget(self._filter)
        self._pages.addWidget(self._span_list)
        self._pages.addWidget(self._relation_list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(self._pages, 1)
        self._span_tab.setChecked(True)
        self.setFocusProxy(self._span_list)
        self.setMinimumHeight(130)

    def _connect(self) -> None:
        self._span_tab.toggled.connect(self._on_tab)
        self._filter.textChanged.connect(self._on_filter)
        self._filter.went_down.connect(self._go_to_list)
        self._filter.entered.connect(self._go_to_list)
        for rows in (self._span_list, self._relation_list):
            rows.left_up.connect(self._filter.setFocus)
        spans, relations = self._span_list, self._relation_list
        for chosen in (spans.pressed_row, spans.walked_to):
            chosen.connect(lambda row: self.span_chosen.emit(self.spans.id_at(row)))
        spans.entered_row.connect(lambda row: self.span_confirmed.emit(self.spans.id_at(row)))
        spans.removed_row.connect(lambda row: self.span_removed.emit(self.spans.id_at(row)))
        for chosen in (relations.pressed_row, relations.walked_to, relations.entered_row):
            chosen.connect(lambda row: self.relation_chosen.emit(self.relations.id_at(row)))
        relations.removed_row.connect(
            lambda row: self.relation_removed.emit(self.relations.id_at(row))
        )

    def _fill_sort_menu(self) -> None:
        menu, group = QMenu(self), QActionGroup(self)
        for sort in Sort:
            entry = menu.addAction(f"By {sort.value}")
            entry.setCheckable(True)
            entry.setChecked(sort is Sort.PLACE)
            group.addAction(entry)
            entry.triggered.connect(lambda _checked=False, chosen=sort: self._on_sort(chosen))
        self._sort.setMenu(menu)
        self._sort.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._sort.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._sort.setAccessibleName("Order of the list")
        self._sort.setToolTip("Order of the list")
        self._sort.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_colours(self, spans: Mapping[str, SpanColours], relations: Mapping[str, str]) -> None:
        """Colours of the labels and inks of the relation types."""
        self._span_delegate.colours = dict(spans)
        self._relation_delegate.inks = dict(relations)
        self._list.viewport().update()

    def show_document(self, document: Document | None, schema: Schema) -> None:
        """Show another document."""
        self.spans.show(document, schema)
        self.relations.show(document, schema)
        self._show_counts(document)

    def show_change(
        self, document: Document, schema: Schema, operations: Sequence[Operation]
    ) -> None:
        """Follow one step."""
        self.spans.change(document, schema, operations)
        self.relations.change(document, schema, operations)
        self._show_counts(document)
        self._relation_list.viewport().update()

    def show_focus(self, span: int | None, relation: int | None) -> None:
        """The row of what is focused, in sight; its tab comes to the front."""
        if relation is not None:
            self._relation_tab.setChecked(True)
            self._relation_list.go_to(self.relations.row_of(relation))
        elif span is not None and not self._relation_list.hasFocus():
            self._span_tab.setChecked(True)
        if span is not None:
            self._span_list.go_to(self.spans.row_of(span))
        elif relation is None:
            self._span_list.clearSelection()
            self._relation_list.clearSelection()

    @property
    def _list(self) -> PanelList:
        return self._span_list if self._span_tab.isChecked() else self._relation_list

    @property
    def _model(self) -> MarkModel:
        return self.spans if self._span_tab.isChecked() else self.relations

    def _show_counts(self, document: Document | None) -> None:
        self._span_tab.show_count(document.span_count if document is not None else 0)
        self._relation_tab.show_count(document.relation_count if document is not None else 0)
        proposed = 0
        if document is not None:
            is_spans = self._span_tab.isChecked()
            proposed = document.proposed_count if is_spans else document.proposed_relation_count
        self._to_check.setText(f"{proposed:,} to check" if proposed else "")
        self._fit_count()

    def _on_tab(self, is_spans: bool) -> None:
        self._pages.setCurrentIndex(0 if is_spans else 1)
        self.setFocusProxy(self._list)
        self._model.filter(self._filter.text())
        self._show_counts(self._model.document)

    def _fit_count(self) -> None:
        """In a narrow panel the tabs come first."""
        tabs = self._span_tab.sizeHint().width() + self._relation_tab.sizeHint().width()
        needed = tabs + self._to_check.sizeHint().width() + self._sort.sizeHint().width() + 40
        self._to_check.setVisible(self.width() >= needed)

    def _go_to_list(self) -> None:
        self._list.setFocus()

    def _on_filter(self, text: str) -> None:
        self._model.filter(text)

    def _on_sort(self, sort: Sort) -> None:
        self.spans.set_sort(sort)
        self.relations.set_sort(sort)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the head as there is room for."""
        super().resizeEvent(event)
        self._fit_count()
