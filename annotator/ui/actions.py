"""The action table: menus, keys, palette, status line and help are made from it."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from annotator.ui.commands import alike, articles, possible, relations, spans, verbs, views, walking
from annotator.ui.desk import Desk


class Context(StrEnum):
    """Where an action works. Single keys of the text contexts belong to the canvas alone."""

    WINDOW = "anywhere"
    TEXT = "text"
    PLACE = "selection or focused span"
    SPAN = "focused span"
    RELATION = "focused relation"


class Action(Struct, frozen=True):
    """One row; `keys` are named as in `ui/keys.py`, `hint` is for the status line (or empty)."""

    id: str
    text: str
    keys: tuple[str, ...]
    menu: str
    context: Context
    command: Callable[[Desk], None]
    hint: str = ""


def _label(key: str) -> Callable[[Desk], None]:
    return lambda desk: verbs.label_by_key(desk, key)


def _relation_label(key: str) -> Callable[[Desk], None]:
    return lambda desk: relations.relabel_by_key(desk, key)


def _w(name: str, text: str, menu: str, *keys: str) -> Action:
    return Action(name, text, keys, menu, Context.WINDOW, views.window(name))


DIGITS = "1234567890"
FREE_LETTERS = "hjuy"
"""Letters that no action has in the text: a schema may give them to labels and relation types."""
_T, _P, _S, _R, _W = Context.TEXT, Context.PLACE, Context.SPAN, Context.RELATION, Context.WINDOW

ACTIONS: tuple[Action, ...] = (
    _w("open_article", "Open articles…", "File", "Ctrl+O"),
    _w("open_folder", "Open folder…", "File", "Ctrl+Shift+O"),
    _w("open_project", "Open project…", "File"),
    _w("open_url", "Open URL…", "File", "Ctrl+U"),
    _w("add_articles", "Add articles to this project…", "File"),
    _w("paste_text", "New article from the clipboard", "File", "Ctrl+Shift+V"),
    _w("open_sample", "Open the sample", "File"),
    _w("save", "Save dataset", "File", "Ctrl+S"),
    _w("save_as", "Save dataset as…", "File", "Ctrl+Shift+S"),
    _w("export", "Export…", "File", "Ctrl+E"),
    _w("save_copy", "Save a copy of the project…", "File"),
    _w("use_schema", "Use schema…", "File"),
    _w("save_schema", "Save schema as…", "File"),
    _w("close_project", "Close project", "File", "Ctrl+W"),
    _w("quit", "Quit", "File", "Ctrl+Q"),
    Action("undo", "Undo", ("Ctrl+Z",), "Edit", _W, articles.undo),
    Action("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", _W, articles.redo),
    _w("copy", "Copy text", "Edit", "Ctrl+C"),
    Action("find", "Find in the article", ("/",), "Edit", _T, views.window("find"), "find"),
    _w("find_again", "Find next", "Edit", "F3"),
    Action("next_span", "Next span", ("Tab",), "Span", _T, walking.next_span, "next span"),
    Action("previous_span", "Previous span", ("Shift+Tab",), "Span", _T, walking.previous_span),
    Action("next_check", "Next to check", ("n",), "Span", _T, walking.next_to_check, "to check"),
    Action("previous_check", "Previous to check", ("p",), "Span", _T, walking.previous_to_check),
    Action("order", "Check the least sure first", ("Shift+n",), "Span", _T, walking.switch_order),
    Action("next_alike", "Next alike", ("k",), "Span", _S, verbs.at("next_alike")),
    Action("hints", "Go to by letters", ("f",), "Span", _T, walking.show_hints, "go to"),
    Action("next_sentence", "Next sentence", (".",), "Span", _T, walking.next_sentence),
    Action("previous_sentence", "Previous sentence", (",",), "Span", _T, walking.previous_sentence),
    Action("pick_label", "Pick a label", ("l",), "Span", _P, verbs.at("pick_label"), "any label"),
    *(
        Action(f"label_{key}", f"Label with key {key}", (key,), "", _P, _label(key))
        for key in DIGITS
    ),
    Action("confirm", "Confirm, on to the next", ("Return",), "Span", _S, spans.confirm, "confirm"),
    Action(
        "remove", "Remove span", ("x", "Del", "Backspace"), "Span", _S, verbs.at("remove"), "remove"
    ),
    Action("right_out", "Right edge out", ("w",), "Span", _S, verbs.at("right_out"), "right edge"),
    Action("right_in", "Right edge in", ("Shift+w",), "Span", _S, verbs.at("right_in")),
    Action("left_out", "Left edge out", ("q",), "Span", _S, verbs.at("left_out"), "left edge"),
    Action("left_in", "Left edge in", ("Shift+q",), "Span", _S, verbs.at("left_in")),
    Action("alike", "The others like it, too", ("a",), "Span", _T, alike.alike, "all alike"),
    Action(
        "alike_list",
        "Choose which others like it…",
        ("Shift+a",),
        "Span",
        _T,
        views.window("alike_list"),
    ),
    Action("repeat", "Repeat the last correction", ("t",), "Span", _P, verbs.at("repeat")),
    Action("split", "Split span", ("z",), "Span", _S, verbs.at("split")),
    Action("join", "Join with the next span", ("Shift+z",), "Span", _S, verbs.at("join")),
    Action("note", "Note", ("m",), "Span", _S, verbs.at("note"), "note"),
    Action("details", "Details and attributes", ("o",), "Span", _S, verbs.at("details")),
    Action("relate", "Relation from here", ("r",), "Relation", _T, verbs.at("relate"), "relation"),
    Action(
        "relate_more",
        "Relations from here, keeping the head",
        ("Shift+r",),
        "Relation",
        _T,
        verbs.at("relate_more"),
    ),
    Action("possible", "Possible relation here", ("g",), "Relation", _T, possible.next_possible),
    Action("next_relation", "Next relation", ("d",), "Relation", _T, walking.next_relation),
    Action(
        "previous_relation",
        "Previous relation",
        ("Shift+d",),
        "Relation",
        _T,
        walking.previous_relation,
    ),
    Action(
        "relation_label",
        "Pick a relation label",
        ("l",),
        "Relation",
        _R,
        relations.pick_label,
        "label",
    ),
    *(
        Action(
            f"relation_label_{key}",
            f"Relation label with key {key}",
            (key,),
            "",
            _R,
            _relation_label(key),
        )
        for key in DIGITS
    ),
    Action(
        "repeat_relation",
        "The relation label used last",
        ("t",),
        "Relation",
        _R,
        relations.repeat_label,
    ),
    Action("relation_confirm", "Confirm relation", ("Return",), "Relation", _R, relations.confirm),
    Action("swap", "Swap head and child", ("s",), "Relation", _R, relations.swap, "swap"),
    Action("new_child", "New child", ("e",), "Relation", _R, relations.retarget_child, "child"),
    Action("new_head", "New head", ("Shift+e",), "Relation", _R, relations.retarget_head, "head"),
    Action(
        "remove_relation",
        "Remove relation",
        ("x", "Del", "Backspace"),
        "Relation",
        _R,
        relations.remove,
        "remove",
    ),
    Action(
        "done",
        "Article done, next one",
        ("Ctrl+Return", "Ctrl+Enter"),
        "Article",
        _W,
        articles.done,
        "done",
    ),
    Action(
        "reject",
        "Reject article",
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        "Article",
        _W,
        articles.reject,
    ),
    Action("skip", "Skip article", ("i",), "Article", _T, articles.skip),
    Action("reopen", "Reopen article", (), "Article", _W, articles.reopen),
    Action("next_article", "Next article", ("Ctrl+PgDown",), "Article", _W, articles.next_article),
    Action(
        "previous_article",
        "Previous article",
        ("Ctrl+PgUp",),
        "Article",
        _W,
        articles.previous_article,
    ),
    Action(
        "exclude",
        "Exclude or include these lines",
        ("b",),
        "Article",
        _T,
        articles.exclude,
        "exclude line",
    ),
    _w("highlight", "Highlight again", "Article", "Ctrl+R"),
    _w("choose_pipeline", "Choose pipeline…", "Article"),
    _w("cancel", "Stop highlighting", "Article"),
    _w("choose_encoding", "Read with another encoding, column…", "Article"),
    _w("add_label", "Add a label…", "Article"),
    _w("add_relation", "Add a relation type…", "Article"),
    Action("arcs", "Relations: focused, all, none", ("v",), "View", _T, views.cycle_arcs, "arcs"),
    Action("characters", "Move by character", ("c",), "View", _T, views.toggle_characters),
    Action(
        "invisible", "Show invisible characters", ("Shift+c",), "View", _T, views.toggle_invisible
    ),
    _w("zoom_in", "Larger text", "View", "Ctrl++", "Ctrl+="),
    _w("zoom_out", "Smaller text", "View", "Ctrl+-"),
    _w("zoom_reset", "Text at 100 %", "View", "Ctrl+0"),
    _w("statistics", "Statistics", "View"),
    _w("export_statistics", "Export statistics…", "View"),
    _w("toggle_articles", "Article list", "View", "F7"),
    _w("toggle_annotations", "Annotation panel", "View", "F8"),
    _w("toggle_panels", "Only the text", "View", "F11"),
    _w("theme_system", "Theme of the system", "View"),
    _w("theme_light", "Light theme", "View"),
    _w("theme_dark", "Dark theme", "View"),
    _w("next_panel", "Next panel", "View", "F6"),
    _w("previous_panel", "Previous panel", "View", "Shift+F6"),
    _w("palette", "Search or command…", "Help", "Ctrl+K", "Ctrl+Shift+P"),
    Action("keys", "All keys", ("F1",), "Help", _W, views.window("keys")),
    Action("keys_too", "All keys", ("?",), "", _T, views.window("keys"), "all keys"),
    _w("own_keys", "Choose keys…", "Help"),
    _w("key_card", "Print the key card…", "Help"),
    _w("tour", "Tour", "Help"),
    _w("guide", "Guide", "Help"),
    _w("words", "Words", "Help"),
    _w("guarantees", "Guarantees", "Help"),
    _w("decisions", "Decisions", "Help"),
    _w("changes", "Changes", "Help"),
    _w("about", "About Annotator", "Help"),
)

_LAYERS: dict[Context, tuple[Context, ...]] = {
    Context.RELATION: (Context.RELATION, Context.TEXT),
    Context.SPAN: (Context.SPAN, Context.PLACE, Context.TEXT),
    Context.PLACE: (Context.PLACE, Context.TEXT),
    # With nothing focused the keys of a span ask where.
    Context.TEXT: (Context.PLACE, Context.SPAN, Context.TEXT),
}


def with_keys(actions: tuple[Action, ...], own: Mapping[str, str]) -> tuple[Action, ...]:
    """The table with the analyst's own keys (`id` → keys separated by spaces)."""
    return tuple(replace(a, keys=tuple(own[a.id].split())) if a.id in own else a for a in actions)


def in_context(actions: tuple[Action, ...], context: Context) -> Iterator[Action]:
    """The actions that single keys reach in this context, nearest first."""
    for layer in _LAYERS.get(context, ()):
        yield from (action for action in actions if action.context is layer)


def find(actions: tuple[Action, ...], context: Context, key: str) -> Action | None:
    """The action of a single key in this context."""
    return next((a for a in in_context(actions, context) if key in a.keys), None)


_TOGETHER = (
    frozenset({Context.TEXT, Context.PLACE, Context.SPAN}),
    frozenset({Context.TEXT, Context.RELATION}),
    frozenset({Context.WINDOW}),
)
"""Contexts whose keys are heard at the same time."""


def clashes(actions: tuple[Action, ...]) -> list[tuple[str, str, str]]:
    """`(key, id, id)` of actions that share a key where both are heard."""
    found: list[tuple[str, str, str]] = []
    for contexts in _TOGETHER:
        taken: dict[str, str] = {}
        for action in actions:
            for key in action.keys if action.context in contexts else ():
                clash = (key, taken.get(key, ""), action.id)
                if clash[1] and clash not in found:
                    found.append(clash)
                taken[key] = action.id
    return found
