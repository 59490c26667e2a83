"""The export dialog with its real child process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from annotator.core.document import Status
from annotator.core.relations import Relation
from annotator.core.schema import Label, RelationType, Schema
from annotator.core.spans import Span
from annotator.export_messages import Looked, Wanted
from annotator.formats.articles import pasted
from annotator.formats.imported import Imported, document_of
from annotator.saving import counts, export_formats, kept_export, remember_export
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui import exporting
from annotator.ui.export_choice import Choice
from annotator.ui.export_dialog import ExportDialog
from annotator.ui.exporting import Exporting
from annotator.ui.main_window import MainWindow
from annotator.ui.trace import Trace

_MS = 60_000


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    schema = Schema(labels=(Label("PERSON"), Label("GPE")), relations=(RelationType("MEETS"),))
    found = Session.created(tmp_path / "p.annot", schema, "Ana")
    plain = pasted("Aiko Tanaka met Budi in Osaka.")
    spans = (
        Span(1, 0, 11, "PERSON", note="sure"),
        Span(2, 5, 11, "PERSON"),
        Span(3, 24, 29, "GPE"),
    )
    full = Imported(plain.text, plain.meta, spans, (Relation(1, 1, 3, "MEETS"),))
    numbers = found.add_articles([document_of(full), document_of(pasted("Lund shrank."))])
    found.finish(numbers[0], Status.DONE)
    yield found
    found.close()


@pytest.fixture
def made(qapp: QApplication, session: Session) -> Iterator[Callable[[Choice], ExportDialog]]:
    dialogs: list[ExportDialog] = []

    def make(choice: Choice) -> ExportDialog:
        dialog = ExportDialog(session.path, export_formats(), counts(session), choice)
        dialogs.append(dialog)
        return dialog

    yield make
    for dialog in dialogs:
        dialog.process.stop()
        dialog.close()
        dialog.deleteLater()
    qapp.processEvents()


def until(is_true: Callable[[], bool]) -> None:
    loop = QEventLoop()
    end, look = QTimer(singleShot=True), QTimer(interval=5)
    end.timeout.connect(loop.quit)
    look.timeout.connect(lambda: loop.quit() if is_true() else None)
    end.start(_MS)
    look.start()
    loop.exec()
    look.stop()
    end.stop()
    assert is_true()


def test_losses_are_said_before_anything_is_written(
    made: Callable[[Choice], ExportDialog], tmp_path: Path
) -> None:
    dialog = made(Choice("conll"))
    assert not dialog.action.isEnabled()
    until(dialog.action.isEnabled)
    said = dialog.losses.text()
    assert "1 article, 2 spans and 0 relations will be written" in said
    for loss in ("1 nested span", "1 relation", "1 note"):
        assert loss in said
    assert "1 article stays out: 1 new." in said
    assert list(tmp_path.glob("*.conll")) == []


def test_it_writes_reads_back_and_closes(
    made: Callable[[Choice], ExportDialog], tmp_path: Path
) -> None:
    dialog = made(Choice("conll"))
    until(dialog.action.isEnabled)
    dialog.accept()
    until(lambda: dialog.written is not None)
    assert dialog.written is not None
    assert (dialog.written.path, dialog.written.differing) == (str(tmp_path / "p.conll"), 0)
    assert "B-GPE" in (tmp_path / "p.conll").read_text("utf-8")


def test_another_format_gets_another_ending_and_other_losses(
    made: Callable[[Choice], ExportDialog], tmp_path: Path
) -> None:
    dialog = made(Choice("conll"))
    dialog.format.setCurrentIndex(dialog.format.findData("brat"))
    assert dialog.path.text() == str(tmp_path / "p-brat")
    until(dialog.action.isEnabled)
    assert "nested" not in dialog.losses.text()
    dialog.format.setCurrentIndex(dialog.format.findData("label-studio"))
    assert dialog.path.text() == str(tmp_path / "p.json")


def test_what_can_t_be_done_is_said_and_nothing_is_pressed(
    made: Callable[[Choice], ExportDialog], tmp_path: Path
) -> None:
    dialog = made(Choice("conll"))
    dialog.path.setText(str(tmp_path / "none" / "x.conll"))
    assert "does not exist" in dialog.problem.text()
    assert not dialog.action.isEnabled()
    dialog.path.setText(str(tmp_path / "x.conll"))
    for box in dialog.statuses.values():
        box.setChecked(False)
    assert dialog.problem.text() == "No articles are chosen."


def test_the_project_itself_is_never_replaced(
    made: Callable[[Choice], ExportDialog], session: Session
) -> None:
    dialog = made(Choice("conll", str(session.path)))
    dialog.path.setText(str(session.path))
    until(lambda: bool(dialog.problem.text()))
    assert "was opened as a source" in dialog.problem.text()


def test_a_child_that_ends_is_said_and_the_next_wish_starts_another(
    made: Callable[[Choice], ExportDialog],
) -> None:
    dialog = made(Choice("conll"))
    until(dialog.action.isEnabled)
    child = dialog.process._process
    assert child is not None
    child.kill()
    until(lambda: "ended unexpectedly" in dialog.problem.text())
    dialog.flat.setChecked(True)
    until(dialog.action.isEnabled)


def test_cancel_while_it_writes_leaves_the_dialog_open_and_no_file(
    made: Callable[[Choice], ExportDialog], tmp_path: Path
) -> None:
    dialog = made(Choice("conll"))
    until(dialog.action.isEnabled)
    dialog._set_writing(True)
    dialog.reject()
    assert dialog.format.isEnabled()
    assert sorted(path.suffix for path in tmp_path.glob("*.conll")) == []


def test_the_choice_is_kept_in_the_project_and_what_was_lost_is_said(
    qapp: QApplication, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def go_on(self: ExportDialog) -> int:
        until(self.action.isEnabled)
        self.accept()
        until(lambda: self.written is not None)
        return 1

    monkeypatch.setattr(ExportDialog, "exec", go_on)
    window = MainWindow(Settings(), Trace({}))
    window.show_session(session, 1)
    remember_export(session, {"format": "doccano"})
    Exporting(window).ask()
    (said,) = window.messages.texts
    assert "Read back: all alike." in said
    assert "Not written: " in said
    assert kept_export(session)["format"] == "doccano"
    window.view.close()
    window.desk.session = None


def test_a_kept_choice_of_another_version_is_passed_over() -> None:
    assert exporting._choice({"format": 3, "statuses": "x"}) == Choice()


def test_counts_are_words() -> None:
    assert Looked(1, 2, 0).counts == "1 article, 2 spans and 0 relations"
    assert Wanted("p", "o", "conll").statuses == ("done",)
