"""Normal work opens no internet socket, in the window and in the worker, and keeps no article text in logs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.walks.program import Program, Screen, missing

# Imported at the start of every Python of the program, the worker's too: a socket of the internet is an error.
_GUARD = """
import os, sys, socket

def _watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.bind", "socket.getaddrinfo"):
        family = getattr(arguments[0], "family", None)
        if family != getattr(socket, "AF_UNIX", None):
            with open(os.environ["ANNOTATOR_TEST_SOCKETS"], "a") as file:
                file.write(f"{event} {arguments}\\n")
            raise OSError("no internet in this test")

sys.addaudithook(_watch)
"""
SECRET = "Quillfeather"


@pytest.fixture
def screen() -> "object":
    if missing():
        pytest.skip("walks need " + ", ".join(missing()))
    found = Screen()
    yield found
    found.close()


def article(folder: Path) -> Path:
    path = folder / "a.txt"
    path.write_text(f"Ana {SECRET} met the board of Velmora in Kotka on Monday.\n" * 3)
    return path


def test_a_days_work_opens_no_internet_socket(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(_GUARD)
    seen = tmp_path / "sockets"
    root = Path(__file__).resolve().parents[2]
    screen.environment |= {"ANNOTATOR_TEST_SOCKETS": str(seen), "PYTHONPATH": f"{guard}:{root}"}
    with Program(screen, str(article(tmp_path)), folder=tmp_path) as program:
        program.wait("proposals")
        program.press("Tab", until="focus")
        program.press("x", until="painted")
        program.press("ctrl+z", until="painted")
        program.press("ctrl+Return", until="painted")
    probe = subprocess.run(
        [sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"],
        env=screen.environment, capture_output=True, check=False,
    )  # fmt: skip
    assert b"no internet in this test" in probe.stderr
    told = [line for line in seen.read_text().splitlines() if "127.0.0.1" not in line]
    assert told == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is needed")
def test_no_process_of_the_program_asks_the_system_for_an_internet_socket(
    screen: Screen, tmp_path: Path
) -> None:
    log = tmp_path / "calls"
    watch = ["strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(log)]
    source = article(tmp_path)
    with Program(screen, str(source), folder=tmp_path, before=watch) as program:
        program.wait("proposals")
        program.press("Tab", until="focus")
        program.press("x", until="painted")
        program.press("ctrl+q")
        program._gone()
    calls = log.read_text()
    assert "AF_UNIX" in calls
    assert re.findall(r"AF_INET6?\b", calls) == []


def test_what_the_program_keeps_beside_the_project_holds_no_article_text(
    screen: Screen, tmp_path: Path
) -> None:
    with Program(screen, str(article(tmp_path)), folder=tmp_path) as program:
        program.wait("proposals")
        program.press("Tab", until="focus")
        program.press("x", until="painted")
    kept = [p for name in ("config", "data") for p in (tmp_path / name).rglob("*") if p.is_file()]
    assert [p for p in kept if SECRET.encode() in p.read_bytes()] == []
