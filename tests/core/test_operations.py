"""Operations apply to the state they were made for, and their inverses take them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.errors import ConflictError
from annotator.core.operations import (
    DocumentOperation,
    ExcludedChanged,
    MetaChanged,
    Operation,
    RelationChanged,
    SchemaChanged,
    SpanChanged,
    StatusChanged,
    Step,
    TokensChanged,
    WrappingChanged,
    applied,
    applied_all,
    spans_named,
)
from annotator.core.relations import Relation
from annotator.core.schema import Schema
from annotator.core.spans import Span, State
from annotator.core.tokens import Tokens
from tests.core.strategies import document_of, operations, spans

TEXT = "Ana Ruiz met the WHO in Nairobi.\nThen she left."
ANA, WHO = Span(1, 0, 8, "PERSON"), Span(2, 17, 20, "ORG")
HEAD = Relation(1, 1, 2, "HEAD_OF")
DOCUMENT = document_of(TEXT, (ANA, WHO), (HEAD,))


@given(operations)
def test_the_inverse_of_an_inverse_is_the_operation(operation: Operation) -> None:
    assert operation.inverse().inverse() == operation


@pytest.mark.parametrize(
    "operation",
    [
        SpanChanged(1, None, Span(3, 24, 31, "GPE")),
        SpanChanged(1, ANA, replace(ANA, label="ORG", start=4)),
        RelationChanged(1, HEAD, None),
        RelationChanged(1, HEAD, replace(HEAD, head=2, child=1)),
        RelationChanged(1, None, Relation(2, 2, 1, "KNOWS")),
        ExcludedChanged(1, None, Excluded(1, 33, 47)),
        StatusChanged(1, Status.NEW, Status.DONE),
        MetaChanged(1, Meta(), Meta("A title")),
        TokensChanged(1, DOCUMENT.tokens, Tokens([0], [47], [0], "en")),
        WrappingChanged(1, False, True),
    ],
)
def test_an_operation_and_its_inverse_leave_the_state_as_it_was(
    operation: DocumentOperation,
) -> None:
    changed = applied(DOCUMENT, operation)
    back = applied(changed, operation.inverse())
    ids = (back.next_span_id, back.next_relation_id, back.next_excluded_id)
    assert changed != DOCUMENT
    known = (DOCUMENT.next_span_id, DOCUMENT.next_relation_id, DOCUMENT.next_excluded_id)
    assert ids >= known
    assert replace(back, next_span_id=3, next_relation_id=2, next_excluded_id=1) == DOCUMENT


@given(st.lists(spans(length=len(TEXT)), max_size=10), st.data())
def test_a_step_and_its_inverse_leave_the_state_as_it_was(
    changes: list[Span], data: st.DataObject
) -> None:
    document = document_of(TEXT)
    made: list[DocumentOperation] = []
    for change in changes:
        span = replace(change, id=change.id % 4 + 1)
        before = document.find_span(span.id)
        gone = before is not None and data.draw(st.booleans())
        made.append(SpanChanged(1, before, None if gone else span))
        document = applied(document, made[-1])
    step = Step("Edits", tuple(made))
    after = applied_all({1: document_of(TEXT)}, step).get(1, document_of(TEXT))
    back = applied_all({1: after}, step.inverse()).get(1, after)
    assert list(back.all_spans()) == []
    assert replace(back, next_span_id=1) == document_of(TEXT)


@pytest.mark.parametrize(
    "operation",
    [
        SpanChanged(1, None, ANA),
        SpanChanged(1, replace(ANA, label="ORG"), ANA),
        SpanChanged(1, ANA, replace(ANA, id=9)),
        SpanChanged(1, None, None),
        SpanChanged(1, None, Span(3, 5, 5, "ORG")),
        SpanChanged(1, None, Span(3, -1, 5, "ORG")),
        SpanChanged(1, None, Span(3, 5, len(TEXT) + 1, "ORG")),
        SpanChanged(1, ANA, None),
        SpanChanged(1, ANA, replace(ANA, state=State.REJECTED)),
        RelationChanged(1, None, Relation(2, 1, 9, "KNOWS")),
        RelationChanged(1, None, HEAD),
        ExcludedChanged(1, Excluded(1, 0, 3), None),
        StatusChanged(1, Status.DONE, Status.NEW),
        MetaChanged(1, Meta("x"), Meta()),
        TokensChanged(1, Tokens([], []), DOCUMENT.tokens),
        WrappingChanged(1, True, False),
    ],
)
def test_an_operation_made_for_another_state_is_a_conflict(operation: DocumentOperation) -> None:
    with pytest.raises(ConflictError):
        applied(DOCUMENT, operation)


def test_a_live_relation_may_not_point_to_a_rejected_span() -> None:
    document = document_of(TEXT, (ANA, replace(WHO, state=State.REJECTED)))
    with pytest.raises(ConflictError):
        applied(document, RelationChanged(1, None, HEAD))


def test_a_rejected_relation_may_stay_at_a_rejected_span() -> None:
    rejected = replace(HEAD, state=State.REJECTED)
    document = document_of(TEXT, (ANA, WHO), (rejected,))
    after = applied(document, SpanChanged(1, WHO, replace(WHO, state=State.REJECTED)))
    assert list(after.all_relations()) == [rejected]


def test_a_step_names_its_articles_and_the_schema_belongs_to_none() -> None:
    step = Step(
        "Two",
        (
            StatusChanged(4, Status.NEW, Status.DONE),
            StatusChanged(2, Status.NEW, Status.DONE),
            SchemaChanged(Schema(), Schema("news")),
        ),
    )
    assert step.articles == (2, 4)


def test_a_failing_step_gives_nothing() -> None:
    documents: dict[int, Document] = {1: DOCUMENT}
    step = Step("Bad", (WrappingChanged(1, False, True), WrappingChanged(1, False, True)))
    with pytest.raises(ConflictError):
        applied_all(documents, step)
    assert documents == {1: DOCUMENT}


def test_an_operation_names_its_spans_and_the_ends_of_its_relation() -> None:
    assert spans_named(SpanChanged(1, None, ANA)) == {1}
    assert spans_named(RelationChanged(1, HEAD, replace(HEAD, child=5))) == {1, 2, 5}
    assert spans_named(StatusChanged(1, Status.NEW, Status.DONE)) == set()
