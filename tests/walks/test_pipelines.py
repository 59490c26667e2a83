"""Pipelines of any kind: one whose labels the schema does not know, and none at all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core.schema import Schema
from annotator.session import Session
from tests.nlp.packages import made_pipeline
from tests.walks.program import Program

TEXT = "Russia sends Sputnik V to Lund, said Lavrov.\n"


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    import spacy

    nlp = spacy.blank("en")
    rules = [("VACCINE", "Sputnik V"), ("PER", "Lavrov")]
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": said} for label, said in rules])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "pipeline")
    return tmp_path / "pipeline"


def test_a_label_that_the_schema_lacks_is_added_from_the_bar_and_undone(
    start: Callable[..., Program], pipeline: Path, tmp_path: Path
) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT)
    program = start("--model", str(pipeline), str(source))
    program.wait("proposals")
    program.press("F6", "F6", "space", "Down", "Return")
    program.wait("proposals")
    program.press("Escape", "ctrl+Return", until="painted")
    program.press("ctrl+s")
    program.wait_for_window("Save dataset")
    program.press("Return", until="saved")
    record = json.loads((tmp_path / "a.gold.jsonl").read_text("utf-8"))
    found = [(record["text"][s["start"] : s["end"]], s["label"]) for s in record["spans"]]
    assert found == [("Sputnik V", "VACCINE"), ("Lavrov", "PERSON")]
    program.close()
    session = Session.opened(tmp_path / "a.txt.annot", read_only=True)
    assert session.schema.label("VACCINE") is not None
    session.close()


def ended(program: Program, folder: Path) -> tuple[Schema, list[tuple[str, str]]]:
    """Close the window; the project's schema and the spans of its article."""
    program.close()
    session = Session.opened(folder / "a.txt.annot", read_only=True)
    found = [(TEXT[s.start : s.end], s.label) for s in session.document(1).spans()]
    schema = session.schema
    session.close()
    return schema, found


def test_a_label_that_the_schema_lacks_is_mapped_from_the_bar_and_remembered(
    start: Callable[..., Program], pipeline: Path, tmp_path: Path
) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT)
    program = start("--model", str(pipeline), str(source))
    program.wait("proposals")
    program.press("F6", "F6", "space", "Down", "Down", "Right", "Down", "Return")
    program.wait("proposals")
    schema, found = ended(program, tmp_path)
    assert found == [("Sputnik V", "ORG"), ("Lavrov", "PERSON")]
    assert schema.resolved("VACCINE") == "ORG"
    assert schema.label("VACCINE") is None


def test_a_label_that_the_schema_lacks_is_ignored_from_the_bar_for_good(
    start: Callable[..., Program], pipeline: Path, tmp_path: Path
) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT)
    program = start("--model", str(pipeline), str(source))
    program.wait("proposals")
    program.press("F6", "F6", "space", "Down", "Down", "Down", "Return", until="painted")
    program.press("Escape", "ctrl+r", until="proposals")
    schema, found = ended(program, tmp_path)
    assert found == [("Lavrov", "PERSON")]
    assert schema.ignored == ("VACCINE",)


def test_running_again_replaces_only_what_nobody_has_touched(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT)
    old = made_pipeline(tmp_path / "old", Russia="GPE", Sputnik="PRODUCT", Lund="GPE", Lavrov="ORG")
    new = made_pipeline(tmp_path / "new", Russia="LOC", Sputnik="ORG", Lund="GPE", Lavrov="PER")
    program = start("--model", str(old), str(source))
    program.wait("proposals")
    program.press("Tab", until="focus")
    program.press("2", until="painted")  # Russia: another label
    program.press("Tab", "Tab", until="focus")
    program.press("x", until="painted")  # Lund: removed
    program.close()
    program = start("--model", str(new), str(source))
    program.press("ctrl+r", until="proposals")
    program.press("ctrl+r", until="proposals")
    _, found = ended(program, tmp_path)
    assert found == [("Russia", "ORG"), ("Sputnik", "ORG"), ("Lavrov", "PERSON")]


def test_without_a_pipeline_everything_but_highlighting_works(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    source = tmp_path / "a.txt"
    source.write_text(TEXT)
    program = start("--model", "no_such_pipeline", str(source))
    program.press("ctrl+Home")
    program.press("shift+Right", until="focus")
    program.press("3", until="painted")
    program.press("ctrl+Return", until="painted")
    program.press("ctrl+s")
    program.wait_for_window("Save dataset")
    program.press("Return", until="saved")
    record = json.loads((tmp_path / "a.gold.jsonl").read_text("utf-8"))
    assert [(s["start"], s["end"], s["label"]) for s in record["spans"]] == [(0, 6, "GPE")]
