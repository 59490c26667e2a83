"""The command palette: every action, label, fitting relation type and article in one list, found by typing."""

from collections.abc import Callable, Iterator
from functools import partial

from annotator.ui.actions import Action, Context
from annotator.ui.commands import relations, verbs
from annotator.ui.desk import Desk
from annotator.ui.key_names import shown
from annotator.ui.label_picker import Choice
from annotator.ui.main_window import MainWindow

_WHERE = {Context.SPAN: "focused span", Context.RELATION: "focused relation"}

Entry = tuple[Choice, Callable[[], None]]


def open_palette(window: MainWindow) -> None:
    """Offer everything; what needs a project only where there is one."""
    entries = [*_actions(window), *_names(window.desk), *_articles(window)]
    runs = {choice.value: run for choice, run in entries}

    def chosen(value: str) -> None:
        runs[value]()

    choices = [choice for choice, _ in entries]
    letters = "Type a command, a label or an article"
    window.choosing.choose_from("", choices, None, chosen, letters)


def _actions(window: MainWindow) -> Iterator[Entry]:
    for action in window.table:
        entry = window.entries[action.id]
        if action.menu and action.id != "palette" and entry.isEnabled():
            key = shown(action.keys[0]) if action.keys else ""
            where = _WHERE.get(action.context, "")
            choice = Choice(
                entry.text().partition("\t")[0],
                guideline=where,
                shortcut=key,
                value=f"action {action.id}",
            )
            yield choice, partial(_run, window, action)


def _run(window: MainWindow, action: Action) -> None:
    action.command(window.desk)
    window.update_status()


def _names(desk: Desk) -> Iterator[Entry]:
    """Labels, and before them the relation types that fit a focused relation."""
    if desk.session is None:
        return
    schema = desk.schema
    for kind in relations.fitting_focused(desk):
        choice = Choice(
            kind.name, "", kind.colour, kind.guideline, "Relation", kind.key, f"type {kind.name}"
        )
        yield choice, partial(relations.relabel, desk, kind.name)
    for label in schema.labels:
        choice = Choice(
            label.name, "", label.colour, label.guideline, "Label", label.key, f"label {label.name}"
        )
        yield choice, partial(verbs.label, desk, label.name)


def _articles(window: MainWindow) -> Iterator[Entry]:
    for row in window.rows():
        choice = Choice(
            row.title, guideline=row.status.value, group="Article", value=f"article {row.id}"
        )
        yield choice, partial(window.show_article, row.id)
