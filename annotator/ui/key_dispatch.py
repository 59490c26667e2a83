"""From a key press in the text to a command: hint letters first, then the action table by context."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QKeyEvent

from annotator.ui import actions
from annotator.ui.actions import Action, Context
from annotator.ui.commands import relations, walking
from annotator.ui.desk import Desk
from annotator.ui.keys import key_name, physical_letter


class KeyDispatch:
    """The canvas asks it first for every press."""

    def __init__(
        self, desk: Desk, table: tuple[Action, ...], run: Callable[[Action], None]
    ) -> None:
        self._desk = desk
        self._table = table
        self._run = run

    def __call__(self, event: QKeyEvent) -> bool:
        """Act on the press; False leaves it to the canvas (caret motions)."""
        name = key_name(event)
        if not name:
            return False
        if self._desk.session is None or not self._desk.view.article:
            return False
        if name == "Esc":
            self._desk.count_key()
            walking.step_back(self._desk)
            return True
        if self._desk.view.hints:
            self._desk.count_key()
            self._type_hint(physical_letter(name))
            return True
        action = actions.find(self._table, context_of(self._desk), name)
        if action is None:
            return False
        self._desk.count_key()
        self._run(action)
        return True

    def _type_hint(self, letter: str) -> None:
        desk = self._desk
        if letter == "Backspace":
            desk.state.show(replace(desk.view, typed=desk.view.typed[:-1]))
            return
        hint = walking.type_hint(desk, letter)
        if hint is None:
            return
        if desk.view.head is not None or desk.view.retargets:
            relations.choose_hint(desk, hint)
        else:
            walking.go_to_hint(desk, hint)


def context_of(desk: Desk) -> Context:
    """Where single keys act now."""
    if desk.view.relation is not None:
        return Context.RELATION
    if desk.view.selection is not None:
        return Context.PLACE
    if desk.span is not None:
        return Context.SPAN
    return Context.TEXT
