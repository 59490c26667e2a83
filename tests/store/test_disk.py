"""The disk fails in all its ways: a plain sentence, nothing pretended, and the work goes on afterwards."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from annotator import opening
from annotator.core import edits
from annotator.core.document import Document, Status
from annotator.core.errors import AnnotatorError
from annotator.core.tokens import Tokens
from annotator.saving import ChangedOutsideError, SaveOptions, save
from annotator.session import Session
from annotator.store import database, syncing
from annotator.store.project import Project
from annotator.store.verification import verified
from tests.store.projects import SCHEMA, worked

is_root_on_linux = sys.platform == "linux" and os.getuid() == 0


def add(session: Session, word: int = 0, label: str = "GPE") -> None:
    document = session.document(1)
    tokens = document.tokens
    session.do(
        "Add", edits.added(document, SCHEMA, tokens.starts[word], tokens.ends[word], label, "a")
    )


def is_sound(path: Path) -> bool:
    project = Project.opened(path)
    try:
        return verified(project).flaws == []
    finally:
        project.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if not is_root_on_linux:
        pytest.skip("mounting a small disk needs root on Linux")
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", place],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_blocks_the_edit_and_work_goes_on_when_there_is_room(small_disk: Path) -> None:
    path = worked(small_disk / "a.annot", 1, 3)
    session = Session.opened(path)
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    told = ""
    for word in range(30, 300, 3):
        before = session.document(1)
        try:
            add(session, word)
        except AnnotatorError as error:
            told = str(error)
            break
    assert "is full" in told
    assert session.document(1) is before
    ballast.unlink()
    add(session, 29, "ORG")
    wanted = session.document(1)
    session.close()
    again = Session.opened(path)
    assert again.document(1) == wanted
    again.close()
    assert is_sound(path)


def test_a_dataset_on_a_full_disk_leaves_the_old_one(small_disk: Path, tmp_path: Path) -> None:
    session = Session.opened(worked(tmp_path / "a.annot", 3, 30))
    target = small_disk / "gold.jsonl"
    target.write_text("old")
    (small_disk / "ballast").write_bytes(b"x" * 690_000)
    with pytest.raises(AnnotatorError, match="the disk is full"):
        save(session, SaveOptions(target, statuses=tuple(Status)))
    assert target.read_text() == "old"
    assert sorted(p.name for p in small_disk.iterdir()) == ["ballast", "gold.jsonl"]
    session.close()


def test_a_disk_that_turns_read_only_blocks_until_it_is_writable_again(small_disk: Path) -> None:
    session = Session.opened(worked(small_disk / "a.annot", 1, 3))
    before = session.document(1)
    remount = ["mount", "-o", "remount"]
    # Open files keep a disk from turning read-only; then what is left is to look.
    if subprocess.run([*remount, "-r", small_disk], check=False, capture_output=True).returncode:
        session.close()
        subprocess.run([*remount, "-r", small_disk], check=True)
        with pytest.raises(AnnotatorError, match=r"written|read-only"):
            Session.opened(small_disk / "a.annot")
        session = Session.opened(small_disk / "a.annot", read_only=True)
        assert session.document(1) == before
        session.close()
        subprocess.run([*remount, "-w", small_disk], check=True)
        session = Session.opened(small_disk / "a.annot")
    add(session, 40)
    session.close()


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_project_removed_or_replaced_under_the_program_takes_no_edit(
    tmp_path: Path, is_replaced: bool
) -> None:
    path = worked(tmp_path / "a.annot", 1, 3)
    session = Session.opened(path)
    away = path.rename(tmp_path / "away.annot")
    if is_replaced:
        worked(tmp_path / "other.annot", 1, 1).rename(path)
    before = session.document(1)
    with pytest.raises(AnnotatorError, match=r"was replaced|is gone"):
        add(session, 40)
    assert session.document(1) is before
    session.copy_to(tmp_path / "rescued.annot")
    away.replace(path)
    add(session, 40)
    session.close()
    for file in (path, tmp_path / "rescued.annot"):
        assert is_sound(file)


def test_an_edit_that_can_not_be_kept_has_not_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session.opened(worked(tmp_path / "a.annot", 1, 3))
    before, rows, name = session.document(1), session.articles(), session.undo_name
    heard: list[object] = []
    session.listen(heard.append)

    def lost(path: Path, _opened: object) -> None:
        raise AnnotatorError(f"{path} can't be written: permission was lost.")

    monkeypatch.setattr(database, "refuse_another_file", lost)
    for attempt in (lambda: add(session, 40), session.undo, lambda: session.finish(1, Status.NEW)):
        with pytest.raises(AnnotatorError, match="permission"):
            attempt()
    assert (session.document(1), session.articles(), session.undo_name) == (before, rows, name)
    assert heard == []
    monkeypatch.undo()
    add(session, 40)
    assert len(heard) == 1
    session.close()


def test_a_slow_disk_is_asked_once_a_second_instead_of_each_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = worked(tmp_path / "a.annot", 1, 3)
    monkeypatch.setattr(database, "FAST_SYNC_MS", -1.0)
    session = Session.opened(path)
    assert not session.syncs_each_step
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    add(session, 40)
    assert synced == []
    session.sync()
    assert len(synced) == 1
    session.sync_soon()
    session.close()
    assert len(synced) == 2


def test_a_slow_disk_that_keeps_nothing_blocks_edits_until_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = worked(tmp_path / "a.annot", 1, 3)
    monkeypatch.setattr(database, "FAST_SYNC_MS", -1.0)
    session = Session.opened(path)
    add(session, 40)
    before = session.document(1)

    def lost(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", lost)
        with pytest.raises(AnnotatorError, match="does not keep what is written"):
            session.sync()
        with pytest.raises(AnnotatorError, match="nothing can be changed"):
            add(session, 43)
        assert session.document(1) is before
    add(session, 43)
    session.sync()
    session.close()
    assert is_sound(path)


def test_the_log_of_a_slow_disk_is_moved_into_the_file_by_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = worked(tmp_path / "a.annot", 1, 3)
    monkeypatch.setattr(database, "FAST_SYNC_MS", -1.0)
    monkeypatch.setattr(syncing, "_CHECKPOINT_BYTES", 0)
    session = Session.opened(path)
    add(session, 40)
    session.sync()
    copy = tmp_path / "copy.annot"
    shutil.copyfile(path, copy)  # without the log
    again = Session.opened(copy)
    assert again.document(1) == session.document(1)
    again.close()
    session.close()


@pytest.mark.skipif(sys.platform == "win32" or is_root_on_linux, reason="needs rights to lose")
def test_a_folder_without_rights_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(AnnotatorError, match="closed"):
        Session.created(folder / "a.annot", SCHEMA)
    folder.chmod(0o700)


def done_session(tmp_path: Path) -> Session:
    session = Session.created(tmp_path / "a.annot", SCHEMA)
    session.add_articles([Document.made(0, "One two.", Tokens.plain("One two."))])
    session.finish(1, Status.DONE)
    return session


def test_a_dataset_changed_by_another_program_is_not_replaced_unasked(tmp_path: Path) -> None:
    session = done_session(tmp_path)
    options = SaveOptions(tmp_path / "gold.jsonl")
    save(session, options)
    save(session, options)
    options.path.write_text("mine")
    with pytest.raises(ChangedOutsideError, match=r"gold\.jsonl was changed by another program"):
        save(session, options)
    assert options.path.read_text() == "mine"
    save(session, options, replaces_changed=True)
    assert options.path.read_text() != "mine"
    save(session, options)
    session.close()


def test_a_dataset_that_was_only_touched_or_removed_is_written(tmp_path: Path) -> None:
    session = done_session(tmp_path)
    options = SaveOptions(tmp_path / "gold.jsonl")
    save(session, options)
    os.utime(options.path, (1, 1))
    save(session, options)
    options.path.unlink()
    save(session, options)
    assert options.path.exists()
    session.close()


def test_export_refuses_a_changed_dataset_without_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from annotator.cli import main

    session = done_session(tmp_path)
    target = tmp_path / "gold.jsonl"
    save(session, SaveOptions(target))
    session.close()
    target.write_text("mine")
    command = ["export", str(tmp_path / "a.annot"), "-o", str(target)]
    assert main(command) == 1
    assert "--force" in capsys.readouterr().err
    assert target.read_text() == "mine"
    assert main([*command, "--force"]) == 0
    assert target.read_text() != "mine"


def test_a_project_that_can_not_be_written_is_shown_read_only_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = worked(tmp_path / "a.annot", 1, 3)
    before = path.read_bytes()
    monkeypatch.setattr(os, "access", lambda *_: False)
    opened = opening.open_paths([path], opening.Options())
    assert opened.session.read_only
    assert "shown read-only" in opened.problems[0]
    with pytest.raises(AnnotatorError, match="read-only"):
        add(opened.session, 40)
    opened.session.note("caret 1", "7")
    opened.session.close()
    assert path.read_bytes() == before


def test_a_dataset_is_told_as_written_though_the_project_can_not_note_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = done_session(tmp_path)

    def full(*_: object) -> None:
        raise AnnotatorError("The disk is full.")

    monkeypatch.setattr(session, "set_value", full)
    report = save(session, SaveOptions(tmp_path / "gold.jsonl"))
    assert (tmp_path / "gold.jsonl").exists()
    assert report.problems[0].startswith("The dataset is written, but")
    session.close()
