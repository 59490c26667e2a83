"""One open project on the screen: what the session says goes to canvas, panels and status line."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer, Signal

from annotator.core.document import Document
from annotator.core.errors import AnnotatorError
from annotator.core.history import Kind
from annotator.core.operations import (
    Operation,
    RelationChanged,
    SchemaChanged,
    SpanChanged,
)
from annotator.session import Change, Session
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state import View, ViewState
from annotator.ui.trace import Trace

if TYPE_CHECKING:
    from annotator.ui.annotation_panel import AnnotationPanel
    from annotator.ui.article_panel import ArticlePanel

_ASK_FOR_PAINT = QRect(0, 0, 1, 1)
_FIRST_SCREEN = 600
"""Characters that are seen without scrolling."""
_SYNC_MS = 1000
_CHECKPOINT_MS = 60_000


class ProjectView(QObject):
    """Follows a session and shows it; GUI thread only."""

    shown = Signal(int)
    """Another article is on the screen."""
    changed = Signal(object)
    """A change was kept and is on the way to the screen."""

    def __init__(
        self,
        state: ViewState,
        canvas: Canvas,
        trace: Trace,
    ) -> None:
        super().__init__(canvas)
        self._state = state
        self._canvas = canvas
        self._articles: ArticlePanel | None = None
        self._annotations: AnnotationPanel | None = None
        self._trace = trace
        self._session: Session | None = None
        self._stop: Callable[[], None] | None = None
        self._unpainted = 0
        self._trouble = ""
        self._care = QTimer(self)
        self._care.timeout.connect(self._look_after)

    @property
    def session(self) -> Session | None:
        """The open project."""
        return self._session

    def attach(self, articles: "ArticlePanel", annotations: "AnnotationPanel") -> None:
        """The panels are there: show them what the canvas shows, and whatever comes."""
        self._articles, self._annotations = articles, annotations
        session, article = self._session, self._state.view.article
        if session is not None:
            articles.show_articles(session.articles())
            articles.show_current(article)
            document = session.document(article) if article else None
            annotations.set_read_only(session.read_only)
            annotations.show_document(document, session.schema)

    def use(self, session: Session | None, article: int = 0) -> None:
        """Show another project (or none), at an article."""
        if self._stop is not None:
            self._stop()
            self._stop = None
        self._care.stop()
        self._session = session
        self._state.show(View(arcs=self._state.view.arcs))
        if session is None:
            if self._articles is not None:
                self._articles.show_articles([])
            return
        self._stop = session.listen(self._on_change)
        if self._articles is not None:
            self._articles.show_articles(session.articles())
        self._care.start(_CHECKPOINT_MS if session.syncs_each_step else _SYNC_MS)
        if article:
            self.show_article(article)
        else:
            self._show_document(None)

    def articles_added(self) -> None:
        """The list of articles has grown."""
        if self._session is not None and self._articles is not None:
            self._articles.show_articles(self._session.articles())
            self._articles.show_current(self._state.view.article)

    def show_article(self, article: int, caret: int | None = None) -> None:
        """Put an article on the screen; the place where it was left, if it is known."""
        session = self._session
        if session is None:
            return
        document = session.document(article)
        self._leave()
        place = caret if caret is not None else self._place_left(document)
        self._state.show(
            View(
                article=article,
                caret=place,
                anchor=place,
                arcs=self._state.view.arcs,
                by_characters=self._state.view.by_characters,
                show_invisible=self._state.view.show_invisible,
            )
        )
        self._show_document(document)
        if self._articles is not None:
            self._articles.show_current(article)
        session.note("article", str(article))
        if place > _FIRST_SCREEN or self._canvas.isVisible():
            self._canvas.reveal(place, place)
        self.shown.emit(article)

    def painted(self) -> None:
        """The canvas has painted: tell the trace which step is on the screen now."""
        if self._unpainted:
            self._trace.write("painted", self._unpainted)
            self._unpainted = 0

    def close(self) -> None:
        """Let go of the session, which the caller closes."""
        self._leave()
        self.use(None)
        self._show_document(None)

    def _leave(self) -> None:
        if self._annotations is not None:
            self._annotations.keep()
        view, session = self._state.view, self._session
        if session is not None and view.article and not session.read_only:
            session.note(f"caret {view.article}", str(view.caret))

    def _place_left(self, document: Document) -> int:
        kept = self._session.value(f"caret {document.article}") if self._session else ""
        place = int(kept) if kept.isdigit() else -1
        return place if 0 <= place <= len(document.text) else _first_included(document)

    def _show_document(self, document: Document | None) -> None:
        schema = self._session.schema if self._session is not None else None
        if schema is None:
            return
        self._canvas.show_document(document, schema)
        if self._annotations is not None:
            self._annotations.set_read_only(self._session is not None and self._session.read_only)
            self._annotations.show_document(document, schema)

    def _on_change(self, change: Change) -> None:
        session = self._session
        if session is None:
            return
        self._trace.write("kept", change.row, change.kind.value)
        self._unpainted = change.row
        if self._articles is not None:
            for article in change.articles:
                self._articles.show_row(session.article(article))
        article = self._state.view.article
        operations = [op for op in change.step.operations if op.article in (article, 0)]
        self._canvas.viewport().update(_ASK_FOR_PAINT)
        if article and operations:
            self._show_operations(session, session.document(article), operations)
        if change.kind in (Kind.UNDO, Kind.REDO):
            self._go_to(change)
        self.changed.emit(change)

    def _show_operations(
        self, session: Session, document: Document, operations: list[Operation]
    ) -> None:
        self._repair_focus(document)
        if _needs_all(operations):
            self._show_document(document)
            return
        self._canvas.show_change(document, session.schema, operations)
        if self._annotations is not None:
            self._annotations.show_change(document, session.schema, operations)

    def _repair_focus(self, document: Document) -> None:
        """A focus on what is gone ends."""
        view = self._state.view
        span = document.find_span(view.span) if view.span else None
        relation = document.find_relation(view.relation) if view.relation else None
        gone = (view.span and not (span and span.live)) or (
            view.relation and not (relation and relation.live)
        )
        if gone:
            self._state.move_caret(view.caret)

    def _go_to(self, change: Change) -> None:
        """After undo and redo: to the place where something came or went."""
        if change.articles and self._state.view.article not in change.articles:
            self.show_article(change.articles[0])
        article = self._state.view.article
        for operation in change.step.operations:
            if isinstance(operation, SpanChanged) and operation.article == article:
                span = operation.after
                if span is not None and span.live:
                    view = self._state.view
                    self._state.focus_span(span.id, span.start)
                    if view.span != span.id:
                        self._canvas.reveal(span.start, span.end)
                elif operation.before is not None:
                    self._state.move_caret(operation.before.start)
                    self._canvas.reveal(operation.before.start, operation.before.end)
                return
            if isinstance(operation, RelationChanged) and operation.article == article:
                relation = operation.after
                if relation is not None and relation.live:
                    self._state.focus_relation(relation.id)
                return

    def _look_after(self) -> None:
        session = self._session
        if session is None:
            return
        try:
            session.sync_soon()
            if session.syncs_each_step:
                session.checkpoint()
        except AnnotatorError as error:
            # Said once, not each second: an edit says it again.
            before, self._trouble = self._trouble, str(error)
            if before != self._trouble:
                raise
        else:
            self._trouble = ""


def _needs_all(operations: list[Operation]) -> bool:
    return any(isinstance(op, SchemaChanged) for op in operations)


def _first_included(document: Document) -> int:
    """Where reading begins: the first line that is neither blank nor excluded."""
    excluded = [(e.start, e.end) for e in document.live_excluded()]
    for line in document.paragraphs:
        is_excluded = any(start <= line.start < end for start, end in excluded)
        if not is_excluded and document.text[line.start : line.end].strip():
            return line.start
    return 0
