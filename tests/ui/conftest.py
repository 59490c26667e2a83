"""What tests of the window share."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator import opening
from annotator.core.document import Document, Meta
from annotator.core.spans import Proposal
from annotator.core.tokens import Tokens
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.main_window import MainWindow
from annotator.ui.trace import Trace

ARTICLE = Path(__file__).parents[1] / "data" / "worked_article.json"


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """The worked article as a model left it, and a short one with the same title."""
    data = json.loads(ARTICLE.read_text(encoding="utf-8"))
    session = Session.created(tmp_path / "p.annot", opening.default_schema(), "me")
    texts = [data["text"], "Aiko Tanaka met Aiko Tanaka's aide in Lund."]
    meta = Meta(title="Ferry deal")
    first, _ = session.add_articles(
        [Document.made(0, text, Tokens.plain(text), meta=meta) for text in texts]
    )
    found = [Proposal(p["start"], p["end"], p["label"], "m 1", 0.9) for p in data["proposals"]]
    session.highlight(first, found, "m 1")
    made = MainWindow(Settings(), Trace({}))
    made.resize(1200, 1600)
    made.show_session(session, first)
    assert made.panels
    made.show()
    qapp.processEvents()
    yield made
    made.close()
    made.view.close()
    made.desk.session = None
    session.close()
    made.deleteLater()
