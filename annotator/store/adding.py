"""New articles into the tables, the rows of many at once."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from annotator.core.contents import Contents
from annotator.core.document import ArticleRow
from annotator.core.spans import State
from annotator.store import journal, rows
from annotator.store.checksums import content_sum, text_checksum
from annotator.store.database import Database

_AT_ONCE = 200
_TABLES = ("articles", "texts", "checksums", "tokens", "spans", "relations", "excluded")
_COLUMNS = (
    "id, title, source, status, meta, hard_wrapped, changed_at, changed_by, next_span,"
    " next_relation, next_excluded, span_count, proposed_count, relation_count, highlighted_by"
)
_by_id = attrgetter("id")

Rows = dict[str, list[tuple[Any, ...]]]


def add(database: Database, articles: Iterable[Contents]) -> list[ArticleRow]:
    """Their rows in the list of articles; spans that came along count as highlighted already.

    Within a transaction only.
    """
    (last,) = database.connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    made: list[ArticleRow] = []
    held: Rows = {table: [] for table in _TABLES}
    for number, contents in enumerate(articles, last + 1):
        made.append(_rows_of(number, contents, held))
        if len(held["articles"]) >= _AT_ONCE:
            _write(database, held)
    _write(database, held)
    return made


def _write(database: Database, held: Rows) -> None:
    for table, found in held.items():
        if found:
            marks = ", ".join("?" * len(found[0]))
            columns = f"({_COLUMNS})" if table == "articles" else ""
            database.connection.executemany(
                f"INSERT INTO {table} {columns} VALUES ({marks})", found
            )
            found.clear()


def _rows_of(article: int, contents: Contents, held: Rows) -> ArticleRow:
    spans = [rows.span_row(0, span) for span in sorted(contents.spans, key=_by_id)]
    relations = [rows.relation_row(0, made) for made in sorted(contents.relations, key=_by_id)]
    excluded = [rows.excluded_row(0, one) for one in contents.excluded_in_order]
    tokens, meta = contents.tokens, contents.meta
    token_parts, meta_text = tokens.to_bytes(), journal.meta_text(meta)
    status, is_wrapped = contents.status, contents.hard_wrapped
    live = [span for span in contents.spans if span.live]
    row = ArticleRow(
        article,
        meta.title,
        meta.source,
        status,
        len(live),
        sum(span.state is State.PROPOSED for span in live),
        sum(relation.live for relation in contents.relations),
        "import" if live else "",
    )
    held["articles"].append(
        (
            *(article, meta.title, meta.source, status.value, meta_text, int(is_wrapped)),
            *(contents.changed_at, contents.changed_by),
            *_next_ids(contents, (spans, relations, excluded)),
            *(row.span_count, row.proposed_count, row.relation_count, row.highlighted_by),
        )
    )
    held["texts"].append((article, contents.text))
    held["tokens"].append((article, *token_parts, tokens.source))
    parts = spans, relations, excluded
    imported = content_sum(parts, status, meta_text, is_wrapped, tokens.source, token_parts)
    held["checksums"].append((article, text_checksum(contents.text), imported))
    for table, found in zip(("spans", "relations", "excluded"), parts, strict=True):
        held[table] += [(article, *values[1:]) for values in found]
    return row


def _next_ids(contents: Contents, parts: Sequence[list[tuple[Any, ...]]]) -> list[int]:
    """An id after each of those there are; rows begin with the article and the id."""
    least = zip(contents.next_ids, parts, strict=True)
    return [max([low, *(values[1] + 1 for values in found)]) for low, found in least]
