"""A new project from what a damaged one still holds, and a report of what it lacks."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from annotator.core.document import Document, Meta, Status
from annotator.core.errors import AnnotatorError, ConflictError
from annotator.core.history import History, Kind
from annotator.core.operations import Operation, SchemaChanged
from annotator.core.schema import Label, RelationType, Schema
from annotator.core.tokens import Tokens
from annotator.store import journal, rows
from annotator.store.checksums import content_checksum, text_checksum
from annotator.store.connections import SIDE_FILES, beside
from annotator.store.project import Project
from annotator.store.salvage import Salvage, salvaged
from annotator.store.verification import found_in, item_of, put, verified

_PROBLEMS_AT_MOST = 200
_Made = TypeVar("_Made")


class Recovery(Struct, frozen=True):
    """What is in the new project, and a sentence for each thing that could not be recovered."""

    path: Path
    articles: int
    spans: int
    relations: int
    steps: int
    problems: tuple[str, ...]

    def sentence(self) -> str:
        """The report in one line."""
        lost = len(self.problems)
        told = "Nothing was lost." if not lost else f"Not or not surely recovered, {lost}:"
        return (
            f"Recovered to {self.path}: articles {self.articles}, spans {self.spans}, relations"
            f" {self.relations}, steps {self.steps}. {told}"
        )


class _Row(Struct, frozen=True):
    """A row of the journal that could be read."""

    number: int
    kind: Kind
    fields: tuple[Any, ...]
    operations: tuple[Operation, ...]


def recover(path: Path, target: Path) -> Recovery:
    """Write a new project with all that can be read; AnnotatorError when there is nothing, or target is there."""
    if not path.is_file():
        raise AnnotatorError(f"{path} does not exist, so nothing can be recovered.")
    if target.exists():
        raise AnnotatorError(f"{target} is there already. Name a new file to recover to.")
    return _Recovering(path, target, salvaged(path)).run()


class _Recovering:
    def __init__(self, path: Path, target: Path, found: Salvage) -> None:
        self._path = path
        self._target = target
        self._found = found
        self._problems: list[str] = []
        self._steps: list[_Row] = []
        self._journal_is_whole = False

    def run(self) -> Recovery:
        self._read_journal()
        documents = self._documents()
        if not documents:
            raise AnnotatorError(f"No article of {self._path} can be read: nothing was written.")
        schema = self._schema(documents.values())
        kept, first = self._kept_steps(documents, schema)
        partial = beside(self._target, ".partial")
        try:
            self._write(partial, schema, documents, first, kept)
            self._check(partial)
            partial.replace(self._target)
        finally:
            for suffix in ("", *SIDE_FILES):
                beside(partial, suffix).unlink(missing_ok=True)
        return Recovery(
            self._target,
            len(documents),
            sum(document.span_count for document in documents.values()),
            sum(document.relation_count for document in documents.values()),
            len(kept),
            tuple(self._problems),
        )

    def _note(self, sentence: str) -> None:
        if len(self._problems) < _PROBLEMS_AT_MOST:
            self._problems.append(sentence)

    def _rows(self, table: str) -> list[tuple[Any, ...]]:
        return sorted(self._found.tables.get(table, []), key=lambda row: row[:2])

    # The journal

    def _read_journal(self) -> None:
        known: int | None = 0
        expected = 1
        for row in self._rows("journal"):
            number, kind, name, data, who, at, keys, clicks, seconds, kept = row
            if number != expected:
                known = None
                self._note(f"The steps from {expected} to {number - 1} are gone from the journal.")
            is_right = known is None or journal.is_checksum(kept, known, data)
            known, expected = kept, number + 1
            try:
                if not is_right:
                    raise ConflictError("its checksum is wrong.")
                fields = (name, data, who, at, keys, clicks, seconds)
                self._steps.append(_Row(number, Kind(kind), fields, journal.decoded(data)))
            except (AnnotatorError, ValueError) as error:
                self._note(f"Step {number} of the journal can't be used: {error}")
        is_whole = "journal" in self._found.whole and not self._problems
        self._journal_is_whole = is_whole
        if "journal" not in self._found.whole:
            self._note("The journal is damaged: its last steps may be missing.")

    def _last_values(self) -> dict[int, dict[tuple[str, int], Operation]]:
        """The last operation on each item of each article."""
        last: dict[int, dict[tuple[str, int], Operation]] = {}
        for step in self._steps:
            for operation in step.operations:
                last.setdefault(operation.article, {})[item_of(operation)] = operation
        return last

    # The articles

    def _documents(self) -> dict[int, Document]:
        texts = dict(self._rows("texts"))
        articles = {row[0]: row for row in self._rows("articles")}
        tokens = {row[0]: row for row in self._rows("tokens")}
        sums = {row[0]: row[1] for row in self._rows("checksums")}
        for number in sorted(articles.keys() - texts.keys()):
            self._note(f"The text of article {number} ({articles[number][1]}) is gone.")
        parts = {name: self._by_article(name) for name in ("spans", "relations", "excluded")}
        last = self._last_values()
        made: dict[int, Document] = {}
        for number, text in texts.items():
            if number in sums and sums[number] != text_checksum(text):
                self._note(f"The text of article {number} is not quite what it was: look at it.")
            document = Document.made(
                number,
                text,
                self._tokens(text, tokens.get(number)),
                spans=self._read(parts["spans"].get(number, []), rows.span_of, "span"),
                relations=self._read(
                    parts["relations"].get(number, []), rows.relation_of, "relation"
                ),
                excluded=self._read(parts["excluded"].get(number, []), rows.excluded_of, "range"),
            )
            document = self._with_row(document, articles.get(number))
            for operation in last.get(number, {}).values():
                document = self._by_journal(document, operation)
            made[number] = self._possible(document)
        return made

    def _by_article(self, table: str) -> dict[int, list[tuple[Any, ...]]]:
        found: dict[int, list[tuple[Any, ...]]] = {}
        if table not in self._found.whole:
            self._note(f"The table of {table} is damaged: some may be missing or out of date.")
        for row in self._rows(table):
            found.setdefault(row[0], []).append(row[1:])
        return found

    def _read(
        self, found: list[tuple[Any, ...]], read: Callable[[tuple[Any, ...]], _Made], name: str
    ) -> list[_Made]:
        made: list[_Made] = []
        for row in found:
            try:
                made.append(read(row))
            except (ValueError, KeyError, TypeError, msgspec.MsgspecError):
                self._note(f"A {name} (number {row[0]}) can't be read.")
        return made

    def _tokens(self, text: str, row: tuple[Any, ...] | None) -> Tokens:
        with suppress(ValueError, TypeError):
            if row is not None:
                tokens = Tokens.from_bytes(*row[1:])
                if _is_sound(tokens, len(text)):
                    return tokens
        self._note("The tokens of an article are gone; they are made anew.")
        return Tokens.plain(text)

    def _with_row(self, document: Document, row: tuple[Any, ...] | None) -> Document:
        if row is None:
            self._note(f"Title and status of article {document.article} are gone.")
            title = document.text.strip().split("\n", 1)[0][:80]
            return replace(document, meta=Meta(title=title))
        try:
            status, meta = Status(row[3]), journal.meta_from_text(row[4])
        except (ValueError, msgspec.MsgspecError):
            self._note(f"Status or description of article {document.article} can't be read.")
            status, meta = Status.IN_PROGRESS, Meta(title=row[1], source=row[2])
        return replace(
            document.with_paragraphs(bool(row[5])),
            status=status,
            meta=meta,
            changed_at=float(row[6] or 0),
            changed_by=row[7],
            next_span_id=max(document.next_span_id, row[8]),
            next_relation_id=max(document.next_relation_id, row[9]),
            next_excluded_id=max(document.next_excluded_id, row[10]),
        )

    def _by_journal(self, document: Document, operation: Operation) -> Document:
        """A whole journal is right about all that it names; a torn one gives only what is missing."""
        if isinstance(operation, SchemaChanged):
            return document
        held = found_in(document, operation)
        if held == operation.after or not (self._journal_is_whole or held is None):
            return document
        return put(document, operation, operation.after)

    def _possible(self, document: Document) -> Document:
        """Without spans outside the text, and relations to nowhere."""
        length = len(document.text)
        for span in list(document.all_spans()):
            if not 0 <= span.start < span.end <= length:
                self._note(f"Span {span.id} of article {document.article} lies outside the text.")
                document = document.with_span(span, None)
        for relation in list(document.all_relations()):
            if any(document.find_span(end) is None for end in (relation.head, relation.child)):
                self._note(f"Relation {relation.id} of article {document.article} lost an end.")
                document = document.with_relation(relation, None)
        for excluded in document.excluded:
            if not 0 <= excluded.start < excluded.end <= length:
                self._note(f"An excluded range of article {document.article} lies outside.")
                document = document.with_excluded(excluded, None)
        return document

    # Schema and steps

    def _schema(self, documents: Iterable[Document]) -> Schema:
        changes = [
            op for step in self._steps for op in step.operations if isinstance(op, SchemaChanged)
        ]
        if changes and self._journal_is_whole:
            return changes[-1].after
        with suppress(KeyError, msgspec.MsgspecError):
            return journal.schema_from_text(dict(self._rows("project"))["schema"])
        if changes:
            return changes[-1].after
        self._note("The schema is gone: one was made from the labels in use.")
        held = list(documents)
        labels = sorted({name for document in held for name in document.label_counts})
        relations = sorted({name for document in held for name in document.relation_counts})
        return Schema(
            labels=tuple(map(Label, labels)), relations=tuple(map(RelationType, relations))
        )

    def _kept_steps(
        self, documents: dict[int, Document], schema: Schema
    ) -> tuple[list[_Row], dict[int, Document]]:
        """The longest end of the journal that leads to what was recovered, and the articles before it."""
        before = dict(documents)
        kept: list[_Row] = []
        for step in reversed(self._steps):
            if kept and step.number != kept[-1].number - 1:
                break
            taken = _taken_back(step, before, schema)
            if taken is None:
                break
            before, schema = taken
            kept.append(step)
        kept.reverse()
        usable = _from_a_beginning(kept)
        if len(usable) < len(self._steps):
            lost = len(self._steps) - len(usable)
            self._note(f"{lost} older steps can't be undone any more; what they did is kept.")
        return usable, _first(usable, documents)

    # Writing

    def _write(
        self,
        path: Path,
        schema: Schema,
        documents: dict[int, Document],
        first: dict[int, Document],
        kept: list[_Row],
    ) -> None:
        project = Project.created(path, schema)
        connection = project.database.connection
        highlighted = {row[0]: row[14] for row in self._rows("articles")}
        try:
            with project.database.transaction():
                for name, value in self._rows("project"):
                    if name != "schema":
                        connection.execute(
                            "INSERT OR REPLACE INTO project VALUES (?, ?)", (name, value)
                        )
                for number, document in documents.items():
                    project.restore_article(document, highlighted.get(number, ""))
                    sums = text_checksum(document.text), content_checksum(first[number])
                    connection.execute("INSERT INTO checksums VALUES (?, ?, ?)", (number, *sums))
                checksum = 0
                for row, step in enumerate(kept, 1):
                    operations = tuple(o for o in step.operations if _is_there(o, documents))
                    name, _, who, at, keys, clicks, seconds = step.fields
                    data = journal.encoded(operations)
                    checksum = journal.checksum(checksum, data)
                    values = (row, step.kind.value, name, data, who, at, keys, clicks, seconds)
                    connection.execute(
                        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        (*values, checksum),
                    )
                    connection.executemany(
                        "INSERT INTO journal_articles VALUES (?, ?)",
                        [(a, row) for a in sorted({o.article for o in operations if o.article})],
                    )
        finally:
            project.close()

    def _check(self, path: Path) -> None:
        project = Project.opened(path)
        try:
            for flaw in verified(project).flaws:
                self._note(flaw.message)
        finally:
            project.close()


def _is_there(operation: Operation, documents: dict[int, Document]) -> bool:
    return isinstance(operation, SchemaChanged) or operation.article in documents


def _taken_back(
    step: _Row, documents: dict[int, Document], schema: Schema
) -> tuple[dict[int, Document], Schema] | None:
    """Articles and schema before a step; None when it does not lead to what there is."""
    made = dict(documents)
    for operation in reversed(step.operations):
        if isinstance(operation, SchemaChanged):
            if operation.after != schema:
                return None
            schema = operation.before
        elif operation.article in made:
            document = made[operation.article]
            if found_in(document, operation) != operation.after:
                return None
            made[operation.article] = put(document, operation, operation.before)
    return made, schema


def _from_a_beginning(kept: list[_Row]) -> list[_Row]:
    """The longest end in which no step takes back what is not there."""
    for start in range(len(kept) + 1):
        with suppress(ConflictError):
            History.replayed((step.number, step.kind) for step in kept[start:])
            return kept[start:]
    return []


def _first(kept: list[_Row], documents: dict[int, Document]) -> dict[int, Document]:
    """The articles before the first kept step."""
    made = dict(documents)
    for step in reversed(kept):
        for operation in reversed(step.operations):
            if not isinstance(operation, SchemaChanged) and operation.article in made:
                made[operation.article] = put(made[operation.article], operation, operation.before)
    return made


def _is_sound(tokens: Tokens, length: int) -> bool:
    if len(tokens.starts) != len(tokens.ends):
        return False
    behind = 0
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        if not behind <= start < end <= length:
            return False
        behind = end
    return all(start <= length for start in tokens.sentences)
