"""Commands that move: to spans, to what is left to check, by hint letters, and back."""

from msgspec.structs import replace

from annotator.core import likely, to_check
from annotator.core.spans import Span
from annotator.ui.desk import Desk
from annotator.ui.hints import hints_for
from annotator.ui.state import Hint, RelationFocus

_Key = tuple[int, int, str, int]


def next_span(desk: Desk) -> None:
    """Go to the next span; after the last one, to the first."""
    document = desk.document
    if document is not None:
        start: _Key = (-1, -1, "", 0)
        _go(desk, document.span_after(_here(desk)) or document.span_after(start))


def previous_span(desk: Desk) -> None:
    """Go to the span before; before the first one, to the last."""
    document = desk.document
    if document is not None:
        end: _Key = (len(document.text) + 1, 0, "", 0)
        _go(desk, document.span_before(_here(desk)) or document.span_before(end))


def next_to_check(desk: Desk) -> None:
    """Go to the next proposed span in the chosen order, then to the problems."""
    _go_to_check(desk, forward=True)


def previous_to_check(desk: Desk) -> None:
    """Go to the proposed span before, around the start."""
    _go_to_check(desk, forward=False)


def switch_order(desk: Desk) -> None:
    """What is to check comes in reading order, or the least sure first."""
    desk.least_sure_first = not desk.least_sure_first
    if desk.session is not None:
        desk.session.note("order", "least sure" if desk.least_sure_first else "")
    said = "the least sure first" if desk.least_sure_first else "in reading order"
    desk.surface.say(f"What is to check comes {said}.")


def next_alike(desk: Desk) -> None:
    """Go to the next span with the same words."""
    document, span = desk.document, desk.span
    if document is None or span is None:
        desk.surface.say("Go to a span first.")
        return
    surface = document.surface(span)
    same = [s for s in document.spans() if document.surface(s) == surface]
    later = [s for s in same if s.key > span.key]
    found = (later or same)[0]
    if found.id == span.id:
        desk.surface.say(f"“{surface}” is labelled only once.")
    else:
        _go(desk, found)


def next_relation(desk: Desk) -> None:
    """Go to the next relation of the focused span (or of the focused relation's head)."""
    _go_to_relation(desk, 1)


def previous_relation(desk: Desk) -> None:
    """Go to the previous relation of the focused span."""
    _go_to_relation(desk, -1)


def next_sentence(desk: Desk) -> None:
    """Put the caret at the start of the next sentence."""
    document = desk.document
    if document is not None:
        place = document.tokens.sentence_at(desk.view.caret)[1]
        _caret(desk, place)


def previous_sentence(desk: Desk) -> None:
    """Put the caret at the start of this sentence, or of the one before."""
    document, caret = desk.document, desk.view.caret
    if document is not None:
        start = document.tokens.sentence_at(caret)[0]
        _caret(desk, start if start < caret else document.tokens.sentence_at(max(start - 1, 0))[0])


def show_hints(desk: Desk) -> None:
    """Show letters over the visible spans and words, the likely places first: typing them goes there."""
    document = desk.document
    if document is not None:
        places = likely.to_go(document, desk.surface.visible_range(), desk.view.caret)
        desk.state.show(replace(desk.view.without_hints, hints=hints_for(places)))


def type_hint(desk: Desk, letter: str) -> Hint | None:
    """Add a letter to the hint being typed; the hint that is now whole, if any. A wrong letter ends it."""
    typed = desk.view.typed + letter
    fitting = [hint for hint in desk.view.hints if hint.letters.startswith(typed)]
    if not fitting:
        desk.surface.say(f"No hint begins with {typed}.")
        desk.state.show(replace(desk.view.without_hints, head=None, retargets=""))
        return None
    if fitting[0].letters == typed:
        return fitting[0]
    desk.state.show(replace(desk.view, typed=typed))
    return None


def go_to_hint(desk: Desk, hint: Hint) -> None:
    """Focus the hinted span, or select the hinted words."""
    desk.state.show(desk.view.without_hints)
    document = desk.document
    span = document.find_span(hint.span) if document is not None and hint.span else None
    if span is not None:
        desk.focus(span)
    else:
        desk.state.show(replace(desk.view, focus=None, anchor=hint.start, caret=hint.end))


def step_back(desk: Desk) -> None:
    """One step back: hints, relation being drawn, selection, focus, find marks."""
    view = desk.view
    if view.hints or view.head is not None:
        view = replace(view.without_hints, head=None, keeps_head=False, retargets="")
    elif isinstance(view.focus, RelationFocus):
        document = desk.document
        relation = document.find_relation(view.focus.relation) if document is not None else None
        head = document.find_span(relation.head) if document is not None and relation else None
        if head is not None and head.live:
            desk.focus(head)
            return
        view = replace(view, focus=None)
    elif view.selection is not None:
        view = replace(view, anchor=view.caret)
    elif view.focus is not None:
        view = replace(view, focus=None)
    else:
        view = replace(view, matches=(), fresh=None)
    desk.state.show(view)


def _here(desk: Desk) -> _Key:
    span = desk.span
    return span.key if span is not None else (desk.view.caret, -1, "", 0)


def _go(desk: Desk, span: Span | None) -> None:
    if span is None:
        desk.surface.say("There is no span in this article yet.")
    else:
        desk.focus(span)


def _go_to_check(desk: Desk, *, forward: bool) -> None:
    document = desk.document
    if document is None:
        return
    if desk.least_sure_first:
        span = to_check.next_least_sure(document, desk.span, forward=forward)
    else:
        span = to_check.next_proposed(document, _here(desk), forward=forward)
    if span is not None:
        desk.focus(span)
        return
    problem = to_check.next_problem(document, desk.schema, desk.view.caret, forward=forward)
    if problem is None:
        done = desk.key("done", "Ctrl+Enter")
        desk.surface.say(f"Nothing is left to check. {done}: done, on to the next article.")
        return
    found = document.find_span(problem.span) if problem.span is not None else None
    if found is not None and found.live:
        desk.focus(found)
    else:
        _caret(desk, problem.start)
    desk.surface.say(problem.message)


def _go_to_relation(desk: Desk, direction: int) -> None:
    document, view = desk.document, desk.view
    if document is None:
        return
    focused = document.find_relation(view.relation) if view.relation else None
    if focused is not None:
        relations = document.relations_of(focused.head)
        place = [r.id for r in relations].index(focused.id) + direction
    elif desk.span is not None:
        relations = document.relations_of(desk.span.id)
        place = 0 if direction > 0 else -1
    else:
        relations, place = list(document.relations()), 0
    if not relations:
        begin = desk.key("relate", "r")
        desk.surface.say(f"This span has no relation yet. {begin} begins one.")
        return
    relation = relations[place % len(relations)]
    desk.state.show(replace(view, focus=RelationFocus(relation.id)))
    ends = document.span(relation.head), document.span(relation.child)
    desk.surface.reveal(min(s.start for s in ends), max(s.end for s in ends))


def _caret(desk: Desk, place: int) -> None:
    desk.state.show(replace(desk.view, caret=place, anchor=place, focus=None))
    desk.surface.reveal(place, place)
