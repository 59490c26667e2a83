"""Edits of spans and relations worked out as operations; pure. A refusal is one plain sentence."""

from collections.abc import Iterable

from msgspec.structs import replace

from annotator.core.document import Document
from annotator.core.errors import RefusedError
from annotator.core.operations import DocumentOperation, RelationChanged, SpanChanged
from annotator.core.relations import Relation
from annotator.core.schema import Overlap, Schema
from annotator.core.spans import Attributes, Span, State
from annotator.core.text import without_lone_surrogates

Operations = list[DocumentOperation]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space at its edges; empty where it holds nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def added(
    document: Document, schema: Schema, start: int, end: int, label: str, annotator: str
) -> Operations:
    """A new span by hand; proposals that the schema does not allow beside it give way."""
    _check_label(schema, label)
    start, end = _checked_range(document, start, end)
    span = Span(
        document.next_span_id, start, end, label, State.ADDED, confirmed=True, source=annotator
    )
    return [*_room_for(document, schema, (span,)), SpanChanged(document.article, None, span)]


def relabelled(document: Document, schema: Schema, span_id: int, label: str) -> Operations:
    """Another label for a span; its relations stay."""
    _check_label(schema, label)
    span = _live(document, span_id)
    return _changed(document, schema, span, replace(span, label=label))


def moved(document: Document, schema: Schema, span_id: int, start: int, end: int) -> Operations:
    """Other boundaries for a span; its id, relations and notes stay."""
    span = _live(document, span_id)
    start, end = _checked_range(document, start, end)
    return _changed(document, schema, span, replace(span, start=start, end=end))


def confirmed(document: Document, span_id: int) -> Operations:
    """A span said to be right by the analyst."""
    span = _live(document, span_id)
    state = State.ACCEPTED if span.state is State.PROPOSED else span.state
    return _if_different(document, span, replace(span, state=state, confirmed=True))


def removed(document: Document, span_id: int) -> Operations:
    """A span taken away with its relations; what a model proposed is kept as rejected."""
    span = _live(document, span_id)
    operations = _without_relations(document, span)
    after = None
    if span.proposed is not None:
        after = replace(span, state=State.REJECTED, confirmed=True)
    return [*operations, SpanChanged(document.article, span, after)]


def noted(document: Document, span_id: int, note: str) -> Operations:
    """A free note on a span."""
    span = _live(document, span_id)
    return _if_different(document, span, replace(span, note=without_lone_surrogates(note)))


def attributed(document: Document, span_id: int, kb_id: str, attributes: Attributes) -> Operations:
    """The knowledge-base id and the attributes of a span."""
    span = _live(document, span_id)
    writable = without_lone_surrogates
    pairs = tuple((writable(name), writable(value)) for name, value in attributes)
    return _if_different(document, span, replace(span, kb_id=writable(kb_id), attributes=pairs))


def split(
    document: Document, schema: Schema, span_id: int, offset: int, first_end: int | None = None
) -> Operations:
    """A span cut at an offset: the first part keeps the id, the second is new with the same label.

    `first_end` ends the first part earlier, so that what joined the two belongs to neither.
    """
    span = _live(document, span_id)
    offset = min(max(offset, span.start), span.end)
    first = trimmed(document.text, span.start, offset if first_end is None else first_end)
    second = trimmed(document.text, offset, span.end)
    if first[0] >= first[1] or second[0] == second[1]:
        raise RefusedError("A span can be split only between two of its words.")
    head = _judged(replace(span, start=first[0], end=first[1]))
    tail = Span(
        document.next_span_id,
        *second,
        span.label,
        State.ADDED,
        confirmed=True,
        source=span.source,
    )
    article = document.article
    return [
        *_room_for(document, schema, (head, tail), {span.id}),
        SpanChanged(article, span, head),
        SpanChanged(article, None, tail),
    ]


def joined(document: Document, schema: Schema, first_id: int, second_id: int) -> Operations:
    """Two spans made one: the first keeps its id and label, relations of the second pass to it."""
    first, second = _live(document, first_id), _live(document, second_id)
    if first_id == second_id:
        raise RefusedError("Joining needs two different spans.")
    operations: Operations = []
    known = {_ends(r) for r in document.relations_of(first_id)}
    for relation in document.all_relations_of(second_id):
        passed = replace(
            relation,
            head=first_id if relation.head == second_id else relation.head,
            child=first_id if relation.child == second_id else relation.child,
        )
        if relation.live and passed.head != passed.child and _ends(passed) not in known:
            known.add(_ends(passed))
            operations.append(RelationChanged(document.article, relation, passed))
        else:
            operations += _relation_left(document, relation, second)
    rest = replace(second, state=State.REJECTED, confirmed=True) if second.proposed else None
    operations.append(SpanChanged(document.article, second, rest))
    wide = _judged(
        replace(first, start=min(first.start, second.start), end=max(first.end, second.end))
    )
    others = {first_id, second_id}
    return [
        *operations,
        *_room_for(document, schema, (wide,), others),
        SpanChanged(document.article, first, wide),
    ]


def related(
    document: Document, schema: Schema, head: int, child: int, label: str, annotator: str
) -> Operations:
    """A new relation by hand; an exact duplicate is refused."""
    relation = Relation(
        document.next_relation_id,
        head,
        child,
        label,
        State.ADDED,
        confirmed=True,
        source=annotator,
    )
    _check_relation(document, schema, relation)
    return [RelationChanged(document.article, None, relation)]


def relation_relabelled(
    document: Document, schema: Schema, relation_id: int, label: str
) -> Operations:
    """Another label for a relation."""
    relation = _live_relation(document, relation_id)
    return _relation_changed(document, schema, relation, replace(relation, label=label))


def relation_swapped(document: Document, schema: Schema, relation_id: int) -> Operations:
    """Head and child exchanged."""
    relation = _live_relation(document, relation_id)
    swapped = replace(relation, head=relation.child, child=relation.head)
    return _relation_changed(document, schema, relation, swapped)


def relation_retargeted(
    document: Document, schema: Schema, relation_id: int, head: int, child: int
) -> Operations:
    """Other ends for a relation."""
    relation = _live_relation(document, relation_id)
    return _relation_changed(document, schema, relation, replace(relation, head=head, child=child))


def relation_confirmed(document: Document, relation_id: int) -> Operations:
    """A relation said to be right by the analyst."""
    relation = _live_relation(document, relation_id)
    state = State.ACCEPTED if relation.state is State.PROPOSED else relation.state
    after = replace(relation, state=state, confirmed=True)
    return [] if after == relation else [RelationChanged(document.article, relation, after)]


def relation_noted(document: Document, relation_id: int, note: str) -> Operations:
    """A free note on a relation."""
    relation = _live_relation(document, relation_id)
    after = replace(relation, note=without_lone_surrogates(note))
    return [] if after == relation else [RelationChanged(document.article, relation, after)]


def relation_removed(document: Document, relation_id: int) -> Operations:
    """A relation taken away; what a model proposed is kept as rejected."""
    return _relation_gone(document, _live_relation(document, relation_id))


def labels_between(document: Document, schema: Schema, head: int, child: int) -> tuple[str, ...]:
    """The relation labels that may still lead from one span to the other, in schema order."""
    if head == child:
        return ()
    taken = {r.label for r in document.relations_of(head) if (r.head, r.child) == (head, child)}
    first, second = document.find_span(head), document.find_span(child)
    if first is None or second is None or not (first.live and second.live):
        return ()
    allowed = schema.relations_between(first.label, second.label)
    return tuple(r.name for r in allowed if r.name not in taken)


def _changed(document: Document, schema: Schema, before: Span, after: Span) -> Operations:
    if (after.start, after.end, after.label) == (before.start, before.end, before.label):
        return []
    after = _judged(after)
    room = _room_for(document, schema, (after,), {before.id})
    return [*room, SpanChanged(document.article, before, after)]


def _judged(span: Span) -> Span:
    """The span with the state that its difference from the proposal gives it."""
    proposed = span.proposed
    if span.state is State.ADDED:
        state = State.ADDED
    elif proposed is not None and (span.start, span.end, span.label) == (
        proposed.start,
        proposed.end,
        proposed.label,
    ):
        state = State.ACCEPTED
    else:
        state = State.EDITED
    return replace(span, state=state, confirmed=True)


def _room_for(
    document: Document, schema: Schema, spans: Iterable[Span], ignored: Iterable[int] = ()
) -> Operations:
    """Refuse what the overlap rule forbids, unless only open proposals stand in the way: they give way."""
    operations: Operations = []
    left_out = set(ignored)
    for span in spans:
        for other in document.spans_between(span.start, span.end):
            if other.id not in left_out and forbidden(schema.overlap, span, other):
                _check_gives_way(document, span, other)
                left_out.add(other.id)
                operations += removed(document, other.id)
    return operations


def _check_gives_way(document: Document, span: Span, other: Span) -> None:
    surface = _short(document.surface(other))
    if (other.start, other.end, other.label) == (span.start, span.end, span.label):
        raise RefusedError(f"“{surface}” is {other.label} already.")
    if other.state is not State.PROPOSED or document.relations_of(other.id):
        raise RefusedError(
            f"This would overlap {other.label} “{surface}”, which the schema does not"
            " allow. Remove or move that span first."
        )


def forbidden(overlap: Overlap, span: Span, other: Span) -> bool:
    """Whether two spans may not stand together under this rule; an exact double never may."""
    if not span.overlaps(other.start, other.end):
        return False
    same_range = (span.start, span.end) == (other.start, other.end)
    if same_range and span.label == other.label:
        return True
    match overlap:
        case Overlap.FLAT:
            return True
        case Overlap.NESTED:
            return same_range or span.crosses(other.start, other.end)
        case Overlap.ANY:
            return False


def _without_relations(document: Document, span: Span) -> Operations:
    operations: Operations = []
    for relation in document.all_relations_of(span.id):
        operations += _relation_left(document, relation, span)
    return operations


def _relation_left(document: Document, relation: Relation, gone: Span) -> Operations:
    """A relation taken away with its span: it can stay as rejected only where the span does too."""
    if gone.proposed is None:
        return [RelationChanged(document.article, relation, None)]
    return _relation_gone(document, relation) if relation.live else []


def _relation_gone(document: Document, relation: Relation) -> Operations:
    after = None
    if relation.proposed is not None:
        after = replace(relation, state=State.REJECTED, confirmed=True)
    return [RelationChanged(document.article, relation, after)]


def _relation_changed(
    document: Document, schema: Schema, before: Relation, after: Relation
) -> Operations:
    if after == before:
        return []
    _check_relation(document, schema, after)
    proposed = before.proposed
    state = before.state
    if state is not State.ADDED:
        is_same = proposed is not None and (after.head, after.child, after.label) == (
            proposed.head,
            proposed.child,
            proposed.label,
        )
        state = State.ACCEPTED if is_same else State.EDITED
    after = replace(after, state=state, confirmed=True)
    return [RelationChanged(document.article, before, after)]


def _check_relation(document: Document, schema: Schema, relation: Relation) -> None:
    head, child = _live(document, relation.head), _live(document, relation.child)
    if head.id == child.id:
        raise RefusedError("A relation needs two different spans.")
    if any(
        _ends(r) == _ends(relation) and r.id != relation.id
        for r in document.relations_of(relation.head)
    ):
        raise RefusedError(f"This {relation.label} relation is there already.")
    kind = schema.relation(relation.label)
    if kind is None:
        raise RefusedError(f"The schema has no relation {relation.label}.")
    if not kind.allows(head.label, child.label):
        raise RefusedError(
            f"{relation.label} may not lead from {head.label} to {child.label} in this schema."
        )


def _ends(relation: Relation) -> tuple[int, int, str]:
    return relation.head, relation.child, relation.label


def _live(document: Document, span_id: int) -> Span:
    span = document.find_span(span_id)
    if span is None or not span.live:
        raise RefusedError("This span is not there any more.")
    return span


def _live_relation(document: Document, relation_id: int) -> Relation:
    relation = document.find_relation(relation_id)
    if relation is None or not relation.live:
        raise RefusedError("This relation is not there any more.")
    return relation


def _check_label(schema: Schema, label: str) -> None:
    if label not in schema.label_names:
        raise RefusedError(f"The schema has no label {label}.")


def _checked_range(document: Document, start: int, end: int) -> tuple[int, int]:
    start, end = trimmed(document.text, max(start, 0), min(end, len(document.text)))
    if start >= end:
        raise RefusedError("There is no text in this range to label.")
    return start, end


def _if_different(document: Document, before: Span, after: Span) -> Operations:
    return [] if after == before else [SpanChanged(document.article, before, after)]


def _short(surface: str) -> str:
    return surface if len(surface) <= 40 else surface[:39] + "…"
