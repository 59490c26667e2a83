"""A small worked project for the tests of the store."""

from contextlib import suppress
from pathlib import Path

from annotator.core import edits
from annotator.core.document import Document, Meta, Status
from annotator.core.errors import RefusedError
from annotator.core.schema import Label, RelationType, Schema
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.session import Session

SCHEMA = Schema(
    labels=(Label("PERSON"), Label("ORG"), Label("GPE")),
    relations=(RelationType("HEAD_OF"),),
)
LINE = "Ana Ruiz met the board of Velmora in Kotka 🎉.\n"


def worked(path: Path, articles: int = 3, steps: int = 60) -> Path:
    """A closed project with some hundred journal rows."""
    session = Session.created(path, SCHEMA, "ana")
    texts = [f"Article {number}. " + LINE * 40 for number in range(articles)]
    ids = session.add_articles(
        [
            Document.made(
                0, t, Tokens.plain(t), spans=[Span(1, 0, 7, "ORG")], meta=Meta(title=t[:10])
            )
            for t in texts
        ]
    )
    for number in range(steps):
        article = ids[number % articles]
        document = session.document(article)
        tokens = document.tokens
        place = number * 7 % len(tokens)
        label = SCHEMA.labels[number % 3].name
        try:
            made = edits.added(
                document, SCHEMA, tokens.starts[place], tokens.ends[place], label, "ana"
            )
            session.do("Add", made)
        except RefusedError:
            continue
        spans = list(session.document(article).spans())
        if number % 5 == 0 and len(spans) > 2:
            document = session.document(article)
            head, child = spans[0].id, spans[-1].id
            with suppress(RefusedError):
                session.do("Relate", edits.related(document, SCHEMA, head, child, "HEAD_OF", "ana"))
        if number % 7 == 0:
            session.undo()
    session.finish(ids[0], Status.DONE)
    session.close()
    return path
