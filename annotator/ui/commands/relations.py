"""Commands on relations: draw by keys or drag, relabel, swap, retarget, remove."""

from collections.abc import Callable
from dataclasses import replace

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.ui.desk import Desk
from annotator.ui.hints import hints_for
from annotator.ui.state import Hint, RelationFocus


def begin(desk: Desk) -> None:
    """Draw a relation from the focused span: letters show the children that the schema allows."""
    _begin(desk, keeps_head=False)


def begin_and_keep(desk: Desk) -> None:
    """The same, keeping the head for more relations until Esc."""
    _begin(desk, keeps_head=True)


def choose_hint(desk: Desk, hint: Hint) -> None:
    """The hinted span is the child of the relation being drawn (or the new end of one being retargeted)."""
    head, retargets, keeps = desk.view.head, desk.view.retargets, desk.view.keeps_head
    desk.state.show(replace(desk.view, hints=(), typed="", head=None, retargets=""))
    if hint.span is None:
        return
    if retargets:
        _retarget(desk, hint.span, retargets)
    elif head is not None:
        connect(desk, head, hint.span, keeps_head=keeps)


def connect(desk: Desk, head: int, child: int, *, keeps_head: bool = False) -> None:
    """Relate two spans: the label is asked for only when more than one fits."""
    document = desk.document
    if document is None:
        return
    names = edits.labels_between(document, desk.schema, head, child)
    first, second = document.find_span(head), document.find_span(child)
    if first is None or second is None:
        return
    if not names:
        desk.surface.say(_no_label(desk, first, second))
        return
    if len(names) == 1:
        _relate(desk, head, child, names[0], keeps_head=keeps_head)
        return
    title = f"{_name(document, first)} → {_name(document, second)}"

    def chosen(name: str) -> None:
        _relate(desk, head, child, name, keeps_head=keeps_head)

    desk.surface.choose(title, names, (second.start, second.end), chosen)


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
        desk.surface.say(f"No relation label that fits here has the key {key}. l shows them.")


def relabel(desk: Desk, name: str) -> None:
    """Another label for the focused relation."""
    relation = _focused(desk)
    if relation is None:
        return
    if relation.label == name:
        desk.do(f"Confirm {name}", lambda d, _: edits.relation_confirmed(d, relation.id))
    else:
        desk.do(
            f"Relabel relation to {name}",
            lambda d, s: edits.relation_relabelled(d, s, relation.id, name),
        )


def pick_label(desk: Desk) -> None:
    """Let the analyst pick another label for the focused relation."""
    document, relation = desk.document, _focused(desk)
    if document is None or relation is None:
        return
    head, child = document.span(relation.head), document.span(relation.child)
    title = f"{_name(document, head)} → {_name(document, child)}"
    names = _names_for(document, desk.schema, relation)
    desk.surface.choose(title, names, (child.start, child.end), lambda n: relabel(desk, n))


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
    _show_ends(desk, "child")


def retarget_head(desk: Desk) -> None:
    """Another head for the focused relation, by hint."""
    _show_ends(desk, "head")


def next_possible(desk: Desk) -> None:
    """Offer the next pair in this sentence (or after it) that the schema allows and that has no relation yet."""
    document = desk.document
    if document is None:
        return
    start = desk.span.start if desk.span is not None else desk.view.caret
    head, child = _possible(document, desk.schema, start) or (None, None)
    if head is None or child is None:
        desk.surface.say("No possible pair without a relation in this sentence.")
        return
    desk.focus(head)
    connect(desk, head.id, child.id)


def _possible(document: Document, schema: Schema, offset: int) -> tuple[Span, Span] | None:
    start, end = document.tokens.sentence_at(offset)
    held = document.spans_between(start, max(end, start + 1))
    ordered = [s for s in held if s.start >= offset] + [s for s in held if s.start < offset]
    for head in ordered:
        related = {r.child for r in document.relations_of(head.id)}
        related |= {r.head for r in document.relations_of(head.id)}
        for child in sorted(held, key=lambda s: abs(s.start - head.start)):
            if child.id not in related and edits.labels_between(
                document, schema, head.id, child.id
            ):
                return head, child
    return None


def _begin(desk: Desk, *, keeps_head: bool) -> None:
    document, span = desk.document, desk.span
    if document is None or span is None:
        desk.surface.say("Go to the span that the relation begins at first.")
        return
    low, high = desk.surface.visible_range()
    valid = valid_children(document, desk.schema, span.id)
    found = [s for s in document.spans_between(low, high) if valid(s.id)]
    if not found:
        desk.surface.say(f"No span in sight may be the child of a relation from {span.label}.")
        return
    hints = _near_first(found, span)
    view = replace(desk.view, head=span.id, keeps_head=keeps_head, hints=hints, typed="")
    desk.state.show(view)


def _near_first(found: list[Span], span: Span) -> tuple[Hint, ...]:
    found.sort(key=lambda s: abs(s.start - span.start))
    return hints_for([(s.start, s.end, s.id) for s in found])


def _relate(desk: Desk, head: int, child: int, name: str, *, keeps_head: bool) -> None:
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
    current = desk.document or document
    if keeps_head:
        desk.focus(current.span(head), reveal=False)
        _begin(desk, keeps_head=True)
    else:
        desk.state.show(replace(desk.view, focus=RelationFocus(number)))
    first, second = current.span(head), current.span(child)
    desk.surface.say(f"{_name(current, first)} {name} {_name(current, second)}.")


def _show_ends(desk: Desk, which: str) -> None:
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
    view = replace(desk.view, hints=_near_first(found, fixed), typed="", retargets=which)
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
