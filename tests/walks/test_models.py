"""Pipelines that nobody has vouched for, and ones that misbehave, in the real program."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator import opening
from annotator.opening import Options
from annotator.session import Session
from tests.nlp.packages import install, made_pipeline
from tests.walks.program import Program, Screen

TEXT = "They left Osaka on Monday.\nNobody saw Osaka again.\n"
PART = """
import os
from spacy.language import Language
from spacy.util import load_model_from_init_py

@Language.component("{name}_part")
def part(doc):
    {does}
    return doc

def pipes():
    places = [(fd, f"/proc/self/fd/{{fd}}") for fd in range(3, 20)]
    return [fd for fd, at in places if os.path.exists(at) and "pipe" in os.readlink(at)]

def load(**overrides):
    nlp = load_model_from_init_py(__file__, **overrides)
    nlp.add_pipe("{name}_part")
    return nlp
"""


def article(folder: Path) -> Path:
    path = folder / "a.txt"
    path.write_text(TEXT)
    return path


def kept(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "config" / "settings.toml").read_text("utf-8"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project from somebody else, which names a folder of theirs."""
    made_pipeline(tmp_path / "theirs", Osaka="GPE")
    options = Options("Ana", None, None, tmp_path / "data")
    session = opening.open_paths([article(tmp_path)], options, lambda *_: True).session
    session.set_value("pipeline", str(tmp_path / "theirs"))
    place = session.path
    session.close()
    return place


def test_a_folder_that_a_project_names_is_asked_about_once(
    start: Callable[..., Program], project: Path, tmp_path: Path
) -> None:
    program = start(str(project))
    program.wait("asked")
    program.press("F6", "F6", "space")
    program.wait("proposals")
    program.close()
    assert list(kept(tmp_path)["pipelines"]) == [str(tmp_path / "theirs")]  # type: ignore[call-overload]
    session = Session.opened(project)
    found = [(s.start, s.end, s.label) for s in session.document(1).spans()]
    assert found == [(10, 15, "GPE"), (38, 43, "GPE")]
    session.close()
    program = start(str(project))
    program.press("ctrl+r", until="proposals")
    program.close()
    (tmp_path / "theirs" / "vocab" / "new").write_text("x")
    program = start(str(project))
    program.wait("asked")
    program.close()


def test_without_a_yes_the_folder_is_not_loaded_and_work_goes_on(
    start: Callable[..., Program], project: Path, tmp_path: Path
) -> None:
    program = start(str(project))
    program.wait("asked")
    program.press("ctrl+Home")
    program.press("shift+Right", until="focus")
    program.press("1", until="painted")
    program.close()
    assert "pipelines" not in kept(tmp_path)
    session = Session.opened(project, read_only=True)
    assert [s.label for s in session.document(1).spans()] == ["PERSON"]
    assert session.article(1).highlighted_by == ""
    session.close()


def test_a_folder_named_on_the_command_line_is_chosen_already(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    folder = made_pipeline(tmp_path / "mine")
    program = start("--model", str(folder), str(article(tmp_path)))
    program.wait("proposals")
    program.close()
    assert "pipelines" not in kept(tmp_path)


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("os._exit(11)", "ended by itself, twice"),
        ("raise ValueError(doc.text)", "failed on this article (ValueError)"),
        ("doc = [b'x' * (1 << 26) for _ in range(4_000)]", "memory"),
        ("[os.write(fd, b'evil' * 99) for fd in pipes()]", "makes no sense, twice"),
    ],
)
def test_a_pipeline_that_misbehaves_costs_no_edit(
    screen: Screen, tmp_path: Path, does: str, said: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    install(site, "en_rogue", PART.format(name="en_rogue", does=does))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text("pipeline_memory_mb = 700\n")
    root = Path(__file__).resolve().parents[2]
    before = dict(screen.environment)
    screen.environment["PYTHONPATH"] = f"{site}:{root}"
    source = article(tmp_path)
    try:
        with Program(screen, "--model", "en_rogue", str(source), folder=tmp_path) as program:
            while said not in (told := program.wait("warned")):
                assert "started again" in told, told
            assert "Osaka" not in told
            program.press("ctrl+Home")
            program.press("shift+Right", until="focus")
            program.press("1", until="painted")
    finally:
        screen.environment = before
    session = Session.opened(tmp_path / "a.txt.annot", read_only=True)
    assert [(s.start, s.end, s.label) for s in session.document(1).spans()] == [(0, 4, "PERSON")]
    session.close()
