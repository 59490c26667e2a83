"""A small project for the tests of the store."""

from pathlib import Path

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.tokens import Tokens
from annotator.session import Session
from tests.core.strategies import NEWS

TEXT = "Ana Ruiz met 👩‍👩‍👧 the WHO.\r\nJo left."


def sample_document() -> Document:
    """An article without spans."""
    return Document.made(0, TEXT, Tokens.plain(TEXT))


def sample_session(path: Path) -> Session:
    """A new project with one article and one span added; the caller closes it."""
    session = Session.created(path, NEWS, "ana")
    (article,) = session.add_articles([sample_document()])
    add_span(session, article, 0, 8, "PERSON")
    return session


def add_span(session: Session, article: int, start: int, end: int, label: str) -> int:
    """Add a span; the journal row of the step."""
    document = session.document(article)
    change = session.do(
        "Add", edits.added(document, session.schema, start, end, label, session.annotator)
    )
    return change.row if change else 0


def surfaces(session: Session, article: int = 1) -> list[str]:
    """The texts of the article's live spans."""
    document = session.document(article)
    return [document.surface(span) for span in document.spans()]
