"""Everything in one list: actions with their keys, labels, articles."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from annotator.ui.choice_list import ChoiceModel
from annotator.ui.main_window import MainWindow
from annotator.ui.palette import open_palette
from annotator.ui.panel_list import PanelList
from tests.ui.commands.test_spans import go_to, labels


def field(window: MainWindow) -> QLineEdit:
    return window.choosing.picker.findChildren(QLineEdit)[0]


def rows(window: MainWindow) -> list[tuple[str, str]]:
    """Names and keys as they are shown now."""
    shown = window.choosing.picker.findChildren(PanelList)[0].model()
    assert isinstance(shown, ChoiceModel)
    return [
        (shown.choice_at(row).shown, shown.choice_at(row).shortcut)
        for row in range(shown.rowCount())
    ]


def choose(window: MainWindow, letters: str) -> None:
    open_palette(window)
    QTest.keyClicks(field(window), letters)
    QTest.keyClick(field(window), Qt.Key.Key_Return)


def test_every_action_shows_its_key(window: MainWindow) -> None:
    open_palette(window)
    shown = dict(rows(window))
    assert shown["Remove span"] == "x"
    assert shown["Article done, next one"] == "Ctrl+Enter"
    assert shown["Label: ORG"] == "2"
    for action in window.table:
        if action.menu and action.keys and action.id not in ("palette", "undo", "redo"):
            assert shown[action.text], action.id


def test_own_keys_are_shown(window: MainWindow) -> None:
    window.use_keys({"remove": "y"})
    open_palette(window)
    assert dict(rows(window))["Remove span"] == "y"


def test_a_label_is_found_by_its_own_name_first(window: MainWindow) -> None:
    open_palette(window)
    QTest.keyClicks(field(window), "or")
    assert rows(window)[0][0] == "Label: ORG"


def test_a_label_from_the_palette_labels_what_is_focused(window: MainWindow) -> None:
    go_to(window.desk, "Kotka")
    choose(window, "gpe")
    assert labels(window.desk, "Kotka") == ["GPE"]


def test_a_digit_is_typed_and_chooses_nothing(window: MainWindow) -> None:
    open_palette(window)
    QTest.keyClick(field(window), Qt.Key.Key_2)
    assert window.choosing.picker.is_open
    assert field(window).text() == "2"


def test_articles_of_the_same_title_are_both_reached(window: MainWindow) -> None:
    open_palette(window)
    QTest.keyClicks(field(window), "ferry")
    assert [name for name, _ in rows(window)] == ["Article: Ferry deal"] * 2
    QTest.keyClick(field(window), Qt.Key.Key_Down)
    QTest.keyClick(field(window), Qt.Key.Key_Return)
    assert window.desk.view.article == 2


def test_typing_in_it_counts_as_keys(window: MainWindow) -> None:
    go_to(window.desk, "Kotka")
    before = window.desk.cost().keys
    open_palette(window)
    QTest.keyClicks(field(window), "gp")
    assert window.desk.cost().keys == before + 2
