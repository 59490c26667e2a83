"""A project held against itself, and what is unambiguous mended."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.session import Session
from annotator.store.mending import mend
from annotator.store.project import Project
from annotator.store.verification import Flaw, verified
from tests.store.projects import worked

LAYOUT_1 = Path(__file__).parents[1] / "data" / "layout_1.annot"


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


def flaws(path: Path) -> list[Flaw]:
    project = Project.opened(path)
    try:
        return verified(project).flaws
    finally:
        project.close()


def mended(path: Path) -> list[Flaw]:
    project = Project.opened(path)
    try:
        return mend(project, verified(project))
    finally:
        project.close()


def documents(path: Path) -> list[object]:
    session = Session.opened(path, read_only=True)
    try:
        return [session.document(row.id) for row in session.articles()]
    finally:
        session.close()


def test_a_worked_project_has_no_flaw(tmp_path: Path) -> None:
    assert flaws(worked(tmp_path / "a.annot")) == []


MENDABLE = {
    "counts": "UPDATE articles SET span_count = 1",
    "replay": "UPDATE spans SET label = 'GPE' WHERE id > 1",
    "status": "UPDATE articles SET status = 'new' WHERE id = 1",
    "index": "DELETE FROM journal_articles WHERE step < 9",
    "ids": "UPDATE articles SET next_span = 0",
    "gone": "DELETE FROM relations",
    "title": "UPDATE articles SET title = 'Another' WHERE id = 2",
}


@pytest.mark.parametrize("name", MENDABLE)
def test_state_that_the_journal_contradicts_goes_back_to_what_it_says(
    tmp_path: Path, name: str
) -> None:
    path = worked(tmp_path / "a.annot")
    before = documents(path)
    change(path, MENDABLE[name])
    assert flaws(path)
    assert mended(path)
    assert flaws(path) == []
    assert documents(path) == before


def test_a_relation_to_nowhere_is_removed_by_a_step(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot")
    change(
        path,
        "INSERT INTO relations VALUES (2, 900, 1, 901, 'HEAD_OF', 'added', 0, '', NULL, '', '', '')",
    )
    assert "relation" in {flaw.kind for flaw in flaws(path)}
    mended(path)
    assert "relation" not in {flaw.kind for flaw in flaws(path)}


def test_what_an_older_program_imported_is_checked_in_full_once_it_was_repaired(
    tmp_path: Path,
) -> None:
    path = Path(shutil.copyfile(LAYOUT_1, tmp_path / "a.annot"))
    assert flaws(path) == []
    assert mended(path) == []
    change(path, "UPDATE articles SET hard_wrapped = 1 - hard_wrapped WHERE id = 2")
    assert [flaw.kind for flaw in flaws(path)] == ["replay"]


UNMENDABLE = {
    "text": "UPDATE texts SET text = replace(text, 'Ana', 'Ena')",
    "imported": "UPDATE spans SET label = 'GPE' WHERE id = 1 AND article = 2",
    "offsets": "UPDATE spans SET end = 99999 WHERE id = 1 AND article = 2",
    "journal": "UPDATE journal SET operations = replace(operations, 'PERSON', 'ORG') WHERE id = 1",
    "lost step": "DELETE FROM journal WHERE id = 4",
    "tokens": "UPDATE tokens SET starts = ends WHERE article = 2",
    "orphans": "INSERT INTO spans SELECT 77, id, start, end, label, state, confirmed, source,"
    " score, note, kb_id, attributes, proposed, extra FROM spans WHERE article = 1 AND id = 1",
}


@pytest.mark.parametrize("name", UNMENDABLE)
def test_what_has_no_single_mend_is_reported_only(tmp_path: Path, name: str) -> None:
    path = worked(tmp_path / "a.annot", steps=200)
    change(path, UNMENDABLE[name])
    assert any(not flaw.mendable for flaw in flaws(path))


def test_a_flipped_bit_is_noticed_or_has_changed_no_article(tmp_path: Path) -> None:
    path = worked(tmp_path / "a.annot")
    before, data = documents(path), path.read_bytes()
    chance = random.Random(4)
    noticed = 0
    for _ in range(60):
        place = chance.randrange(len(data))
        flipped = bytearray(data)
        flipped[place] ^= 1 << chance.randrange(8)
        for leftover in tmp_path.glob("b.annot*"):
            leftover.unlink()
        copy = tmp_path / "b.annot"
        copy.write_bytes(flipped)
        try:
            is_noticed = bool(flaws(copy))
        except AnnotatorError:
            is_noticed = True
        noticed += is_noticed
        assert is_noticed or documents(copy) == before, place
    assert noticed
