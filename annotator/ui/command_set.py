"""All commands of a window: the action table with the analyst's keys, its menus, and the status line's words."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow, QMenu

from annotator.session import Session
from annotator.ui import menus, status
from annotator.ui.actions import ACTIONS, Action, with_keys
from annotator.ui.desk import Desk
from annotator.ui.key_dispatch import KeyDispatch, context_of
from annotator.ui.status_line import StatusLine


class CommandSet:
    """Made after the first paint, or with the first key; GUI thread only."""

    def __init__(
        self,
        window: QMainWindow,
        titles: Mapping[str, QMenu],
        desk: Desk,
        run: Callable[[Action], None],
        own_keys: Mapping[str, str],
    ) -> None:
        self._desk = desk
        self.table = with_keys(ACTIONS, own_keys)
        desk.own_keys = own_keys
        self.entries = menus.build_menus(window, titles, self.table, run)
        self._dispatch = KeyDispatch(desk, self.table, run)

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key press in the text; False leaves it to the canvas."""
        return self._dispatch(event)

    def use_keys(self, own: Mapping[str, str]) -> None:
        """The analyst's own keys (by action id), from now on."""
        self.table = self._dispatch.table = with_keys(ACTIONS, own)
        self._desk.own_keys = own
        menus.show_keys(self.entries, self.table)

    def enable(self, session: Session | None) -> None:
        """What needs a project can be chosen only with one."""
        menus.enable(self.entries, session is not None)

    def tell(self, line: StatusLine) -> None:
        """Write the status line and the names of undo and redo anew."""
        context = context_of(self._desk)
        line.show_focus(status.focus_in_words(self._desk))
        line.show_keys(status.keys_now(self._desk, self.table, context))
        line.show_left(status.left_in_words(self._desk))
        line.show_mode("characters" if self._desk.view.by_characters else "")
        menus.name_undo(self.entries, self._desk.session)
