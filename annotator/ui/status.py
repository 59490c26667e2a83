"""What the status line says: the focus in words, and the keys that work for it now. No Qt."""

from annotator.core.document import Document, Status
from annotator.core.spans import Span, State
from annotator.ui import actions
from annotator.ui.actions import Action, Context
from annotator.ui.commands import possible, reading, relations
from annotator.ui.commands.spans import SPLIT_AT
from annotator.ui.commands.verbs import verb_named
from annotator.ui.desk import Desk
from annotator.ui.key_names import shown
from annotator.ui.state import View

_FIRST = (
    "label",
    "any label",
    "confirm",
    "remove",
    "left edge",
    "right edge",
    "relation",
    "all alike",
    "note",
    "go to",
)
_FIRST_IN_TEXT = (
    "next span",
    "to check",
    "label",
    "remove",
    "left edge",
    "right edge",
    "relation",
    "done",
    "all keys",
    "find",
)
"""What the status line names first where there is little room: with something focused, and with nothing."""

_NOTHING_TO_CONFIRM = ("confirm", "note")

_ENDED = (Status.DONE, Status.SKIPPED, Status.REJECTED)

_STATE_WORDS = {
    State.PROPOSED: "proposed",
    State.ACCEPTED: "accepted",
    State.EDITED: "corrected",
    State.ADDED: "added",
    State.REJECTED: "rejected",
}


def focus_in_words(desk: Desk) -> str:
    """What is focused, selected or being done."""
    document, view = desk.document, desk.view
    if document is None:
        return ""
    if view.verb == possible.VERB:
        return _offer_in_words(desk, document)
    if view.verb == SPLIT_AT and (span := desk.span) is not None:
        return f"Split {_quoted(document, span)} before which word? Type its letters" + _typed(view)
    if view.verb and view.head is None:
        return f"{verb_named(view.verb).words} where? Type the letters" + _typed(view)
    if view.head is not None and (head := document.find_span(view.head)) is not None:
        kept = ", keeping the head" if view.keeps_head else ""
        return (
            f"Relation from {_quoted(document, head)}{kept}: type the letters of its child"
            + _typed(view)
        )
    if view.retargets:
        return f"Type the letters of the new {view.retargets}"
    if view.hints:
        return "Go where? Type the letters" + _typed(view)
    if view.relation is not None and (r := document.find_relation(view.relation)) is not None:
        first, second = document.find_span(r.head), document.find_span(r.child)
        if first is not None and second is not None:
            return f"{_quoted(document, first)} {r.label} {_quoted(document, second)}"
    if (selection := view.selection) is not None:
        return f"Selected “{_short(document.text[slice(*selection)])}”"
    if (span := desk.span) is not None:
        return span_in_words(document, span)
    return _article_in_words(desk, document)


def _article_in_words(desk: Desk, document: Document) -> str:
    """What the article holds, and how much was never on the screen."""
    words = document_in_words(document)
    if desk.session is not None and desk.session.read_only:
        return f"read-only · {words}"
    unread = reading.count_unread(desk)
    if not unread or document.status is Status.DONE:
        return words
    first, _, rest = words.partition(" · ")
    return f"{first} · {unread} paragraph{'s' if unread > 1 else ''} unread · {rest}"


def span_in_words(document: Document, span: Span) -> str:
    """`GPE “Lund” proposed 0.87`."""
    state = (
        "confirmed"
        if span.state is State.ACCEPTED and span.confirmed
        else (_STATE_WORDS[span.state])
    )
    score = f" {span.score:.2f}" if span.score is not None and span.state is State.PROPOSED else ""
    off = "" if document.tokens.aligned(span.start, span.end) else " · off the token grid"
    return f"{span.label} {_quoted(document, span)} {state}{score}{off}"


def document_in_words(document: Document) -> str:
    """`31 spans, 2 relations · in progress`, and how it was read where that is not UTF-8."""
    first = _counted(document.span_count, "span")
    if document.relation_count:
        first += f", {_counted(document.relation_count, 'relation')}"
    encoding = document.meta.encoding
    if encoding in ("utf-8", "ascii"):
        encoding = ""
    return " · ".join(part for part in (first, document.status.value, encoding) if part)


def keys_now(desk: Desk, table: tuple[Action, ...], context: Context) -> list[tuple[str, str]]:
    """`(key, words)` of what works now, the most useful first."""
    if desk.document is None:
        return []
    if desk.view.verb == possible.VERB:
        return [("Enter", "accept"), ("1–0", "relation"), ("g", "next pair"), ("Esc", "back")]
    if desk.view.hints:
        return _keys_with_hints(desk)
    found: list[tuple[str, str]] = []
    found.append((_label_keys(table, context), "label"))
    seen = set()
    for action in actions.in_context(table, context):
        if action.hint and action.keys and action.keys[0] not in seen:
            seen.add(action.keys[0])
            found.append((shown(action.keys[0]), action.hint))
    done = next((a for a in table if a.id == "done"), None)
    if done is not None and done.keys:
        found.append((shown(done.keys[0]), done.hint))
    first = _FIRST
    if context is Context.TEXT:
        first = _FIRST_IN_TEXT
        found = [entry for entry in found if entry[1] not in _NOTHING_TO_CONFIRM]
    found.sort(key=lambda entry: first.index(entry[1]) if entry[1] in first else len(first))
    return _paired(found)


def _label_keys(table: tuple[Action, ...], context: Context) -> str:
    """`1–0`: the keys of the labels (or relation types), from the first to the last."""
    start = "relation_label_" if context is Context.RELATION else "label_"
    keys = [a.keys[0] for a in table if a.id.removeprefix(start) in actions.DIGITS and a.keys]
    return f"{shown(keys[0])}–{shown(keys[-1])}" if keys else ""


def left_in_words(desk: Desk) -> str:
    """`5 to check`, whatever is focused; empty where nothing is left."""
    document = desk.document
    if document is None or not document.proposed_count or document.status in _ENDED:
        return ""
    return f"{document.proposed_count:,} to check"


def _keys_with_hints(desk: Desk) -> list[tuple[str, str]]:
    view = desk.view
    found = [("letters", "do it there" if view.verb or view.head is not None else "go there")]
    if view.head is not None:
        found.append(("1–0", "to the nearest"))
    if view.verb not in ("", SPLIT_AT) and (view.head is None or view.verb == "relate"):
        found.append(("Shift+last letter", "and ask again"))
    if view.verb and view.head is None:
        again = shown(view.verb_key) if view.verb_key else "Enter"
        found.append((again, "before the first" if view.verb == SPLIT_AT else "at the caret"))
    return [*found, ("PgDn", "further down"), ("Esc", "back")]


def _typed(view: View) -> str:
    return f": {view.typed}" if view.typed else ""


def _offer_in_words(desk: Desk, document: Document) -> str:
    pair = possible.offered(desk)
    if pair is None:
        return ""
    name = relations.fitting(document, desk.schema, *pair, desk.last_relation)[:1]
    return f"{_quoted(document, pair[0])} {''.join(name)} {_quoted(document, pair[1])}?"


def _paired(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The two edge keys as one entry, so that the line stays short."""
    words = {hint: key for key, hint in found}
    if "left edge" in words and "right edge" in words:
        both = f"{words['left edge']} {words['right edge']}"
        found = [
            (both, "edges") if hint == "right edge" else (key, hint)
            for key, hint in found
            if hint != "left edge"
        ]
    return found


def _quoted(document: Document, span: Span) -> str:
    return f"“{_short(document.surface(span))}”"


def _short(surface: str) -> str:
    flat = " ".join(surface.split())
    return flat if len(flat) <= 48 else flat[:47] + "…"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
