"""Random documents with nasty texts, for round trips."""

from typing import Any

from hypothesis import strategies as st

from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.relations import ProposedRelation, Relation
from annotator.core.spans import Proposal, Span, State
from annotator.core.text import lines
from annotator.core.tokens import Tokens
from annotator.formats.imported import Imported

PIECES = [
    *("Osaka", "a", "met", ".", "7", "  ", " ", "\n", "\r\n", "\r", "\t", "\n\n"),
    *("😀", "👩\u200d👩\u200d👧", "e\u0301", "שלום", "مرحبا", "\u00a0", "\ufeff", "\u2028", "\x85"),
    *("\x1f", '"', "\\", "日本"),
]
LABELS = st.sampled_from(["PERSON", "GPE", "ÉTAT 😀"])
SOURCES = st.sampled_from(["", "en_core_web_sm 3.8.0", "Ana"])
SCORES = st.none() | st.floats(0, 1)
EXTRAS = st.sampled_from(["", '{"color":"#ffffff","rank":[1,{"a":null}]}'])
NOTES = st.sampled_from(["", "sure? 😀\u2028"])


def texts() -> st.SearchStrategy[str]:
    joined = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)
    return joined.filter(lambda text: bool(text.strip()))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(texts())
    spans = [draw(_spans(text, number)) for number in draw(_ids())]
    live = [span.id for span in spans if span.live]
    relations: dict[tuple[int, int, str], Relation] = {}
    for number in draw(_ids()) if live else ():
        relation = draw(_relations(live, number))
        relations.setdefault((relation.head, relation.child, relation.label), relation)
    found = [line for line in lines(text) if line.end > line.start]
    excluded = [
        Excluded(number, line.start, line.end, draw(st.sampled_from(State)), draw(SOURCES))
        for number, line in enumerate(found, 1)
        if draw(st.integers(0, 3)) == 0
    ]
    meta = Meta(
        title=draw(st.sampled_from(["A title", "“Один”"])),
        source=draw(st.sampled_from(["", "a/b.txt"])),
        author=draw(st.sampled_from(["", "Jo Lund"])),
        extra=draw(EXTRAS),
        record_extra=draw(st.sampled_from(["", '{"cats":{"a":1},"meta":{"section":"x"}}'])),
        input_hash=draw(st.none() | st.integers(-(2**31), 2**31 - 1)),
    )
    return Document.made(
        1,
        text,
        Tokens.plain(text),
        spans=spans,
        relations=relations.values(),
        excluded=excluded,
        status=draw(st.sampled_from(Status)),
        meta=meta,
        changed_at=draw(st.sampled_from([0.0, 1_700_000_000.0])),
        changed_by=draw(st.sampled_from(["", "Ana"])),
    )


def _ids() -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(1, 300), unique=True, max_size=6)


@st.composite
def _spans(draw: st.DrawFn, text: str, number: int) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    state = draw(st.sampled_from(State))
    label = draw(LABELS)
    proposed = Proposal(start, end, label, draw(SOURCES), draw(SCORES))
    return Span(
        number,
        start,
        end,
        label,
        state,
        draw(st.booleans()),
        draw(SOURCES),
        draw(SCORES),
        draw(NOTES),
        draw(st.sampled_from(["", "Q1490"])),
        draw(st.sampled_from([(), (("role", "host"), ("sure", ""))])),
        proposed if state is State.PROPOSED or draw(st.booleans()) else None,
        draw(EXTRAS),
    )


@st.composite
def _relations(draw: st.DrawFn, ends: list[int], number: int) -> Relation:
    head, child = draw(st.sampled_from(ends)), draw(st.sampled_from(ends))
    return Relation(
        number,
        head,
        child,
        draw(LABELS),
        draw(st.sampled_from(State)),
        draw(st.booleans()),
        draw(SOURCES),
        draw(SCORES),
        draw(NOTES),
        draw(st.sampled_from([None, ProposedRelation(head, child, "MEETS", "rules", 0.5)])),
        draw(EXTRAS),
    )


def document_of(imported: Imported) -> Document:
    return Document.made(
        1,
        imported.text,
        imported.tokens or Tokens.plain(imported.text),
        spans=imported.spans,
        relations=imported.relations,
        excluded=imported.excluded,
        status=imported.status,
        meta=imported.meta,
    )


_TEXTS = ("", "x", "proposed", "rejected", "new", "accept", "reject")
_NUMBERS = (0, 1, 3, -1, 2**40, 0.5)
_ODD_VALUES = st.sampled_from([None, True, [], {}, [[1, 2]], *_TEXTS, *_NUMBERS])


def change_one_value(values: Any, data: st.DataObject, *, may_go: bool = False) -> None:
    """Put an odd value somewhere into an object of JSON, or take one away."""
    place = values
    while keys := list(place) if isinstance(place, dict) else list(range(len(place))):
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
            place = place[key]
            continue
        if may_go and data.draw(st.booleans()):
            del place[key]
        else:
            place[key] = data.draw(_ODD_VALUES)
        return
