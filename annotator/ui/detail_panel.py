"""The section of details: what is focused, in words, with its note, identifier and attributes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.ui import drawing
from annotator.ui.detail_fields import AttributesField, KeepsEarly, NoteField
from annotator.ui.detail_words import (
    breakable,
    relation_ends,
    relation_story,
    span_story,
    surface_in_words,
)
from annotator.ui.label_list import LabelRow


class DetailPanel(QScrollArea):
    """Shows one thing at a time; what was typed is emitted with the span it was typed for."""

    note_edited = Signal(int, str)
    """A span's id and its new note."""
    details_edited = Signal(int, str, tuple)
    """A span's id, its identifier and its attributes."""
    left = Signal()
    """Enter in a field: the analyst goes back to the text."""

    def __init__(self) -> None:
        super().__init__()
        self._span: Span | None = None
        self._title = drawing.plain_label(wraps=True)
        self._title.setFont(drawing.scaled(self.font(), 1.08, bold=True))
        self._label = drawing.plain_label()
        self._label.setFont(drawing.label_font(self.font()))
        self._guideline = drawing.plain_label(quiet=True, wraps=True)
        self._story = drawing.plain_label(quiet=True, wraps=True)
        self._note = NoteField("Note", "Note on the span")
        self._more = QToolButton()
        self._more.setCheckable(True)
        self._more.setStyleSheet("QToolButton { padding: 2px 0; }")
        drawing.make_quiet(self._more)
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._kb_id = NoteField("Identifier in a knowledge base", "Identifier in a knowledge base")
        self._attributes = AttributesField()
        self._lay_out()
        KeepsEarly(self._note).left.connect(self._keep_note)
        KeepsEarly(self._kb_id, self._attributes).left.connect(self._keep_details)
        self._note.entered.connect(self._on_entered)
        self._kb_id.entered.connect(self._on_entered)
        self._attributes.entered.connect(self._on_entered)
        self._more.toggled.connect(self._show_more)
        self.show_nothing()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setAutoFillBackground(False)
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(6)
        for part in (self._title, self._label, self._guideline, self._story):
            column.addWidget(part)
        column.addSpacing(2)
        column.addWidget(self._note)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._kb_id)
        column.addWidget(self._attributes)
        column.addStretch(1)
        # One of our own, which fills no background and needs no look-up of its class.
        self.setViewport(QWidget())
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Details")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(110)

    def show_span(self, document: Document, schema: Schema, span: Span, ink: str) -> None:
        """A span; what was typed for another one before is emitted first."""
        if self._span is None or self._span.id != span.id:
            self.keep()
        self._span = span
        entry = schema.label(span.label)
        guideline = entry.guideline if entry is not None else "The schema has no such label."
        self._show(
            surface_in_words(document, span),
            span.label,
            ink,
            guideline,
            span_story(document, span),
        )
        self._note.show_kept(span.note)
        self._kb_id.show_kept(span.kb_id)
        self._attributes.show_kept(span.attributes)
        self._note.show()
        self._more.show()
        self._show_more(self._more.isChecked())

    def show_relation(
        self, document: Document, schema: Schema, relation: Relation, ink: str
    ) -> None:
        """A relation."""
        self._end_span()
        entry = schema.relation(relation.label)
        guideline = (
            entry.guideline if entry is not None else "The schema has no such relation type."
        )
        story = relation_story(relation)
        if relation.note:
            story += f" Note: {relation.note}"
        self._show(relation_ends(document, relation), relation.label, ink, guideline, story)

    def show_label(self, row: LabelRow, ink: str) -> None:
        """A label's guideline while the keyboard is on it."""
        self._end_span()
        guideline = row.guideline or "No guideline is written for it."
        key = f"Key {row.key}." if row.key else ""
        self._show("", row.name, ink, guideline, key)

    def show_nothing(self) -> None:
        """Nothing is focused."""
        self._end_span()
        self._show("", "", "", "Click a span or a relation to see its details.", "")

    def forget(self) -> None:
        """Nothing is shown, and what was typed is not emitted: its article is no longer the one at hand."""
        self._span = None
        self.show_nothing()

    def keep(self) -> None:
        """Emit what was typed and not kept yet."""
        self._keep_note()
        self._keep_details()

    def set_read_only(self, read_only: bool) -> None:
        """Whether what is shown may be changed."""
        self._note.setReadOnly(read_only)
        self._kb_id.setReadOnly(read_only)
        self._attributes.setReadOnly(read_only)

    def edit_note(self) -> None:
        """Put the caret into the note."""
        if self._span is not None:
            self._edit(self._note)

    def edit_details(self) -> None:
        """Put the caret into the identifier."""
        if self._span is not None:
            self._more.setChecked(True)
            self._edit(self._kb_id)

    def _edit(self, field: NoteField) -> None:
        self.ensureWidgetVisible(field)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def _end_span(self) -> None:
        self.keep()
        self._span = None
        for field in (self._note, self._more, self._kb_id, self._attributes):
            field.hide()

    def _show(self, title: str, label: str, ink: str, guideline: str, story: str) -> None:
        for part, text in (
            (self._title, title),
            (self._label, label),
            (self._guideline, guideline),
            (self._story, story),
        ):
            part.setText(breakable(text))
            part.setVisible(bool(text))
        if ink:
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.WindowText, QColor(ink))
            self._label.setPalette(palette)

    def _show_more(self, is_open: bool) -> None:
        span = self._span
        filled = span is not None and bool(span.kb_id or span.attributes)
        self._more.setText("Identifier and attributes" + ("" if is_open else " …"))
        self._kb_id.setVisible(span is not None and (is_open or filled))
        self._attributes.setVisible(span is not None and (is_open or filled))

    def _keep_note(self) -> None:
        span, note = self._span, self._note.text().strip()
        if span is not None and note != self._note.kept:
            self._note.kept = note
            self.note_edited.emit(span.id, note)

    def _keep_details(self) -> None:
        span = self._span
        if span is None:
            return
        kb_id, attributes = self._kb_id.text().strip(), self._attributes.attributes
        if (kb_id, attributes) != (self._kb_id.kept, self._attributes.kept):
            self._kb_id.kept, self._attributes.kept = kb_id, attributes
            self.details_edited.emit(span.id, kb_id, attributes)

    def _on_entered(self) -> None:
        self.keep()
        self.left.emit()
