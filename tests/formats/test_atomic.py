"""A file whole or not at all."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from annotator.formats import atomic
from annotator.formats.atomic import OutputError, remove_leftovers, written

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and links")


def write(path: Path, data: bytes) -> None:
    with written(path) as file:
        file.write(data)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name != "user")


def test_a_new_file_and_a_replaced_one_hold_what_was_written(tmp_path: Path) -> None:
    target = tmp_path / "a.jsonl"
    write(target, b"one")
    write(target, b"two")
    assert (target.read_bytes(), names(tmp_path)) == (b"two", ["a.jsonl"])


def test_what_a_killed_program_left_goes_after_a_day(tmp_path: Path) -> None:
    left, fresh, other = (
        tmp_path / name for name in (".a.jsonl.x1.part", ".a.jsonl.x2.part", ".b.jsonl.x3.part")
    )
    for part in (left, fresh, other):
        part.write_bytes(b"half")
    for part in (left, other):
        os.utime(part, (0, 0))
    remove_leftovers(tmp_path / "a.jsonl")
    assert names(tmp_path) == [".a.jsonl.x2.part", ".b.jsonl.x3.part"]


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt()])
def test_on_any_error_the_old_file_stays_and_nothing_is_left(
    tmp_path: Path, error: BaseException
) -> None:
    target = tmp_path / "a.jsonl"
    write(target, b"one")

    def fail() -> None:
        with written(target) as file:
            file.write(b"half")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert (target.read_bytes(), names(tmp_path)) == (b"one", ["a.jsonl"])


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(OutputError, match=r"a\.jsonl was not written: the disk is full"):
        write(tmp_path / "a.jsonl", b"one")
    assert names(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"folder .*nowhere does not exist"):
        write(tmp_path / "nowhere" / "a.jsonl", b"")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder"):
        write(tmp_path, b"")


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="no right"):
        write(folder / "a.jsonl", b"")


@posix
def test_permissions_of_the_replaced_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "a.jsonl"
    write(target, b"one")
    target.chmod(0o640)
    write(target, b"two")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@posix
def test_a_link_is_written_through(tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_bytes(b"one")
    link.symlink_to(real)
    write(link, b"two")
    assert link.is_symlink()
    assert real.read_bytes() == b"two"


@posix
def test_links_in_a_circle_are_one_sentence(tmp_path: Path) -> None:
    link = tmp_path / "a"
    link.symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(link)
    with pytest.raises(OutputError, match="links lead in a circle"):
        write(link, b"")


@posix
def test_a_device_is_written_to_and_not_replaced() -> None:
    write(Path(os.devnull), b"x")
    assert Path(os.devnull).is_char_device()
