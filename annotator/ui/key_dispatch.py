"""From a key press in the text to a command: hint letters first, then the action table by context."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtGui import QKeyEvent

from annotator.ui import actions
from annotator.ui.actions import Action, Context
from annotator.ui.canvas.keys import motion_of
from annotator.ui.commands import possible, relations, verbs, walking
from annotator.ui.desk import Desk
from annotator.ui.keys import key_name, physical_letter


class KeyDispatch:
    """The canvas asks it first for every press."""

    def __init__(
        self, desk: Desk, table: tuple[Action, ...], run: Callable[[Action], None]
    ) -> None:
        self._desk = desk
        self.table = table
        """May be replaced: the analyst has chosen other keys."""
        self._run = run

    def __call__(self, event: QKeyEvent) -> bool:
        """Act on the press; False leaves it to the canvas (caret motions)."""
        name = key_name(event)
        desk = self._desk
        if desk.session is None or not desk.view.article:
            return False
        if not name:
            if motion_of(event) is not None:
                desk.count_key()
            return False
        if name == "Esc":
            desk.count_key()
            walking.step_back(desk)
            return True
        if desk.view.hints and self._answers(name):
            desk.count_key()
            return True
        context = context_of(desk)
        action = actions.find(self.table, context, name) or _lettered(desk, context, name)
        if action is None:
            return False
        desk.count_key()
        desk.pressed = name
        self._run(action)
        desk.pressed = ""
        return True

    def _answers(self, name: str) -> bool:
        """Whether the press belongs to the shown letters; any other key ends them and does its own."""
        view = self._desk.view
        if view.verb == possible.VERB:
            return self._answers_offer(name)
        if view.verb and view.head is None and name in (view.verb_key, "Return"):
            verbs.here(self._desk)
            return True
        if view.head is not None and (key := self._relation_key(name)):
            verbs.nearest(self._desk, key)
            return True
        if name == "Backspace":
            self._desk.state.show(replace(view, typed=view.typed[:-1]))
            return True
        letter = physical_letter(name)
        if len(letter) == 1 and letter.isalpha():
            self._type(letter, again=name.startswith("Shift+"))
            return True
        self._desk.state.show(replace(view.without_hints, head=None, retargets=""))
        return False

    def _relation_key(self, name: str) -> str:
        """The key of a relation type, as the schema has it, that this press means; a letter is a hint's."""
        action = actions.find(self.table, Context.RELATION, name)
        is_label = action is not None and action.id.startswith("relation_label_")
        return action.id[-1] if action is not None and is_label else ""

    def _type(self, letter: str, *, again: bool) -> None:
        hint = walking.type_hint(self._desk, letter)
        if hint is not None:
            verbs.choose(self._desk, hint, again=again)

    def _answers_offer(self, name: str) -> bool:
        """A possible relation is offered: accept, label, next one; any other key leaves it."""
        desk, view = self._desk, self._desk.view
        action = actions.find(self.table, Context.RELATION, name)
        does = action.id if action is not None else ""
        if does == "relation_confirm":
            possible.accept(desk)
        elif does.startswith("relation_label_"):
            possible.accept(desk, does[-1])
        elif _lettered(desk, Context.RELATION, name) is not None:
            possible.accept(desk, name)
        elif does == "relation_label":
            possible.pick(desk)
        elif does == "possible" or name == view.verb_key:
            possible.next_possible(desk)
        else:
            desk.state.show(replace(view.without_hints, head=None, focus=None))
            return False
        return True


def _lettered(desk: Desk, context: Context, key: str) -> Action | None:
    """A label (or relation type) of the schema that has a letter as its key, where no action has it."""
    is_relation = context is Context.RELATION
    act = relations.relabel_by_key if is_relation else verbs.label_by_key
    kinds = desk.schema.relations if is_relation else desk.schema.labels
    found = next((kind.name for kind in kinds if kind.key == key), None)
    if found is None:
        return None
    return Action(f"label {found}", found, (key,), "", context, lambda desk: act(desk, key))


def context_of(desk: Desk) -> Context:
    """Where single keys act now."""
    if desk.view.relation is not None:
        return Context.RELATION
    if desk.view.selection is not None:
        return Context.PLACE
    if desk.span is not None:
        return Context.SPAN
    return Context.TEXT
