"""Normal work opens no internet socket, with a window and without, and leaves no article text behind."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import opening
from annotator.core.document import Document, Status
from annotator.core.tokens import Tokens
from annotator.protocol import Load, Propose, Tokenise, encode
from annotator.session import Session
from tests.nlp.packages import install
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
TELLING = """
from spacy.language import Language
from spacy.util import load_model_from_init_py

@Language.component("telling_part")
def part(doc):
    raise ValueError(f"cannot do with {doc.text}")

def load(**overrides):
    nlp = load_model_from_init_py(__file__, **overrides)
    nlp.add_pipe("telling_part")
    return nlp
"""


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


def guarded(folder: Path) -> dict[str, str]:
    """An environment whose every Python reports and refuses sockets of the internet, with homes of its own."""
    guard = folder / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(_GUARD)
    homes = {
        "HOME": "home",
        "TMPDIR": "tmp",
        "XDG_CACHE_HOME": "cache",
        "XDG_STATE_HOME": "state",
        "ANNOTATOR_CONFIG": "config",
        "ANNOTATOR_DATA": "data",
    }
    for name in homes.values():
        (folder / name).mkdir()
    root = Path(__file__).resolve().parents[2]
    paths = {variable: str(folder / name) for variable, name in homes.items()}
    seen = {"ANNOTATOR_TEST_SOCKETS": str(folder / "sockets"), "PYTHONPATH": f"{guard}:{root}"}
    return {**os.environ, **paths, **seen}


def left_in(folder: Path, *names: str) -> list[Path]:
    """Files of these folders with a word of the article in them."""
    kept = [p for name in names for p in (folder / name).rglob("*") if p.is_file()]
    return [p for p in kept if SECRET.encode() in p.read_bytes()]


PAGE = (
    f"<html><head><link rel=stylesheet href='http://127.0.0.1:9/a.css'><base href='http://127.0.0.1:9/'>"
    f"<script src='http://127.0.0.1:9/a.js'></script></head><body><article><p>Ana {SECRET} met the board"
    " of Velmora in Kotka on Monday, and the board met her.</p><img src='http://127.0.0.1:9/a.png'>"
    "<p>They will meet again in a week.</p></article></body></html>"
)
COMMANDS = (
    ("prelabel", "news", "-o", "pre.jsonl"),
    ("check", "pre.jsonl"),
    ("check", "missing.jsonl"),
    ("convert", "pre.jsonl", "-o", "brat", "--to", "brat"),
    ("convert", "brat", "-o", "back.jsonl"),
    ("convert", "news", "-o", "news.conll"),
    ("export", "done.annot", "-o", "gold.jsonl"),
    ("check", "done.annot"),
    ("recover", "done.annot", "-o", "new.annot"),
)


def test_commands_without_a_window_open_no_internet_socket_and_leave_nothing_behind(
    tmp_path: Path,
) -> None:
    environment = guarded(tmp_path)
    news = tmp_path / "news"
    news.mkdir()
    article(news)
    (news / "page.html").write_text(PAGE)
    with_words = Document.made(0, PAGE, Tokens.plain(PAGE), status=Status.DONE)
    session = Session.created(tmp_path / "done.annot", opening.default_schema(), "Ana")
    session.add_articles([with_words])
    session.close()
    log = tmp_path / "calls"
    watch = ["strace", "-f", "-qq", "-e", "trace=socket,connect", "-A", "-o", str(log)]
    for command in COMMANDS:
        done = subprocess.run(
            [*(watch if shutil.which("strace") else ()), sys.executable, "-m", "annotator", *command],
            env=environment, cwd=tmp_path, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == ("missing" in command[1]), (command, done.stderr)
        assert SECRET.encode() not in done.stdout + done.stderr
    assert (tmp_path / "gold.jsonl").is_file()
    assert not (tmp_path / "sockets").exists()
    assert not log.exists() or re.findall(r"AF_INET6?\b", log.read_text()) == []
    homes = ("home", "tmp", "cache", "state", "config", "data")
    assert left_in(tmp_path, *homes) == []


def test_a_worker_that_fails_says_nothing_of_the_article(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    install(site, "en_telling", TELLING)
    environment = guarded(tmp_path)
    environment["PYTHONPATH"] += f":{site}"
    asked = Load(1, "en_telling"), Tokenise(2, 1, SECRET), Propose(3, 1, f"In Osaka, {SECRET}.")
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "annotator.nlp.worker"],
        env=environment, cwd=tmp_path,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(b"".join(map(encode, asked)))
    worker.stdin.flush()
    said = b""
    while b"failed on this article (ValueError)" not in said:
        chunk = os.read(worker.stdout.fileno(), 65_536)
        assert chunk, said
        said += chunk
    rest, logged = worker.communicate(timeout=60)
    assert b"in part" in logged
    assert SECRET.encode() not in said + rest + logged
    assert not (tmp_path / "sockets").exists()


def test_the_trace_is_written_only_when_asked_for_and_holds_no_article_text(
    screen: Screen, tmp_path: Path
) -> None:
    lines = []
    with Program(screen, str(article(tmp_path)), folder=tmp_path) as program:
        note = program._note
        program._note = lambda line: (lines.append(line), note(line))  # type: ignore[method-assign]
        program.wait("proposals")
        program.press("Tab", until="focus")
        program.press("x", until="painted")
        program.press("f", until="hints")
    assert len(lines) > 5
    assert [line for line in lines if SECRET in line] == []


def test_what_the_program_keeps_beside_the_project_holds_no_article_text(
    screen: Screen, tmp_path: Path
) -> None:
    with Program(screen, str(article(tmp_path)), folder=tmp_path) as program:
        program.wait("proposals")
        program.press("Tab", until="focus")
        program.press("x", until="painted")
    assert left_in(tmp_path, "config", "data") == []
