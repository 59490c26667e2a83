"""A project checked against itself: pages, checksums, and the journal taken back to what was imported."""

import sqlite3
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.core.document import Document
from annotator.core.errors import AnnotatorError
from annotator.core.history import History, Kind
from annotator.core.operations import (
    DocumentOperation,
    ExcludedChanged,
    MetaChanged,
    Operation,
    RelationChanged,
    SchemaChanged,
    SpanChanged,
    StatusChanged,
    TokensChanged,
    WrappingChanged,
)
from annotator.core.schema import Schema
from annotator.store import journal
from annotator.store.checksums import content_checksum, text_checksum
from annotator.store.project import Project

_PAGE_FLAWS_AT_MOST = 20
Item = tuple[str, int]
"""What an operation changes: its kind, and the id of the span, relation or range (else 0)."""


class Flaw(Struct, frozen=True):
    """What does not fit, as a sentence; `mendable` when there is only one way to put it right."""

    kind: str
    message: str
    article: int = 0
    mendable: bool = False


class Verification(Struct):
    """What was found, and the articles as they would be when mended."""

    flaws: list[Flaw] = field(default_factory=list)
    steps: int = 0
    mended: dict[int, Document] = field(default_factory=dict)
    nowhere: dict[int, list[RelationChanged]] = field(default_factory=dict)
    schema: Schema | None = None
    index: set[tuple[int, int]] | None = None
    unknown: dict[int, int] = field(default_factory=dict)
    """Of articles from before layout 2, and fit: the checksum of what they were when they came."""

    @property
    def is_mendable(self) -> bool:
        """Whether anything can be mended."""
        return any(flaw.mendable for flaw in self.flaws)

    def note(self, kind: str, message: str, article: int = 0, *, mendable: bool = False) -> None:
        """One flaw more."""
        self.flaws.append(Flaw(kind, message, article, mendable))


def verified(project: Project) -> Verification:
    """Look at everything; never raises for what the file holds. The project is not changed."""
    found = Verification()
    try:
        _look_at_pages(project, found)
        if not found.flaws:
            _look_at_rows(project, found)
    except (AnnotatorError, sqlite3.Error) as error:
        found.note("unreadable", str(error))
    return found


def _look_at_pages(project: Project, found: Verification) -> None:
    rows = project.database.rows(f"PRAGMA integrity_check({_PAGE_FLAWS_AT_MOST})")
    found.flaws += [Flaw("pages", f"SQLite: {row[0]}.") for row in rows if row[0] != "ok"]


def _look_at_rows(project: Project, found: Verification) -> None:
    steps_of, schema_steps = _look_at_journal(project, found)
    is_whole = not found.flaws
    _look_at_schema(project, schema_steps, found, is_whole)
    known = {row[0] for row in project.database.rows("SELECT id FROM articles")}
    for table in ("texts", "tokens", "spans", "relations", "excluded", "journal_articles"):
        for (article,) in project.database.rows(f"SELECT DISTINCT article FROM {table}"):
            if article not in known:
                found.note(
                    "orphans", f"Table {table} has rows of article {article}, which is not there."
                )
    for article in sorted(known):
        try:
            _look_at_article(project, article, steps_of.get(article, []), found, is_whole)
        except AnnotatorError as error:
            found.note("article", str(error), article)


def _look_at_journal(
    project: Project, found: Verification
) -> tuple[dict[int, list[int]], list[SchemaChanged]]:
    """The journal rows of each article, and every change of the schema."""
    steps_of: dict[int, list[int]] = {}
    schema_steps: list[SchemaChanged] = []
    pairs: set[tuple[int, int]] = set()
    previous, expected = 0, 1
    history = History()
    for row, kind, data, kept in project.database.rows(
        "SELECT id, kind, operations, checksum FROM journal ORDER BY id"
    ):
        found.steps += 1
        if row != expected:
            found.note("journal", f"The journal lacks the steps from {expected} to {row - 1}.")
        expected = row + 1
        if not journal.is_checksum(kept, previous, data):
            found.note("journal", f"Step {row} of the journal does not match its checksum.")
        previous = kept if isinstance(kept, int) else 0
        try:
            history.record(row, Kind(kind))
            operations = journal.decoded(data)
        except (AnnotatorError, ValueError, TypeError) as error:
            found.note("journal", f"Step {row} of the journal: {error}")
            continue
        for article in {operation.article for operation in operations if operation.article}:
            pairs.add((article, row))
            steps_of.setdefault(article, []).append(row)
        schema_steps += [op for op in operations if isinstance(op, SchemaChanged)]
    kept_pairs = set(project.database.rows("SELECT article, step FROM journal_articles"))
    if kept_pairs != pairs:
        found.note("index", "The list of the steps of each article is wrong.", mendable=True)
        found.index = pairs
    return steps_of, schema_steps


def _look_at_schema(
    project: Project, steps: list[SchemaChanged], found: Verification, is_whole: bool
) -> None:
    for before, after in pairwise(steps):
        if before.after != after.before:
            found.note("schema", "The changes of the schema do not follow from each other.")
    try:
        is_right = not steps or project.schema() == steps[-1].after
    except AnnotatorError as error:
        found.note("schema", str(error), mendable=bool(steps) and is_whole)
        is_right = not steps
    else:
        if not is_right:
            said = "The schema is not what its last change made of it."
            found.note("schema", said, mendable=is_whole)
    if not is_right and is_whole:
        found.schema = steps[-1].after


def _look_at_article(
    project: Project, article: int, steps: list[int], found: Verification, is_whole: bool
) -> None:
    document = project.document(article)
    for kind, message in _impossible(document):
        found.note(kind, message, article)
    sums = project.database.rows(
        "SELECT text, imported FROM checksums WHERE article = ?", (article,)
    )
    if not sums:
        found.note("checksum", "The article has no checksum.", article)
    elif sums[0][0] != text_checksum(document.text):
        found.note("checksum", "The text does not match its checksum.", article)
    nowhere = list(_to_nowhere(document))
    mended, first = _taken_back(project, document, steps)
    if mended != document:
        message = "The stored state is not what the journal says."
        found.note("replay", message, article, mendable=is_whole)
        if is_whole:
            found.mended[article] = mended
            nowhere = list(_to_nowhere(mended))
    if first is None:
        found.note("replay", "The steps of the journal do not follow from each other.", article)
    elif sums and sums[0][1] is None:
        if mended == document:
            found.unknown[article] = content_checksum(first)
    elif sums and sums[0][1] != content_checksum(first):
        message = "Taken back step by step, the article is not what was imported."
        found.note("replay", message, article)
    if nowhere:
        message = f"{len(nowhere)} relations lead to spans that are not there."
        found.note("relation", message, article, mendable=True)
        found.nowhere[article] = nowhere
    _look_at_counts(project, document, found)


def _look_at_counts(project: Project, document: Document, found: Verification) -> None:
    article = document.article
    row = project.article(article)
    ids = project.database.rows(
        "SELECT next_span, next_relation, next_excluded FROM articles WHERE id = ?", (article,)
    )[0]
    if (row.title, row.source) != (document.meta.title, document.meta.source):
        found.note("title", "The article list shows another title.", article, mendable=True)
        found.mended.setdefault(article, document)
    told = (row.span_count, row.proposed_count, row.relation_count)
    if told != (document.span_count, document.proposed_count, document.relation_count):
        found.note("counts", "The article list shows wrong numbers.", article, mendable=True)
        found.mended.setdefault(article, document)
    if ids != (document.next_span_id, document.next_relation_id, document.next_excluded_id):
        found.note("counts", "The next free ids are wrong.", article, mendable=True)
        found.mended.setdefault(article, document)


def _impossible(document: Document) -> Iterator[tuple[str, str]]:
    length = len(document.text)
    for span in document.all_spans():
        if not 0 <= span.start < span.end <= length:
            yield "span", f"Span {span.id} lies outside the text ({span.start} to {span.end})."
    for excluded in document.excluded:
        if not 0 <= excluded.start < excluded.end <= length:
            yield "excluded", f"Excluded range {excluded.id} lies outside the text."
    tokens = document.tokens
    if len(tokens.starts) != len(tokens.ends):
        yield "tokens", "The tokens have not as many ends as starts."
        return
    behind = 0
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        if not behind <= start < end <= length:
            yield "tokens", f"The token at {start} overlaps another or lies outside the text."
            return
        behind = end
    if any(start > length for start in tokens.sentences):
        yield "tokens", "A sentence begins outside the text."


def _to_nowhere(document: Document) -> Iterator[RelationChanged]:
    for relation in document.all_relations():
        if any(document.find_span(end) is None for end in (relation.head, relation.child)):
            yield RelationChanged(document.article, relation, None)


def _taken_back(
    project: Project, document: Document, steps: list[int]
) -> tuple[Document, Document | None]:
    """The document as the journal says it is, and as it was imported (None: the steps don't follow)."""
    mended = document
    seen: set[Item] = set()
    for row in reversed(steps):
        for operation in reversed(project.step(row).operations):
            if isinstance(operation, SchemaChanged) or operation.article != document.article:
                continue
            item = item_of(operation)
            if found_in(document, operation) != operation.after:
                if item in seen:
                    return mended, None
                document = put(document, operation, operation.after)
                mended = put(mended, operation, operation.after)
            seen.add(item)
            document = put(document, operation, operation.before)
    return mended, document


def item_of(operation: Operation) -> Item:
    """What the operation changes, the same for all operations on it."""
    name = type(operation).__name__
    if isinstance(operation, SpanChanged | RelationChanged | ExcludedChanged):
        known = operation.after if operation.after is not None else operation.before
        return name, known.id if known is not None else 0
    return name, 0


def found_in(document: Document, operation: DocumentOperation) -> object:
    """What the document holds at the place that the operation changes."""
    _, number = item_of(operation)
    match operation:
        case SpanChanged():
            return document.find_span(number)
        case RelationChanged():
            return document.find_relation(number)
        case ExcludedChanged():
            return next((e for e in document.excluded if e.id == number), None)
        case StatusChanged():
            return document.status
        case MetaChanged():
            return document.meta
        case TokensChanged():
            return document.tokens
        case WrappingChanged():
            return document.hard_wrapped


def put(document: Document, operation: DocumentOperation, value: object) -> Document:
    """The document with one side of the operation in its place, whatever was there."""
    match operation:
        case SpanChanged(_, before, after):
            wanted = before if value is before else after
            known = document.find_span(item_of(operation)[1])
            return document.with_span(known, wanted) if known is not wanted else document
        case RelationChanged(_, before, after):
            wanted_one = before if value is before else after
            held = document.find_relation(item_of(operation)[1])
            return document.with_relation(held, wanted_one) if held is not wanted_one else document
        case ExcludedChanged(_, before, after):
            number = item_of(operation)[1]
            there = next((e for e in document.excluded if e.id == number), None)
            return document.with_excluded(there, before if value is before else after)
        case StatusChanged(_, before, after):
            return replace(document, status=before if value is before else after)
        case MetaChanged(_, before, after):
            return replace(document, meta=before if value is before else after)
        case TokensChanged(_, before, after):
            return replace(document, tokens=before if value is before else after)
        case WrappingChanged(_, before, after):
            return document.with_paragraphs(before if value is before else after)
