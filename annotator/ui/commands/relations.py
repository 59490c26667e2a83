"""Commands on relations: draw by keys or drag, relabel, swap, retarget, remove."""

from collections import Counter
from collections.abc import Callable

from msgspec.structs import replace

from annotator.core import edits, likely
from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.schema import RelationType, Schema
from annotator.core.spans import Span
from annotator.ui.desk import Desk
from annotator.ui.hints import hints_for
from annotator.ui.state import Hint, RelationFocus

After = Callable[[Desk, int], None]
"""What follows a relation that was drawn (its id)."""


def begin(desk: Desk) -> None:
    """Draw a relation from the focused span: letters show the children that the schema allows."""
    span = desk.span
    if span is not None:
        begin_at(desk, span)


def begin_and_keep(desk: Desk) -> None:
    """The same, keeping the head for more relations until Esc."""
    span = desk.span
    if span is not None:
        begin_at(desk, span, keeps_head=True)


def begin_at(desk: Desk, head: Span, *, keeps_head: bool = False) -> None:
    """Letters over the children that the schema allows for this head, the nearest first."""
    document = desk.document
    if document is None:
        return
    low, high = desk.surface.visible_range()
    valid = valid_children(document, desk.schema, head.id)
    found = [s for s in document.spans_between(low, high) if valid(s.id)]
    if not found:
        desk.surface.say(f"No span in sight may be the child of a relation from {head.label}.")
        desk.state.show(replace(desk.view.without_hints, head=None))
        return
    hints = hints_for(likely.near_first(found, head))
    view = replace(desk.view, head=head.id, keeps_head=keeps_head, hints=hints, typed="")
    desk.state.show(view)


def choose_hint(desk: Desk, hint: Hint, after: After | None = None) -> None:
    """The hinted span is the child of the relation being drawn (or the new end of one being retargeted)."""
    head, retargets, keeps = desk.view.head, desk.view.retargets, desk.view.keeps_head
    desk.state.show(replace(desk.view.without_hints, head=None, retargets=""))
    if hint.span is None:
        return
    if retargets:
        _retarget(desk, hint.span, retargets)
    elif head is not None:
        follows = after or (_again_from_head if keeps else focus_drawn)
        connect(desk, head, hint.span, follows)


def to_nearest(desk: Desk, key: str, after: After | None = None) -> None:
    """Relate the head that is asked about by the type with this key to the nearest span in sight that it allows."""
    document, view = desk.document, desk.view
    head = document.find_span(view.head) if document is not None and view.head is not None else None
    kind = next((kind for kind in desk.schema.relations if kind.key == key), None)
    if document is None or head is None:
        return
    if kind is None:
        desk.surface.say(f"No relation label has the key {key}.")
        return
    child = next(
        (
            hint.span
            for hint in _by_distance(view.hints, head)
            if hint.span is not None
            and kind.name in edits.labels_between(document, desk.schema, head.id, hint.span)
        ),
        None,
    )
    if child is None:
        desk.surface.say(f"No span in sight may be the child of {kind.name} from {head.label}.")
        return
    follows = after or (_again_from_head if view.keeps_head else focus_drawn)
    desk.state.show(replace(view.without_hints, head=None))
    relate(desk, head.id, child, kind.name, follows)


def _by_distance(hints: tuple[Hint, ...], head: Span) -> list[Hint]:
    return sorted(hints, key=lambda hint: max(hint.start - head.end, head.start - hint.end))


def connect(desk: Desk, head: int, child: int, after: After | None = None) -> None:
    """Relate two spans: the label is asked for only when more than one fits."""
    document = desk.document
    if document is None:
        return
    first, second = document.find_span(head), document.find_span(child)
    if first is None or second is None:
        return
    names = fitting(document, desk.schema, first, second, desk.last_relation)
    follows = after or focus_drawn
    if not names:
        desk.surface.say(_no_label(desk, first, second))
    elif len(names) == 1:
        relate(desk, head, child, names[0], follows)
    else:
        title = f"{_name(document, first)} → {_name(document, second)}"
        place = second.start, second.end
        desk.surface.choose(title, names, place, lambda n: relate(desk, head, child, n, follows))


def fitting(document: Document, schema: Schema, head: Span, child: Span, last: str) -> list[str]:
    """The labels that may relate two spans, the likeliest first: as such pairs here, or as `last`."""
    names = edits.labels_between(document, schema, head.id, child.id)
    if len(names) < 2:
        return list(names)
    used = Counter(
        r.label
        for r in document.relations()
        if (document.span(r.head).label, document.span(r.child).label) == (head.label, child.label)
    )
    return sorted(names, key=lambda name: (-used[name], name != last))


def focus_drawn(desk: Desk, relation: int) -> None:
    """The new relation becomes the focus."""
    desk.state.show(replace(desk.view, focus=RelationFocus(relation)))


def _again_from_head(desk: Desk, relation: int) -> None:
    document = desk.document
    if document is not None:
        head = document.span(document.relation(relation).head)
        desk.focus(head, reveal=False)
        begin_at(desk, head, keeps_head=True)


def valid_children(document: Document, schema: Schema, head: int) -> Callable[[int], bool]:
    """Whether a span may be the child of a new relation from this head."""

    def valid(span_id: int) -> bool:
        return bool(edits.labels_between(document, schema, head, span_id))

    return valid


def relabel_by_key(desk: Desk, key: str) -> None:
    """Another label for the focused relation, by its key or, where several fit, its place in the list."""
    document, relation = desk.document, _focused(desk)
    if document is None or relation is None:
        return
    names = _names_for(document, desk.schema, relation)
    keyed = [t.name for t in desk.schema.relations if t.key == key and t.name in names]
    if keyed:
        relabel(desk, keyed[0])
    else:
        lists = desk.key("relation_label", "l")
        desk.surface.say(f"No relation label that fits here has the key {key}. {lists} shows them.")


def relabel(desk: Desk, name: str) -> None:
    """Another label for the focused relation."""
    relation = _focused(desk)
    if relation is None:
        return
    if relation.label == name:
        desk.do(f"Confirm {name}", lambda d, _: edits.relation_confirmed(d, relation.id))
    else:
        done = desk.do(
            f"Relabel relation to {name}",
            lambda d, s: edits.relation_relabelled(d, s, relation.id, name),
        )
        desk.last_relation = name if done else desk.last_relation


def repeat_label(desk: Desk) -> None:
    """Give the focused relation the label that was used last."""
    if desk.last_relation:
        relabel(desk, desk.last_relation)
    else:
        desk.surface.say("No relation was drawn yet.")


def pick_label(desk: Desk) -> None:
    """Let the analyst pick another label for the focused relation."""
    document, relation = desk.document, _focused(desk)
    if document is None or relation is None:
        return
    head, child = document.span(relation.head), document.span(relation.child)
    title = f"{_name(document, head)} → {_name(document, child)}"
    names = _names_for(document, desk.schema, relation)
    desk.surface.choose(title, names, (child.start, child.end), lambda n: relabel(desk, n))


def fitting_focused(desk: Desk) -> list[RelationType]:
    """The relation types that the focused relation may have, in schema order."""
    document, relation = desk.document, _focused(desk)
    if document is None or relation is None:
        return []
    names = _names_for(document, desk.schema, relation)
    return [kind for kind in desk.schema.relations if kind.name in names]


def confirm(desk: Desk) -> None:
    """Say that the focused relation is right."""
    relation = _focused(desk)
    if relation is not None:
        desk.do(f"Confirm {relation.label}", lambda d, _: edits.relation_confirmed(d, relation.id))


def swap(desk: Desk) -> None:
    """Exchange head and child of the focused relation."""
    relation = _focused(desk)
    if relation is not None:
        desk.do(f"Swap {relation.label}", lambda d, s: edits.relation_swapped(d, s, relation.id))


def remove(desk: Desk) -> None:
    """Remove the focused relation; its head becomes the focus."""
    document, relation = desk.document, _focused(desk)
    if document is None or relation is None:
        return
    if desk.do(f"Remove {relation.label}", lambda d, _: edits.relation_removed(d, relation.id)):
        desk.focus(document.span(relation.head))
        desk.surface.say(f"Removed {relation.label}.")


def retarget_child(desk: Desk) -> None:
    """Another child for the focused relation, by hint."""
    show_ends(desk, "child")


def retarget_head(desk: Desk) -> None:
    """Another head for the focused relation, by hint."""
    show_ends(desk, "head")


def relate(desk: Desk, head: int, child: int, name: str, after: After) -> None:
    """Add a relation with this label."""
    document = desk.document
    if document is None:
        return
    number = document.next_relation_id
    done = desk.do(
        f"Add relation {name}",
        lambda d, s: edits.related(d, s, head, child, name, desk.annotator),
    )
    if not done:
        return
    desk.last_relation = name
    after(desk, number)
    current = desk.document or document
    first, second = current.span(head), current.span(child)
    desk.surface.say(f"{_name(current, first)} {name} {_name(current, second)}.")


def show_ends(desk: Desk, which: str) -> None:
    """Letters over the spans that may be the new `child` or `head` of the focused relation."""
    document, relation = desk.document, _focused(desk)
    if document is None or relation is None:
        return
    low, high = desk.surface.visible_range()
    kind = desk.schema.relation(relation.label)
    fixed = document.span(relation.head if which == "child" else relation.child)
    found = []
    for span in document.spans_between(low, high):
        pair = (fixed, span) if which == "child" else (span, fixed)
        is_free = span.id not in (relation.head, relation.child)
        if is_free and kind is not None and kind.allows(pair[0].label, pair[1].label):
            found.append(span)
    if not found:
        desk.surface.say(f"No other span in sight may be the {which} of {relation.label}.")
        return
    hints = hints_for(likely.near_first(found, fixed))
    view = replace(desk.view.without_hints, hints=hints, retargets=which)
    desk.state.show(view)


def _retarget(desk: Desk, span_id: int, which: str) -> None:
    relation = _focused(desk)
    if relation is None:
        return
    head = span_id if which == "head" else relation.head
    child = span_id if which == "child" else relation.child
    desk.do(
        f"Move the {which} of {relation.label}",
        lambda d, s: edits.relation_retargeted(d, s, relation.id, head, child),
    )


def _focused(desk: Desk) -> Relation | None:
    document, number = desk.document, desk.view.relation
    relation = document.find_relation(number) if document is not None and number else None
    return relation if relation is not None and relation.live else None


def _names_for(document: Document, schema: Schema, relation: Relation) -> list[str]:
    free = edits.labels_between(document, schema, relation.head, relation.child)
    ordered = [kind.name for kind in schema.relations]
    return [name for name in ordered if name in free or name == relation.label]


def _no_label(desk: Desk, head: Span, child: Span) -> str:
    if desk.schema.relations_between(head.label, child.label):
        return "Every relation that fits this pair is there already."
    return f"No relation may lead from {head.label} to {child.label} in this schema."


def _name(document: Document, span: Span) -> str:
    flat = " ".join(document.surface(span).split())
    return f"“{flat if len(flat) <= 30 else flat[:29] + '…'}”"
