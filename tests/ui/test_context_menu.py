"""What a right click offers."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from annotator.ui.actions import ACTIONS, Context
from annotator.ui.context_menu import context_menu
from tests.ui.panel_samples import SCHEMA


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    yield made
    made.deleteLater()


def words(menu: QMenu) -> list[str]:
    return [entry.text() for entry in menu.actions() if not entry.isSeparator()]


def test_a_span_offers_labels_removal_and_relations_with_their_keys(parent: QWidget) -> None:
    names: list[str] = []
    menu = context_menu(
        parent, Context.SPAN, ACTIONS, SCHEMA.labels, names.append, lambda _action: None
    )
    said = words(menu)
    assert said[0] == "Label"
    assert "Remove span\tx" in said
    assert "Relation from here\tr" in said
    labels = menu.actions()[0].menu()
    assert isinstance(labels, QMenu)
    labels.actions()[1].trigger()
    assert names == ["ORG"]


def test_nothing_focused_offers_no_edit_of_a_span(parent: QWidget) -> None:
    menu = context_menu(parent, Context.TEXT, ACTIONS, (), lambda _: None, lambda _: None)
    assert not any("span" in word.lower() for word in words(menu))


def test_an_entry_runs_its_action(parent: QWidget) -> None:
    ran: list[str] = []
    menu = context_menu(
        parent, Context.RELATION, ACTIONS, (), lambda _: None, lambda action: ran.append(action.id)
    )
    next(entry for entry in menu.actions() if entry.text().startswith("Swap")).trigger()
    assert ran == ["swap"]
