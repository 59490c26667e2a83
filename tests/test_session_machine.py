"""Any edits, undo, redo, closing and reopening, interleaved with a worker's answers: what must always hold."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from annotator.core import edits, highlights
from annotator.core.document import Document, Status
from annotator.core.errors import RefusedError
from annotator.core.history import History, Kind
from annotator.core.operations import (
    DocumentOperation,
    SchemaChanged,
    TokensChanged,
    applied_all,
)
from annotator.core.relations import ProposedRelation, Relation
from annotator.core.schema import Label, RelationType, Schema
from annotator.core.spans import Proposal, Span, State
from annotator.core.tokens import Tokens
from annotator.session import Session
from annotator.store.project import Project
from tests.core.strategies import NEWS

TEXTS = (
    "Ana Ruiz 👩‍👩‍👧 met the WHO in Nairobi.\r\nAdvertisement\r\nJo Li said “yes” to the U.S.",
    "مكتب الأمم المتحدة في ירושלים said:\n\u202bשלום 🇰🇪\u202c e\u0301clair\u00a0Ltd.",
    "One\rtwo three four five six seven eight nine ten\ufeff eleven.",
)
LABELS = st.sampled_from(("ORG", "GPE", "PERSON", "EVENT"))
KINDS = st.sampled_from(("HEAD_OF", "MEETS", "KNOWS", "AIDS"))
SMALL = st.integers(0, 40)
ARTICLES = st.sampled_from((0, 0, 0, 1, 2))
WORDS = st.tuples(SMALL, st.integers(0, 3))
Contents = tuple[object, ...]


def contents(document: Document) -> Contents:
    """All of a document but the time of its last step."""
    return (
        list(document.all_spans()),
        list(document.all_relations()),
        document.excluded,
        document.status,
        document.meta,
        document.hard_wrapped,
        document.tokens,
    )


def imported(article: int, text: str) -> Document:
    """A document with spans and relations of somebody else, open proposals among them."""
    tokens = Tokens.plain(text)
    ranges = [(tokens.starts[i], tokens.ends[i]) for i in (0, 2, 4, 6)]
    spans = [
        Span(1, *ranges[0], "PERSON"),
        Span(2, *ranges[1], "ORG", State.PROPOSED, proposed=Proposal(*ranges[1], "ORG", "m")),
        Span(3, *ranges[2], "GPE", State.REJECTED, proposed=Proposal(*ranges[2], "GPE", "m")),
        Span(4, *ranges[3], "GPE", State.PROPOSED, proposed=Proposal(*ranges[3], "GPE", "m")),
    ]
    relations = [
        Relation(1, 1, 2, "HEAD_OF", State.PROPOSED, proposed=ProposedRelation(1, 2, "HEAD_OF", "m")),
        Relation(2, 1, 3, "KNOWS", State.REJECTED, proposed=ProposedRelation(1, 3, "KNOWS", "m")),
    ]  # fmt: skip
    return Document.made(article, text, tokens, spans=spans, relations=relations)


class SessionMachine(RuleBasedStateMachine):
    """A real session over a real file."""

    @initialize(article_count=st.integers(2, 3))
    def create(self, article_count: int) -> None:
        self.folder = TemporaryDirectory(prefix="annotator-test-")
        self.path = Path(self.folder.name) / "news.annot"
        self.session = Session.created(self.path, NEWS, "ana")
        self.articles = self.session.add_articles(
            [imported(0, text) for text in TEXTS[:article_count]]
        )
        self.first = {article: self.session.document(article) for article in self.articles}
        self.background_rows = 0

    def teardown(self) -> None:
        if hasattr(self, "session"):
            try:
                self.undo_everything()
            finally:
                self.session.close()
                self.folder.cleanup()

    # Places and spans by number

    def article_of(self, number: int) -> int:
        return self.articles[number % len(self.articles)]

    def range_of(self, document: Document, words: tuple[int, int]) -> tuple[int, int]:
        first = words[0] % len(document.tokens)
        last = min(first + words[1], len(document.tokens) - 1)
        return document.tokens.starts[first], document.tokens.ends[last]

    def edit(
        self, article: int, worked_out: Callable[[Document, Schema], list[DocumentOperation]]
    ) -> None:
        """Do an edit; a refusal changes nothing."""
        document = self.session.document(article)
        try:
            self.session.do("Edit", worked_out(document, self.session.schema))
        except RefusedError:
            assert self.session.document(article) is document

    def edit_span(
        self,
        number: int,
        index: int,
        worked_out: Callable[[Document, Schema, int], list[DocumentOperation]],
    ) -> None:
        article = self.article_of(number)
        spans = list(self.session.document(article).spans())
        if spans:
            chosen = spans[index % len(spans)].id
            self.edit(article, lambda d, s: worked_out(d, s, chosen))

    def edit_relation(
        self,
        number: int,
        index: int,
        worked_out: Callable[[Document, Schema, int], list[DocumentOperation]],
    ) -> None:
        article = self.article_of(number)
        relations = list(self.session.document(article).relations())
        if relations:
            chosen = relations[index % len(relations)].id
            self.edit(article, lambda d, s: worked_out(d, s, chosen))

    def id_of(self, document: Document, index: int) -> int:
        """Any span, rejected ones too: edits of those are refused."""
        spans = list(document.all_spans())
        return spans[index % len(spans)].id if spans else 1

    # What the analyst does

    @rule(number=ARTICLES, words=WORDS, label=LABELS)
    def add(self, number: int, words: tuple[int, int], label: str) -> None:
        self.edit(
            self.article_of(number),
            lambda d, s: edits.added(d, s, *self.range_of(d, words), label, "ana"),
        )

    @rule(number=ARTICLES, index=SMALL, label=LABELS, cut=st.integers(1, 2), part=st.integers(2, 6))
    def nest_and_split(self, number: int, index: int, label: str, cut: int, part: int) -> None:
        self.edit_span(
            number,
            index,
            lambda d, s, i: edits.added(
                d, s, d.span(i).start + cut, d.span(i).end - 1, label, "ana"
            ),
        )
        self.split(number, index, part)

    @rule(number=ARTICLES, index=SMALL, label=LABELS)
    def relabel(self, number: int, index: int, label: str) -> None:
        self.edit_span(number, index, lambda d, s, i: edits.relabelled(d, s, i, label))

    @rule(number=ARTICLES, index=SMALL, words=WORDS, shift=st.integers(-1, 1))
    def move(self, number: int, index: int, words: tuple[int, int], shift: int) -> None:
        def moved(d: Document, s: Schema, i: int) -> list[DocumentOperation]:
            start, end = self.range_of(d, words)
            return edits.moved(d, s, i, start + shift, end)

        self.edit_span(number, index, moved)

    @rule(number=ARTICLES, index=SMALL)
    def remove(self, number: int, index: int) -> None:
        self.edit_span(number, index, lambda d, s, i: edits.removed(d, i))

    @rule(number=ARTICLES, index=SMALL)
    def confirm(self, number: int, index: int) -> None:
        self.edit_span(number, index, lambda d, s, i: edits.confirmed(d, i))

    @rule(number=ARTICLES, index=SMALL, note=st.sampled_from(("", "?", "a\ud83db")))
    def note(self, number: int, index: int, note: str) -> None:
        self.edit_span(number, index, lambda d, s, i: edits.noted(d, i, note))

    @rule(number=ARTICLES, index=SMALL, kb_id=st.sampled_from(("", "Q1")))
    def describe(self, number: int, index: int, kb_id: str) -> None:
        self.edit_span(
            number, index, lambda d, s, i: edits.attributed(d, i, kb_id, (("role", "é"),))
        )

    @rule(number=ARTICLES, index=SMALL, part=st.integers(0, 20))
    def split(self, number: int, index: int, part: int) -> None:
        self.edit_span(number, index, lambda d, s, i: edits.split(d, s, i, d.span(i).start + part))

    @rule(number=ARTICLES, index=SMALL, other=SMALL)
    def join(self, number: int, index: int, other: int) -> None:
        self.edit_span(number, index, lambda d, s, i: edits.joined(d, s, i, self.id_of(d, other)))

    @rule(number=ARTICLES, index=SMALL, other=SMALL, label=KINDS)
    def relate(self, number: int, index: int, other: int, label: str) -> None:
        self.edit_span(
            number,
            index,
            lambda d, s, i: edits.related(d, s, i, self.id_of(d, other), label, "ana"),
        )

    @rule(number=ARTICLES, index=SMALL, label=KINDS)
    def relabel_relation(self, number: int, index: int, label: str) -> None:
        self.edit_relation(number, index, lambda d, s, i: edits.relation_relabelled(d, s, i, label))

    @rule(number=ARTICLES, index=SMALL)
    def swap(self, number: int, index: int) -> None:
        self.edit_relation(number, index, edits.relation_swapped)

    @rule(number=ARTICLES, index=SMALL, head=SMALL, child=SMALL)
    def retarget(self, number: int, index: int, head: int, child: int) -> None:
        self.edit_relation(
            number,
            index,
            lambda d, s, i: edits.relation_retargeted(
                d, s, i, self.id_of(d, head), self.id_of(d, child)
            ),
        )

    @rule(number=ARTICLES, index=SMALL, confirms=st.booleans())
    def judge_relation(self, number: int, index: int, confirms: bool) -> None:
        judged = edits.relation_confirmed if confirms else edits.relation_removed
        self.edit_relation(number, index, lambda d, s, i: judged(d, i))

    @rule(number=ARTICLES, words=WORDS)
    def exclude(self, number: int, words: tuple[int, int]) -> None:
        self.edit(
            self.article_of(number),
            lambda d, s: highlights.excluded_lines(d, *self.range_of(d, words), "ana"),
        )

    @rule(number=ARTICLES, status=st.sampled_from(Status))
    def finish(self, number: int, status: Status) -> None:
        self.session.finish(self.article_of(number), status)

    @rule(adds_label=st.booleans())
    def change_schema(self, adds_label: bool) -> None:
        schema = self.session.schema
        wider = (
            schema.with_label(Label("EVENT"))
            if adds_label
            else schema.with_relation(RelationType("AIDS", ("ORG",)))
        )
        self.session.change_schema("Add to the schema", wider)

    @rule(number=ARTICLES, count=st.integers(1, 9))
    def tokenise_again(self, number: int, count: int) -> None:
        article = self.article_of(number)
        before = self.session.document(article).tokens
        after = Tokens(before.starts[:count], before.ends[:count], [0], f"cut {count}")
        if after != before:
            self.session.do("Tokenise again", [TokensChanged(article, before, after)])

    @rule()
    def undo(self) -> None:
        self.session.undo()

    @rule()
    def redo(self) -> None:
        self.session.redo()

    @rule()
    def reopen(self) -> None:
        names = (self.session.undo_name, self.session.redo_name)
        self.session.close()
        self.session = Session.opened(self.path, "ana")
        assert (self.session.undo_name, self.session.redo_name) == names

    # What the worker answers

    @rule(number=ARTICLES)
    def tokens_arrive(self, number: int) -> None:
        article = self.article_of(number)
        plain = Tokens.plain(self.session.document(article).text)
        made = Tokens(plain.starts[:-1], plain.ends[:-1], plain.sentences, "en")
        self.background_rows += self.session.set_tokens(article, made) is not None

    @rule(
        edit=st.sampled_from(("confirm", "relabel", "remove", "tokenise", "none")),
        number=ARTICLES,
        index=SMALL,
        words=WORDS,
        label=LABELS,
    )
    def answers_arrive_between_undo_and_redo(
        self, edit: str, number: int, index: int, words: tuple[int, int], label: str
    ) -> None:
        match edit:
            case "confirm":
                self.confirm(number, index)
            case "relabel":
                self.relabel(number, index, label)
            case "remove":
                self.remove(number, index)
            case "tokenise":
                self.tokenise_again(number, index % 9 + 1)
        undone = self.session.undo()
        self.tokens_arrive(number)
        self.proposals_arrive(number, [(words, label)], 0.5, True)
        if undone is not None:
            self.memory_is_what_is_kept()
            assert self.session.redo() is not None

    @rule(
        number=ARTICLES,
        found=st.lists(
            st.tuples(WORDS, st.sampled_from(("ORG", "COMPANY", "PERSON", "LAW", "EVENT"))),
            max_size=6,
        ),
        score=st.sampled_from((None, 0.5, float("nan"))),
        finished=st.booleans(),
    )
    def proposals_arrive(
        self,
        number: int,
        found: list[tuple[tuple[int, int], str]],
        score: float | None,
        finished: bool,
    ) -> None:
        article = self.article_of(number)
        before = self.session.document(article)
        with_store = Project.opened(self.path, read_only=True)
        touched = with_store.touched_spans(article)
        with_store.close()
        proposals = [
            Proposal(*self.range_of(before, words), label, "model", score) for words, label in found
        ]
        change = self.session.highlight(article, proposals, "model", finished=finished)
        self.background_rows += change is not None
        after = self.session.document(article)
        for span in before.all_spans():
            if span.id in touched or span.state is not State.PROPOSED:
                assert after.find_span(span.id) == span
        refused = {
            place
            for span in before.all_spans()
            if span.state is State.REJECTED
            for place in ((span.start, span.end, span.label), _place_of(span.proposed))
        }
        new = [span for span in after.all_spans() if before.find_span(span.id) is None]
        assert not refused & {(span.start, span.end, span.label) for span in new}
        assert all(span.id >= before.next_span_id for span in new)
        if before.status is Status.DONE or not finished:
            assert all(after.find_span(span.id) for span in before.all_spans())

    # What must always hold

    @invariant()
    def documents_are_sound(self) -> None:
        for article in self.articles:
            document = self.session.document(article)
            for span in document.all_spans():
                assert 0 <= span.start < span.end <= len(document.text)
            live = list(document.relations())
            for relation in live:
                assert document.span(relation.head).live
                assert document.span(relation.child).live
                assert relation.head != relation.child
            assert len({(r.head, r.child, r.label) for r in live}) == len(live)
            for first, second in combinations(document.spans(), 2):
                assert not edits.forbidden(self.session.schema.overlap, first, second), (
                    first,
                    second,
                )

    @invariant()
    def memory_is_what_is_kept(self) -> None:
        store = Project.opened(self.path, read_only=True)
        try:
            assert store.schema() == self.session.schema
            assert {row.id: row for row in store.articles()} == {
                row.id: row for row in self.session.articles()
            }
            for article in self.articles:
                assert store.document(article) == self.session.document(article)
        finally:
            store.close()

    @invariant()
    def the_journal_replays_to_what_is_kept(self) -> None:
        store = Project.opened(self.path, read_only=True)
        try:
            documents, schema = dict(self.first), NEWS
            kinds: list[tuple[int, Kind]] = []
            for row, (kind, step) in enumerate(store.steps(), 1):
                kinds.append((row, kind))
                documents.update(applied_all(documents, step))
                for operation in step.operations:
                    if isinstance(operation, SchemaChanged):
                        assert operation.before == schema
                        schema = operation.after
            assert schema == self.session.schema
            for article in self.articles:
                assert contents(documents[article]) == contents(self.session.document(article))
            assert store.broken_step() is None
            history = History.replayed(kinds)
            assert bool(history.done) == bool(self.session.undo_name)
            assert bool(history.undone) == bool(self.session.redo_name)
        finally:
            store.close()

    def undo_everything(self) -> None:
        """Leave what was imported and open proposals that nobody has touched."""
        redone = {a: contents(self.session.document(a)) for a in self.articles}
        count = 0
        while self.session.undo() is not None:
            count += 1
        self.documents_are_sound()
        assert self.session.schema == NEWS
        for article, first in self.first.items():
            document = self.session.document(article)
            assert (document.status, document.excluded) == (first.status, first.excluded)
            assert list(document.all_relations()) == list(first.all_relations())
            if not self.background_rows:
                assert contents(document) == contents(first)
            for span in document.all_spans():
                known = first.find_span(span.id)
                untouched = span.state is State.PROPOSED and not span.confirmed and not span.note
                assert untouched or span == known
        if not self.background_rows:
            for _ in range(count):
                assert self.session.redo() is not None
            assert redone == {a: contents(self.session.document(a)) for a in self.articles}


def _place_of(proposal: Proposal | None) -> tuple[int, int, str] | None:
    return (proposal.start, proposal.end, proposal.label) if proposal else None


TestSession = SessionMachine.TestCase
TestSession.settings = settings(
    settings(),
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
