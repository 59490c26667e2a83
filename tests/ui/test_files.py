"""Opening from the window: what is said, what can be chosen, and rich text on the clipboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from annotator import rereading
from annotator.core.document import Status
from annotator.opening import Options
from annotator.settings import Settings
from annotator.ui import file_dialogs
from annotator.ui.files import Files, _clipboard_text
from annotator.ui.help_window import HelpWindow
from annotator.ui.main_window import MainWindow
from annotator.ui.reading_dialog import ReadingDialog
from annotator.ui.trace import Trace


def test_rich_text_counts_only_where_there_is_no_plain_one(qapp: QApplication) -> None:
    clipboard = QGuiApplication.clipboard()
    copied = QMimeData()
    copied.setData("text/html", b"<p>One</p><p>Two &amp; three</p>")
    clipboard.setMimeData(copied)
    assert _clipboard_text() == "One\nTwo & three"
    both = QMimeData()
    both.setHtml("<p>Rich</p>")
    both.setText("Plain")
    clipboard.setMimeData(both)
    assert _clipboard_text() == "Plain"
    clipboard.clear()


@pytest.fixture
def files(qapp: QApplication, tmp_path: Path) -> Iterator[Files]:
    qapp.processEvents()
    made = Files(MainWindow(Settings(), Trace({})), lambda: Options(data_folder=tmp_path))
    yield made
    made.close()


def messages(files: Files) -> list[str]:
    window = files.parent()
    assert isinstance(window, MainWindow)
    return window.messages.texts


def press(files: Files, text: str) -> None:
    window = files.parent()
    assert isinstance(window, MainWindow)
    next(b for b in window.messages.findChildren(QPushButton) if b.text() == text).click()


def test_a_table_says_how_it_was_read_and_is_read_again(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "headline;story\nOne;Zürich grew, and so did Lima and Osaka.\n"
    (tmp_path / "a.csv").write_bytes(rows.encode("cp1252"))
    files.open_named([str(tmp_path / "a.csv")])
    assert messages(files) == ["a.csv was read as windows-1252, column “story”."]
    wanted = ("", rereading.Choices(column="headline"))
    monkeypatch.setattr(ReadingDialog, "ask", lambda *_: wanted)
    press(files, "Change…")
    assert files.session is not None
    said = [
        (row.status, files.session.document(row.id).text[:3]) for row in files.session.articles()
    ]
    assert said == [(Status.REJECTED, "Zür"), (Status.NEW, "One")]


def test_a_plain_text_says_nothing(files: Files, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Osaka grew.")
    files.open_named([str(tmp_path / "a.txt")])
    assert messages(files) == []


def test_a_json_file_with_a_strange_text_field_asks_for_it(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "1", "story": "Osaka grew."}\n')
    files.open_named([str(tmp_path / "a.jsonl")])
    assert files.session is None
    wanted = ("", rereading.Choices(column="story"))
    monkeypatch.setattr(ReadingDialog, "ask", lambda *_: wanted)
    press(files, "Choose the text column…")
    assert files.session is not None
    assert [row.title for row in files.session.articles()] == ["Osaka grew."]


def test_many_problems_are_counted_and_all_can_be_seen(files: Files, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Osaka grew.")
    for number in range(5):
        (tmp_path / f"bad{number}.txt").write_bytes(b"\0\1")
    files.open_named([str(tmp_path)])
    (said,) = messages(files)
    assert said.startswith("1 article read. 5 could not be read and were left out:")
    assert said.endswith("… and 2 more.")
    press(files, "Show all")
    window = files.parent()
    assert isinstance(window, MainWindow)
    (page,) = window.findChildren(HelpWindow)
    assert page.page.toPlainText().count("binary file") == 5
    page.close()


def test_articles_are_added_to_the_open_project(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("Osaka grew.")
    (tmp_path / "b.txt").write_text("Lund shrank.")
    files.open_named([str(tmp_path / "a.txt")])
    monkeypatch.setattr(file_dialogs, "articles", lambda *_: [str(tmp_path / "b.txt")])
    files.add_articles()
    assert files.session is not None
    assert [row.title for row in files.session.articles()] == ["Osaka grew.", "Lund shrank."]
