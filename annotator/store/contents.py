"""Articles out of the tables, some at once: a query for each would take longer than the reading."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from annotator.core.contents import Contents
from annotator.core.document import Status
from annotator.core.errors import AnnotatorError
from annotator.core.tokens import Tokens
from annotator.store import journal, rows
from annotator.store.damage import damage_told
from annotator.store.database import Database

_AT_ONCE = 16
"""Few enough for articles of a million characters each."""
_COLUMNS = (
    "articles.id, text, status, meta, hard_wrapped, changed_at, changed_by, next_span,"
    " next_relation, next_excluded, starts, ends, sentences, tokens.source"
)
_STATUSES = {status.value: status for status in Status}

_Made = TypeVar("_Made")


def contents_of(database: Database, articles: Sequence[int]) -> Iterator[Contents]:
    """What these articles hold, in this order; AnnotatorError where one is not there or is damaged."""
    for start in range(0, len(articles), _AT_ONCE):
        numbers = articles[start : start + _AT_ONCE]
        found = _some(database, numbers)
        for number in numbers:
            if number not in found:
                raise AnnotatorError(f"There is no article {number} in {database.path}.")
            yield found[number]


def _some(database: Database, numbers: Sequence[int]) -> dict[int, Contents]:
    marks = ", ".join("?" * len(numbers))
    made = database.rows(
        f"SELECT {_COLUMNS} FROM articles JOIN texts ON texts.article = articles.id"
        f" JOIN tokens ON tokens.article = articles.id WHERE articles.id IN ({marks})",
        numbers,
    )

    def parts(
        table: str, columns: str, part_of: Callable[[tuple[Any, ...]], _Made]
    ) -> dict[int, list[_Made]]:
        held: dict[int, list[_Made]] = defaultdict(list)
        query = f"SELECT {columns}, article FROM {table} WHERE article IN ({marks})"
        for row in database.rows(f"{query} ORDER BY article, id", numbers):
            held[row[-1]].append(part_of(row))
        return held

    with damage_told(database.path):
        spans = parts("spans", rows.SPAN_COLUMNS, rows.span_of)
        relations = parts("relations", rows.RELATION_COLUMNS, rows.relation_of)
        excluded = parts("excluded", rows.EXCLUDED_COLUMNS, rows.excluded_of)
        return {
            row[0]: Contents(
                row[0],
                row[1],
                Tokens.from_bytes(*row[10:14]),
                spans.get(row[0], ()),
                relations.get(row[0], ()),
                excluded.get(row[0], ()),
                _STATUSES[row[2]],
                journal.meta_from_text(row[3]),
                bool(row[4]),
                row[5],
                row[6],
                (row[7], row[8], row[9]),
            )
            for row in made
        }
