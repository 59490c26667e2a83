"""A project's articles, journal and copies."""

import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.core.contents import Contents
from annotator.core.errors import AnnotatorError, LockedError
from annotator.core.history import Kind
from annotator.core.spans import Span
from annotator.session import Session
from annotator.store.project import Project
from annotator.store.recovery import recover
from tests.core.strategies import NEWS
from tests.store.samples import add_span, sample_document, sample_session, surfaces


def test_a_new_project_holds_its_schema_and_tokenizer(tmp_path: Path) -> None:
    Project.created(tmp_path / "news.annot", NEWS, "de").close()
    project = Project.opened(tmp_path / "news.annot")
    assert (project.schema(), project.value("tokenizer"), project.value("x")) == (NEWS, "de", "")
    project.close()


def test_articles_are_added_all_or_none(tmp_path: Path) -> None:
    project = Project.created(tmp_path / "news.annot", NEWS)
    whole = Contents.of(sample_document())
    broken = replace(whole, spans=[Span(1, 0, 5, "PERSON")] * 2)
    with pytest.raises(AnnotatorError):
        project.add([whole, broken])
    assert project.articles() == []
    project.close()


def test_a_missing_article_or_step_is_told(tmp_path: Path) -> None:
    project = Project.created(tmp_path / "news.annot", NEWS)
    for ask in (project.document, project.article, project.step):
        with pytest.raises(AnnotatorError, match="no"):
            ask(7)
    assert project.step_name(7) == ""
    project.close()


def test_the_journal_keeps_every_step_in_order(tmp_path: Path) -> None:
    session = sample_session(tmp_path / "news.annot")
    session.undo()
    session.redo()
    session.close()
    project = Project.opened(tmp_path / "news.annot")
    assert [kind for kind, _ in project.steps()] == [Kind.DO, Kind.UNDO, Kind.REDO]
    assert list(project.history_rows()) == [(1, Kind.DO), (2, Kind.UNDO), (3, Kind.REDO)]
    assert project.step_name(1) == "Add"
    assert project.touched_spans(1) == {1}
    project.close()


def change_second_step(path: Path) -> None:
    """Change a step in the journal behind the program's back."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(
        "UPDATE journal SET operations = CAST(operations || ' ' AS BLOB) WHERE id = 2"
    )
    connection.close()


def test_a_changed_step_in_the_journal_is_noticed(tmp_path: Path) -> None:
    session = sample_session(tmp_path / "news.annot")
    add_span(session, 1, 9, 12, "ORG")
    add_span(session, 1, 23, 26, "ORG")
    session.close()
    project = Project.opened(session.path)
    assert project.broken_step() is None
    change_second_step(session.path)
    assert project.broken_step() == 2
    project.close()


@pytest.mark.parametrize(
    "damage", ["operations = CAST(operations AS TEXT)", "checksum = 'x' || checksum"]
)
@pytest.mark.parametrize("step", [1, 2])
def test_a_value_of_another_type_in_the_journal_is_told_as_damage(
    tmp_path: Path, damage: str, step: int
) -> None:
    session = sample_session(tmp_path / "news.annot")
    add_span(session, 1, 9, 12, "ORG")
    session.close()
    connection = sqlite3.connect(session.path, isolation_level=None)
    connection.execute(f"UPDATE journal SET {damage} WHERE id = {step}")
    connection.close()
    with pytest.raises(AnnotatorError, match="damaged"):
        Project.opened(session.path)
    found = recover(session.path, tmp_path / "new.annot")
    assert found.articles == 1


def test_a_copy_is_a_whole_project_with_its_history(tmp_path: Path) -> None:
    session = sample_session(tmp_path / "news.annot")
    session.copy_to(tmp_path / "copy.annot")
    add_span(session, 1, 9, 12, "ORG")
    session.close()
    copy = Session.opened(tmp_path / "copy.annot")
    assert surfaces(copy) == ["Ana Ruiz"]
    assert copy.undo() is not None
    assert surfaces(copy) == []
    copy.close()
    assert sorted(p.name for p in tmp_path.glob("*partial*")) == []


def test_a_copy_replaces_a_project_and_its_left_log(tmp_path: Path) -> None:
    old = sample_session(tmp_path / "old.annot")
    log = (tmp_path / "old.annot-wal").read_bytes()
    old.close()
    (tmp_path / "old.annot-wal").write_bytes(log)
    session = sample_session(tmp_path / "news.annot")
    add_span(session, 1, 9, 12, "ORG")
    session.copy_to(tmp_path / "old.annot")
    session.close()
    copy = Session.opened(tmp_path / "old.annot")
    assert surfaces(copy) == ["Ana Ruiz", "met"]
    copy.close()


def test_a_project_is_not_copied_onto_itself_or_an_open_one(tmp_path: Path) -> None:
    first, second = sample_session(tmp_path / "a.annot"), sample_session(tmp_path / "b.annot")
    with pytest.raises(AnnotatorError, match="this project itself"):
        first.copy_to(first.path)
    with pytest.raises(LockedError):
        first.copy_to(second.path)
    first.close()
    second.close()


def test_a_copy_into_a_missing_folder_is_told(tmp_path: Path) -> None:
    session = sample_session(tmp_path / "a.annot")
    with pytest.raises(AnnotatorError, match="folder"):
        session.copy_to(tmp_path / "no" / "copy.annot")
    (tmp_path / "folder.annot").mkdir()
    with pytest.raises(AnnotatorError, match=r"folder\.annot"):
        session.copy_to(tmp_path / "folder.annot")
    session.close()
    assert not list(tmp_path.glob("*.partial*"))
