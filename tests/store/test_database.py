"""Opening a project file, and what is said when it can't be opened."""

import os
import re
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.session import Session
from annotator.store import database
from annotator.store.project import Project
from tests.core.strategies import NEWS
from tests.store.samples import add_span, sample_session, surfaces

cannot_deny = sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0)
denied = pytest.mark.skipif(cannot_deny, reason="no folder is read-only for this user")


def refusal(path: Path) -> str:
    """What is said when this can't be opened; nothing is left beside it."""
    before = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    with pytest.raises(AnnotatorError) as caught:
        Session.opened(path)
    assert (sorted(path.parent.iterdir()) if path.parent.is_dir() else []) == before
    said = str(caught.value)
    assert str(path) in said
    assert "\n" not in said
    return said


def test_a_missing_project_is_told(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "news.annot")
    assert "does not exist" in refusal(tmp_path / "no" / "news.annot")


def test_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "news.annot").mkdir()
    assert "is a folder" in refusal(tmp_path / "news.annot")


@pytest.mark.parametrize("content", [b"", b"An article.", b"\0" * 5000, b"x" * 5000])
def test_a_file_that_is_no_project_is_told_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "news.annot"
    path.write_bytes(content)
    assert re.search("not a project|no project", refusal(path))
    assert path.read_bytes() == content


def test_another_programs_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE project (name TEXT)")
    connection.close()
    before = path.read_bytes()
    assert "not a project of Annotator" in refusal(path)
    assert path.read_bytes() == before


def test_a_project_of_a_newer_program_is_told(tmp_path: Path) -> None:
    path = tmp_path / "news.annot"
    sample_session(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "newer Annotator (layout 99" in refusal(path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE project SET value = '{' WHERE name = 'schema'",
        "DELETE FROM project WHERE name = 'schema'",
        "UPDATE articles SET status = 'lost'",
        "UPDATE journal SET kind = 'lost'",
        "UPDATE journal SET kind = 'undo'",
        "DROP TABLE journal",
    ],
)
def test_a_damaged_project_is_told(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "news.annot"
    sample_session(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(damage)
    connection.close()
    with pytest.raises(AnnotatorError):
        Session.opened(path)


def test_a_cut_off_project_is_told(tmp_path: Path) -> None:
    path = tmp_path / "news.annot"
    sample_session(path).close()
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(AnnotatorError, match="damaged"):
        Session.opened(path)


def test_a_name_with_signs_of_an_address_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "50% of #1? [é].annot"
    sample_session(path).close()
    assert path.is_file()
    session = Session.opened(path)
    assert surfaces(session) == ["Ana Ruiz"]
    session.close()


def test_a_project_that_is_there_is_never_replaced_by_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "news.annot"
    sample_session(path).close()
    before = path.read_bytes()
    with pytest.raises(AnnotatorError, match="there already"):
        Project.created(path, NEWS)
    with pytest.raises(AnnotatorError, match="there already"):
        Project.created(tmp_path, NEWS)
    assert path.read_bytes() == before


def test_a_new_project_that_failed_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_MIGRATIONS", ("CREATE TABLE a (b); CREATE TABLE a (b)",))
    with pytest.raises(AnnotatorError):
        Session.created(tmp_path / "news.annot", NEWS)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_of_a_killed_creation_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "news.annot"
    path.touch()
    Session.created(path, NEWS).close()
    Session.opened(path).close()


def test_a_slow_disk_is_asked_later_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "FAST_SYNC_MS", 0.0)
    session = sample_session(tmp_path / "news.annot")
    assert not session.syncs_each_step
    session.sync()
    session.checkpoint()
    session.sync()
    session.close()
    session = Session.opened(session.path)
    assert surfaces(session) == ["Ana Ruiz"]
    session.close()


def test_a_project_open_read_only_refuses_edits_in_a_sentence(tmp_path: Path) -> None:
    sample_session(tmp_path / "news.annot").close()
    session = Session.opened(tmp_path / "news.annot", read_only=True)
    with pytest.raises(AnnotatorError, match="read-only"):
        add_span(session, 1, 9, 12, "ORG")
    with pytest.raises(AnnotatorError, match="read-only"):
        session.undo()
    with pytest.raises(AnnotatorError, match="read-only"):
        session.add_articles([])
    session.set_value("view", "x")
    session.checkpoint()
    session.sync()
    assert (session.value("view"), surfaces(session)) == ("", ["Ana Ruiz"])
    session.close()


def test_a_log_beside_a_project_is_read_too(tmp_path: Path) -> None:
    writer = sample_session(tmp_path / "news.annot")
    shutil.copyfile(writer.path, tmp_path / "copy.annot")
    shutil.copyfile(tmp_path / "news.annot-wal", tmp_path / "copy.annot-wal")
    reader = Session.opened(tmp_path / "copy.annot", read_only=True)
    assert surfaces(reader) == ["Ana Ruiz"]
    reader.close()
    writer.close()


@denied
@pytest.mark.parametrize("with_log", [True, False])
def test_a_project_in_a_folder_that_can_not_be_written_is_read(
    tmp_path: Path, with_log: bool
) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir()
    writer = sample_session(tmp_path / "news.annot")
    if not with_log:
        writer.close()
    for suffix in ("", "-wal"):
        if (tmp_path / f"news.annot{suffix}").exists():
            shutil.copyfile(tmp_path / f"news.annot{suffix}", folder / f"news.annot{suffix}")
    writer.close()
    folder.chmod(0o555)
    try:
        reader = Session.opened(folder / "news.annot", read_only=True)
        assert surfaces(reader) == ["Ana Ruiz"]
        reader.close()
        assert "can't be written" in refusal(folder / "news.annot")
    finally:
        folder.chmod(0o755)


@denied
def test_a_read_only_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "news.annot"
    sample_session(path).close()
    (tmp_path / "news.annot.lock").unlink(missing_ok=True)
    path.chmod(0o444)
    with pytest.raises(AnnotatorError, match="read-only"):
        Session.opened(path)


@denied
def test_a_new_project_in_a_read_only_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o555)
    with pytest.raises(AnnotatorError, match="can't be written"):
        Session.created(folder / "news.annot", NEWS)
