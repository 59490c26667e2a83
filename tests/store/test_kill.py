"""A program killed at any moment loses no step that `do` has returned from."""

import os
import random
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.core.operations import applied_all
from annotator.session import Session
from annotator.store.project import Project
from tests.core.strategies import NEWS
from tests.store.samples import sample_document, sample_session

KILLS = 10
ROOT = Path(__file__).parents[2]
WRITER = """
import itertools, sys
from pathlib import Path
from annotator.core import edits
from annotator.core.spans import Proposal
from annotator.session import Session

session = Session.opened(Path(sys.argv[1]), "ana")
print("ready", flush=True)
for number in itertools.count():
    document = session.document(1)
    spans = list(document.spans())
    if number % 5 == 4:
        change = session.undo()
    elif number % 7 == 6:
        change = session.redo()
    elif len(spans) > 1:
        change = session.do("Remove", edits.removed(document, spans[-1].id))
    else:
        change = session.do("Add", edits.added(document, session.schema, 9, 12, "ORG", "ana"))
    if number % 3 == 0:
        session.highlight(1, [Proposal(23, 26 + number % 2, "GPE", "m")], "m")
    if change is not None:
        print(change.row, flush=True)
"""


def killed_writer(path: Path, lines: int) -> list[int]:
    """Start a program that edits, kill it after so many answers; the rows that it said are kept."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with writer:
        assert writer.stdout is not None
        said = b""
        while said.count(b"\n") < lines and writer.poll() is None:
            if select.select([writer.stdout], [], [], 20)[0]:
                said += os.read(writer.stdout.fileno(), 4096)
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.read()
        code = writer.wait()
    assert code == -signal.SIGKILL
    complete = said[: said.rfind(b"\n") + 1].split()
    assert complete[0] == b"ready"
    return [int(word) for word in complete[1:]]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_every_step_that_was_kept_is_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "news.annot"
    sample_session(path).close()
    chance = random.Random(7)
    for _ in range(KILLS):
        rows = killed_writer(path, chance.randrange(1, 60))
        check(path, rows)


def check(path: Path, rows: list[int]) -> None:
    """The rows are there, the journal is whole and gives the kept state, undo and redo work."""
    project = Project.opened(path)
    try:
        assert set(rows) <= {row for row, _ in project.history_rows()}
        assert project.broken_step() is None
        documents = {1: sample_document()}
        for _, step in project.steps():
            documents.update(applied_all(documents, step))
        kept = project.document(1)
        assert list(documents[1].all_spans()) == list(kept.all_spans())
        assert documents[1].status is kept.status
    finally:
        project.close()
    session = Session.opened(path, "ana")
    before = list(session.document(1).all_spans())
    assert session.undo() is not None
    assert session.redo() is not None
    assert list(session.document(1).all_spans()) == before
    session.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_while_a_project_is_made_leaves_a_whole_one_or_none(tmp_path: Path) -> None:
    maker = """
import itertools, sys
from pathlib import Path
from annotator.core.schema import Schema
from annotator.store.project import Project
for number in itertools.count():
    print(number, flush=True)
    Project.created(Path(sys.argv[1]) / f"{number}.annot", Schema("news")).close()
"""
    chance = random.Random(7)
    for turn in range(3):
        folder = tmp_path / str(turn)
        folder.mkdir()
        with subprocess.Popen(
            [sys.executable, "-c", maker, str(folder)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 8)):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        for path in folder.glob("*.annot"):
            if path.stat().st_size:
                session = Session.opened(path)
                assert session.schema.name == "news"
                session.close()
            else:
                Session.created(path, NEWS).close()
