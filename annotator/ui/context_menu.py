"""What a right click (or the menu key) offers: the actions for what is focused, in groups, with their keys."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from annotator.core.schema import Label, RelationType
from annotator.ui import drawing
from annotator.ui.actions import Action, Context
from annotator.ui.key_names import shown

_EDGES = ("right_out", "right_in", "left_out", "left_in")
_ANY = (("copy", "exclude"), ("arcs",))
_GROUPS: dict[Context, tuple[tuple[str, ...], ...]] = {
    Context.SPAN: (
        ("confirm", "remove"),
        ("relate", "relate_more", "possible", "next_relation"),
        ("edges", "split", "join"),
        ("alike", "alike_list", "next_alike", "repeat"),
        ("note", "details"),
        *_ANY,
    ),
    Context.PLACE: (("repeat",), *_ANY),
    Context.RELATION: (
        ("relation_confirm", "remove_relation", "repeat_relation"),
        ("swap", "new_child", "new_head"),
        ("next_relation",),
        *_ANY,
    ),
    Context.TEXT: (("next_check", "possible", "find"), *_ANY),
}

Run = Callable[[Action], None]


def context_menu(
    parent: QWidget,
    context: Context,
    table: Sequence[Action],
    names: Sequence[Label] | Sequence[RelationType],
    choose: Callable[[str], None],
    run: Run,
) -> QMenu:
    """The menu; `names` are the labels or relation types that may be chosen here."""
    menu = QMenu(parent)
    by_id = {action.id: action for action in table}
    if names:
        _add_names(menu, "Relation type" if context is Context.RELATION else "Label", names, choose)
    for group in _GROUPS.get(context, _ANY):
        if not menu.isEmpty():
            menu.addSeparator()
        for name in group:
            if name == "edges":
                edges = menu.addMenu("Edges")
                for edge in _EDGES:
                    _add(edges, by_id.get(edge), run)
            else:
                _add(menu, by_id.get(name), run)
    return menu


def _add_names(
    menu: QMenu,
    title: str,
    names: Sequence[Label] | Sequence[RelationType],
    choose: Callable[[str], None],
) -> None:
    below = menu.addMenu(title)
    for entry in names:
        text = drawing.as_menu_text(entry.name)
        below.addAction(f"{text}\t{entry.key}" if entry.key else text).triggered.connect(
            lambda _checked=False, name=entry.name: choose(name)
        )


def _add(menu: QMenu, action: Action | None, run: Run) -> None:
    if action is None:
        return
    text = f"{action.text}\t{shown(action.keys[0])}" if action.keys else action.text
    menu.addAction(text).triggered.connect(lambda _checked=False, one=action: run(one))
