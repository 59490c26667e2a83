"""Which pipeline a project gets, what may be loaded, and what happens when there is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from annotator.core.document import Document
from annotator.core.tokens import Tokens
from annotator.protocol import Failed, Loaded, Proposals, ProposedSpan, Unapproved
from annotator.protocol import Tokens as TokensMessage
from annotator.session import Session
from annotator.ui.highlighting import ANY, Highlighting, Question
from tests.ui.panel_samples import SCHEMA, TEXT

MARK = "a" * 64


class FakePredictor(QObject):
    """Takes requests and answers when the test says so."""

    loaded = Signal(object)
    unapproved = Signal(object)
    tokens_arrived = Signal(object)
    proposals_arrived = Signal(object)
    failed = Signal(object)
    restarted = Signal(str)
    stopped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[tuple[str, str, bool, tuple[str, ...]]] = []
        self.asked: list[tuple[str, int]] = []
        self.cancelled: list[int] = []
        self._last = 0

    def load(self, model: str, tokenizer: str, clean: bool, agreed: tuple[str, ...] = ()) -> int:
        self.loads.append((model, tokenizer, clean, agreed))
        return self._next()

    def tokenise(self, article: int, text: str, tokenizer: str = "") -> int:
        return self._ask("tokens", article)

    def propose(self, article: int, *_: object) -> int:
        return self._ask("spans", article)

    def cancel(self, request: int) -> None:
        self.cancelled.append(request)

    def _ask(self, what: str, article: int) -> int:
        self.asked.append((what, article))
        return self._next()

    def _next(self) -> int:
        self._last += 1
        return self._last

    def answer_load(self, name: str = "en_fake", **more: str) -> None:
        self.loaded.emit(Loaded(self._last, name, "1", "en", ("PERSON",), **more))


class Desk:
    def __init__(self) -> None:
        self.predictor = FakePredictor()
        self.highlighting = Highlighting(self.predictor, lambda: None)  # type: ignore[arg-type]
        self.questions: list[Question] = []
        self.ended: list[str] = []
        self.said: list[str] = []
        self.busy: dict[int, str] = {}
        self.highlighting.asks_to_load.connect(self.questions.append)
        self.highlighting.load_failed.connect(self.ended.append)
        self.highlighting.refused.connect(self.said.append)
        self.highlighting.busy.connect(self.busy.__setitem__)


@pytest.fixture
def desk(qapp: QApplication) -> Desk:
    return Desk()


def project(place: Path) -> Session:
    made = Session.created(place, SCHEMA, "Ana")
    made.add_articles([Document.made(0, TEXT, Tokens.plain(TEXT)) for _ in range(2)])
    return made


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = project(tmp_path / "p.annot")
    yield made
    made.close()


def test_the_command_line_goes_before_the_project_and_that_before_the_settings(
    desk: Desk, session: Session
) -> None:
    desk.highlighting.prefer("", "de_mine", ())
    desk.highlighting.use(session)
    session.set_value("pipeline", "fr_theirs")
    desk.highlighting.use(session)
    desk.highlighting.prefer("./now", "de_mine", (MARK,))
    desk.highlighting.use(session)
    assert [load[0] for load in desk.predictor.loads] == ["de_mine", "fr_theirs", "./now"]
    assert [load[3] for load in desk.predictor.loads] == [(), (), (ANY,)]


def test_the_pipeline_that_was_chosen_is_the_projects_from_then_on(
    desk: Desk, session: Session
) -> None:
    kept: list[str] = []
    desk.highlighting.chosen.connect(kept.append)
    desk.highlighting.prefer("./now", "", ())
    desk.highlighting.use(session)
    desk.highlighting.choose("/models/mine")
    assert session.value("pipeline") == "/models/mine"
    assert kept == ["/models/mine"]
    assert desk.predictor.loads[-1][3] == ()


def test_the_default_in_place_of_a_projects_pipeline_is_that_of_the_settings(
    desk: Desk, session: Session
) -> None:
    session.set_value("pipeline", "/theirs")
    desk.highlighting.prefer("", "/mine", ())
    desk.highlighting.use(session)
    desk.highlighting.choose_default()
    desk.highlighting.choose_default()
    assert [load[0] for load in desk.predictor.loads] == ["/theirs", "/mine", ""]
    assert session.value("pipeline") == ""


def test_the_same_pipeline_is_not_loaded_twice(
    desk: Desk, session: Session, tmp_path: Path
) -> None:
    other = project(tmp_path / "q.annot")
    desk.highlighting.use(session)
    desk.predictor.answer_load()
    desk.highlighting.use(other)
    assert len(desk.predictor.loads) == 1
    other.close()


def test_a_folder_is_asked_about_once_and_loaded_after_the_yes(
    desk: Desk, session: Session
) -> None:
    session.set_value("pipeline", "/theirs")
    desk.highlighting.use(session)
    desk.highlighting.show(1)
    desk.predictor.unapproved.emit(Unapproved(1, "/theirs", MARK))
    desk.highlighting.show(2)
    desk.highlighting.show(1)
    assert desk.questions == [Question("/theirs", MARK, True)]
    assert ("spans", 1) not in desk.predictor.asked
    assert desk.busy[1] == ""
    desk.highlighting.agree(MARK)
    assert desk.predictor.loads[-1][3] == (MARK,)
    desk.highlighting.show(2)
    desk.predictor.answer_load(folder="/theirs", fingerprint=MARK)
    assert desk.predictor.asked[-1] == ("spans", 2)


def test_without_a_pipeline_only_the_analysts_wish_tries_again(
    desk: Desk, session: Session
) -> None:
    desk.highlighting.use(session)
    desk.highlighting.show(1)
    assert desk.busy[1] == "loading the pipeline…"
    desk.predictor.failed.emit(Failed(1, "It is broken."))
    assert (desk.ended, desk.said, desk.busy[1]) == (["It is broken."], [], "")
    desk.highlighting.show(2)
    assert len(desk.predictor.loads) == 1
    desk.highlighting.highlight(2)
    assert len(desk.predictor.loads) == 2


def test_after_the_worker_was_given_up_nothing_waits_for_it(desk: Desk, session: Session) -> None:
    desk.highlighting.use(session)
    desk.predictor.answer_load()
    desk.highlighting.show(1)
    desk.predictor.stopped.emit("Again and again.")
    assert (desk.ended, desk.busy[1]) == (["Again and again."], "")
    desk.highlighting.show(2)
    assert 2 not in desk.busy or desk.busy[2] == ""
    desk.highlighting.highlight(2)
    assert len(desk.predictor.loads) == 2


def test_a_warning_of_the_pipeline_is_told(desk: Desk, session: Session) -> None:
    desk.highlighting.use(session)
    desk.predictor.answer_load(warning="Made for another spaCy.")
    assert desk.said == ["Made for another spaCy."]


def test_answers_for_another_project_are_not_taken(
    desk: Desk, session: Session, tmp_path: Path
) -> None:
    desk.highlighting.use(session)
    desk.predictor.answer_load()
    desk.highlighting.show(1)
    asked = [2, 3]
    other = project(tmp_path / "q.annot")
    desk.highlighting.use(other)
    assert set(desk.predictor.cancelled) == set(asked)
    for request in asked:
        desk.predictor.tokens_arrived.emit(TokensMessage(request, 1, b"\0" * 4, b"\4\0\0\0", b""))
        spans = (ProposedSpan(0, 11, "PERSON", 0.5),)
        desk.predictor.proposals_arrived.emit(Proposals(request, 1, spans, 5, 5, True))
    assert other.document(1).tokens.source == ""
    assert other.document(1).span_count == 0
    other.close()


def test_a_project_that_is_only_looked_at_loads_nothing(desk: Desk, session: Session) -> None:
    path = session.path
    session.set_value("pipeline", "/theirs")
    looked = Session.opened(path, read_only=True)
    desk.highlighting.use(looked)
    desk.highlighting.show(1)
    assert desk.predictor.loads == []
    looked.close()
