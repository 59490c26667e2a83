from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.actions import ACTIONS
from annotator.ui.key_choice import KeyChoice


@pytest.fixture
def dialog(qapp: QApplication) -> Iterator[KeyChoice]:
    parent = QWidget()
    made = KeyChoice(ACTIONS, {}, parent)
    yield made
    parent.deleteLater()


def go_to(dialog: KeyChoice, action_id: str) -> None:
    dialog.rows.setCurrentRow([action.id for action in ACTIONS].index(action_id))


def test_a_pressed_key_becomes_the_actions_own(dialog: KeyChoice) -> None:
    go_to(dialog, "remove")
    QTest.keyClick(dialog.capture, Qt.Key.Key_Y)
    assert dialog.own == {"remove": "y"}
    assert dialog.action.isEnabled()


def test_a_clash_in_one_place_is_named_and_can_not_be_kept(dialog: KeyChoice) -> None:
    go_to(dialog, "remove")
    QTest.keyClick(dialog.capture, Qt.Key.Key_W)
    assert dialog.clashes == ["w means both “Remove span” and “Right edge out” (focused span)."]
    assert not dialog.action.isEnabled()


def test_the_tables_own_key_needs_no_keeping(dialog: KeyChoice) -> None:
    dialog.choose("remove", "y")
    dialog.choose("remove", "x Del Backspace")
    assert dialog.own == {}


def test_a_shortcut_of_the_window_can_be_pressed(dialog: KeyChoice) -> None:
    go_to(dialog, "statistics")
    QTest.keyClick(dialog.capture, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert dialog.own == {"statistics": "Ctrl+J"}


def test_backspace_takes_a_key_away(dialog: KeyChoice) -> None:
    go_to(dialog, "note")
    QTest.keyClick(dialog.capture, Qt.Key.Key_Backspace)
    assert dialog.own == {"note": ""}


def test_the_first_key_comes_back(dialog: KeyChoice) -> None:
    go_to(dialog, "note")
    QTest.keyClick(dialog.capture, Qt.Key.Key_Y)
    QTest.keyClick(dialog.capture, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    assert (dialog.own, dialog.capture.text()) == ({}, "m")


def test_what_is_found_by_typing_gets_the_key(dialog: KeyChoice) -> None:
    dialog.field.setText("remove span")
    QTest.keyClick(dialog.capture, Qt.Key.Key_Y)
    assert dialog.own == {"remove": "y"}
    dialog.field.setText("nothing is called like this")
    QTest.keyClick(dialog.capture, Qt.Key.Key_U)
    assert dialog.own == {"remove": "y"}


def test_a_labels_letter_may_be_taken_and_is_named(qapp: QApplication) -> None:
    parent = QWidget()
    dialog = KeyChoice(ACTIONS, {"remove": "h"}, parent, {"h": "FAC"})
    assert dialog.labels_hidden == ["h no longer labels FAC: “Remove span” has it now."]
    assert dialog.action.isEnabled()
    dialog.choose("remove", "x")
    dialog.choose("swap", "h")
    assert dialog.labels_hidden == []
    parent.deleteLater()


def test_actions_are_found_by_typing(dialog: KeyChoice) -> None:
    dialog.field.setText("skip article")
    seen = [r for r in range(dialog.rows.count()) if not dialog.rows.item(r).isHidden()]
    assert [ACTIONS[r].id for r in seen] == ["skip"]
