"""Verb first: with nothing focused a key asks where, and the letters of a place carry it out there. No Qt."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from annotator.core import likely
from annotator.core.document import Document
from annotator.core.likely import Place
from annotator.core.schema import Overlap
from annotator.ui.commands import edges, possible, relations, spans, views, walking
from annotator.ui.desk import Desk
from annotator.ui.hints import hints_for
from annotator.ui.state import Hint

Command = Callable[[Desk], None]
_LABEL = "label "
_TO_LABEL = ("words", "repeat", "pick")


class Verb(Struct, frozen=True):
    """What a key does at a place; `among` names the places that are offered, `words` are for the status line."""

    act: Command
    words: str
    among: str = "spans"
    keeps_focus: bool = False


def _pick(desk: Desk) -> None:
    """The picker answers later: the focus ends only then."""
    spans.pick_label(desk, lambda: _rest(desk))


VERBS: dict[str, Verb] = {
    "remove": Verb(spans.remove, "Remove"),
    "right_out": Verb(edges.right_out, "Right edge out", "right"),
    "right_in": Verb(edges.right_in, "Right edge in"),
    "left_out": Verb(edges.left_out, "Left edge out", "left"),
    "left_in": Verb(edges.left_in, "Left edge in"),
    "split": Verb(spans.split, "Split", "parts", keeps_focus=True),
    spans.SPLIT_AT: Verb(spans.split, "Split before which word"),
    "join": Verb(spans.join, "Join with the next"),
    "repeat": Verb(spans.repeat, "Do the last correction again", "words"),
    "pick_label": Verb(_pick, "Pick a label", "words", keeps_focus=True),
    "next_alike": Verb(walking.next_alike, "Next alike", keeps_focus=True),
    "note": Verb(views.window("note"), "Note", keeps_focus=True),
    "details": Verb(views.window("details"), "Details", keeps_focus=True),
    "relate": Verb(relations.begin, "Relation", "heads"),
    "relate_more": Verb(
        relations.begin_and_keep, "Relations, keeping the head", "heads", keeps_focus=True
    ),
}


def verb_named(name: str) -> Verb:
    """A verb of the table, or `label NAME`."""
    if name.startswith(_LABEL):
        label = name.removeprefix(_LABEL)
        return Verb(lambda desk: spans.label(desk, label), label, "words")
    return VERBS[name]


def at(name: str) -> Command:
    """The command of a verb: on the focused span (or the selection), else it asks where."""

    def command(desk: Desk) -> None:
        verb = verb_named(name)
        if desk.span is not None or (desk.view.selection is not None and verb.among == "words"):
            verb.act(desk)
        else:
            ask(desk, name, desk.pressed)

    command.__name__ = name
    command.__doc__ = f"{verb_named(name).words}: the focused span, else asks where."
    return command


def label(desk: Desk, name: str) -> None:
    """Label what is selected or focused, else ask where."""
    at(_LABEL + name)(desk)


def label_by_key(desk: Desk, key: str) -> None:
    """Label with the label that has this key in the schema."""
    found = next((entry for entry in desk.schema.labels if entry.key == key), None)
    if found is None:
        desk.surface.say(f"No label has the key {key}.")
    else:
        label(desk, found.name)


def ask(desk: Desk, name: str, key: str = "") -> None:
    """Show letters over the places where the verb may act; `key` (pressed again) acts at the caret."""
    document = desk.document
    if document is None:
        return
    places = _places(desk, document, name)
    if not places:
        desk.surface.say(f"{verb_named(name).words}: there is no place for it in sight.")
        return
    view = desk.view.without_hints
    hints = hints_for(places, without=key)
    desk.state.show(
        replace(view, focus=None, anchor=view.caret, hints=hints, verb=name, verb_key=key)
    )


def choose(desk: Desk, hint: Hint, *, again: bool = False) -> None:
    """Carry out what was asked at the hinted place; `again` asks for another place afterwards."""
    view = desk.view
    if view.head is not None and view.verb == "relate":
        again = again or view.asks_again
        relations.choose_hint(desk, hint, _after_relation(view.verb_key, again))
    elif view.head is not None or view.retargets:
        relations.choose_hint(desk, hint)
    elif view.verb == "relate":
        _begin_relation(desk, hint, again=again)
    elif view.verb == spans.SPLIT_AT:
        spans.split_at(desk, hint.start)
    elif view.verb:
        desk.state.show(view.without_hints)
        _carry_out(desk, view.verb, view.verb_key, Place(hint.start, hint.end, hint.span), again)
    else:
        walking.go_to_hint(desk, hint)


def here(desk: Desk) -> None:
    """Carry out what was asked at the caret: on the span there, or the word."""
    view, document = desk.view, desk.document
    if view.verb == spans.SPLIT_AT:
        spans.split_at(desk, view.hints[0].start)
        return
    desk.state.show(view.without_hints)
    if document is None or not view.verb:
        return
    held = document.spans_at(view.caret)
    if not held and verb_named(view.verb).among != "words":
        desk.surface.say("There is no span at the caret.")
        return
    if not held and document.tokens.covering(view.caret, view.caret + 1) is None:
        desk.surface.say("There is no word at the caret.")
        return
    if held and view.verb == "relate":
        desk.focus(held[-1], reveal=False)
        relations.begin(desk)
        return
    if held:
        place = Place(held[-1].start, held[-1].end, held[-1].id)
    else:
        place = Place(*document.tokens.snapped(view.caret, view.caret + 1))
    _carry_out(desk, view.verb, view.verb_key, place, again=False)


def refresh(desk: Desk) -> None:
    """Other places are in sight: the same question over them."""
    view, document = desk.view, desk.document
    if not view.hints or document is None or view.verb in (possible.VERB, spans.SPLIT_AT):
        return
    head = document.find_span(view.head) if view.head is not None else None
    if view.retargets:
        relations.show_ends(desk, view.retargets)
    elif head is not None:
        relations.begin_at(desk, head, keeps_head=view.keeps_head)
    elif view.verb:
        ask(desk, view.verb, view.verb_key)
    else:
        walking.show_hints(desk)


def _places(desk: Desk, document: Document, name: str) -> list[Place]:
    area, caret = desk.surface.visible_range(), desk.view.caret
    match verb_named(name).among:
        case "words":
            nests = desk.schema.overlap is not Overlap.FLAT
            return likely.to_label(document, area, caret, _label_of(desk, name), nests=nests)
        case "heads":
            return likely.heads(document, desk.schema, area, caret)
        case "parts":
            held = likely.to_change(document, area, caret)
            return [p for p in held if p.span and _has_parts(document, p.span)]
        case side:
            sides = {"left": -1, "right": 1}
            return likely.to_change(document, area, caret, sides.get(side, 0))


def _has_parts(document: Document, span_id: int) -> bool:
    return bool(edges.inner_cuts(document, document.span(span_id)))


def _label_of(desk: Desk, name: str) -> str:
    if name == "repeat" and desk.last is not None:
        return desk.last.label_after
    return name.removeprefix(_LABEL) if name.startswith(_LABEL) else ""


def _carry_out(desk: Desk, name: str, key: str, place: Place, again: bool) -> None:
    document, verb = desk.document, verb_named(name)
    span = document.find_span(place.span) if document is not None and place.span else None
    if span is not None:
        desk.focus(span, reveal=False)
    else:
        desk.state.show(replace(desk.view, focus=None, anchor=place.start, caret=place.end))
    verb.act(desk)
    if not verb.keeps_focus:
        _rest(desk)
    if again and not verb.keeps_focus:
        ask(desk, name, key)


def nearest(desk: Desk, key: str) -> None:
    """The head is chosen: the relation type with this key leads to the nearest span that it allows."""
    view = desk.view
    after = _after_relation(view.verb_key, view.asks_again) if view.verb == "relate" else None
    relations.to_nearest(desk, key, after)


def _begin_relation(desk: Desk, hint: Hint, *, again: bool) -> None:
    """The question goes on: the letters are the children's now."""
    document = desk.document
    head = document.find_span(hint.span) if document is not None and hint.span else None
    if head is not None:
        view = replace(desk.view, caret=head.start, anchor=head.start, typed="", asks_again=again)
        desk.state.show(view)
        relations.begin_at(desk, head)


def _after_relation(key: str, again: bool) -> relations.After:
    def after(desk: Desk, relation: int) -> None:
        desk.state.show(replace(desk.view, focus=None, fresh=relation))
        if again:
            ask(desk, "relate", key)

    return after


def _rest(desk: Desk) -> None:
    """The focus ends where it is, so that the next key asks where again."""
    span, view = desk.span, desk.view
    place = span.start if span is not None else view.anchor
    desk.state.show(replace(view, focus=None, caret=place, anchor=place))
