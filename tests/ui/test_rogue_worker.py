"""Whatever the worker does, the window stays and the document is as the analyst left it."""

import itertools
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from annotator.core import edits
from annotator.core.document import Document, Meta
from annotator.core.tokens import Tokens
from annotator.session import Session
from annotator.ui import worker_memory
from annotator.ui.highlighting import Highlighting
from annotator.ui.predictor import Predictor
from tests.ui.panel_samples import SCHEMA
from tests.ui.rogue_worker import BEHAVIOURS, HARMLESS

TEXT = "Aiko Tanaka leads the Northern Trade Board in Osaka.\nLund sent delegates.\n"
ROGUE = Path(__file__).with_name("rogue_worker.py")
SILENT = {"hang", "dribble", "chatter", "closed"}
SILENCE_MS, LONG_MS = 1_000, 30_000
MEMORY_BYTES = 256 << 20
WAIT_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 3.0


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """An article in which the analyst has labelled a name."""
    made = Session.created(tmp_path / "p.annot", SCHEMA, "Ana")
    made.add_articles([Document.made(0, TEXT, Tokens.plain(TEXT), meta=Meta(title="t"))])
    made.do("Label", edits.added(made.document(1), made.schema, 22, 42, "ORG", "Ana"))
    yield made
    made.close()


def is_running(process: int) -> bool:
    """Whether it is there and no mere entry that nobody has collected."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


class Desk:
    """The worker's client and what brings its answers in, with all that they said."""

    def __init__(self, session: Session, behaviour: str) -> None:
        command = [sys.executable, "-P", str(ROGUE), behaviour]
        silence_ms = SILENCE_MS if behaviour in SILENT else LONG_MS
        self.predictor = Predictor(
            command=command, silence_ms=silence_ms, memory_bytes=MEMORY_BYTES
        )
        self.highlighting = Highlighting(self.predictor, lambda: None)
        self.said: list[str] = []
        self.ended: list[str] = []
        self.unknown: list[dict[str, int]] = []
        self.finished: list[int] = []
        self.highlighting.refused.connect(self.said.append)
        self.highlighting.load_failed.connect(self.ended.append)
        self.highlighting.unknown_labels.connect(self.unknown.append)
        self.highlighting.finished.connect(self.finished.append)
        self.predictor.start()
        self.highlighting.use(session)
        self.highlighting.show(1)

    def until(self, holds: Callable[[], object]) -> float:
        """Run the event loop; the longest pause between two ticks in seconds."""
        ticks = [time.monotonic()]
        timer = QTimer(interval=10)
        timer.timeout.connect(lambda: ticks.append(time.monotonic()))
        timer.start()
        end = time.monotonic() + WAIT_SECONDS
        while not holds():
            assert time.monotonic() < end, (self.said, self.ended)
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        timer.stop()
        ticks.append(time.monotonic())
        return max(b - a for a, b in itertools.pairwise(ticks))


@pytest.fixture
def desk(qapp: QApplication, session: Session, request: pytest.FixtureRequest) -> Iterator[Desk]:
    made = Desk(session, request.param)
    yield made
    made.predictor.shutdown()


@pytest.mark.parametrize("desk", sorted(BEHAVIOURS.keys() - HARMLESS), indirect=True)
def test_a_rogue_worker_is_given_up_and_harms_nothing(desk: Desk, session: Session) -> None:
    before = [(s.start, s.end, s.label, s.state) for s in session.document(1).spans()]
    pause = desk.until(lambda: any("given up" in sentence for sentence in desk.said))
    assert pause < LONGEST_PAUSE_SECONDS
    after = [(s.start, s.end, s.label, s.state) for s in session.document(1).spans()]
    assert after == before
    assert "was started again" in desk.said[0]
    assert all(len(sentence) < 300 and "\n" not in sentence for sentence in desk.said)
    session.do("Label", edits.added(session.document(1), session.schema, 46, 51, "GPE", "Ana"))
    assert session.undo() is not None
    assert worker_memory.resident_bytes(desk.predictor._number) < 2 * MEMORY_BYTES


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
@pytest.mark.parametrize("desk", ["leave child"], indirect=True)
def test_what_a_worker_has_started_ends_with_it(desk: Desk) -> None:
    desk.until(lambda: any("given up" in sentence for sentence in desk.said))
    children = [int(line) for line in desk.predictor.last_lines if line.isdigit()]
    assert len(children) == 2
    desk.until(lambda: not any(map(is_running, children)))


@pytest.mark.parametrize("desk", ["shout"], indirect=True)
def test_a_failure_is_told_on_one_line_and_not_without_end(desk: Desk) -> None:
    desk.until(lambda: desk.said)
    assert len(desk.said[0]) <= 600
    assert "\n" not in desk.said[0]


@pytest.mark.parametrize("desk", ["new labels"], indirect=True)
def test_labels_that_the_schema_lacks_change_nothing(desk: Desk, session: Session) -> None:
    desk.until(lambda: desk.finished)
    assert len(desk.unknown[0]) == 5
    assert [s.label for s in session.document(1).spans()] == ["ORG"]


@pytest.mark.parametrize("desk", ["crash"], indirect=True)
def test_a_worker_that_ends_again_and_again_is_not_started_any_more(
    desk: Desk, session: Session
) -> None:
    desk.highlighting.refused.connect(lambda _: desk.highlighting.highlight(1))
    desk.until(lambda: desk.ended)
    assert "ended by itself, again and again" in desk.ended[0]
    assert not desk.predictor.is_running
    desk.highlighting.show(1)
    assert not desk.predictor.is_running
    desk.highlighting.refused.disconnect()
    desk.highlighting.highlight(1)
    assert desk.predictor.is_running


@pytest.mark.parametrize("desk", ["hang"], indirect=True)
def test_the_answers_for_a_project_that_was_closed_go_nowhere(
    desk: Desk, session: Session, tmp_path: Path
) -> None:
    other = Session.created(tmp_path / "q.annot", SCHEMA, "Ana")
    other.add_articles([Document.made(0, "Short.", Tokens.plain("Short."))])
    desk.highlighting.use(other)
    desk.predictor.tokenise(9, "something else")
    desk.until(lambda: not desk.predictor._pending)
    assert other.document(1).tokens.source == ""
    other.close()
