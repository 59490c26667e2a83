from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.session import Session
from annotator.ui import alike_list
from annotator.ui.alike_list import AlikeList
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.commands import verbs
from annotator.ui.desk import Desk
from annotator.ui.state import ViewState
from annotator.ui.tick_box import TickBox, TickList
from tests.ui.commands.conftest import desk, surface  # noqa: F401
from tests.ui.commands.test_spans import go_to, labels, place


@pytest.fixture
def others(qapp: QApplication, desk: Desk) -> Iterator[AlikeList]:  # noqa: F811
    window = QWidget()
    canvas = Canvas(ViewState(), window)
    window.resize(900, 700)
    canvas.resize(900, 700)
    window.show()
    made = AlikeList(desk, canvas)
    go_to(desk, "Velmora")
    verbs.label(desk, "ORG")
    made.open_list()
    yield made
    window.close()
    window.deleteLater()


def rows(others: AlikeList) -> TickList:
    return others.findChildren(TickList)[0]


def box(others: AlikeList, text: str) -> TickBox:
    return next(b for b in others.findChildren(TickBox) if b.text().startswith(text))


def test_the_others_are_listed_with_context_all_ticked(others: AlikeList) -> None:
    assert len(others.rows) == 7
    assert "PERSON → ORG" in rows(others).item(0).text()
    assert "Paldiski to [Velmora] , a Danish" in rows(others).item(0).text()


def test_space_leaves_one_out_and_enter_applies_as_one_step(others: AlikeList, desk: Desk) -> None:  # noqa: F811
    QTest.keyClick(rows(others), Qt.Key.Key_Space)
    QTest.keyClick(rows(others), Qt.Key.Key_Return)
    assert labels(desk, "Velmora").count("ORG") == 7
    assert others.isHidden()
    desk.session.undo()
    assert labels(desk, "Velmora").count("ORG") == 1


def test_escape_changes_nothing(others: AlikeList, desk: Desk) -> None:  # noqa: F811
    QTest.keyClick(rows(others), Qt.Key.Key_Escape)
    assert labels(desk, "Velmora").count("ORG") == 1


def test_the_whole_project_is_one_step_too(others: AlikeList, desk: Desk) -> None:  # noqa: F811
    others.leave()
    desk.surface.show_article(2)
    start, end = place(desk, "in")
    desk.state.show(replace(desk.view, anchor=start, caret=end))
    verbs.label(desk, "LAW")
    others.open_list()
    assert others.rows == []
    box(others, "In the whole project").click()
    for _ in range(1000):
        if "looking" not in others.title:
            break
        QApplication.processEvents()
    count = len(others.rows)
    QTest.keyClick(rows(others), Qt.Key.Key_Return)
    desk.surface.show_article(1)
    assert labels(desk, "in") == ["LAW"] * count
    desk.session.undo()
    assert labels(desk, "in") == []


def test_other_cases_are_found_when_they_are_wanted(others: AlikeList, desk: Desk) -> None:  # noqa: F811
    others.leave()
    start, end = place(desk, "the")
    desk.state.show(replace(desk.view, anchor=start, caret=end, focus=None))
    verbs.label(desk, "LAW")
    others.open_list()
    found = len(others.rows)
    box(others, "Same case").click()
    assert len(others.rows) > found


def test_enter_waits_for_a_search_that_goes_on(
    others: AlikeList,
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alike_list, "_SLICE_MS", 0.0)
    box(others, "In the whole project").click()
    assert "looking" in others.title
    QTest.keyClick(rows(others), Qt.Key.Key_Return)
    assert "Applied once all articles are looked through" in others.title
    assert labels(desk, "Velmora").count("ORG") == 1
    for _ in range(1000):
        if others.isHidden():
            break
        QApplication.processEvents()
    assert labels(desk, "Velmora") == ["ORG"] * 8


def test_what_has_changed_since_it_was_listed_is_planned_anew(
    others: AlikeList,
    desk: Desk,  # noqa: F811
) -> None:
    go_to(desk, "Velmora", 3)
    verbs.at("remove")(desk)
    others.apply()
    assert labels(desk, "Velmora") == ["ORG"] * 8


def test_a_read_only_project_is_listed_and_not_changed(others: AlikeList, desk: Desk) -> None:  # noqa: F811
    path = desk.session.path
    desk.session.close()
    desk.session = Session.opened(path, read_only=True)
    go_to(desk, "Velmora")
    others.open_list()
    assert len(others.rows) == 7
    others.apply()
    assert labels(desk, "Velmora").count("ORG") == 1
    assert "read-only" in desk.surface.said[-1]


def test_letters_tick_the_boxes_below_and_all_rows(others: AlikeList) -> None:
    QTest.keyClick(rows(others), Qt.Key.Key_C)
    assert not box(others, "Same case").isChecked()
    QTest.keyClick(rows(others), Qt.Key.Key_W)
    assert not box(others, "Whole words").isChecked()
    QTest.keyClick(rows(others), Qt.Key.Key_A)
    assert rows(others).ticked == ()
    QTest.keyClick(rows(others), Qt.Key.Key_A)
    assert len(rows(others).ticked) == len(others.rows)


def test_enter_applies_from_a_box_too(others: AlikeList, desk: Desk) -> None:  # noqa: F811
    QTest.keyClick(box(others, "Same case"), Qt.Key.Key_Return)
    assert labels(desk, "Velmora") == ["ORG"] * 8
