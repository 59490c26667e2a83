"""One writer a project."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError, LockedError
from annotator.session import Session
from annotator.store.lock import ProjectLock
from tests.store.samples import sample_session, surfaces

HOLDER = """
import sys, time
from pathlib import Path
from annotator.session import Session
session = Session.opened(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_session_on_one_project_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.annot"
    first = sample_session(path)
    with pytest.raises(LockedError, match=r"news\.annot"):
        Session.opened(path)
    assert surfaces(first) == ["Ana Ruiz"]
    first.close()
    Session.opened(path).close()


def test_a_link_to_an_open_project_is_refused_too(tmp_path: Path) -> None:
    path, link = tmp_path / "news.annot", tmp_path / "elsewhere" / "link.annot"
    link.parent.mkdir()
    first = sample_session(path)
    try:
        link.symlink_to(path)
    except OSError:
        first.close()
        pytest.skip("no links here")
    with pytest.raises(LockedError):
        Session.opened(link)
    first.close()


def test_an_open_project_can_be_read_elsewhere(tmp_path: Path) -> None:
    first = sample_session(tmp_path / "news.annot")
    second = Session.opened(first.path, read_only=True)
    assert surfaces(second) == ["Ana Ruiz"]
    second.close()
    first.close()


def test_a_killed_program_gives_its_project_free(tmp_path: Path) -> None:
    path = tmp_path / "news.annot"
    sample_session(path).close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(LockedError):
            Session.opened(path)
        holder.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        holder.wait()
    session = Session.opened(path)
    assert surfaces(session) == ["Ana Ruiz"]
    session.close()


def test_a_missing_folder_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="does not exist"):
        ProjectLock.taken(tmp_path / "no" / "news.annot")
    assert list(tmp_path.iterdir()) == []


def test_an_abandoned_lock_leaves_no_file(tmp_path: Path) -> None:
    ProjectLock.taken(tmp_path / "a.txt").abandon()
    assert list(tmp_path.iterdir()) == []
