import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.protocol import (
    Cancel,
    Failed,
    FromWorker,
    ListPipelines,
    Load,
    Loaded,
    Pipelines,
    Proposals,
    Propose,
    Ready,
    Shutdown,
    Tokenise,
    Tokens,
    ToWorker,
    encode,
    window_reader,
)
from tests.nlp.samples import LONG, NEWS

ROOT = Path(__file__).resolve().parents[2]


def talk(*messages: ToWorker, tail: bytes = b"", cwd: Path | None = None) -> list[FromWorker]:
    """What a real worker answers until its input ends."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "annotator.nlp.worker"],
        input=b"".join(map(encode, messages)) + tail,
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
        capture_output=True,
        timeout=120,
        cwd=cwd,
        check=True,
    )
    return list(window_reader().feed(done.stdout))


def test_a_conversation_is_answered_in_words_and_spans() -> None:
    answers = talk(
        Propose(1, 5, NEWS),
        Load(2),
        ListPipelines(3),
        Tokenise(4, 5, NEWS),
        Tokenise(5, 5, NEWS, "klingon"),
        Shutdown(),
    )
    assert [type(answer) for answer in answers] == [
        *(Ready, Failed, Loaded, Pipelines, Tokens, Failed),
    ]
    assert "No pipeline is loaded" in answers[1].message  # type: ignore[union-attr]
    assert "'klingon'" in answers[5].message  # type: ignore[union-attr]
    assert answers[3].default == answers[2].model  # type: ignore[union-attr]


@pytest.mark.parametrize("prints", ["print('noise', flush=True)", "os.write(1, b'noise')"])
def test_what_a_pipeline_prints_does_not_reach_the_frames(tmp_path: Path, prints: str) -> None:
    program = f"""
import os, sys
from annotator.nlp import installed, worker
plain = installed.load_language
def noisy(model, agreed):
    {prints}
    return plain(model, agreed)
installed.load_language = noisy
from annotator.nlp import pipeline
pipeline.load_language = noisy
sys.exit(worker.main([]))
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        input=encode(Load(1)),
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert [type(m) for m in window_reader().feed(done.stdout)] == [Ready, Loaded]
    assert b"noise" in done.stderr


class Live:
    """A worker that is talked to step by step."""

    def __init__(self) -> None:
        self._reader = window_reader()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "annotator.nlp.worker"],
            env=dict(os.environ, PYTHONPATH=str(ROOT)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._heard: list[FromWorker] = []

    def say(self, *messages: ToWorker) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"".join(map(encode, messages)))
        self._process.stdin.flush()

    def hear(self) -> FromWorker:
        assert self._process.stdout is not None
        while not self._heard:
            chunk = os.read(self._process.stdout.fileno(), 65536)
            assert chunk
            self._heard.extend(self._reader.feed(chunk))
        return self._heard.pop(0)

    def end(self) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        code = self._process.wait(timeout=30)
        self._process.stdout.close()
        return code


def test_a_long_article_gives_way_to_short_requests_and_can_be_cancelled() -> None:
    worker = Live()
    worker.say(Load(1))
    assert isinstance(worker.hear(), Ready)
    assert isinstance(worker.hear(), Loaded)
    worker.say(Propose(2, 1, LONG * 20))
    first = worker.hear()
    assert isinstance(first, Proposals)
    assert not first.finished
    worker.say(Propose(3, 2, NEWS), Tokenise(4, 3, NEWS))
    kinds = []
    while not (isinstance(answer := worker.hear(), Proposals) and answer.request == 3):
        kinds.append(type(answer))
    assert Tokens in kinds
    assert len(kinds) < 8
    worker.say(Cancel(2), Tokenise(5, 3, NEWS))
    while not isinstance(worker.hear(), Tokens):
        pass
    worker.say(Tokenise(6, 3, NEWS))
    assert isinstance(worker.hear(), Tokens)
    assert worker.end() == 0


def test_a_broken_frame_ends_the_worker() -> None:
    assert [type(m) for m in talk(tail=b"\xff" * 8)] == [Ready]
