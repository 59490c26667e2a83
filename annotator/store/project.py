"""A project: articles, their state and the journal in one SQLite file. Opening reads the state, never replays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from annotator.core.contents import Contents
from annotator.core.document import ArticleRow, Document
from annotator.core.effort import Spent
from annotator.core.errors import AnnotatorError
from annotator.core.history import Cost, Kind
from annotator.core.operations import (
    ExcludedChanged,
    Operation,
    RelationChanged,
    SchemaChanged,
    SpanChanged,
    Step,
    TokensChanged,
    spans_named,
)
from annotator.core.schema import Schema
from annotator.store import adding, effort, journal, rows
from annotator.store.contents import contents_of
from annotator.store.damage import damage_told
from annotator.store.database import Database, plain_errors
from annotator.store.last_steps import last_checksum
from annotator.store.lock import ProjectLock

_ARTICLE_COLUMNS = (
    "id, title, source, status, span_count, proposed_count, relation_count, highlighted_by"
)

_WRITTEN_COLUMNS = (
    "title, source, status, meta, hard_wrapped, changed_at, changed_by, next_span, next_relation,"
    " next_excluded, span_count, proposed_count, relation_count"
)


class Project:
    """An open project file. GUI thread (or the only thread of a command)."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._run = database.connection.execute
        self._run_many = database.connection.executemany
        self._read = database.rows
        self._checksum = last_checksum(database)

    @classmethod
    def created(cls, path: Path, schema: Schema, tokenizer: str = "en") -> "Project":
        """A new project file; AnnotatorError when one is there already or the folder can't be written."""
        values = {"schema": journal.schema_text(schema), "tokenizer": tokenizer}
        return cls(Database.created(path, values))

    @classmethod
    def opened(cls, path: Path, *, read_only: bool = False) -> "Project":
        """An existing project file; AnnotatorError says why it can't be opened."""
        database = Database.opened(path, read_only=read_only)
        try:
            return cls(database)
        except BaseException:
            database.close()
            raise

    @property
    def path(self) -> Path:
        """The project file."""
        return self.database.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be kept."""
        return self.database.read_only

    @property
    def syncs_each_step(self) -> bool:
        """Whether each step waits for the disk; else `sync` is due every second."""
        return self.database.syncs_each_step

    # What is there

    def schema(self) -> Schema:
        """The project's own copy of its schema."""
        with damage_told(self.path):
            return journal.schema_from_text(self.value("schema"))

    def value(self, name: str) -> str:
        """A setting of the project; empty when it was never set."""
        found = self._read("SELECT value FROM project WHERE name = ?", (name,))
        return str(found[0][0]) if found else ""

    def articles(self) -> list[ArticleRow]:
        """All articles in the order in which they came."""
        found = self._read(f"SELECT {_ARTICLE_COLUMNS} FROM articles ORDER BY id")
        with damage_told(self.path):
            return [rows.article_row(row) for row in found]

    def article(self, article: int) -> ArticleRow:
        """One row of the article list."""
        found = self._read(f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE id = ?", (article,))
        if not found:
            raise AnnotatorError(f"There is no article {article} in {self.path}.")
        with damage_told(self.path):
            return rows.article_row(found[0])

    def document(self, article: int) -> Document:
        """The whole document of an article."""
        (found,) = self.contents([article])
        with damage_told(self.path):
            return found.laid_out()

    def contents(self, articles: Sequence[int]) -> Iterator[Contents]:
        """What these articles hold, in this order: quicker than their documents."""
        return contents_of(self.database, articles)

    # The journal

    def history_rows(self) -> Iterator[tuple[int, Kind]]:
        """Number and kind of every journal row that is in the undo list, oldest first, one at a time."""
        with plain_errors(self.path), damage_told(self.path):
            for row, kind in self._run(
                "SELECT id, kind FROM journal WHERE kind != 'background' ORDER BY id"
            ):
                yield row, Kind(kind)

    def step_name(self, row: int) -> str:
        """The name of the step of a journal row, for the Undo menu."""
        found = self._read("SELECT name FROM journal WHERE id = ?", (row,))
        return str(found[0][0]) if found else ""

    def spent(self) -> list[Spent]:
        """What every step of the analyst has cost, oldest first."""
        return effort.spent(self.database)

    def step(self, row: int) -> Step:
        """The step of a journal row."""
        found = self._read("SELECT name, operations FROM journal WHERE id = ?", (row,))
        if not found:
            raise AnnotatorError(f"The journal of {self.path} has no step {row}.")
        name, operations = found[0]
        return Step(name, journal.decoded(operations))

    def steps(self) -> Iterator[tuple[Kind, Step]]:
        """Every journal row in order, for checks that replay it."""
        numbers = self._read("SELECT id, kind FROM journal ORDER BY id")
        for row, kind in numbers:
            yield Kind(kind), self.step(row)

    def broken_step(self) -> int | None:
        """The first journal row whose checksum is wrong, or None."""
        previous = 0
        with plain_errors(self.path), damage_told(self.path):
            for row, operations, kept in self._run(
                "SELECT id, operations, checksum FROM journal ORDER BY id"
            ):
                if not journal.is_checksum(kept, previous, operations):
                    return int(row)
                previous = kept
        return None

    def touched_spans(self, article: int) -> set[int]:
        """Ids of the spans that a step of the analyst names, itself or as the end of a relation."""
        touched: set[int] = set()
        for (operations,) in self._read(
            "SELECT operations FROM journal JOIN journal_articles ON step = journal.id"
            " WHERE article = ? AND kind != 'background'",
            (article,),
        ):
            for operation in journal.decoded(operations):
                if operation.article == article:
                    touched |= spans_named(operation)
        return touched

    def keep(
        self,
        kind: Kind,
        step: Step,
        documents: Mapping[int, Document],
        who: str,
        at: float,
        cost: Cost,
    ) -> int:
        """Keep a step (state and journal row in one transaction); the number of its journal row.

        `documents` are the touched ones as they are after the step.
        """
        if self.read_only:
            raise AnnotatorError(f"{self.path} is open read-only, so nothing can be changed.")
        data = journal.encoded(step.operations)
        checksum = journal.checksum(self._checksum, data)
        with self.database.transaction():
            cursor = self._run(
                "INSERT INTO journal (kind, name, operations, who, at, keys, clicks, seconds,"
                " checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    kind.value,
                    step.name,
                    data,
                    who,
                    at,
                    cost.keys,
                    cost.clicks,
                    cost.seconds,
                    checksum,
                ),
            )
            row = cursor.lastrowid or 0
            self._run_many(
                "INSERT INTO journal_articles VALUES (?, ?)", [(a, row) for a in step.articles]
            )
            for operation in step.operations:
                self._write(operation)
            for document in documents.values():
                self._write_article(document)
        self._checksum = checksum
        return row

    def _write(self, operation: Operation) -> None:
        match operation:
            case SpanChanged(article, before, after):
                if after is not None:
                    self._put("spans", rows.span_row(article, after))
                elif before is not None:
                    self._drop("spans", article, before.id)
            case RelationChanged(article, before, after):
                if after is not None:
                    self._put("relations", rows.relation_row(article, after))
                elif before is not None:
                    self._drop("relations", article, before.id)
            case ExcludedChanged(article, before, after):
                if after is not None:
                    self._put("excluded", rows.excluded_row(article, after))
                elif before is not None:
                    self._drop("excluded", article, before.id)
            case TokensChanged(article, _, after):
                self._put("tokens", (article, *after.to_bytes(), after.source))
            case SchemaChanged(_, after, _):
                self._put("project", ("schema", journal.schema_text(after)))
            case _:
                pass

    def _put(self, table: str, row: tuple[object, ...]) -> None:
        marks = ", ".join("?" * len(row))
        self._run(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)

    def _drop(self, table: str, article: int, number: int) -> None:
        self._run(f"DELETE FROM {table} WHERE article = ? AND id = ?", (article, number))

    def _write_article(self, document: Document) -> None:
        self._run(
            "UPDATE articles SET title = ?, source = ?, status = ?, meta = ?, hard_wrapped = ?,"
            " changed_at = ?, changed_by = ?, next_span = ?, next_relation = ?, next_excluded = ?,"
            " span_count = ?, proposed_count = ?, relation_count = ? WHERE id = ?",
            (*rows.article_values(document), document.article),
        )

    # What is not a step

    def restore(self, document: Document) -> None:
        """Write an article as this document is, outside the journal; within a transaction only."""
        for table in ("spans", "relations", "excluded"):
            self._run(f"DELETE FROM {table} WHERE article = ?", (document.article,))
        self._put_parts(document.article, document)
        self._write_article(document)

    def restore_article(self, document: Document, highlighted_by: str) -> None:
        """Write an article under its own id with its text, outside the journal; within a transaction only."""
        article = document.article
        values = (*rows.article_values(document), highlighted_by, article)
        marks = ", ".join("?" * len(values))
        self._run(
            f"INSERT INTO articles ({_WRITTEN_COLUMNS}, highlighted_by, id) VALUES ({marks})",
            values,
        )
        self._put("texts", (article, document.text))
        self._put_parts(article, document)

    def set_value(self, name: str, value: str) -> None:
        """Set a setting of the project."""
        with self.database.transaction():
            self._put("project", (name, value))

    def set_highlighted(self, article: int, source: str) -> None:
        """Take note of the pipeline whose proposals an article has."""
        with self.database.transaction():
            self._run("UPDATE articles SET highlighted_by = ? WHERE id = ?", (source, article))

    def add(self, articles: Iterable[Contents]) -> list[ArticleRow]:
        """Keep new articles, all or none; their rows of the list, with new ids."""
        made = list(articles)
        with self.database.transaction():
            return adding.add(self.database, made)

    def _put_parts(self, article: int, document: Document) -> None:
        tokens = document.tokens
        self._put("tokens", (article, *tokens.to_bytes(), tokens.source))
        for table, made in (
            ("spans", [rows.span_row(article, s) for s in document.all_spans()]),
            ("relations", [rows.relation_row(article, r) for r in document.all_relations()]),
            ("excluded", [rows.excluded_row(article, e) for e in document.excluded]),
        ):
            if made:
                marks = ", ".join("?" * len(made[0]))
                self._run_many(f"INSERT INTO {table} VALUES ({marks})", made)

    def sync(self) -> None:
        """Ask the disk to keep all steps; due each second where a step does not wait for it."""
        self.database.sync()

    def sync_soon(self) -> None:
        """The same without waiting; raises what the disk said to the request before."""
        self.database.sync_soon()

    def checkpoint(self) -> None:
        """For idle moments: keeps the write-ahead log short."""
        self.database.checkpoint()

    def copy_to(self, path: Path) -> None:
        """Save a copy of the whole project, history included; LockedError when a project open elsewhere is there."""
        if not path.exists() or path.resolve() == self.path.resolve():
            self.database.copy_to(path)
            return
        lock = ProjectLock.taken(path)
        try:
            self.database.copy_to(path)
        finally:
            lock.release()

    def close(self) -> None:
        """Close the file."""
        self.database.close()
