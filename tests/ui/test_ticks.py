"""Menus show what is on."""

import pytest

from annotator.ui.main_window import MainWindow
from annotator.ui.ticks import Ticks


def ticked(window: MainWindow) -> set[str]:
    return {name for name, entry in window.entries.items() if entry.isChecked()}


@pytest.fixture
def chosen(window: MainWindow) -> list[str]:
    """The theme's name, to be changed."""
    names = ["dark"]
    made = Ticks(window, lambda: names[0])
    made.show()
    return names


def test_panels_and_theme_are_ticked_when_the_menu_opens(
    window: MainWindow, chosen: list[str]
) -> None:
    assert ticked(window) == {"theme_dark", "toggle_articles", "toggle_annotations"}
    window.articles.hide()
    chosen[0] = "light"
    window.menu("View").aboutToShow.emit()
    assert ticked(window) == {"theme_light", "toggle_annotations"}
    window.annotations.hide()
    window.menu("View").aboutToShow.emit()
    assert ticked(window) == {"theme_light", "toggle_panels"}


def test_what_a_key_has_switched_is_ticked(window: MainWindow, chosen: list[str]) -> None:
    for name in ("characters", "order", "invisible"):
        window.run(next(action for action in window.table if action.id == name))
    window.menu("Span").aboutToShow.emit()
    assert ticked(window) >= {"characters", "order", "invisible"}
