"""What the mouse does: right clicks, clicks on hints, the label bar."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from annotator.ui.canvas import hit
from annotator.ui.commands import possible, relations, verbs
from annotator.ui.main_window import MainWindow
from annotator.ui.state import RelationFocus, SpanFocus
from tests.ui.commands.test_relations import triples
from tests.ui.commands.test_spans import go_to, labels, place

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def menu(window: MainWindow) -> Iterator[Callable[[hit.Place], QMenu]]:
    """Asks for the menu of a place."""
    opened: list[QMenu] = []

    def ask(at: hit.Place) -> QMenu:
        window.canvas.context_menu_wanted.emit(at, QPoint(20, 20))
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        opened.append(popup)
        return popup

    yield ask
    for popup in opened:
        popup.close()


def entry(menu: QMenu, words: str) -> str:
    return next(e.text() for e in menu.actions() if e.text().startswith(words))


def click(window: MainWindow, word: str, nth: int = 0) -> None:
    """Click the middle of a word."""
    at = window.canvas.rect_of(*place(window.desk, word, nth)).center()
    QTest.mouseClick(window.canvas.viewport(), LEFT, pos=at)


def test_a_right_click_is_about_the_span_it_hits(
    window: MainWindow, menu: Callable[[hit.Place], QMenu]
) -> None:
    span = window.desk.document.spans_at(place(window.desk, "Kadri Tamm")[0])[0]
    shown = menu(hit.SpanPlace(span.id))
    assert window.desk.view.focus == SpanFocus(span.id)
    assert entry(shown, "Remove span") == "Remove span\tx"
    assert entry(shown, "Choose which others like it")


def test_a_right_click_on_a_name_without_span_selects_all_of_it(
    window: MainWindow, menu: Callable[[hit.Place], QMenu]
) -> None:
    start, end = place(window.desk, "Coastal Union")
    shown = menu(hit.OffsetPlace(start + 10))
    assert window.desk.view.selection == (start, end)
    below = shown.actions()[0].menu()
    assert isinstance(below, QMenu)
    below.actions()[1].trigger()
    assert labels(window.desk, "Coastal Union") == ["ORG"]


def test_a_right_click_on_a_relation_is_about_it(
    window: MainWindow, menu: Callable[[hit.Place], QMenu]
) -> None:
    desk = window.desk
    spans = [desk.document.spans_at(place(desk, w)[0])[0] for w in ("Kadri Tamm", "Estonian")]
    relations.connect(desk, spans[0].id, spans[1].id)
    desk.focus(spans[0])
    shown = menu(hit.RelationPlace(1))
    assert desk.view.focus == RelationFocus(1)
    assert entry(shown, "Swap")
    assert entry(shown, "The relation label used last")


def test_the_menu_shows_the_analysts_own_keys(
    window: MainWindow, menu: Callable[[hit.Place], QMenu]
) -> None:
    window.use_keys({"remove": "y"})
    span = next(iter(window.desk.document.spans()))
    assert entry(menu(hit.SpanPlace(span.id)), "Remove span") == "Remove span\ty"


def test_a_click_on_a_hinted_word_answers(window: MainWindow) -> None:
    verbs.label_by_key(window.desk, "2")
    click(window, "Coastal Union")
    assert labels(window.desk, "Coastal Union") == ["ORG"]
    assert window.desk.view.hints == ()


def test_a_click_on_a_hinted_span_answers(window: MainWindow) -> None:
    desk = window.desk
    verbs.at("relate")(desk)
    click(window, "Kadri Tamm")
    click(window, "Estonian")
    assert triples(desk) == [("Kadri Tamm", "AFFILIATED_WITH", "Estonian")]


def test_a_click_gives_a_relation_another_end(window: MainWindow) -> None:
    desk = window.desk
    verbs.at("relate")(desk)
    click(window, "Kadri Tamm")
    click(window, "Estonian")
    desk.state.focus_relation(1)
    relations.retarget_head(desk)
    click(window, "Jaan Kross")
    assert triples(desk) == [("Jaan Kross", "AFFILIATED_WITH", "Estonian")]


def test_a_click_on_the_offered_child_accepts_the_pair(window: MainWindow) -> None:
    desk = window.desk
    possible.next_possible(desk)
    head, child = possible.offered(desk)
    at = window.canvas.rect_of(child.start, child.end).center()
    QTest.mouseClick(window.canvas.viewport(), LEFT, pos=at)
    (made,) = list(desk.document.relations())
    assert (made.head, made.child) == (head.id, child.id)


def test_a_click_beside_all_hints_ends_the_question(window: MainWindow) -> None:
    desk = window.desk
    verbs.at("remove")(desk)
    click(window, "deal")
    assert (desk.view.hints, desk.view.verb) == ((), "")


def test_the_label_bar_leads_to_every_label(window: MainWindow) -> None:
    desk = window.desk
    go_to(desk, "Kotka")
    start, end = place(desk, "Kotka")
    desk.state.select(start, end)
    window.canvas.selection_finished.emit()
    bar = window.panels.label_bar
    assert bar.isVisible()
    bar.more.click()
    assert window.choosing.picker.is_open
