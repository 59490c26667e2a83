"""Edits worked out as operations, and what they refuse."""

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.errors import RefusedError
from annotator.core.operations import DocumentOperation, applied
from annotator.core.relations import ProposedRelation, Relation
from annotator.core.schema import Overlap
from annotator.core.spans import Proposal, Span, State
from tests.core.strategies import NEWS, document_of

TEXT = "Ana Ruiz of the World Health Organization met Jo Li."
ANA = Span(1, 0, 8, "PERSON")
WHO = Span(2, 12, 41, "ORG", State.PROPOSED, proposed=Proposal(12, 41, "ORG", "model"), score=0.9)
JO = Span(3, 46, 51, "PERSON")
HEAD = Relation(1, 1, 2, "HEAD_OF")
MEETS = Relation(2, 1, 3, "MEETS", State.PROPOSED, proposed=ProposedRelation(1, 3, "MEETS", "m"))
DOCUMENT = document_of(TEXT, (ANA, WHO, JO), (HEAD, MEETS))
FLAT = replace(NEWS, overlap=Overlap.FLAT)
ANY = replace(NEWS, overlap=Overlap.ANY)


def after(document: Document, operations: Iterable[DocumentOperation]) -> Document:
    for operation in operations:
        document = applied(document, operation)
    return document


def test_an_added_span_is_trimmed_and_confirmed() -> None:
    made = after(DOCUMENT, edits.added(DOCUMENT, NEWS, 41, 46, "ORG", "ana"))
    assert made.span(4) == Span(4, 42, 45, "ORG", State.ADDED, confirmed=True, source="ana")


@pytest.mark.parametrize(("start", "end"), [(8, 9), (5, 5), (60, 70), (-5, 0)])
def test_a_range_without_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(RefusedError, match="no text"):
        edits.added(DOCUMENT, NEWS, start, end, "ORG", "")


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(RefusedError, match="no label LAW"):
        edits.added(DOCUMENT, NEWS, 42, 45, "LAW", "")
    with pytest.raises(RefusedError, match="no label LAW"):
        edits.relabelled(DOCUMENT, NEWS, 1, "LAW")


def test_the_exact_double_of_a_span_is_refused_under_any_rule() -> None:
    for schema in (NEWS, FLAT, ANY):
        with pytest.raises(RefusedError, match="PERSON already"):
            edits.added(DOCUMENT, schema, 0, 8, "PERSON", "")


def test_crossing_is_refused_unless_any_overlap_is_allowed() -> None:
    for schema in (NEWS, FLAT):
        with pytest.raises(RefusedError, match="would overlap PERSON “Ana Ruiz”"):
            edits.added(DOCUMENT, schema, 4, 11, "ORG", "")
    assert len(edits.added(DOCUMENT, ANY, 4, 11, "ORG", "")) == 1


def test_nesting_is_refused_only_by_a_flat_schema() -> None:
    with pytest.raises(RefusedError):
        edits.added(DOCUMENT, FLAT, 0, 3, "ORG", "")
    assert len(edits.added(DOCUMENT, NEWS, 0, 3, "ORG", "")) == 1


def test_an_open_proposal_gives_way_and_is_remembered_as_rejected() -> None:
    document = document_of(TEXT, (ANA, WHO, JO))
    made = after(document, edits.added(document, NEWS, 16, 45, "ORG", ""))
    assert made.span(2).state is State.REJECTED
    assert made.span(4).live


def test_a_proposal_with_a_relation_does_not_give_way() -> None:
    with pytest.raises(RefusedError, match="would overlap ORG"):
        edits.added(DOCUMENT, NEWS, 16, 45, "ORG", "")


def test_a_span_keeps_its_id_and_relations_when_relabelled() -> None:
    made = after(DOCUMENT, edits.relabelled(DOCUMENT, NEWS, 2, "GPE"))
    assert made.span(2) == replace(WHO, label="GPE", state=State.EDITED, confirmed=True)
    assert made.relations_of(2) == [HEAD]


def test_a_span_brought_back_to_what_was_proposed_is_accepted() -> None:
    edited = after(DOCUMENT, edits.moved(DOCUMENT, NEWS, 2, 16, 41))
    assert edited.span(2).state is State.EDITED
    back = after(edited, edits.moved(edited, NEWS, 2, 12, 41))
    assert back.span(2) == replace(WHO, state=State.ACCEPTED, confirmed=True)


def test_an_edit_that_changes_nothing_is_no_operation() -> None:
    assert edits.relabelled(DOCUMENT, NEWS, 1, "PERSON") == []
    assert edits.moved(DOCUMENT, NEWS, 1, 0, 9) == []
    assert edits.noted(DOCUMENT, 1, "") == []
    assert edits.relation_relabelled(DOCUMENT, NEWS, 1, "HEAD_OF") == []


def test_confirming_a_proposal_accepts_it() -> None:
    made = after(DOCUMENT, edits.confirmed(DOCUMENT, 2))
    assert (made.span(2).state, made.span(2).confirmed) == (State.ACCEPTED, True)


def test_a_removed_proposal_is_kept_as_rejected_and_its_relations_go() -> None:
    made = after(DOCUMENT, edits.removed(DOCUMENT, 2))
    assert made.span(2).state is State.REJECTED
    assert made.find_relation(1) is None


def test_a_removed_span_by_hand_takes_its_rejected_relations_along() -> None:
    document = after(DOCUMENT, edits.relation_removed(DOCUMENT, 2))
    assert document.relation(2).state is State.REJECTED
    made = after(document, edits.removed(document, 3))
    assert (made.find_span(3), made.find_relation(2)) == (None, None)


def test_a_removed_span_can_not_be_edited() -> None:
    made = after(DOCUMENT, edits.removed(DOCUMENT, 2))
    with pytest.raises(RefusedError, match="not there any more"):
        edits.confirmed(made, 2)


def test_a_note_loses_its_lone_surrogates() -> None:
    made = after(DOCUMENT, edits.noted(DOCUMENT, 1, "a\ud83d"))
    assert made.span(1).note == "a\ufffd"


def test_a_split_gives_two_trimmed_spans_of_one_label() -> None:
    made = after(DOCUMENT, edits.split(DOCUMENT, NEWS, 1, 3))
    assert [(s.id, s.start, s.end, s.label) for s in made.spans_between(0, 8)] == [
        (1, 0, 3, "PERSON"),
        (4, 4, 8, "PERSON"),
    ]


@pytest.mark.parametrize("offset", [0, 8, 20, -1, 99])
def test_a_split_outside_the_span_is_refused(offset: int) -> None:
    with pytest.raises(RefusedError, match="between two"):
        edits.split(DOCUMENT, NEWS, 1, offset)


def test_a_split_through_a_nested_span_is_refused() -> None:
    document = document_of(TEXT, (Span(1, 12, 41, "ORG"), Span(2, 16, 28, "GPE")))
    with pytest.raises(RefusedError, match="would overlap GPE"):
        edits.split(document, NEWS, 1, 21)
    assert len(list(after(document, edits.split(document, ANY, 1, 21)).spans())) == 3


def test_an_open_proposal_across_a_split_gives_way_once() -> None:
    nested = Span(2, 16, 28, "GPE", State.PROPOSED, proposed=Proposal(16, 28, "GPE", "m"))
    document = document_of(TEXT, (Span(1, 12, 41, "ORG"), nested))
    made = after(document, edits.split(document, NEWS, 1, 21))
    assert made.span(2).state is State.REJECTED


def test_a_split_that_doubles_a_nested_span_is_refused() -> None:
    document = document_of(TEXT, (Span(1, 16, 41, "ORG"), Span(2, 16, 21, "ORG")))
    with pytest.raises(RefusedError, match="ORG already"):
        edits.split(document, ANY, 1, 21)


def test_joined_spans_keep_the_first_id_and_all_relations() -> None:
    document = document_of(TEXT, (ANA, WHO, JO), (Relation(1, 3, 2, "HEAD_OF"),))
    made = after(document, edits.joined(document, ANY, 1, 3))
    assert (made.span(1).start, made.span(1).end) == (0, 51)
    assert made.find_span(3) is None
    assert [(r.id, r.head, r.child) for r in made.relations()] == [(1, 1, 2)]


def test_joining_drops_loops_and_doubles() -> None:
    relations = (MEETS, HEAD, Relation(5, 3, 2, "HEAD_OF"))
    document = document_of(TEXT, (ANA, WHO, JO), relations)
    made = after(document, edits.joined(document, ANY, 1, 3))
    assert [r.id for r in made.relations()] == [1]


def test_joining_over_a_forbidden_span_is_refused() -> None:
    document = document_of(TEXT, (ANA, replace(WHO, state=State.ACCEPTED), JO))
    with pytest.raises(RefusedError, match="would overlap ORG"):
        edits.joined(document, FLAT, 1, 3)


def test_a_span_is_not_joined_to_itself() -> None:
    with pytest.raises(RefusedError, match="two different"):
        edits.joined(DOCUMENT, NEWS, 1, 1)


def test_a_relation_between_allowed_labels_is_made() -> None:
    made = after(DOCUMENT, edits.related(DOCUMENT, NEWS, 3, 2, "HEAD_OF", "ana"))
    assert made.relation(3) == Relation(
        3, 3, 2, "HEAD_OF", State.ADDED, confirmed=True, source="ana"
    )


@pytest.mark.parametrize(
    ("head", "child", "label", "why"),
    [
        (1, 2, "HEAD_OF", "there already"),
        (1, 1, "KNOWS", "two different"),
        (2, 1, "HEAD_OF", "may not lead from ORG to PERSON"),
        (1, 2, "OWNS", "no relation OWNS"),
        (1, 9, "KNOWS", "not there"),
    ],
)
def test_a_relation_that_may_not_be_is_refused(head: int, child: int, label: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        edits.related(DOCUMENT, NEWS, head, child, label, "")


def test_only_labels_that_fit_and_are_free_are_offered() -> None:
    assert edits.labels_between(DOCUMENT, NEWS, 1, 2) == ("KNOWS",)
    assert edits.labels_between(DOCUMENT, NEWS, 1, 3) == ("KNOWS",)
    assert edits.labels_between(DOCUMENT, NEWS, 3, 1) == ("MEETS", "KNOWS")
    assert edits.labels_between(DOCUMENT, NEWS, 1, 1) == ()


def test_a_changed_proposed_relation_is_edited_and_brought_back_accepted() -> None:
    swapped = after(DOCUMENT, edits.relation_swapped(DOCUMENT, NEWS, 2))
    assert (swapped.relation(2).head, swapped.relation(2).state) == (3, State.EDITED)
    back = after(swapped, edits.relation_swapped(swapped, NEWS, 2))
    assert back.relation(2) == replace(MEETS, state=State.ACCEPTED, confirmed=True)


def test_swapping_to_labels_that_do_not_fit_is_refused() -> None:
    with pytest.raises(RefusedError, match="may not lead"):
        edits.relation_swapped(DOCUMENT, NEWS, 1)


def test_a_relation_is_not_led_to_a_span_that_is_gone() -> None:
    made = after(DOCUMENT, edits.removed(DOCUMENT, 2))
    with pytest.raises(RefusedError, match="not there"):
        edits.relation_retargeted(made, NEWS, 2, 1, 2)


def test_a_relabelled_and_confirmed_relation() -> None:
    made = after(DOCUMENT, edits.relation_relabelled(DOCUMENT, NEWS, 2, "KNOWS"))
    assert (made.relation(2).label, made.relation(2).state) == ("KNOWS", State.EDITED)
    sure = after(DOCUMENT, edits.relation_confirmed(DOCUMENT, 2))
    assert (sure.relation(2).state, sure.relation(2).confirmed) == (State.ACCEPTED, True)
    noted = after(DOCUMENT, edits.relation_noted(DOCUMENT, 2, "why"))
    assert noted.relation(2).note == "why"


def test_attributes_are_set() -> None:
    made = after(DOCUMENT, edits.attributed(DOCUMENT, 1, "Q1", (("role", "head"),)))
    assert (made.span(1).kb_id, made.span(1).attributes) == ("Q1", (("role", "head"),))
