"""The panel beside the text: labels, spans and relations, details of what is focused."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.operations import Operation
from annotator.core.schema import Schema
from annotator.ui import drawing
from annotator.ui.commands import possible
from annotator.ui.detail_panel import DetailPanel
from annotator.ui.label_list import LabelRow
from annotator.ui.label_section import LabelSection
from annotator.ui.mark_section import MarkSection
from annotator.ui.state import View, ViewState
from annotator.ui.theme import SpanColours, Theme, label_colours, relation_colours


class AnnotationPanel(QWidget):
    """Follows the view for the focus; shows documents and steps when told. GUI thread only."""

    label_chosen = Signal(str)
    """A label (or relation type) was clicked or entered."""
    label_wanted = Signal()
    """The analyst wants a new label."""
    relation_type_wanted = Signal()
    """The analyst wants a new relation type."""
    span_chosen = Signal(int)
    """A span's row was clicked or walked to."""
    span_removed = Signal(int)
    """Del on a span's row."""
    span_confirmed = Signal(int)
    """Enter on a span's row."""
    relation_chosen = Signal(int)
    """A relation's row was clicked, walked to or entered."""
    relation_removed = Signal(int)
    """Del on a relation's row."""
    note_edited = Signal(int, str)
    """A span's id and its new note."""
    details_edited = Signal(int, str, tuple)
    """A span's id, its identifier and its attributes (pairs of name and value)."""
    left = Signal()
    """The analyst has finished with a field and goes back to the text."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Labels, spans and details")
        self._state = state
        self._document: Document | None = None
        self._schema = Schema()
        self._theme = drawing.theme_of(self)
        self._span_colours: dict[str, SpanColours] = {}
        self._relation_inks: dict[str, str] = {}
        self._choice: tuple[str, ...] | None = None
        self._looked_at: LabelRow | None = None
        self.labels = LabelSection()
        self.marks = MarkSection()
        self.details = DetailPanel()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Vertical)
        for part in (self.labels, self.marks, self.details):
            splitter.addWidget(part)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.setSizes([252, 300, 238])
        splitter.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)
        self.setMinimumWidth(210)
        self.setFocusProxy(self.marks)

    def _connect(self) -> None:
        self._state.changed.connect(self._on_view_changed)
        self.labels.chosen.connect(self._on_label)
        self.labels.new_wanted.connect(self._on_new_wanted)
        self.labels.looked_at.connect(self._on_looked_at)
        for name in ("span_chosen", "span_removed", "span_confirmed"):
            getattr(self.marks, name).connect(getattr(self, name))
        self.marks.relation_chosen.connect(self.relation_chosen)
        self.marks.relation_removed.connect(self.relation_removed)
        self.details.note_edited.connect(self.note_edited)
        self.details.details_edited.connect(self.details_edited)
        self.details.left.connect(self.left)

    def show_document(self, document: Document | None, schema: Schema) -> None:
        """Show another document, or this one with another schema."""
        is_other = _article(document) != _article(self._document)
        if is_other:
            # What was typed for a span of the article before must not reach one of this.
            self.details.forget()
        self._document = document
        if schema is not self._schema:
            self._schema = schema
            self._make_colours()
        self.marks.show_document(document, schema)
        self._show_labels()
        self._show_focus()

    def show_change(
        self, document: Document, schema: Schema, operations: Sequence[Operation]
    ) -> None:
        """Follow one step: only what it names is touched."""
        self._document = document
        if schema is not self._schema:
            self._schema = schema
            self._make_colours()
            self._show_labels()
        self.marks.show_change(document, schema, operations)
        self.labels.show_counts(self._counts())
        self._show_focus()

    def show_relation_choice(self, labels: Sequence[str] | None) -> None:
        """Offer these relation types in place of the labels; None: what the focus says."""
        self._choice = tuple(labels) if labels is not None else None
        self._show_labels()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self._make_colours()
        self._show_labels()
        self._show_details()

    def set_read_only(self, read_only: bool) -> None:
        """Whether notes and attributes may be changed."""
        self.details.set_read_only(read_only)

    def edit_note(self) -> None:
        """Put the caret into the note of the focused span."""
        self.show()
        self.details.edit_note()

    def edit_details(self) -> None:
        """Put the caret into the identifier of the focused span."""
        self.show()
        self.details.edit_details()

    def keep(self) -> None:
        """Emit what was typed into a field and not kept yet: before another article is shown."""
        self.details.keep()

    # What is shown

    @property
    def _view(self) -> View:
        return self._state.view

    @property
    def _is_shown(self) -> bool:
        """Whether the view speaks of the document shown here; it changes first when the article does."""
        return self._document is not None and self._view.article == self._document.article

    @property
    def _is_offered(self) -> bool:
        """Whether one pair is offered as a relation, so that a type can be chosen for it."""
        return self._view.verb == possible.VERB and bool(self._view.hints)

    def _make_colours(self) -> None:
        self._span_colours = label_colours(self._schema, self._theme)
        self._relation_inks = relation_colours(self._schema, self._theme)
        self.marks.set_colours(self._span_colours, self._relation_inks)

    def _offered(self) -> tuple[tuple[str, ...] | None, str]:
        """Relation types to offer (None: labels), and a word on it."""
        if self._choice is not None:
            return self._choice, ""
        document, view = self._document, self._view
        if document is None or not self._is_shown:
            return None, ""
        if view.relation is not None and (r := document.find_relation(view.relation)) is not None:
            head, child = document.find_span(r.head), document.find_span(r.child)
            if head is not None and child is not None:
                fitting = self._schema.relations_between(head.label, child.label)
                return tuple(kind.name for kind in fitting), f"{head.label} → {child.label}"
        if view.head is not None and (head := document.find_span(view.head)) is not None:
            label = head.label
            child = document.find_span(view.hints[0].span or 0) if self._is_offered else None
            if child is not None:
                names = edits.labels_between(document, self._schema, head.id, child.id)
                return names, f"{label} → {child.label}"
            fitting = tuple(r for r in self._schema.relations if not r.heads or label in r.heads)
            return tuple(kind.name for kind in fitting), f"from {label}"
        return None, ""

    def _show_labels(self) -> None:
        offered, hint = self._offered()
        if offered is None:
            rows = [LabelRow.of(x, self._span_colours.get(x.name)) for x in self._schema.labels]
        else:
            kinds = [kind for name in offered if (kind := self._schema.relation(name)) is not None]
            rows = [
                LabelRow.of(kind, self._theme.span_colours(self._relation_inks.get(kind.name, "")))
                for kind in kinds
            ]
        self.labels.show_rows(rows, self._counts(), relations=offered is not None, hint=hint)

    def _counts(self) -> dict[str, int]:
        document = self._document
        if document is None:
            return {}
        return document.label_counts if self._offered()[0] is None else document.relation_counts

    def _show_focus(self) -> None:
        view = self._view if self._is_shown else View()
        self.marks.show_focus(view.span, view.relation)
        self._show_details()

    def _show_details(self) -> None:
        document, view = self._document, self._view
        if self._looked_at is not None:
            colours = self._looked_at.colours
            self.details.show_label(self._looked_at, colours.ink if colours is not None else "")
            return
        if document is None or not self._is_shown:
            self.details.show_nothing()
            return
        span = document.find_span(view.span) if view.span is not None else None
        relation = document.find_relation(view.relation) if view.relation is not None else None
        if span is not None and span.live:
            ink = self._span_colours.get(span.label) or self._theme.span_colours("")
            self.details.show_span(document, self._schema, span, ink.ink)
        elif relation is not None and relation.live:
            ink_of = self._relation_inks.get(relation.label, self._theme.text)
            self.details.show_relation(document, self._schema, relation, ink_of)
        else:
            self.details.show_nothing()

    # Signals

    def _on_view_changed(self, before: View, after: View) -> None:
        if not self._is_shown:
            return
        if after.focus != before.focus:
            self._show_focus()
        if (after.focus, after.head, after.verb, after.hints[:1]) != (
            before.focus,
            before.head,
            before.verb,
            before.hints[:1],
        ):
            self._show_labels()

    def _on_label(self, name: str) -> None:
        # While a relation is being drawn the list only tells what is possible.
        is_told_only = self._view.head is not None and not self._is_offered
        is_told_only = is_told_only and self._choice is None
        if not (is_told_only and self._view.relation is None):
            self.label_chosen.emit(name)

    def _on_new_wanted(self) -> None:
        if self._offered()[0] is None:
            self.label_wanted.emit()
        else:
            self.relation_type_wanted.emit()

    def _on_looked_at(self, row: LabelRow | None) -> None:
        self._looked_at = row
        self._show_details()


def _article(document: Document | None) -> int:
    return document.article if document is not None else 0
