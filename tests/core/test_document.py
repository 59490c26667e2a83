"""The document's windows, counts and links, however it came about."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.core.document import Document, Excluded
from annotator.core.errors import ConflictError
from annotator.core.relations import Relation
from annotator.core.spans import Span, State
from tests.core.strategies import document_of, relations, spans

LENGTH = 3000
TEXT = "word " * (LENGTH // 5)
unique_spans = st.lists(spans(), max_size=8, unique_by=lambda s: s.id)
unique_relations = st.lists(relations(), max_size=8, unique_by=lambda r: r.id)


def rebuilt(document: Document) -> Document:
    return Document.made(
        document.article,
        document.text,
        document.tokens,
        spans=document.all_spans(),
        relations=document.all_relations(),
        excluded=document.excluded,
        next_ids=(document.next_span_id, document.next_relation_id, document.next_excluded_id),
    )


@given(st.lists(spans(), max_size=12), st.data())
def test_spans_changed_one_by_one_give_what_is_made_at_once(
    changes: list[Span], data: st.DataObject
) -> None:
    document = document_of(TEXT)
    for change in changes:
        span = replace(change, id=change.id % 5 + 1)
        before = document.find_span(span.id)
        gone = before is not None and data.draw(st.booleans())
        document = document.with_span(before, None if gone else span)
    assert document == rebuilt(document)


@given(st.lists(relations(), max_size=12), st.data())
def test_relations_changed_one_by_one_give_what_is_made_at_once(
    changes: list[Relation], data: st.DataObject
) -> None:
    document = document_of(TEXT)
    for change in changes:
        relation = replace(change, id=change.id % 5 + 1)
        before = document.find_relation(relation.id)
        gone = before is not None and data.draw(st.booleans())
        document = document.with_relation(before, None if gone else relation)
    assert document == rebuilt(document)
    for span_id in range(1, 401):
        expected = [r for r in document.relations() if span_id in (r.head, r.child)]
        assert document.relations_of(span_id) == expected


@given(unique_spans, st.integers(0, LENGTH - 1), st.integers(1, 1500))
def test_spans_between_are_those_that_share_a_character(
    found: list[Span], start: int, length: int
) -> None:
    document = document_of(TEXT, tuple(found))
    live = sorted((s for s in found if s.live), key=lambda s: s.key)
    assert list(document.spans()) == live
    end = start + length
    assert document.spans_between(start, end) == [s for s in live if s.overlaps(start, end)]
    assert document.spans_at(start) == [s for s in live if s.start <= start < s.end]


@given(unique_spans, st.integers(0, LENGTH))
def test_walking_from_a_place_finds_the_neighbours(found: list[Span], offset: int) -> None:
    document = document_of(TEXT, tuple(found))
    live = list(document.spans())
    key = (offset, -1, "", 0)
    assert document.span_after(key) == next((s for s in live if s.key > key), None)
    assert document.span_before(key) == next((s for s in reversed(live) if s.key < key), None)
    for span, following in pairwise(live):
        assert document.span_after(span.key) == following
        assert document.span_before(following.key) == span


@given(unique_relations)
def test_relations_of_a_span_come_by_id_in_whatever_order_they_were_given(
    found: list[Relation],
) -> None:
    document = document_of(TEXT, relations=tuple(found))
    assert document == document_of(TEXT, relations=tuple(reversed(found)))


def test_counts_are_of_live_spans_only() -> None:
    document = document_of(
        TEXT,
        (
            Span(1, 0, 4, "ORG", State.PROPOSED),
            Span(2, 5, 9, "ORG", State.REJECTED),
            Span(3, 5, 9, "GPE"),
        ),
    )
    assert document.label_counts == {"ORG": 1, "GPE": 1}
    assert (document.span_count, document.proposed_count) == (2, 1)


def test_an_id_is_never_given_twice() -> None:
    span = Span(7, 0, 4, "ORG")
    document = document_of(TEXT).with_span(None, span).with_span(span, None)
    assert document.next_span_id == 8


def test_a_missing_span_or_relation_is_a_conflict() -> None:
    with pytest.raises(ConflictError, match="no span 3"):
        document_of(TEXT).span(3)
    with pytest.raises(ConflictError, match="no relation 3"):
        document_of(TEXT).relation(3)


def test_a_paragraph_holds_its_line_end() -> None:
    document = document_of("ab\r\ncd\n\nef")
    assert [document.paragraph_index(i) for i in range(10)] == [0, 0, 0, 0, 1, 1, 1, 2, 3, 3]


def test_an_excluded_range_is_found_by_what_it_holds() -> None:
    out = Excluded(1, 4, 6)
    back = Excluded(2, 0, 2, State.REJECTED)
    document = document_of("ab\r\ncd").with_excluded(None, out).with_excluded(None, back)
    assert document.excluded == (back, out)
    assert document.live_excluded() == [out]
    assert [document.excluded_at(i) for i in (0, 3, 4, 5, 6)] == [None, None, out, out, None]


def test_a_changed_wrapping_makes_other_paragraphs() -> None:
    document = document_of("ab\ncd")
    assert len(document.with_paragraphs(True).paragraphs) == 1
    assert document.with_paragraphs(True).with_paragraphs(False) == document


def test_the_surface_is_the_text_of_a_span() -> None:
    assert document_of("👩‍👩‍👧 WHO").surface(Span(1, 6, 9, "ORG")) == "WHO"
