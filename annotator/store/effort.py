"""What the steps of a project have cost, read from its journal."""

from annotator.core.effort import Spent
from annotator.core.history import Cost
from annotator.store.database import Database


def spent(database: Database) -> list[Spent]:
    """Every step of the analyst, oldest first; undoing and redoing are no corrections."""
    articles: dict[int, list[int]] = {}
    for article, step in database.rows("SELECT article, step FROM journal_articles"):
        articles.setdefault(step, []).append(article)
    found = database.rows(
        "SELECT id, name, keys, clicks, seconds FROM journal WHERE kind = 'do' ORDER BY id"
    )
    return [
        Spent(name, tuple(sorted(articles.get(row, ()))), Cost(keys, clicks, seconds))
        for row, name, keys, clicks, seconds in found
    ]
