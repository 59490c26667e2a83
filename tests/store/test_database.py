"""Opening: old layouts, backups, files that are no whole project."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.session import Session
from annotator.store.database import VERSION
from annotator.store.project import Project
from annotator.store.verification import verified
from tests.store.projects import worked

GOLDEN = sorted((Path(__file__).parents[1] / "data").glob("layout_*.annot"))


@pytest.fixture(params=GOLDEN, ids=lambda path: path.stem)
def shipped(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(request.param, tmp_path / "old.annot"))


@pytest.fixture(params=GOLDEN[:-1], ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(request.param, tmp_path / "old.annot"))


def test_there_is_a_file_of_every_layout() -> None:
    assert [path.stem for path in GOLDEN] == [f"layout_{n}" for n in range(1, VERSION + 1)]


def test_every_layout_ever_shipped_opens_with_its_history(shipped: Path) -> None:
    session = Session.opened(shipped)
    assert [row.title[:8] for row in session.articles()] == ["Ana Ruiz", "Second a"]
    labels = {session.document(1).surface(s): s.label for s in session.document(1).spans()}
    assert labels == {"Ana Ruiz": "PERSON", "Kotka": "GPE", "Harbour Board": "ORG"}
    steps = 0
    while session.undo():
        steps += 1
    assert steps == 6
    session.close()


def test_a_migrated_project_has_its_backup_beside_it(old: Path) -> None:
    before = old.read_bytes()
    Session.opened(old).close()
    (backup,) = old.parent.glob("*.bak")
    assert backup.name == "old.annot.layout1.bak"
    with sqlite3.connect(backup) as kept, sqlite3.connect(f"file:{old}?mode=ro", uri=True) as new:
        assert kept.execute("PRAGMA user_version").fetchone() == (1,)
        assert new.execute("PRAGMA user_version").fetchone() == (VERSION,)
    kept.close()
    new.close()
    assert len(before) == backup.stat().st_size


def test_a_migration_that_begins_again_needs_no_second_backup(old: Path) -> None:
    before = old.read_bytes()
    Session.opened(old).close()
    old.write_bytes(before)
    Session.opened(old).close()
    assert [path.name for path in old.parent.glob("*.bak")] == ["old.annot.layout1.bak"]


def test_another_project_of_that_name_gets_a_backup_of_its_own(old: Path) -> None:
    old.with_name("old.annot.layout1.bak").write_bytes(b"another")
    Session.opened(old).close()
    names = sorted(path.name for path in old.parent.glob("*.bak"))
    assert names == ["old.annot.layout1-2.bak", "old.annot.layout1.bak"]
    assert old.with_name(names[1]).read_bytes() == b"another"


def test_every_layout_is_sound_when_it_is_opened(shipped: Path) -> None:
    project = Project.opened(shipped)
    assert verified(project).flaws == []
    project.close()


def test_an_old_layout_is_read_without_touching_it(old: Path) -> None:
    before = old.read_bytes()
    session = Session.opened(old, read_only=True)
    assert session.document(2).text.startswith("Second article")
    session.close()
    assert old.read_bytes() == before
    assert list(old.parent.glob("*.bak")) == []


def test_a_failed_migration_leaves_the_old_layout(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "annotator.store.database._MIGRATIONS",
        ("", "CREATE TABLE checksums (article); INSERT INTO nowhere VALUES (1)"),
    )
    with pytest.raises(AnnotatorError, match="nowhere"):
        Session.opened(old)
    monkeypatch.undo()
    session = Session.opened(old)
    assert len(session.articles()) == 2
    session.close()


def test_a_project_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot", 1, 3)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(AnnotatorError, match="newer Annotator"):
        Session.opened(path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_told_at_opening_with_the_way_out(tmp_path: Path, share: float) -> None:
    path = worked(tmp_path / "a.annot")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(AnnotatorError, match="annotator recover"):
        Session.opened(path)


def test_a_page_of_noughts_is_told_at_opening(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot")
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 4] = bytes(4096)
    path.write_bytes(data)
    with pytest.raises(AnnotatorError, match="annotator recover"):
        Session.opened(path)


def test_a_flipped_bit_in_the_last_steps_is_told_at_opening(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot")
    with sqlite3.connect(path) as connection:
        (last,) = connection.execute("SELECT max(id) FROM journal").fetchone()
        connection.execute("UPDATE journal SET checksum = checksum + 1 WHERE id = ?", (last,))
    connection.close()
    with pytest.raises(AnnotatorError, match=f"step {last} of its journal"):
        Session.opened(path)


def test_an_empty_file_is_no_project(tmp_path: Path) -> None:
    path = tmp_path / "a.annot"
    path.touch()
    with pytest.raises(AnnotatorError, match="empty"):
        Session.opened(path)
