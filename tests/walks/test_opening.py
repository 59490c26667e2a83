"""All ways in: a folder, a pasted text, a project that another window has open, and what can't be opened."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core.schema import Label, Schema
from annotator.formats.articles import pasted
from annotator.opening import document_of
from annotator.session import Session
from tests.walks.program import Program, Screen

SENTENCE = "Aiko Tanaka met Lund in Osaka."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    place.mkdir()
    for name in ("one", "two"):
        (place / f"{name}.txt").write_text(f"Article {name}. {SENTENCE}\n")
    return place


def titles(project: Path) -> list[str]:
    session = Session.opened(project, read_only=True)
    try:
        return [f"{row.title[:11]} {row.status.value}" for row in session.articles()]
    finally:
        session.close()


def test_a_folder_is_walked_by_done_and_undone_across_articles(
    start: Callable[..., Program], folder: Path
) -> None:
    program = start(str(folder))
    program.wait("proposals 1")
    program.press("ctrl+Return", until="painted")
    program.wait("proposals 2")
    program.press("Tab", "5", until="painted")
    project = folder / "annotator.annot"
    assert titles(project) == ["Article one done", "Article two in progress"]
    program.press("ctrl+z", until="painted")
    program.press("ctrl+z", until="painted")
    program.close()
    assert titles(project) == ["Article one new", "Article two new"]


def test_a_second_start_on_an_open_project_leaves_it_to_the_first_window(
    start: Callable[..., Program], folder: Path, screen: Screen, tmp_path: Path
) -> None:
    first = start(str(folder))
    first.wait("proposals 1")
    second = subprocess.run(
        [sys.executable, "-m", "annotator", str(folder)],
        env={
            **screen.environment,
            "ANNOTATOR_CONFIG": str(tmp_path / "config"),
            "ANNOTATOR_DATA": str(tmp_path / "data"),
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (second.returncode, second.stderr) == (0, "")
    first.press("Tab", "5", until="painted")


def test_a_project_that_no_window_answers_for_is_shown_read_only(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    project = tmp_path / "p.annot"
    session = Session.created(project, Schema(labels=(Label("GPE", "1"),)), "Ana")
    session.add_articles([document_of(pasted(SENTENCE))])
    program = start(str(project))
    program.press("Tab", "1", "ctrl+z", "ctrl+Return")
    program.press("f", until="hints")
    program.close()
    session.close()
    assert titles(project) == ["Aiko Tanaka new"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.txt", None, "does not exist"),
        ("bad.txt", b"\x00\x01", "binary file"),
        ("empty.txt", b"", "is empty"),
        ("lines.jsonl", b"{broken\n", "line 1: "),
        ("p.annot", b"not a project", "is not a project"),
    ],
)
def test_a_start_that_can_open_nothing_is_one_sentence_and_code_1(
    name: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    run = subprocess.run(
        [sys.executable, "-m", "annotator", str(path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "ANNOTATOR_DATA": str(tmp_path / "d"),
             "ANNOTATOR_CONFIG": str(tmp_path / "c")},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr.startswith("annotator: ")
    assert said in run.stderr
    assert run.stderr.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".annot" and p != path] == []


def texts(project: Path) -> list[str]:
    session = Session.opened(project, read_only=True)
    try:
        return [session.document(row.id).text for row in session.articles()]
    finally:
        session.close()


def test_copied_text_is_pasted_as_a_new_article(
    start: Callable[..., Program], folder: Path
) -> None:
    source = folder / "one.txt"
    program = start(str(source))
    program.wait("proposals 1")
    program.press("ctrl+Home")
    program.press("shift+Right", until="focus")
    program.press("shift+Right", until="focus")
    program.press("ctrl+c", "ctrl+shift+v", until="proposals 2")
    program.close()
    whole, pasted_text = texts(folder / "one.txt.annot")
    assert pasted_text
    assert whole.startswith(pasted_text)


def test_the_encoding_is_corrected_through_the_menu(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes("Zürich grew.\n".encode("cp1252"))
    program = start("--encoding", "cp1251", str(source))
    program.wait("proposals 1")
    program.press("ctrl+k")
    program.write("another encoding")
    program.press("Return")
    program.wait_for_window("Read with another encoding")
    program.write("1252")
    program.press("Return", until="proposals 2")
    program.close()
    assert texts(tmp_path / "a.txt.annot") == ["Zьrich grew.\n", "Zürich grew.\n"]


def test_a_label_is_added_in_place_and_taken_back(
    start: Callable[..., Program], folder: Path
) -> None:
    source = folder / "one.txt"
    program = start(str(source))
    program.wait("proposals 1")
    project = folder / "one.txt.annot"
    program.press("ctrl+k")
    program.write("add a label")
    program.press("Return")
    program.wait_for_window("New label")
    program.write("SHIP")
    program.press("Return", until="kept")
    assert "SHIP" in labels(project)
    program.press("ctrl+z", until="kept")
    assert "SHIP" not in labels(project)


def labels(project: Path) -> list[str]:
    session = Session.opened(project, read_only=True)
    try:
        return [label.name for label in session.schema.labels]
    finally:
        session.close()
