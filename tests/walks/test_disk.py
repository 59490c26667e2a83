"""The disk fails under the real window: a sentence, an edit that has not happened, and work goes on afterwards."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.store.project import Project
from annotator.store.verification import verified
from tests.walks.program import Program, Screen

if sys.platform != "linux":
    pytest.skip("small disks, limits and strace are Linux's", allow_module_level=True)

TEXT = "Aiko Tanaka met Jonas Berg of Velmora in Osaka on Monday.\n" * 4
UNPRIVILEGED = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
MEGABYTE = 1 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.getuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def articles(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names or ("one", "two"):
        (folder / f"{name}.txt").write_text(f"Article {name}.\n{TEXT}")
    return folder


def fill(disk: Path) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 512)
    return ballast


def edit_until(program: Program, word: str) -> str:
    """Relabel the focused span until the window says this; what it said."""
    for key in ("2", "3") * 60:
        program.press(key)
        told = program.wait((word, "painted"))
        if told.startswith(word):
            return told
    raise TimeoutError(f"the window did not say {word!r}")


def rows(project: Path) -> int:
    """How many steps there are; every one fits, and the pages too."""
    found = Project.opened(project)
    try:
        result = verified(found)
        assert result.flaws == []
        return result.steps
    finally:
        found.close()


def focused(program: Program) -> None:
    program.wait("proposals 1")
    program.press("Tab", until="focus")


def test_a_full_disk_refuses_edits_and_the_dataset_until_there_is_room(
    start: Callable[..., Program], small_disk: Path
) -> None:
    news = articles(small_disk / "news")
    program = start(str(news))
    focused(program)
    program.press("ctrl+Return", until="painted")
    program.wait("proposals 2")
    program.press("ctrl+s")
    program.wait_for_window("Save dataset")
    program.press("Return", until="saved")
    program.press("Tab", until="focus")
    program.press("1", until="painted")
    gold = news / "annotator.gold.jsonl"
    saved = gold.read_bytes()
    ballast = fill(small_disk)
    assert "is full" in edit_until(program, "warned")
    steps = len(program.steps)
    assert "is full" in program.press("ctrl+z", until="warned")
    assert "disk is full" in program.press("ctrl+s", until="warned")
    assert gold.read_bytes() == saved
    program.press("ctrl+Prior", until="seen")
    program.press("Tab", until="focus")
    assert "is full" in program.press("x", until="warned")
    assert len(program.steps) == steps
    ballast.unlink()
    program.press("x", until="painted")
    program.press("ctrl+s", until="saved")
    program.close()
    assert rows(news / "annotator.annot") == max(program.steps)
    assert [json.loads(line)["answer"] for line in gold.read_text().splitlines()]
    assert sorted(p.name for p in news.glob(".*")) == []


def test_a_write_that_the_system_refuses_blocks_the_edit_until_it_is_allowed(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    news = articles(tmp_path / "news")
    program = start(str(news))
    focused(program)
    program.press("1", until="painted")
    unlimited = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (4096, unlimited[1]))
    told = edit_until(program, "warned")
    assert re.search(r"can't be used|is full", told)
    assert "Nothing was changed" in told or "nothing was changed" in told
    program.press("ctrl+z", until="warned")
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, unlimited)
    program.press("x", until="painted")
    program.close()
    assert rows(news / "annotator.annot") == max(program.steps)


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_project_moved_away_takes_no_edit_until_it_is_back(
    start: Callable[..., Program], tmp_path: Path, is_replaced: bool
) -> None:
    news = articles(tmp_path / "news")
    program = start(str(news))
    focused(program)
    program.press("1", until="painted")
    project = news / "annotator.annot"
    away = project.rename(tmp_path / "away.annot")
    if is_replaced:
        shutil.copyfile(away, project)
    said = "was replaced by another file" if is_replaced else "is gone"
    assert said in program.press("2", until="warned")
    assert said in program.press("ctrl+z", until="warned")
    program.press("ctrl+Next", until="seen")
    away.replace(project)
    program.press("ctrl+Prior", until="seen")
    program.press("Tab", until="focus")
    program.press("3", until="painted")
    program.close()
    assert rows(project) == max(program.steps)


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_project_that_can_not_be_written_is_shown_read_only(
    screen: Screen, tmp_path: Path, what: str
) -> None:
    if not os.getuid() and shutil.which("setpriv") is None:
        pytest.skip("setpriv is needed to give rights up")
    news = articles(tmp_path / "news", "one")
    before = UNPRIVILEGED if not os.getuid() else []
    with Program(screen, str(news), folder=tmp_path, before=before) as program:
        focused(program)
        program.press("1", until="painted")
    project = news / "annotator.annot"
    steps = rows(project)
    place, mode = (news, 0o555) if what == "folder" else (project, 0o444)
    kept = place.stat().st_mode
    place.chmod(mode)
    try:
        with Program(screen, str(project), folder=tmp_path, before=before) as program:
            program.press("Tab", until="focus")
            program.press("1", "x", "ctrl+z", "ctrl+Return")
            program.press("f", until="hints")
            assert program.steps == []
    finally:
        place.chmod(kept)
    assert rows(project) == steps
    with Program(screen, str(project), folder=tmp_path, before=before) as program:
        program.press("Tab", until="focus")
        program.press("2", until="painted")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is needed")
@pytest.mark.parametrize("delay_ms", [20, 200])
def test_a_slow_disk_holds_no_key_up_and_is_asked_once_a_second(
    screen: Screen, tmp_path: Path, delay_ms: int
) -> None:
    log = tmp_path / "calls"
    slow = f"inject=fsync,fdatasync:delay_enter={delay_ms * 1000}"
    watch = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-e",
        "trace=fsync,fdatasync",
        "-e",
        slow,
        "-o",
        str(log),
    ]
    news = articles(tmp_path / "news")
    with Program(screen, str(news), folder=tmp_path, before=watch) as program:
        focused(program)
        before = len(log.read_text().splitlines())
        began = time.monotonic()
        for key in ("2", "3") * 15:
            program.press(key, until="painted")
        took = time.monotonic() - began
        asked = len(log.read_text().splitlines()) - before
        # Each step on the disk would take 30 times the delay; once a second it is asked all the same.
        assert asked < 30
        deadline = time.monotonic() + 20
        while len(log.read_text().splitlines()) == before:
            assert time.monotonic() < deadline
        program.press("ctrl+q")
        program._gone()
    assert took < 30
    assert rows(news / "annotator.annot") == max(program.steps)


def test_a_dataset_changed_by_another_program_is_replaced_only_when_told_so(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    news = articles(tmp_path / "news", "one")
    gold, elsewhere = news / "annotator.gold.jsonl", tmp_path / "elsewhere.jsonl"
    program = start(str(news))
    focused(program)
    program.press("ctrl+Return", until="painted")
    program.press("ctrl+s")
    program.wait_for_window("Save dataset")
    program.press("Return", until="saved")
    saved = gold.read_bytes()
    gold.unlink()
    elsewhere.write_text("mine\n")
    elsewhere.chmod(0o640)
    gold.symlink_to(elsewhere)
    told = program.press("ctrl+s", until="warned")
    assert "was changed by another program" in told
    assert elsewhere.read_text() == "mine\n"
    program.press("shift+F6", "shift+F6")
    program.press("Return", until="saved")
    assert elsewhere.read_bytes() == saved
    assert gold.is_symlink()
    assert elsewhere.stat().st_mode & 0o777 == 0o640
    program.press("ctrl+s", until="saved")


def test_a_lock_left_by_a_killed_window_stops_nobody(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    news = articles(tmp_path / "news", "one")
    program = start(str(news))
    focused(program)
    program.press("1", until="painted")
    program.kill()
    assert (news / "annotator.annot.lock").exists()
    program.start(str(news))
    program.press("Tab", until="focus")
    program.press("2", until="painted")
    program.close()
    session = Session.opened(news / "annotator.annot")
    assert not session.read_only
    session.close()
