"""Possible but missing relations: pairs of a sentence that the schema allows, offered one by one. No Qt."""

from collections.abc import Iterator

from msgspec.structs import replace

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.ui.commands import relations
from annotator.ui.desk import Desk
from annotator.ui.state import Hint, SpanFocus

VERB = "possible"
_ACCEPT = "Enter"


def next_possible(desk: Desk) -> None:
    """Offer the next pair without a relation, from this sentence on; Enter or a relation's key accepts."""
    document = desk.document
    if document is None:
        return
    current = offered(desk)
    found = _after(document, desk.schema, _place(desk, current), current)
    if found is None:
        desk.state.show(replace(desk.view.without_hints, head=None))
        desk.surface.say("No further pair of a sentence could have a relation.")
        return
    head, child = found
    hint = Hint(_ACCEPT, child.start, child.end, child.id)
    desk.state.show(
        replace(
            desk.view.without_hints,
            focus=SpanFocus(head.id),
            caret=head.start,
            anchor=head.start,
            head=head.id,
            hints=(hint,),
            verb=VERB,
            verb_key=desk.pressed,
        )
    )
    desk.surface.reveal(min(head.start, child.start), max(head.end, child.end))
    desk.surface.say(_in_words(desk, document, head, child))


def offered(desk: Desk) -> tuple[Span, Span] | None:
    """The pair that is offered now."""
    view, document = desk.view, desk.document
    if document is None or view.verb != VERB or view.head is None or not view.hints:
        return None
    head, child = document.find_span(view.head), document.find_span(view.hints[0].span or 0)
    return (head, child) if head is not None and child is not None else None


def accept(desk: Desk, key: str = "", name: str = "") -> None:
    """Relate the offered pair by the likeliest label, or by the one with this key or name, and offer the next."""
    document, pair = desk.document, offered(desk)
    if document is None or pair is None:
        return
    names = relations.fitting(document, desk.schema, *pair, desk.last_relation)
    if key:
        kinds = [desk.schema.relation(name) for name in names]
        names = [kind.name for kind in kinds if kind is not None and kind.key == key]
    if name:
        names = [name] if name in names else []
    if not names:
        what = f"has the key {key}" if key else f"is {name}"
        desk.surface.say(f"No relation label that fits this pair {what}.")
        return
    relations.relate(desk, pair[0].id, pair[1].id, names[0], lambda _desk, _relation: None)
    next_possible(desk)


def pick(desk: Desk) -> None:
    """Choose the label of the offered pair from a list."""
    document, pair = desk.document, offered(desk)
    if document is not None and pair is not None:
        desk.state.show(replace(desk.view.without_hints, head=None))
        relations.connect(desk, pair[0].id, pair[1].id)


def pairs(document: Document, schema: Schema, start: int, end: int) -> list[tuple[Span, Span]]:
    """Head and child of every pair in a range that the schema allows and that has no relation, near ones first."""
    held = document.spans_between(start, max(end, start + 1))
    found: list[tuple[int, int, Span, Span]] = []
    for place, first in enumerate(held):
        related = {i for r in document.relations_of(first.id) for i in (r.head, r.child)}
        for second in held[place + 1 :]:
            if second.id in related or first.overlaps(second.start, second.end):
                continue
            pair = _directed(document, schema, first, second)
            if pair is not None:
                found.append((second.start - first.end, first.start, *pair))
    found.sort(key=lambda entry: entry[:2])
    return [(head, child) for _, _, head, child in found]


def _directed(
    document: Document, schema: Schema, first: Span, second: Span
) -> tuple[Span, Span] | None:
    """The direction that more labels allow; in reading order where both allow as many."""
    there = len(edits.labels_between(document, schema, first.id, second.id))
    back = len(edits.labels_between(document, schema, second.id, first.id))
    if not there and not back:
        return None
    return (first, second) if there >= back else (second, first)


def _after(
    document: Document, schema: Schema, offset: int, current: tuple[Span, Span] | None
) -> tuple[Span, Span] | None:
    """The pair after the current one (a nearest one may have been related since), else of a later sentence."""
    is_first = True
    for start, end in _sentences(document, offset):
        found = pairs(document, schema, start, end)
        if is_first and current is not None:
            gap, place = _order(*current)
            found = [pair for pair in found if _order(*pair) > (gap, place)]
        is_first = False
        if found:
            return found[0]
    return None


def _order(head: Span, child: Span) -> tuple[int, int]:
    first, second = sorted((head, child), key=lambda s: s.start)
    return second.start - first.end, first.start


def _sentences(document: Document, offset: int) -> Iterator[tuple[int, int]]:
    start, end = document.tokens.sentence_at(offset)
    yield start, end
    while end < len(document.text):
        following, end = document.tokens.sentence_at(end)
        if following <= start:
            return
        start = following
        yield start, end


def _place(desk: Desk, current: tuple[Span, Span] | None) -> int:
    if current is not None:
        return min(current[0].start, current[1].start)
    return desk.span.start if desk.span is not None else desk.view.caret


def _in_words(desk: Desk, document: Document, head: Span, child: Span) -> str:
    """What Enter would take, and the others that fit with their keys."""
    first, *others = relations.fitting(document, desk.schema, head, child, desk.last_relation)
    kinds = [kind for name in others if (kind := desk.schema.relation(name)) is not None]
    words = " · ".join(f"{kind.key} {kind.name}".strip() for kind in kinds)
    return f"Enter: {first}. {words}".rstrip(" .")
