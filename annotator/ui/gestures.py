"""From clicks, drags and rows of the panels to commands: everything a key can do the mouse can, too."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, Qt

from annotator.core import edits, likely
from annotator.core.schema import Label, RelationType
from annotator.ui.actions import ACTIONS, Action, Context, with_keys
from annotator.ui.annotation_panel import AnnotationPanel
from annotator.ui.canvas import hit
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.commands import edges, possible, relations, spans, verbs
from annotator.ui.context_menu import context_menu
from annotator.ui.desk import Desk
from annotator.ui.key_dispatch import context_of
from annotator.ui.label_bar import LabelBar
from annotator.ui.state import Hint, RelationFocus


class Gestures(QObject):
    """Connects the mouse of the canvas and the panels with the desk; GUI thread only."""

    def __init__(
        self, desk: Desk, canvas: Canvas, annotations: AnnotationPanel, label_bar: LabelBar
    ) -> None:
        super().__init__(canvas)
        self._desk = desk
        self._canvas = canvas
        self._label_bar = label_bar
        canvas.valid_children = self._valid_children
        canvas.span_clicked.connect(self._on_span)
        canvas.hint_clicked.connect(self._on_hint)
        canvas.relation_clicked.connect(self._on_relation)
        canvas.edge_dragged.connect(self._on_edge)
        canvas.relation_dragged.connect(self._on_relation_drawn)
        canvas.selection_finished.connect(self._on_selection)
        canvas.context_menu_wanted.connect(self._on_menu)
        label_bar.chosen.connect(self._on_label)
        label_bar.more.clicked.connect(self._on_more_labels)
        annotations.label_chosen.connect(self._on_label)
        annotations.span_chosen.connect(self._on_row)
        annotations.relation_chosen.connect(self._on_relation)
        annotations.span_removed.connect(self._on_row_removed)
        annotations.relation_removed.connect(self._on_relation_removed)
        annotations.span_confirmed.connect(self._on_row_confirmed)
        annotations.note_edited.connect(self._on_note)
        annotations.details_edited.connect(self._on_details)

    def _on_span(self, span_id: int) -> None:
        """A click beside what a key has asked about ends the question."""
        self._desk.count_click()
        document, view = self._desk.document, self._desk.view
        span = document.find_span(span_id) if document is not None else None
        if span is not None:
            self._desk.state.show(replace(view.without_hints, head=None, retargets=""))
            self._desk.focus(span, reveal=False)

    def _on_hint(self, hint: Hint) -> None:
        """A click does what the letters would."""
        self._desk.count_click()
        if self._desk.view.verb == possible.VERB:
            possible.accept(self._desk)
        else:
            verbs.choose(self._desk, hint)

    def _on_row(self, span_id: int) -> None:
        self._desk.count_click()
        document = self._desk.document
        span = document.find_span(span_id) if document is not None else None
        if span is not None:
            self._desk.focus(span)

    def _on_relation(self, relation_id: int) -> None:
        self._desk.count_click()
        self._canvas.focus_relation(relation_id)

    def _on_edge(self, span_id: int, start: int, end: int) -> None:
        self._desk.count_click()
        edges.move_edges(self._desk, span_id, start, end)

    def _on_relation_drawn(self, head: int, child: int) -> None:
        self._desk.count_click()
        relations.connect(self._desk, head, child)

    def _on_selection(self) -> None:
        self._desk.count_click()
        selection = self._desk.view.selection
        if selection is not None:
            labels = self._desk.schema.labels
            labels = tuple(entry for entry in labels if entry.key) or labels
            self._label_bar.show_for(labels, self._canvas.rect_of(*selection))

    def _on_label(self, name: str) -> None:
        self._desk.count_click()
        if self._desk.view.verb == possible.VERB:
            possible.accept(self._desk, name=name)
        elif context_of(self._desk) is Context.RELATION:
            relations.relabel(self._desk, name)
        else:
            verbs.label(self._desk, name)
        self._canvas.setFocus()

    def _on_more_labels(self) -> None:
        self._desk.count_click()
        spans.pick_label(self._desk)

    def _on_row_removed(self, span_id: int) -> None:
        self._on_row(span_id)
        spans.remove(self._desk)

    def _on_row_confirmed(self, span_id: int) -> None:
        self._on_row(span_id)
        self._desk.do("Confirm", lambda d, _: edits.confirmed(d, span_id))

    def _on_relation_removed(self, relation_id: int) -> None:
        self._on_relation(relation_id)
        relations.remove(self._desk)

    def _on_note(self, span_id: int, note: str) -> None:
        self._desk.do("Note", lambda d, _: edits.noted(d, span_id, note))

    def _on_details(
        self, span_id: int, kb_id: str, attributes: tuple[tuple[str, str], ...]
    ) -> None:
        self._desk.do("Details", lambda d, _: edits.attributed(d, span_id, kb_id, attributes))

    def _on_menu(self, place: hit.Place, point: QPoint) -> None:
        """The actions for what was clicked, with the analyst's own keys, and the labels."""
        self._desk.count_click()
        self._go_to(place)
        context = context_of(self._desk)
        table = with_keys(ACTIONS, self._desk.own_keys)
        menu = context_menu(
            self._canvas, context, table, self._names(context), self._on_label, self._run
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)

    def _go_to(self, place: hit.Place) -> None:
        """What a menu is asked for gets the focus; a word without a span is selected, with its whole name."""
        desk, document = self._desk, self._desk.document
        if document is None:
            return
        view = replace(desk.view.without_hints, head=None, retargets="")
        match place:
            case hit.SpanPlace(number) if (span := document.find_span(number)) is not None:
                desk.focus(span, reveal=False)
                view = replace(desk.view.without_hints, head=None, retargets="")
            case hit.RelationPlace(number):
                view = replace(view, focus=RelationFocus(number))
            case hit.OffsetPlace(offset):
                start, end = likely.word_at(document, offset) or (offset, offset)
                view = replace(view, focus=None, anchor=start, caret=end)
        desk.state.show(view)

    def _names(self, context: Context) -> Sequence[Label] | Sequence[RelationType]:
        """The labels for a span or selection; the relation types that the ends of a relation allow."""
        if context in (Context.SPAN, Context.PLACE):
            return self._desk.schema.labels
        return relations.fitting_focused(self._desk)

    def _run(self, action: Action) -> None:
        self._desk.count_click()
        action.command(self._desk)

    def _valid_children(self, head: int) -> frozenset[int]:
        """Ids of the visible spans that may be children of a relation from this head, or of the offered one."""
        document, view = self._desk.document, self._desk.view
        if document is None:
            return frozenset()
        if view.verb == possible.VERB:
            return frozenset(hint.span for hint in view.hints if hint.span is not None)
        valid = relations.valid_children(document, self._desk.schema, head)
        low, high = self._canvas.visible_range()
        return frozenset(s.id for s in document.spans_between(low, high) if valid(s.id))
