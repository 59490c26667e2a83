"""Records as structures that msgspec reads and writes at once; what is not of this shape takes the long way."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import msgspec


class Strict(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """An object of a record with these keys and no others."""


class Token(Strict):
    """A token as spaCy has it: the text and a space where `ws` says so rebuild the article."""

    text: str
    start: int
    end: int
    id: int
    ws: bool


class Attribute(Strict):
    """A name and a value of a span."""

    name: str
    value: str


class Proposal(Strict):
    """What a model said of a span."""

    start: int
    end: int
    label: str
    source: str
    score: float | None


class Span(Strict):
    """A span as `records` writes it."""

    start: int
    end: int
    token_start: int | None
    token_end: int | None
    label: str
    id: int
    state: str
    confirmed: bool
    source: str
    score: float | None
    note: str
    kb_id: str
    attributes: list[Attribute]
    proposed: Proposal | None


class End(Strict):
    """A span as it stands in a relation."""

    start: int
    end: int
    token_start: int | None
    token_end: int | None
    label: str


class ProposedRelation(Strict):
    """What a model said of a relation."""

    head_id: int
    child_id: int
    label: str
    source: str
    score: float | None


class Relation(Strict):
    """A relation as `records` writes it."""

    head: int | None
    child: int | None
    head_span: End
    child_span: End
    label: str
    id: int
    head_id: int
    child_id: int
    state: str
    confirmed: bool
    source: str
    score: float | None
    note: str
    proposed: ProposedRelation | None


class Meta(Strict):
    """Where an article comes from and how far it is, as `records` writes it."""

    title: str
    source: str
    source_sha256: str
    author: str
    date: str
    url: str
    excluded: list[int]
    extra: dict[str, Any] | None
    encoding: str
    status: str
    reviewed: bool
    excluded_kept: list[int]


class Record(Strict):
    """A record as `records` writes it."""

    text: str
    tokens: list[Token]
    spans: list[Span]
    relations: list[Relation]
    meta: Meta
    answer: str | None
    input_hash: int = msgspec.field(name="_input_hash")
    task_hash: int = msgspec.field(name="_task_hash")
    view_id: str = msgspec.field(name="_view_id")
    annotator_id: str | None = msgspec.field(name="_annotator_id")
    timestamp: int | None = msgspec.field(name="_timestamp")


def tokens_hold(text: str, tokens: Sequence[Token]) -> bool:
    """The tokens and their spaces rebuild the text, and every number follows from that."""
    done, has_space = 0, True
    for number, token in enumerate(tokens):
        end, has_space = token.end, token.ws
        if token.start != done or token.id != number or not done < end <= len(text):
            return False
        if text[done:end] != token.text or (has_space and text[end : end + 1] != " "):
            return False
        done = end + has_space
    return done == len(text) and not has_space


def relation_key(relation: Relation) -> tuple[bool, int, bool, int, str, int]:
    """The order in which relations are written."""
    head, child = relation.head, relation.child
    return head is None, head or 0, child is None, child or 0, relation.label, relation.id


def aligned(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """First and last token (inclusive) when both edges meet token edges, else None."""
    first = bisect_left(tokens, start, key=lambda token: token.start)
    last = bisect_left(tokens, end, key=lambda token: token.end)
    if first >= len(tokens) or last >= len(tokens) or first > last:
        return None
    return (first, last) if (tokens[first].start, tokens[last].end) == (start, end) else None
