"""Menus and window shortcuts, made from the action table."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from annotator.ui.actions import MENUS, Action, Context
from annotator.ui.key_names import shown


def build_menus(
    window: QMainWindow, table: tuple[Action, ...], run: Callable[[Action], None]
) -> dict[str, QAction]:
    """Fill the menu bar; the made actions by id. Single keys stand beside the text, only the canvas hears them."""
    menus: dict[str, QMenu] = {name: window.menuBar().addMenu(name) for name in MENUS}
    made: dict[str, QAction] = {}
    for action in table:
        entry = QAction(action.text, window)
        if action.context is Context.WINDOW:
            entry.setShortcuts([QKeySequence(key) for key in action.keys])
        elif action.keys:
            entry.setText(f"{action.text}\t{shown(action.keys[0])}")
        entry.triggered.connect(_runner(action, run))
        entry.setMenuRole(QAction.MenuRole.NoRole)
        if action.menu:
            _separate(menus[action.menu], action)
            menus[action.menu].addAction(entry)
        elif action.context is Context.WINDOW:
            window.addAction(entry)
        made[action.id] = entry
    return made


_AFTER_LINE = {
    "save",
    "use_schema",
    "close_project",
    "quit",
    "copy",
    "find",
    "pick_label",
    "confirm",
    "right_out",
    "alike",
    "note",
    "next_relation",
    "relation_label",
    "next_article",
    "exclude",
    "highlight",
    "add_label",
    "zoom_in",
    "toggle_articles",
    "theme_system",
    "next_panel",
    "guide",
    "about",
}


def _separate(menu: QMenu, action: Action) -> None:
    if action.id in _AFTER_LINE and not menu.isEmpty():
        menu.addSeparator()


def _runner(action: Action, run: Callable[[Action], None]) -> Callable[[], None]:
    def triggered() -> None:
        run(action)

    return triggered
