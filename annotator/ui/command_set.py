"""All commands of a window: the action table with the analyst's keys, its menus, and the status line's words."""

from collections.abc import Callable, Mapping
from functools import cached_property

from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QMenu

from annotator.session import Session
from annotator.ui import status
from annotator.ui.actions import ACTIONS, Action, with_keys
from annotator.ui.desk import Desk
from annotator.ui.key_dispatch import KeyDispatch, context_of
from annotator.ui.keys import shortcut_name
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
        self._window = window
        self._titles = titles
        self._desk = desk
        self._run = run
        self.table = with_keys(ACTIONS, own_keys)
        desk.own_keys = own_keys
        self._dispatch = KeyDispatch(desk, self.table, run)

    @cached_property
    def entries(self) -> dict[str, QAction]:
        """The menus' entries by the ids of their actions: made when they are asked for, keys work before."""
        from annotator.ui import menus

        made = menus.build_menus(self._window, self._titles, self.table, self._run)
        menus.enable(made, self._desk.session is not None)
        return made

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key press in the text; False leaves it to the canvas."""
        return self._dispatch(event)

    def shortcut(self, event: QKeyEvent) -> bool:
        """Act on a shortcut whose letter the keyboard's layout lacks; False where there is none."""
        name = shortcut_name(event)
        action = next((a for a in self.table if name and name in a.keys), None)
        if action is None or not self.entries[action.id].isEnabled():
            return False
        self.entries[action.id].trigger()
        return True

    def use_keys(self, own: Mapping[str, str]) -> None:
        """The analyst's own keys (by action id), from now on."""
        self.table = self._dispatch.table = with_keys(ACTIONS, own)
        self._desk.own_keys = own
        if self._has_menus:
            from annotator.ui import menus

            menus.show_keys(self.entries, self.table)

    def enable(self, session: Session | None) -> None:
        """What needs a project can be chosen only with one."""
        if self._has_menus:
            from annotator.ui import menus

            menus.enable(self.entries, session is not None)

    def tell(self, line: StatusLine) -> None:
        """Write the status line and the names of undo and redo anew."""
        context = context_of(self._desk)
        line.show_focus(status.focus_in_words(self._desk))
        line.show_keys(status.keys_now(self._desk, self.table, context))
        line.show_left(status.left_in_words(self._desk))
        line.show_mode("characters" if self._desk.view.by_characters else "")
        if self._has_menus:
            from annotator.ui import menus

            menus.name_undo(self.entries, self._desk.session)

    @property
    def _has_menus(self) -> bool:
        return "entries" in self.__dict__
