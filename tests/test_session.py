"""The one door: worked out, kept, remembered, shown; or nothing has happened."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.core import edits
from annotator.core.document import Document, Status
from annotator.core.errors import AnnotatorError, ConflictError, RefusedError
from annotator.core.history import Cost, Kind
from annotator.core.operations import SpanChanged, StatusChanged, Step, TokensChanged
from annotator.core.schema import Label
from annotator.core.spans import Proposal, Span, State
from annotator.core.tokens import Tokens
from annotator.session import Change, Session
from annotator.store.project import Project
from tests.core.strategies import NEWS
from tests.store.samples import add_span, sample_document, sample_session, surfaces

WHO = Proposal(23, 26, "ORG", "m", 0.9)
MET = Proposal(9, 12, "GPE", "m", 0.5)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A project with one article and one span added by hand."""
    made = sample_session(tmp_path / "news.annot")
    yield made
    made.close()


def reopened(session: Session) -> Session:
    session.close()
    return Session.opened(session.path, "ana")


def test_an_edit_is_kept_shown_and_remembered(session: Session) -> None:
    heard: list[Change] = []
    session.listen(heard.append)
    row = add_span(session, 1, 9, 12, "ORG")
    assert [(change.row, change.kind, change.articles) for change in heard] == [
        (row, Kind.DO, (1,))
    ]
    assert session.undo_name == "Add"
    assert session.article(1).span_count == 2


def test_nothing_to_do_is_no_step(session: Session) -> None:
    assert session.do("Nothing", []) is None
    assert session.change_schema("Same", session.schema) is None
    assert session.background("Nothing", []) is None


def test_a_new_article_that_is_edited_is_in_progress_until_undone(session: Session) -> None:
    assert session.document(1).status is Status.IN_PROGRESS
    session.undo()
    assert session.document(1).status is Status.NEW
    assert session.undo() is None


def test_undo_and_redo_go_on_after_reopening(session: Session) -> None:
    add_span(session, 1, 9, 12, "ORG")
    session.undo()
    again = reopened(session)
    assert (again.undo_name, again.redo_name) == ("Add", "Add")
    again.redo()
    assert surfaces(again) == ["Ana Ruiz", "met"]
    again.undo()
    again.undo()
    assert surfaces(again) == []
    again.close()


def test_undo_takes_back_steps_across_articles(session: Session) -> None:
    (second,) = session.add_articles([sample_document()])
    add_span(session, second, 9, 12, "ORG")
    change = session.undo()
    assert change is not None
    assert change.articles == (second,)
    change = session.undo()
    assert change is not None
    assert change.articles == (1,)


def test_a_step_over_many_articles_is_one_undo_and_few_stay_in_memory(session: Session) -> None:
    ids = session.add_articles([sample_document() for _ in range(9)])
    session.do("Skip all", [StatusChanged(i, Status.NEW, Status.SKIPPED) for i in ids])
    assert {session.article(i).status for i in ids} == {Status.SKIPPED}
    assert len(session._documents) <= 4
    session.undo()
    assert {session.document(i).status for i in ids} == {Status.NEW}


def test_a_schema_change_is_undone_like_any_step(session: Session) -> None:
    session.change_schema("Add EVENT", session.schema.with_label(Label("EVENT")))
    assert "EVENT" in session.schema.label_names
    session.undo()
    assert session.schema == NEWS


def test_done_is_taken_back_by_undo(session: Session) -> None:
    session.highlight(1, [WHO], "m")
    session.finish(1, Status.DONE)
    assert session.article(1).proposed_count == 0
    session.undo()
    assert (session.article(1).status, session.article(1).proposed_count) == (
        Status.IN_PROGRESS,
        1,
    )


def test_a_done_article_takes_no_proposals(session: Session) -> None:
    session.finish(1, Status.DONE)
    assert session.highlight(1, [WHO], "m") is None
    assert surfaces(session) == ["Ana Ruiz"]
    assert session.article(1).highlighted_by == ""


def test_proposals_are_no_undo_step(session: Session) -> None:
    session.highlight(1, [WHO], "m")
    session.undo()
    assert surfaces(session) == ["WHO"]
    assert session.undo() is None


def test_unfinished_proposals_only_add(session: Session) -> None:
    session.highlight(1, [WHO], "m", finished=False)
    session.highlight(1, [MET], "m", finished=False)
    assert surfaces(session) == ["Ana Ruiz", "met", "WHO"]
    assert session.article(1).highlighted_by == ""
    session.highlight(1, [MET], "m")
    assert surfaces(session) == ["Ana Ruiz", "met"]
    assert session.article(1).highlighted_by == "m"


@pytest.mark.parametrize("reopens", [False, True])
def test_what_an_undone_step_named_stays_when_highlighted_again(
    session: Session, reopens: bool
) -> None:
    session.highlight(1, [WHO], "m")
    session.do("Confirm", edits.confirmed(session.document(1), 2))
    session.undo()
    again = reopened(session) if reopens else session
    again.highlight(1, [], "m")
    assert surfaces(again) == ["Ana Ruiz", "WHO"]
    again.redo()
    assert again.document(1).span(2).state is State.ACCEPTED
    again.close()


def test_a_proposal_that_came_in_the_way_yields_to_undo_and_returns_by_redo(
    session: Session,
) -> None:
    session.do("Remove", edits.removed(session.document(1), 1))
    session.highlight(1, [Proposal(4, 12, "ORG", "m")], "m")
    session.undo()
    assert surfaces(session) == ["Ana Ruiz"]
    session.redo()
    assert surfaces(session) == ["Ruiz met"]


def test_a_relation_at_a_proposal_is_undone_and_the_proposal_kept(session: Session) -> None:
    session.highlight(1, [WHO], "m")
    document = session.document(1)
    session.do("Relate", edits.related(document, session.schema, 1, 2, "HEAD_OF", "ana"))
    session.highlight(1, [], "m")
    assert surfaces(session) == ["Ana Ruiz", "WHO"]
    session.undo()
    session.highlight(1, [], "m")
    assert surfaces(session) == ["Ana Ruiz", "WHO"]
    assert session.redo() is not None
    assert session.article(1).relation_count == 1


def test_tokens_are_taken_once(session: Session) -> None:
    tokens = Tokens([0], [8], [0], "en")
    assert session.set_tokens(1, tokens) is not None
    assert session.set_tokens(1, Tokens([0], [3], [0], "de")) is None
    assert session.document(1).tokens == tokens


def test_an_undone_tokenising_is_redone_over_tokens_that_came_since(session: Session) -> None:
    plain, mine = session.document(1).tokens, Tokens([0], [3], [0], "mine")
    session.do("Tokenise", [TokensChanged(1, plain, mine)])
    session.undo()
    session.set_tokens(1, Tokens([0], [8], [0], "en"))
    session.redo()
    assert session.document(1).tokens == mine
    session.undo()
    assert session.document(1).tokens.source == "en"


def test_every_listener_hears_a_change_though_one_fails(session: Session) -> None:
    heard: list[Change] = []

    def broken(change: Change) -> None:
        raise KeyError("view")

    session.listen(broken)
    session.listen(heard.append)
    with pytest.raises(KeyError):
        add_span(session, 1, 9, 12, "ORG")
    assert len(heard) == 1
    assert surfaces(session) == ["Ana Ruiz", "met"]


def test_a_listener_that_left_hears_nothing(session: Session) -> None:
    heard: list[Change] = []
    leave = session.listen(heard.append)
    leave()
    add_span(session, 1, 9, 12, "ORG")
    assert heard == []


def test_the_cost_and_the_annotator_of_a_step_are_kept(session: Session) -> None:
    session.finish(1, Status.DONE, Cost(keys=3, clicks=1, seconds=2.5))
    store = Project.opened(session.path, read_only=True)
    found = store._read("SELECT who, keys, clicks, seconds FROM journal ORDER BY id DESC LIMIT 1")
    store.close()
    assert found == [("ana", 3, 1, 2.5)]
    assert session.document(1).changed_by == "ana"


class FailingProject(Project):
    """A project whose disk fails once it is told to."""

    error: Exception | None = None

    def keep(
        self,
        kind: Kind,
        step: Step,
        documents: Mapping[int, Document],
        who: str,
        at: float,
        cost: Cost,
    ) -> int:
        if self.error is not None:
            raise self.error
        return super().keep(kind, step, documents, who, at, cost)


@pytest.mark.parametrize("error", [AnnotatorError("No disk."), RuntimeError("bug")])
def test_what_can_not_be_kept_has_not_happened(session: Session, error: Exception) -> None:
    add_span(session, 1, 9, 12, "ORG")
    session.highlight(1, [WHO], "m")
    session.undo()
    session.close()
    store = FailingProject.opened(session.path)
    assert isinstance(store, FailingProject)
    failing = Session(store, "ana")
    heard: list[Change] = []
    failing.listen(heard.append)
    before = (failing.document(1), failing.article(1), failing.undo_name, failing.redo_name)
    store.error = error
    attempts = (
        lambda: add_span(failing, 1, 29, 31, "PERSON"),
        failing.undo,
        failing.redo,
        lambda: failing.finish(1, Status.DONE),
        lambda: failing.highlight(1, [MET], "m"),
        lambda: failing.change_schema("Add", NEWS.with_label(Label("EVENT"))),
    )
    for attempt in attempts:
        with pytest.raises(type(error)):
            attempt()
    assert (failing.document(1), failing.article(1), failing.undo_name, failing.redo_name) == before
    assert (failing.schema, heard) == (NEWS, [])
    store.error = None
    assert failing.redo() is not None
    assert failing.undo() is not None
    failing.close()


def test_a_full_disk_changes_nothing_and_is_told(session: Session) -> None:
    store = session._store
    assert isinstance(store, Project)
    connection = store.database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    document, rows = session.document(1), session.articles()
    long_note = edits.noted(document, 1, "long " * 20_000)
    with pytest.raises(AnnotatorError, match="full"):
        session.do("Note", long_note)
    assert session.document(1) is document
    assert (session.articles(), session.undo_name) == (rows, "Add")
    connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    assert session.do("Note", long_note) is not None
    assert store.broken_step() is None


def test_a_step_made_for_another_state_changes_nothing(session: Session) -> None:
    document = session.document(1)
    stale = SpanChanged(1, Span(1, 0, 8, "GPE"), None)
    with pytest.raises(ConflictError):
        session.do("Stale", [StatusChanged(1, Status.IN_PROGRESS, Status.DONE), stale])
    assert session.document(1) is document


def test_a_refused_edit_changes_nothing(session: Session) -> None:
    document = session.document(1)
    with pytest.raises(RefusedError):
        add_span(session, 1, 4, 12, "ORG")
    assert session.document(1) is document


def test_a_missing_article_is_told(session: Session) -> None:
    for ask in (session.article, session.document):
        with pytest.raises(AnnotatorError, match="no article 9"):
            ask(9)
    with pytest.raises(AnnotatorError, match="no article 9"):
        session.do("Edit", [StatusChanged(9, Status.NEW, Status.DONE)])


def test_a_document_in_memory_is_the_document_in_the_file(session: Session) -> None:
    session.highlight(1, [WHO, replace(MET, score=None)], "m")
    session.do("Note", edits.noted(session.document(1), 2, "👩‍👩‍👧 \u202bشلوم"))
    before = session.document(1)
    again = reopened(session)
    assert again.document(1) == before
    again.close()


def test_a_closed_session_can_be_closed_again(session: Session) -> None:
    session.close()
    session.close()
