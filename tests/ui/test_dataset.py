"""Saving from the window."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from annotator.core.document import Status
from annotator.core.schema import Label, Schema
from annotator.formats.articles import pasted
from annotator.opening import document_of
from annotator.saving import SaveOptions
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.dataset import Dataset
from annotator.ui.main_window import MainWindow
from annotator.ui.save_dialog import SaveDialog
from annotator.ui.trace import Trace


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    found = Session.created(tmp_path / "p.annot", Schema(labels=(Label("GPE"),)), "Ana")
    found.add_articles([document_of(pasted("Osaka grew.")), document_of(pasted("Lund shrank."))])
    yield found
    found.close()


@pytest.fixture
def dataset(
    qapp: QApplication, session: Session, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Dataset]:
    """A window's dataset; what its dialog offers is taken as it stands."""
    monkeypatch.setattr(SaveDialog, "ask", lambda counts, options, parent=None: options)
    window = MainWindow(Settings(), Trace({}))
    window.show_session(session, 1)
    yield Dataset(window)
    window.view.close()
    window.desk.session = None


def press(dataset: Dataset, text: str) -> None:
    window = dataset.parent()
    assert isinstance(window, MainWindow)
    found = next(b for b in window.messages.findChildren(QPushButton) if b.text() == text)
    found.click()


def answers(session: Session) -> list[str | None]:
    path = session.path.with_name("p.gold.jsonl")
    return [json.loads(line)["answer"] for line in path.read_text("utf-8").splitlines()]


def test_where_nothing_is_done_this_article_can_be_finished_and_saved(
    dataset: Dataset, session: Session
) -> None:
    dataset.save()
    press(dataset, "Done and save")
    assert session.article(1).status is Status.DONE
    assert answers(session) == ["accept"]


def test_saved_as_in_progress_once_the_next_save_is_of_what_is_done(
    dataset: Dataset, session: Session
) -> None:
    dataset.save()
    press(dataset, "Save as in progress")
    assert answers(session) == [None, None]
    session.finish(2, Status.DONE)
    dataset.save()
    assert answers(session) == ["accept"]


def test_what_cannot_be_written_is_said_and_can_go_elsewhere(
    dataset: Dataset, session: Session, tmp_path: Path
) -> None:
    session.finish(1, Status.DONE)
    window = dataset.parent()
    assert isinstance(window, MainWindow)
    dataset._save(SaveOptions(tmp_path / "none" / "gold.jsonl"))
    assert "does not exist" in window.messages.texts[0]
    press(dataset, "Save elsewhere")
    assert answers(session) == ["accept"]
