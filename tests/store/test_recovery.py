"""What is left of a damaged project comes into a new one, with a report."""

import random
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.session import Session
from annotator.store.pages import records, with_log
from annotator.store.project import Project
from annotator.store.recovery import recover
from annotator.store.salvage import Salvage, _read_off_pages, salvaged
from annotator.store.verification import verified
from tests.store.projects import worked
from tests.store.test_verification import documents

PAGE = 4096


def test_a_sound_project_is_recovered_whole_with_its_undo(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot")
    report = recover(path, tmp_path / "b.annot")
    assert report.problems == ()
    assert documents(tmp_path / "b.annot") == documents(path)
    first, second = Session.opened(path), Session.opened(tmp_path / "b.annot")
    while first.undo() and second.undo():
        assert first.undo_name == second.undo_name
    first.close()
    second.close()


def test_rows_off_the_pages_are_those_that_sqlite_reads(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot", articles=4, steps=150)
    by_sqlite, by_pages = salvaged(path), Salvage()
    _read_off_pages(path.read_bytes(), by_pages)
    for table, rows in by_sqlite.tables.items():
        assert set(rows) <= set(by_pages.tables.get(table, [])), table


def test_steps_in_the_log_of_a_killed_program_are_recovered(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot")
    session = Session.opened(path)
    session.undo()
    wanted = session.document(1)
    killed = tmp_path / "killed.annot"
    killed.write_bytes(path.read_bytes())
    log = path.with_name("a.annot-wal").read_bytes()
    killed.with_name("killed.annot-wal").write_bytes(log)
    session.close()
    assert with_log(killed.read_bytes(), log) != killed.read_bytes()
    report = recover(killed, tmp_path / "b.annot")
    assert report.problems == ()
    assert documents(tmp_path / "b.annot")[0] == wanted


@pytest.mark.parametrize("header", [16, 100])
def test_a_destroyed_header_costs_nothing(tmp_path: Path, header: int) -> None:
    path = worked(tmp_path / "a.annot")
    wanted = documents(path)
    data = bytearray(path.read_bytes())
    data[:header] = bytes(header)
    path.write_bytes(data)
    report = recover(path, tmp_path / "b.annot")
    assert report.articles == 3
    assert [d.text for d in documents(tmp_path / "b.annot")] == [d.text for d in wanted]
    assert [list(d.spans()) for d in documents(tmp_path / "b.annot")] == [
        list(d.spans()) for d in wanted
    ]


def test_whatever_is_broken_the_new_project_is_sound_or_there_is_none(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot")
    data = path.read_bytes()
    chance = random.Random(5)
    recovered = 0
    for _ in range(40):
        broken = bytearray(data)
        kind = chance.choice(("cut", "page", "bits"))
        if kind == "cut":
            broken = broken[: chance.randrange(1, len(broken))]
        elif kind == "page":
            start = chance.randrange(len(broken) // PAGE) * PAGE
            broken[start : start + PAGE] = chance.randbytes(PAGE)
        else:
            for _ in range(20):
                broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        copy, target = tmp_path / "broken.annot", tmp_path / "new.annot"
        copy.write_bytes(broken)
        try:
            recover(copy, target)
        except AnnotatorError:
            assert not target.exists()
            continue
        recovered += 1
        project = Project.opened(target)
        assert verified(project).flaws == []
        project.close()
        assert copy.read_bytes() == bytes(broken)
        for made in tmp_path.glob("new.annot*"):
            made.unlink()
    assert recovered > 20


def test_a_target_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot", 1, 3)
    with pytest.raises(AnnotatorError, match="there already"):
        recover(path, path)


@pytest.mark.parametrize("data", [b"", b"x", bytes(5000), b"SQLite format 3\0" + bytes(9000)])
def test_a_file_that_holds_nothing_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.annot"
    path.write_bytes(data)
    with pytest.raises(AnnotatorError):
        recover(path, tmp_path / "b.annot")


def test_random_pages_never_hang_or_crash_the_reader() -> None:
    chance = random.Random(6)
    for _ in range(50):
        data = bytearray(chance.randbytes(PAGE * 4))
        for page in range(4):
            data[page * PAGE + (100 if page == 0 else 0)] = chance.choice((2, 10, 13))
        list(records(bytes(data)))


def test_steps_that_are_cut_off_are_told(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 7 // 10])
    report = recover(path, tmp_path / "b.annot")
    assert any("journal is damaged" in problem for problem in report.problems)
