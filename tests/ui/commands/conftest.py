"""A desk without a window: a real session on a real file, a surface that remembers what it was told."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from annotator import opening
from annotator.core.document import Document
from annotator.core.spans import Proposal
from annotator.core.tokens import Tokens
from annotator.session import Session
from annotator.ui.commands import reading
from annotator.ui.desk import Desk
from annotator.ui.state import View

ARTICLE = Path(__file__).parents[2] / "data" / "worked_article.json"


class Holder:
    """A view that nobody listens to."""

    def __init__(self) -> None:
        self.view = View()

    def show(self, view: View) -> None:
        self.view = view


class Surface:
    """Everything is visible; the first offered choice is taken unless `choice` names another."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.warned: list[str] = []
        self.offered: list[tuple[str, ...]] = []
        self.choice = ""
        self.commands: list[str] = []
        self.desk: Desk | None = None

    def visible_range(self) -> tuple[int, int]:
        document = self.desk.document if self.desk is not None else None
        return (0, len(document.text)) if document is not None else (0, 0)

    def reveal(self, start: int, end: int) -> None:
        pass

    def say(self, text: str) -> None:
        self.said.append(text)

    def warn(self, text: str) -> None:
        self.warned.append(text)

    def choose(
        self,
        title: str,
        names: Sequence[str],
        near: tuple[int, int],
        done: Callable[[str], None],
    ) -> None:
        self.offered.append(tuple(names))
        done(self.choice or names[0])

    def show_article(self, article: int) -> None:
        if self.desk is not None:
            self.desk.state.show(View(article=article))

    def highlight_again(self) -> None:
        pass

    def command(self, name: str) -> None:
        self.commands.append(name)


@pytest.fixture
def surface() -> Surface:
    return Surface()


@pytest.fixture
def desk(tmp_path: Path, surface: Surface) -> Iterator[Desk]:
    """The worked article as a model left it, and a second, short article."""
    data = json.loads(ARTICLE.read_text(encoding="utf-8"))
    session = Session.created(tmp_path / "p.annot", opening.default_schema(), "me")
    texts = [data["text"], "Aiko Tanaka met Aiko Tanaka's aide in Lund."]
    first, _ = session.add_articles([Document.made(0, t, Tokens.plain(t)) for t in texts])
    found = [Proposal(p["start"], p["end"], p["label"], "m 1", 0.9) for p in data["proposals"]]
    session.highlight(first, found, "m 1")
    made = Desk(Holder(), surface)
    made.session = session
    surface.desk = made
    made.state.show(View(article=first))
    reading.saw(made, 0, len(data["text"]))
    yield made
    session.close()
