"""Dialogs: what they return, what they refuse, and that the action can only be pressed when all is right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from annotator.core import colours
from annotator.core.document import Status
from annotator.core.schema import Label, RelationType
from annotator.saving import SaveOptions
from annotator.ui.encoding_dialog import EncodingDialog
from annotator.ui.form import Form
from annotator.ui.name_dialog import NameDialog
from annotator.ui.pipeline_dialog import PipelineDialog
from annotator.ui.save_dialog import SaveDialog, split_of
from annotator.ui.schema_dialogs import LabelDialog, RelationTypeDialog
from tests.ui.panel_samples import SCHEMA

COUNTS = {Status.NEW: 4, Status.DONE: 2, Status.SKIPPED: 0}


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> Iterator[None]:
    yield
    for widget in qapp.topLevelWidgets():
        if isinstance(widget, Form):
            widget.close()
            widget.deleteLater()


@pytest.fixture
def accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Form, "exec", lambda _self: QDialog.DialogCode.Accepted)


@pytest.fixture
def rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Form, "exec", lambda _self: QDialog.DialogCode.Rejected)


# Name


@pytest.mark.usefixtures("accepted")
def test_the_name_comes_without_white_space_around() -> None:
    assert NameDialog.ask("  Anna   Berg ") == "Anna Berg"


@pytest.mark.usefixtures("rejected")
def test_a_cancelled_question_gives_none() -> None:
    assert NameDialog.ask("Anna") is None
    assert LabelDialog.ask(SCHEMA) is None
    assert RelationTypeDialog.ask(SCHEMA) is None
    assert SaveDialog.ask(COUNTS, SaveOptions(Path("x.jsonl"))) is None
    assert EncodingDialog.ask("utf-8") is None
    assert PipelineDialog.ask(["en_core_web_sm"]) is None


def test_an_empty_name_can_t_be_kept() -> None:
    dialog = NameDialog(" ")
    assert not dialog.action.isEnabled()
    dialog.field.setText("Anna")
    assert dialog.action.isEnabled()


# Schema


def test_a_new_label_takes_a_free_key_and_colour() -> None:
    dialog = LabelDialog(SCHEMA)
    dialog.name.setText(" VESSEL ")
    dialog.guideline.setText("Ships.")
    assert dialog.value == Label("VESSEL", "4", colours.PALETTE[0], (), "Ships.")
    dialog.key.choose("")
    assert dialog.value.key == ""


@pytest.mark.parametrize(
    ("name", "problem"),
    [("gpe", "has GPE already"), ("TWO WORDS", "no spaces"), ("A\u200bB", "visible"), ("OK", "")],
)
def test_a_name_that_can_t_be_is_refused_in_place(name: str, problem: str) -> None:
    dialog = LabelDialog(SCHEMA)
    dialog.name.setText(name)
    assert problem in dialog.problem.text()
    assert dialog.action.isEnabled() is (not problem)


def test_a_taken_key_can_t_be_chosen() -> None:
    dialog = LabelDialog(SCHEMA)
    dialog.key.choose("2")
    assert dialog.key.key == "4"
    QTest.keyClick(dialog.key, Qt.Key.Key_7)
    assert dialog.key.key == "7"
    QTest.keyClick(dialog.key, Qt.Key.Key_Left)
    assert dialog.key.key == "6"


def test_arrows_walk_over_the_colours() -> None:
    dialog = LabelDialog(SCHEMA)
    QTest.keyClick(dialog.colour, Qt.Key.Key_Down)
    QTest.keyClick(dialog.colour, Qt.Key.Key_Right)
    assert dialog.value.colour == colours.PALETTE[11]


def test_a_new_relation_type_has_ends() -> None:
    dialog = RelationTypeDialog(SCHEMA)
    dialog.name.setText("FUNDS")
    dialog.heads.tick("ORG")
    dialog.heads.tick("GPE")
    dialog.children_.setCurrentRow(0)
    QTest.keyClick(dialog.children_, Qt.Key.Key_Space)
    dialog.symmetric.setChecked(True)
    assert dialog.value == RelationType(
        "FUNDS", ("ORG", "GPE"), ("PERSON",), "4", colours.PALETTE[0], "", True
    )
    dialog.name.setText("about")
    assert "has ABOUT already" in dialog.problem.text()


# Save


def test_the_save_dialog_keeps_what_it_was_given(tmp_path: Path) -> None:
    options = SaveOptions(tmp_path / "a.gold.jsonl", split=(70, 30), manifest=True)
    dialog = SaveDialog(COUNTS, options)
    assert dialog.value == options
    assert dialog._summary.text() == "2 go in, 4 stay out."


def test_the_save_dialog_returns_what_was_chosen(tmp_path: Path) -> None:
    dialog = SaveDialog(COUNTS, SaveOptions(tmp_path / "a.jsonl"))
    dialog.path.setText(str(tmp_path / "other"))
    dialog.statuses[Status.NEW].setChecked(True)
    dialog.keep_excluded.setChecked(True)
    dialog.flat.setChecked(True)
    dialog.splits.setChecked(True)
    assert dialog.value == SaveOptions(
        tmp_path / "other.jsonl", (Status.NEW, Status.DONE), True, True, (80, 10, 10)
    )
    assert Status.SKIPPED not in dialog.statuses


def test_a_file_that_is_there_is_replaced_knowingly(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").touch()
    (tmp_path / "b.train.jsonl").touch()
    dialog = SaveDialog(COUNTS, SaveOptions(tmp_path / "a.jsonl"))
    assert dialog.action.text() == "Replace"
    assert "a.jsonl is there already" in dialog._summary.text()
    dialog.path.setText(str(tmp_path / "b.jsonl"))
    assert dialog.action.text() == "Save"
    dialog.splits.setChecked(True)
    assert dialog.action.text() == "Replace"


def test_what_can_t_be_saved_is_said_in_place(tmp_path: Path) -> None:
    dialog = SaveDialog(COUNTS, SaveOptions(tmp_path / "a.jsonl"))
    dialog.path.setText(str(tmp_path))
    assert "is a folder" in dialog.problem.text()
    dialog.path.setText(str(tmp_path / "no" / "a.jsonl"))
    assert "does not exist" in dialog.problem.text()
    dialog.path.setText("b.jsonl")
    assert dialog.value.path == tmp_path / "b.jsonl"
    dialog.splits.setChecked(True)
    dialog.split.setText("80/30")
    assert "add up to 100" in dialog.problem.text()
    dialog.splits.setChecked(False)
    dialog.statuses[Status.DONE].setChecked(False)
    assert dialog.problem.text() == "No articles are chosen."
    assert not dialog.action.isEnabled()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("80/10/10", (80, 10, 10)),
        (" 90, 10 ", (90, 10)),
        ("100", None),
        ("50/50/0", None),
        ("a/b", None),
        ("25/25/25/25", None),
    ],
)
def test_percents_are_read(text: str, parts: tuple[int, ...] | None) -> None:
    assert split_of(text) == parts


# Lists


def test_the_encoding_in_use_is_found_under_any_name() -> None:
    assert EncodingDialog("cp1252").chosen == "windows-1252"
    assert EncodingDialog("UTF8").chosen == "utf-8"
    assert EncodingDialog("cp437").chosen == "cp437"


def test_the_preview_shows_what_an_encoding_does() -> None:
    dialog = EncodingDialog("windows-1252", None, b"K\xf6ln".decode)
    assert dialog._preview.toPlainText() == "Köln"
    dialog.filter.setText("utf-8")
    assert dialog.chosen == "utf-8"
    assert dialog.problem.text() == "The file can't be read as utf-8."
    assert not dialog.action.isEnabled()
    dialog.filter.setText("zzz")
    assert dialog.chosen == ""


@pytest.mark.usefixtures("accepted")
def test_a_pipeline_is_chosen_by_name_or_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PipelineDialog.ask(["a", "b"], "b") == "b"
    monkeypatch.setattr(
        "annotator.ui.pipeline_dialog.QFileDialog.getExistingDirectory", lambda *_: "/models/x"
    )
    assert PipelineDialog.ask([]) == "/models/x"


def test_they_paint(tmp_path: Path) -> None:
    for dialog in (
        NameDialog("Anna"),
        LabelDialog(SCHEMA),
        RelationTypeDialog(SCHEMA),
        SaveDialog(COUNTS, SaveOptions(tmp_path / "a.jsonl")),
        EncodingDialog("utf-8"),
        PipelineDialog(["a"]),
    ):
        assert not dialog.grab().isNull()
