"""Ticks in the menus: what can be on or off shows which it is."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup

from annotator.ui.main_window import MainWindow

_THEMES = ("system", "light", "dark")


class Ticks(QObject):
    """Asks anew whenever a menu is about to be seen, for keys and settings change these things, too."""

    def __init__(self, window: MainWindow, theme_name: Callable[[], str]) -> None:
        super().__init__(window)
        self._window = window
        desk = window.desk
        self._is_on: Mapping[str, Callable[[], bool]] = {
            "order": lambda: desk.least_sure_first,
            "characters": lambda: desk.view.by_characters,
            "invisible": lambda: desk.view.show_invisible,
            "toggle_articles": lambda: not window.articles.isHidden(),
            "toggle_annotations": lambda: not window.annotations.isHidden(),
            "toggle_panels": lambda: window.articles.isHidden() and window.annotations.isHidden(),
        }
        self._theme_name = theme_name
        group = QActionGroup(self)
        for name in self._is_on:
            window.entries[name].setCheckable(True)
        for name in _THEMES:
            window.entries[f"theme_{name}"].setCheckable(True)
            group.addAction(window.entries[f"theme_{name}"])
        for menu in ("Span", "View"):
            window.menu(menu).aboutToShow.connect(self.show)
        self.show()

    def show(self) -> None:
        """Set every tick as things are."""
        for name, is_on in self._is_on.items():
            self._window.entries[name].setChecked(is_on())
        self._window.entries[f"theme_{self._theme_name()}"].setChecked(True)
