"""Menus and window shortcuts, made from the action table."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from annotator.session import Session
from annotator.ui import drawing
from annotator.ui.actions import Action, Context
from annotator.ui.key_names import shown


def build_menus(
    window: QMainWindow,
    menus: Mapping[str, QMenu],
    table: tuple[Action, ...],
    run: Callable[[Action], None],
) -> dict[str, QAction]:
    """Fill the menus; the made actions by id. Single keys stand beside the text, only the canvas hears them."""
    made: dict[str, QAction] = {}
    for action in table:
        entry = QAction(action.text, window)
        _show_key(entry, action)
        entry.triggered.connect(_runner(action, run))
        entry.setMenuRole(QAction.MenuRole.NoRole)
        if action.menu:
            _separate(menus[action.menu], action)
            menus[action.menu].addAction(entry)
        elif action.context is Context.WINDOW:
            window.addAction(entry)
        made[action.id] = entry
    return made


def show_keys(entries: dict[str, QAction], table: tuple[Action, ...]) -> None:
    """Other keys for the same entries."""
    for action in table:
        _show_key(entries[action.id], action)


def name_undo(entries: dict[str, QAction], session: Session | None) -> None:
    """Undo and redo say what they would take back or do again."""
    for name, step in (
        ("undo", session.undo_name if session else ""),
        ("redo", session.redo_name if session else ""),
    ):
        entry = entries[name]
        said = f": {drawing.as_menu_text(step)}" if step else ""
        entry.setText(f"{name.capitalize()}{said}")
        entry.setEnabled(bool(step))


def enable(entries: dict[str, QAction], has_project: bool) -> None:
    """What needs a project can be chosen only with one."""
    for name, entry in entries.items():
        entry.setEnabled(has_project or name in _WITHOUT_PROJECT)


_WITHOUT_PROJECT = set(
    "open_article open_folder open_project open_url open_sample paste_text quit keys guide words decisions"
    " changes guarantees about theme_system theme_light theme_dark palette next_panel previous_panel own_keys"
    " key_card tour".split()
)

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
    "statistics",
    "toggle_articles",
    "theme_system",
    "next_panel",
    "own_keys",
    "guide",
    "about",
}


def _show_key(entry: QAction, action: Action) -> None:
    if action.context is Context.WINDOW:
        entry.setShortcuts([QKeySequence(key) for key in action.keys])
        return
    entry.setText(f"{action.text}\t{shown(action.keys[0])}" if action.keys else action.text)


def _separate(menu: QMenu, action: Action) -> None:
    if action.id in _AFTER_LINE and not menu.isEmpty():
        menu.addSeparator()


def _runner(action: Action, run: Callable[[Action], None]) -> Callable[[], None]:
    def triggered() -> None:
        run(action)

    return triggered
