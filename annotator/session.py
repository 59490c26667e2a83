"""The one door: work an edit out, keep it, remember it, show it. One analyst, one project, no Qt."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotator.core import highlights
from annotator.core.contents import Contents
from annotator.core.document import ArticleRow, Document, Status
from annotator.core.effort import Spent
from annotator.core.errors import AnnotatorError, RefusedError
from annotator.core.history import Cost, History, Kind
from annotator.core.operations import (
    DocumentOperation,
    Operation,
    SchemaChanged,
    SpanChanged,
    StatusChanged,
    Step,
    TokensChanged,
    applied_all,
    spans_named,
)
from annotator.core.schema import Schema
from annotator.core.spans import Proposal
from annotator.core.tokens import Tokens
from annotator.store.contract import Store
from annotator.store.lock import ProjectLock
from annotator.store.open_documents import OpenDocuments
from annotator.store.project import Project


class Change(Struct, frozen=True):
    """One notice to the views: the kept step, its journal row and what it touched."""

    row: int
    kind: Kind
    step: Step

    @property
    def articles(self) -> tuple[int, ...]:
        """The ids of the touched articles."""
        return self.step.articles

    @property
    def schema_changed(self) -> bool:
        """Whether the schema is another one now."""
        return any(isinstance(op, SchemaChanged) for op in self.step.operations)


Listener = Callable[[Change], None]


class Session:
    """Every edit of a project goes through `do`, `undo`, `redo` or `background`. One thread only."""

    def __init__(
        self,
        store: Store,
        annotator: str = "",
        *,
        lock: ProjectLock | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.annotator = annotator
        self._store = store
        self._lock = lock
        self._clock = clock
        self._schema = store.schema()
        self._rows = {row.id: row for row in store.articles()}
        self._documents = OpenDocuments(store.document)
        self._history = History.replayed(store.history_rows())
        self._listeners: list[Listener] = []
        self._touched: dict[int, set[int]] = {}

    @classmethod
    def opened(cls, path: Path, annotator: str = "", *, read_only: bool = False) -> "Session":
        """Open a project; LockedError when another window has it, AnnotatorError when it can't be opened."""
        if read_only:
            return cls._of(Project.opened(path, read_only=True), annotator, None)
        lock = ProjectLock.taken(path) if path.is_file() else None
        try:
            return cls._of(Project.opened(path), annotator, lock)
        except BaseException:
            if lock is not None:
                lock.abandon()
            raise

    @classmethod
    def created(cls, path: Path, schema: Schema, annotator: str = "") -> "Session":
        """Create a project with its own copy of a schema."""
        lock = ProjectLock.taken(path)
        try:
            return cls._of(Project.created(path, schema), annotator, lock)
        except BaseException:
            lock.abandon()
            raise

    @classmethod
    def _of(cls, project: Project, annotator: str, lock: ProjectLock | None) -> "Session":
        try:
            return cls(project, annotator, lock=lock)
        except BaseException:
            project.close()
            raise

    # What is there

    @property
    def path(self) -> Path:
        """The project file."""
        return self._store.path

    @property
    def read_only(self) -> bool:
        """Whether edits are refused."""
        return self._store.read_only

    @property
    def syncs_each_step(self) -> bool:
        """Whether a step waits for the disk; else call `sync` every second."""
        return self._store.syncs_each_step

    @property
    def schema(self) -> Schema:
        """The project's schema."""
        return self._schema

    @property
    def tokenizer(self) -> str:
        """The name of the project's tokenizer."""
        return self._store.value("tokenizer") or "en"

    def articles(self) -> list[ArticleRow]:
        """All articles in order."""
        return list(self._rows.values())

    def article(self, article: int) -> ArticleRow:
        """One row of the article list; AnnotatorError when there is none."""
        if article not in self._rows:
            raise AnnotatorError(f"There is no article {article} in this project.")
        return self._rows[article]

    def document(self, article: int) -> Document:
        """The current document of an article; the last few stay in memory."""
        return self._documents.get(article)

    def contents(self, articles: Sequence[int]) -> Iterator[Contents]:
        """What these articles hold now, in this order; nothing stays in memory."""
        return self._store.contents(articles)

    def hold(self, articles: Iterable[int]) -> None:
        """These documents stay in memory, once asked for, until `release`: a step over many articles is coming."""
        self._documents.hold(articles)

    def release(self) -> None:
        """Only the last few documents stay in memory again."""
        self._documents.release()

    def value(self, name: str) -> str:
        """A setting kept in the project; empty when it was never set."""
        return self._store.value(name)

    def set_value(self, name: str, value: str) -> None:
        """Keep a setting in the project (no step: not undoable)."""
        if not self.read_only:
            self._store.set_value(name, value)

    def note(self, name: str, value: str) -> None:
        """Keep what is only convenient, as where the caret was; a disk that refuses it stops no work."""
        with suppress(AnnotatorError):
            self.set_value(name, value)

    def spent(self) -> list[Spent]:
        """What every step of the analyst has cost, oldest first."""
        return self._store.spent()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear of every change after it was kept; the returned function ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # The door

    def do(
        self, name: str, operations: Sequence[Operation], cost: Cost | None = None
    ) -> Change | None:
        """Do a step of the analyst; None when there is nothing to do. On any error nothing has changed."""
        if not operations:
            return None
        step = Step(name, (*operations, *self._begun(operations)))
        return self._keep(Kind.DO, step, cost)

    def undo(self) -> Change | None:
        """Take the last step back; None when there is none."""
        if not self._history.done:
            return None
        return self._turned(Kind.UNDO, self._history.done[-1])

    def redo(self) -> Change | None:
        """Do the last undone step again; None when there is none."""
        if not self._history.undone:
            return None
        return self._turned(Kind.REDO, self._history.undone[-1])

    def _turned(self, kind: Kind, row: int) -> Change:
        """Take a journal row back; its documents are read once, however many."""
        step = self._store.step(row).inverse()
        self.hold(step.articles)
        try:
            return self._keep(kind, self._across_background(step))
        finally:
            self.release()

    def background(self, name: str, operations: Sequence[Operation]) -> Change | None:
        """Keep what a model or a rule brought; it stays outside the undo list."""
        if not operations or self.read_only:
            return None
        return self._keep(Kind.BACKGROUND, Step(name, tuple(operations)))

    @property
    def undo_name(self) -> str:
        """The name of the step that undo takes back; empty when there is none."""
        return self._store.step_name(self._history.done[-1]) if self._history.done else ""

    @property
    def redo_name(self) -> str:
        """The name of the step that redo does again; empty when there is none."""
        return self._store.step_name(self._history.undone[-1]) if self._history.undone else ""

    def _keep(self, kind: Kind, step: Step, cost: Cost | None = None) -> Change:
        before = {article: self.document(article) for article in step.articles}
        at = self._clock()
        after = {
            article: replace(document, changed_at=at, changed_by=self.annotator)
            if kind is not Kind.BACKGROUND
            else document
            for article, document in applied_all(before, step).items()
        }
        row = self._store.keep(kind, step, after, self.annotator, at, cost or Cost())
        self._remember(row, kind, step, after)
        change = Change(row, kind, step)
        self._show(change)
        return change

    def _remember(self, row: int, kind: Kind, step: Step, after: Mapping[int, Document]) -> None:
        self._history.record(row, kind)
        self._documents.put(after.values())
        for article, document in after.items():
            self._rows[article] = ArticleRow.of(document, self._rows[article].highlighted_by)
        for operation in step.operations:
            if isinstance(operation, SchemaChanged):
                self._schema = operation.after
            elif kind is not Kind.BACKGROUND and operation.article in self._touched:
                self._touched[operation.article] |= spans_named(operation)

    def _show(self, change: Change) -> None:
        """Tell every listener; the first error is raised when all have heard: the step is kept by then."""
        errors: list[Exception] = []
        for listener in tuple(self._listeners):
            try:
                listener(change)
            except Exception as error:
                errors.append(error)
        if errors:
            raise errors[0]

    def _begun(self, operations: Sequence[Operation]) -> list[Operation]:
        """A new article that is edited becomes one in progress, in the same step."""
        named = {op.article for op in operations if isinstance(op, StatusChanged)}
        articles = sorted({op.article for op in operations if op.article} - named)
        return [
            StatusChanged(article, Status.NEW, Status.IN_PROGRESS)
            for article in articles
            if self.article(article).status is Status.NEW
        ]

    def _across_background(self, step: Step) -> Step:
        """The step fitted to what came in the background since it was made.

        Open proposals where it brings spans back are removed; tokens that came are what it replaces.
        """
        step = Step(step.name, tuple(self._rebased(op) for op in step.operations))
        documents = applied_all({a: self.document(a) for a in step.articles}, step)
        returned: dict[int, list[int]] = {}
        for op in step.operations:
            if isinstance(op, SpanChanged) and op.after is not None and op.after.live:
                returned.setdefault(op.article, []).append(op.after.id)
        room: list[Operation] = []
        for article, spans in returned.items():
            document = documents[article]
            found = map(document.find_span, spans)
            live = [span for span in found if span is not None and span.live]
            room += highlights.yielded(document, self._schema, live)
        return Step(step.name, (*step.operations, *room)) if room else step

    def _rebased(self, operation: Operation) -> Operation:
        if not isinstance(operation, TokensChanged):
            return operation
        return replace(operation, before=self.document(operation.article).tokens)

    def _touched_spans(self, article: int) -> set[int]:
        if article not in self._touched:
            self._touched[article] = self._store.touched_spans(article)
        return self._touched[article]

    # Steps that need more than one document's edit

    def add_articles(self, articles: Iterable[Document | Contents]) -> list[int]:
        """Bring new articles into the project, all or none; their ids."""
        if self.read_only:
            raise RefusedError("This project is open read-only, so no article can be added.")
        made = (Contents.of(a) if isinstance(a, Document) else a for a in articles)
        found = {row.id: row for row in self._store.add(made)}
        self._rows |= found
        return list(found)

    def finish(self, article: int, status: Status, cost: Cost | None = None) -> Change | None:
        """End the work on an article with a status; *done* accepts what is still proposed."""
        names = {
            Status.DONE: "Article done",
            Status.SKIPPED: "Skip article",
            Status.REJECTED: "Reject article",
            Status.IN_PROGRESS: "Reopen article",
            Status.NEW: "Reset article",
        }
        operations = highlights.finished(self.document(article), status)
        return self.do(names[status], operations, cost)

    def highlight(
        self, article: int, proposals: Iterable[Proposal], source: str, *, finished: bool = True
    ) -> Change | None:
        """Bring a pipeline's proposals in; unfinished ones only add, the finished set replaces untouched ones.

        A done article takes none: the analyst has said that it is right as a whole.
        """
        document = self.document(article)
        if document.status is Status.DONE:
            return None
        operations: list[DocumentOperation] = highlights.highlighted(
            document,
            self._schema,
            proposals,
            self._touched_spans(article),
            None if finished else (0, 0),
        )
        change = self.background(f"Proposals by {source}", operations)
        if finished and not self.read_only:
            self._store.set_highlighted(article, source)
            self._rows[article] = replace(self._rows[article], highlighted_by=source)
        return change

    def set_tokens(self, article: int, tokens: Tokens) -> Change | None:
        """The tokenizer's answer, once an article: later ones are not taken."""
        before = self.document(article).tokens
        if before.source or before == tokens:
            return None
        return self.background("Tokens", [TokensChanged(article, before, tokens)])

    def change_schema(self, name: str, schema: Schema, cost: Cost | None = None) -> Change | None:
        """Another schema for the project: a step like any other."""
        if schema == self._schema:
            return None
        return self.do(name, [SchemaChanged(self._schema, schema)], cost)

    # Care

    def sync(self) -> None:
        """Ask the disk to keep all steps; due each second where a step does not wait for it."""
        self._store.sync()

    def sync_soon(self) -> None:
        """The same without waiting; AnnotatorError when the disk refused the request before."""
        self._store.sync_soon()

    def checkpoint(self) -> None:
        """For idle moments."""
        self._store.checkpoint()

    def copy_to(self, path: Path) -> None:
        """Save a copy of the project, history included."""
        self._store.copy_to(path)

    def close(self) -> None:
        """Close the project and give it free."""
        self._listeners.clear()
        self._store.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None
