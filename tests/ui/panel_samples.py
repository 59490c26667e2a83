"""Documents and schemas that the tests of panels share."""

from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.schema import Label, RelationType, Schema
from annotator.core.spans import Proposal, Span, State
from annotator.core.tokens import Tokens

TEXT = "Aiko Tanaka leads the Northern Trade Board in Osaka. Lund sent delegates."
SCHEMA = Schema(
    name="Test",
    labels=(
        Label("PERSON", "1", "#2288e8", (), "People."),
        Label("ORG", "2", "#d75a21", (), "Bodies <b>of</b> any kind."),
        Label("GPE", "3", "#119c81"),
    ),
    relations=(
        RelationType("HEAD_OF", ("PERSON",), ("ORG",), "1", "#aa3377", "Leads it."),
        RelationType("LOCATED_IN", ("ORG",), ("GPE",), "2"),
        RelationType("ABOUT", (), (), "3"),
    ),
)


def span(
    number: int, surface: str, label: str, state: State = State.PROPOSED, score: float | None = 0.5
) -> Span:
    """A span on the first place of a text."""
    start = TEXT.index(surface)
    end = start + len(surface)
    proposed = Proposal(start, end, label, "model 1", score) if state is not State.ADDED else None
    return Span(number, start, end, label, state, False, "model 1", score, proposed=proposed)


def document(article: int = 1) -> Document:
    """Four spans and one relation."""
    return Document.made(
        article,
        TEXT,
        Tokens.plain(TEXT),
        spans=[
            span(1, "Aiko Tanaka", "PERSON", State.ACCEPTED, 0.9),
            span(2, "Northern Trade Board", "ORG"),
            span(3, "Osaka", "GPE", State.ADDED, None),
            span(4, "Lund", "GPE", State.PROPOSED, 0.2),
        ],
        relations=[Relation(1, 1, 2, "HEAD_OF")],
    )
