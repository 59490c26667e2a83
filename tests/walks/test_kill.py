"""Killed right after a key press: what was painted is there after reopening, and undo still undoes it."""

from collections.abc import Callable
from pathlib import Path

from annotator.session import Session
from tests.walks.analyst import Analyst
from tests.walks.program import Program
from tests.walks.test_worked_article import DATA, dataset, place_of


def labels(project: Path, word: str) -> list[str]:
    session = Session.opened(project)
    try:
        document = session.document(1)
        return [s.label for s in document.spans() if document.surface(s) == word]
    finally:
        session.close()


def test_a_painted_correction_survives_a_kill_and_can_be_undone_after_it(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    source = dataset(tmp_path)
    project = tmp_path / "worked.jsonl.annot"
    program = start(str(source))
    Analyst(program, DATA["text"]).relabel(place_of("Kotka"), "GPE")
    program.kill()
    assert labels(project, "Kotka") == ["GPE"]
    program.start(str(project))
    program.press("ctrl+z", until="painted")
    program.kill()
    assert labels(project, "Kotka") == ["PERSON"]
