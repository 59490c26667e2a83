"""From presses in the text to commands."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.schema import RelationType
from annotator.ui.commands import relations
from annotator.ui.main_window import MainWindow
from tests.ui.commands.test_relations import triples
from tests.ui.commands.test_spans import go_to, labels


def press(window: MainWindow, keys: str) -> None:
    QTest.keyClicks(window.canvas, keys)


def letters(window: MainWindow, word: str) -> str:
    start = window.desk.document.text.index(word)
    return next(h.letters for h in window.desk.view.hints if h.start == start)


def test_a_letter_of_the_schema_labels(window: MainWindow) -> None:
    go_to(window.desk, "Kotka")
    press(window, "h")
    assert labels(window.desk, "Kotka") == ["FAC"]
    assert window.desk.cost().keys == 0


def test_a_letter_of_the_schema_asks_where_with_nothing_focused(window: MainWindow) -> None:
    press(window, "h")
    assert window.desk.view.verb == "label FAC"
    press(window, letters(window, "Toompea"))
    assert labels(window.desk, "Toompea") == ["FAC"]


def test_an_action_keeps_its_letter_before_a_label(window: MainWindow) -> None:
    window.use_keys({"remove": "h"})
    go_to(window.desk, "Kotka")
    press(window, "h")
    assert labels(window.desk, "Kotka") == []


def test_a_digit_after_the_head_leads_to_the_nearest(window: MainWindow) -> None:
    press(window, "r")
    press(window, letters(window, "Kadri Tamm"))
    press(window, "1")
    assert [label for _, label, _ in triples(window.desk)] == ["AFFILIATED_WITH"]


def test_a_letter_of_a_relation_type_relabels_the_focused_relation(window: MainWindow) -> None:
    desk = window.desk
    go_to(desk, "Kadri Tamm")
    relations.begin(desk)
    relations.to_nearest(desk, "1")
    kind = RelationType("KNOWS", key="u")
    schema = desk.schema
    desk.session.change_schema(
        "Add", type(schema)(labels=schema.labels, relations=(*schema.relations, kind))
    )
    press(window, "u")
    assert [label for _, label, _ in triples(desk)] == ["KNOWS"]


def test_possible_pairs_are_accepted_by_keys(window: MainWindow) -> None:
    press(window, "g")
    assert window.desk.view.verb == "possible"
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert len(triples(window.desk)) == 1
