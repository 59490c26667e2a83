"""Finding words while they are typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton

from annotator.ui.find_bar import FindBar, find_all
from annotator.ui.main_window import MainWindow
from tests.ui.commands.test_spans import labels, place


@pytest.fixture
def field(window: MainWindow) -> QLineEdit:
    window.find_bar.open_bar()
    return window.find_bar.findChildren(QLineEdit)[0]


def press(bar: FindBar, words: str) -> None:
    next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == words).click()


def test_enter_keeps_the_match_ready_for_a_labels_key(window: MainWindow, field: QLineEdit) -> None:
    QTest.keyClicks(field, "coastal un")
    QTest.keyClick(field, Qt.Key.Key_Return)
    start, end = place(window.desk, "Coastal Un")
    assert window.desk.view.selection == (start, end)
    assert window.desk.view.matches == ()
    assert window.find_bar.isHidden()
    QTest.keyClick(window.canvas, Qt.Key.Key_2)
    assert labels(window.desk, "Coastal Union") == ["ORG"]


def test_escape_goes_back_to_where_finding_began(window: MainWindow, field: QLineEdit) -> None:
    before = window.desk.view.caret
    QTest.keyClicks(field, "velmora")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (window.desk.view.caret, window.desk.view.selection) == (before, None)


def test_buttons_walk_and_close_for_the_mouse(window: MainWindow, field: QLineEdit) -> None:
    QTest.keyClicks(field, "Velmora")
    first, second = place(window.desk, "Velmora"), place(window.desk, "Velmora", 1)
    assert window.desk.view.selection == first
    press(window.find_bar, "Next match")
    assert window.desk.view.selection == second
    press(window.find_bar, "Previous match")
    assert window.desk.view.selection == first
    press(window.find_bar, "Close")
    assert window.desk.view.selection == first
    assert window.find_bar.isHidden()


def test_typing_and_clicking_in_it_are_counted(window: MainWindow, field: QLineEdit) -> None:
    before = window.desk.cost()
    QTest.keyClicks(field, "Vel")
    press(window.find_bar, "Next match")
    after = window.desk.cost()
    assert (after.keys - before.keys, after.clicks - before.clicks) == (3, 1)


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        ("Oslo oslo", "oslo", ((0, 4), (5, 9))),
        ("Oslo oslo", "Oslo", ((0, 4),)),
        ("İstanbul is big", "is", ((9, 11),)),
        ("aaa", "aa", ((0, 2),)),
        ("İzmir and Oslo", "oslo", ((10, 14),)),
    ],
)
def test_small_letters_match_any_case(
    text: str, wanted: str, places: tuple[tuple[int, int], ...]
) -> None:
    assert find_all(text, wanted) == places
