"""Proposals brought into a document, and how an article ends."""

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from annotator.core.document import Document, Excluded, Status
from annotator.core.errors import RefusedError
from annotator.core.highlights import excluded_lines, finished, highlighted, yielded
from annotator.core.operations import DocumentOperation, applied
from annotator.core.relations import ProposedRelation, Relation
from annotator.core.schema import Overlap
from annotator.core.spans import Proposal, Span, State
from tests.core.strategies import NEWS, document_of

TEXT = "Ana met the WHO in Nairobi.\r\n\r\nAdvertisement\r\nJo left Nairobi."
ANA = Proposal(0, 3, "PERSON", "m", 0.9)
WHO = Proposal(12, 15, "ORG", "m", 0.8)
NAIROBI = Proposal(19, 26, "GPE", "m", 0.7)
EMPTY = document_of(TEXT)


def after(document: Document, operations: Iterable[DocumentOperation]) -> Document:
    for operation in operations:
        document = applied(document, operation)
    return document


def with_proposals(
    document: Document, *proposals: Proposal, touched: Iterable[int] = ()
) -> Document:
    return after(document, highlighted(document, NEWS, proposals, set(touched)))


def places(document: Document) -> list[tuple[int, int, str]]:
    return [(s.start, s.end, s.label) for s in document.spans()]


def test_proposals_become_spans_that_keep_what_was_proposed() -> None:
    assert next(with_proposals(EMPTY, ANA).spans()) == Span(
        1, 0, 3, "PERSON", State.PROPOSED, source="m", score=0.9, proposed=ANA
    )


def test_a_label_comes_in_by_its_alias_and_an_unknown_one_stays_out() -> None:
    made = with_proposals(EMPTY, replace(WHO, label="COMPANY"), replace(ANA, label="LAW"))
    assert places(made) == [(12, 15, "ORG")]


def test_the_same_proposal_keeps_its_id_and_takes_the_new_score() -> None:
    first = with_proposals(EMPTY, ANA, WHO)
    second = with_proposals(first, replace(WHO, score=0.1))
    assert [(s.id, s.score) for s in second.spans()] == [(2, 0.1)]


def test_the_same_answer_twice_is_no_operation() -> None:
    made = with_proposals(EMPTY, ANA, WHO)
    assert highlighted(made, NEWS, [ANA, WHO], set()) == []


def test_a_score_that_is_no_number_is_left_out() -> None:
    made = with_proposals(EMPTY, replace(ANA, score=float("nan")), replace(WHO, score=float("inf")))
    assert [span.score for span in made.spans()] == [None, None]


def test_outside_the_range_nothing_is_taken_away() -> None:
    made = with_proposals(EMPTY, ANA)
    assert places(after(made, highlighted(made, NEWS, [WHO], set(), (0, 0)))) == [
        (0, 3, "PERSON"),
        (12, 15, "ORG"),
    ]


def test_a_touched_span_stays_and_nothing_is_proposed_over_it() -> None:
    made = with_proposals(EMPTY, WHO)
    again = with_proposals(made, Proposal(8, 15, "ORG", "m"), ANA, touched={1})
    assert places(again) == [(0, 3, "PERSON"), (12, 15, "ORG")]


@pytest.mark.parametrize("change", [{"note": "?"}, {"kb_id": "Q1"}, {"attributes": (("a", "b"),)}])
def test_a_proposal_that_carries_the_analysts_words_stays(change: dict[str, object]) -> None:
    made = with_proposals(EMPTY, WHO)
    span = made.span(1)
    noted = made.with_span(span, replace(span, **change))  # type: ignore[arg-type]
    assert places(with_proposals(noted, ANA)) == [(0, 3, "PERSON"), (12, 15, "ORG")]


def test_a_proposal_with_a_relation_stays() -> None:
    made = with_proposals(EMPTY, ANA, WHO).with_relation(None, Relation(1, 1, 2, "KNOWS"))
    assert highlighted(made, NEWS, [], set()) == []


def test_what_was_rejected_is_not_proposed_again_there_with_that_label() -> None:
    span = Span(1, 12, 15, "ORG", State.REJECTED, proposed=WHO)
    document = document_of(TEXT, (span,))
    assert highlighted(document, NEWS, [WHO], {1}) == []
    assert places(with_proposals(document, replace(WHO, label="GPE"))) == [(12, 15, "GPE")]


def test_what_an_edited_span_was_before_is_not_proposed_again() -> None:
    span = Span(1, 19, 26, "GPE", State.EDITED, proposed=WHO)
    assert highlighted(document_of(TEXT, (span,)), NEWS, [WHO], {1}) == []


def test_nothing_is_proposed_in_an_excluded_range() -> None:
    document = EMPTY.with_excluded(None, Excluded(1, 0, 27))
    assert highlighted(document, NEWS, [ANA, WHO], set()) == []


def test_of_two_proposals_that_may_not_stand_together_the_first_and_longer_wins() -> None:
    wide = Proposal(8, 15, "ORG", "m")
    flat = replace(NEWS, overlap=Overlap.FLAT)
    made = after(EMPTY, highlighted(EMPTY, flat, [WHO, wide], set()))
    assert places(made) == [(8, 15, "ORG")]


def test_a_long_proposal_is_compared_with_all_that_came_before_it() -> None:
    text = "a " * 400
    document = document_of(text)
    outer = Proposal(0, 300, "ORG", "m")
    inner = [Proposal(i, i + 1, "GPE", "m") for i in range(2, 298, 2)]
    made = after(
        document, highlighted(document, NEWS, [outer, *inner, Proposal(298, 303, "GPE", "m")], ())
    )
    assert (298, 303, "GPE") not in places(made)


def test_open_proposals_yield_to_spans_that_come_back() -> None:
    made = with_proposals(EMPTY, WHO, NAIROBI)
    back = Span(9, 8, 14, "ORG")
    document = made.with_span(None, back)
    assert places(after(document, yielded(document, NEWS, [back]))) == [
        (8, 14, "ORG"),
        (19, 26, "GPE"),
    ]


def test_done_accepts_what_is_left_without_confirming_it() -> None:
    relation = Relation(
        1, 1, 2, "KNOWS", State.PROPOSED, proposed=ProposedRelation(1, 2, "KNOWS", "m")
    )
    document = (
        with_proposals(EMPTY, ANA, WHO)
        .with_relation(None, relation)
        .with_excluded(None, Excluded(1, 31, 44, State.PROPOSED, "rule"))
    )
    done = after(document, finished(document, Status.DONE))
    assert done.status is Status.DONE
    assert [(s.state, s.confirmed) for s in done.spans()] == [(State.ACCEPTED, False)] * 2
    assert (done.relation(1).state, done.relation(1).confirmed) == (State.ACCEPTED, False)
    assert done.excluded[0].state is State.ACCEPTED
    assert (done.proposed_count, done.proposed_relation_count) == (0, 0)


@pytest.mark.parametrize("status", [Status.SKIPPED, Status.REJECTED, Status.IN_PROGRESS])
def test_other_ends_leave_proposals_open(status: Status) -> None:
    document = with_proposals(EMPTY, ANA)
    ended = after(document, finished(document, status))
    assert (ended.status, ended.proposed_count) == (status, 1)


def test_lines_are_excluded_without_blank_ones_and_included_again() -> None:
    out = after(EMPTY, excluded_lines(EMPTY, 5, 35, "ana"))
    assert [(e.start, e.end, e.state) for e in out.live_excluded()] == [
        (0, 27, State.ADDED),
        (31, 44, State.ADDED),
    ]
    back = after(out, excluded_lines(out, 5, 35, "ana"))
    assert back.excluded == ()


def test_a_proposed_exclusion_that_is_taken_back_is_remembered() -> None:
    document = EMPTY.with_excluded(None, Excluded(1, 31, 44, State.PROPOSED, "rule"))
    back = after(document, excluded_lines(document, 33, 33, "ana"))
    assert back.excluded == (Excluded(1, 31, 44, State.REJECTED, "rule"),)


def test_excluding_blank_lines_is_refused() -> None:
    with pytest.raises(RefusedError, match="no text"):
        excluded_lines(EMPTY, 29, 30, "ana")
