from annotator.core.document import Status
from annotator.core.spans import State
from annotator.session import Session
from annotator.ui.commands import articles, walking
from annotator.ui.desk import Desk
from annotator.ui.state import View


def test_done_accepts_what_is_left_and_goes_to_the_next_open_article(desk: Desk) -> None:
    articles.done(desk)
    document = desk.session.document(1)
    assert document.status is Status.DONE
    assert {(s.state, s.confirmed) for s in document.spans()} == {(State.ACCEPTED, False)}
    assert desk.view.article == 2


def test_undoing_done_brings_the_proposals_back(desk: Desk) -> None:
    articles.done(desk)
    articles.undo(desk)
    document = desk.session.document(1)
    assert document.status is Status.NEW
    assert {s.state for s in document.spans()} == {State.PROPOSED}


def test_undo_with_nothing_done_says_so(desk: Desk, surface) -> None:
    articles.undo(desk)
    assert surface.said == ["There is nothing to undo."]


def test_excluding_a_line_twice_includes_it_again(desk: Desk) -> None:
    articles.exclude(desk)
    assert desk.document.excluded_at(0) is not None
    articles.exclude(desk)
    assert desk.document.excluded_at(0) is None


def test_walking_to_check_goes_round_and_ends_with_a_word(desk: Desk, surface) -> None:
    desk.surface.show_article(2)
    walking.next_to_check(desk)
    assert "Nothing is left to check" in surface.said[-1]


def test_reading_order_is_kept_when_walking_to_check(desk: Desk) -> None:
    seen = []
    for _ in range(desk.document.proposed_count):
        walking.next_to_check(desk)
        seen.append(desk.span.start)
    assert seen == sorted(seen)
    walking.next_to_check(desk)
    assert desk.span.start == seen[0]


def test_tab_walks_over_all_spans_both_ways(desk: Desk) -> None:
    desk.state.show(View(article=1))
    walking.next_span(desk)
    first = desk.span
    walking.next_span(desk)
    walking.previous_span(desk)
    assert desk.span == first


def test_a_read_only_project_says_at_once_that_nothing_can_be_done(desk: Desk, surface) -> None:
    path = desk.session.path
    desk.session.close()
    desk.session = Session.opened(path, read_only=True)
    desk.read.clear()
    articles.done(desk)
    assert surface.said[-1].endswith("is open read-only, so nothing can be changed.")
    articles.skip(desk)
    assert surface.said[-1].endswith("is open read-only, so nothing can be changed.")
