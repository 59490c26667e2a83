"""Articles into a project, beside the window: progress, a stop, and what the report says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import importing, rereading
from annotator.core.document import Status
from annotator.core.errors import AnnotatorError
from annotator.core.schema import Label, Schema
from annotator.formats.choices import Choices
from annotator.importing import Report, Told, found_beside, take_in
from annotator.session import Session

WORDS = "Ministers from eleven countries met in Osaka to agree on how to share medicines before the"
TEXT = f"{WORDS} next outbreak of avian influenza, and the talks went on until late at night."


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    found = Session.created(tmp_path / "p.annot", Schema(labels=(Label("GPE"),)), "Ana")
    yield found
    found.close()


def files(folder: Path, **texts: str) -> list[tuple[Path, str]]:
    made = []
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_text(text)
        made.append((path, path.name))
    return made


def taken(
    session: Session, named: list[tuple[Path, str]], told: list[Told] | None = None
) -> Report:
    def progress(at: Told) -> bool:
        if told is not None:
            told.append(at)
        return True

    return take_in(session, named, None, Choices(), progress if told is not None else None)


@pytest.mark.parametrize("told", [None, []])
def test_a_bad_file_stops_no_other_and_is_told_with_its_reason(
    session: Session, tmp_path: Path, told: list[Told] | None
) -> None:
    named = files(tmp_path, a="Osaka grew.", b="Lund shrank.")
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\0\1")
    report = taken(session, [named[0], (bad, "bad.txt"), named[1]], told)
    assert (report.added, len(report.refused)) == (2, 1)
    assert "bad.txt" in report.refused[0]
    assert [row.source for row in session.articles()] == ["a.txt", "b.txt"]


def test_progress_is_told_while_a_slow_file_is_read(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = files(tmp_path, a="Osaka grew.", b="Lund shrank.")
    told: list[Told] = []
    asked = importing.read_articles

    def slow(path: Path, encoding: str | None = None) -> object:
        while len(told) < 3:
            pass
        return asked(path, encoding)

    monkeypatch.setattr(importing, "read_articles", slow)
    assert taken(session, named, told).added == 2
    assert told[0] == Told(name="a.txt", file=1, files=2)


def test_what_was_read_before_a_stop_is_kept_and_told(session: Session, tmp_path: Path) -> None:
    lines = "".join(f'{{"text":"Article {n} of many."}}\n' for n in range(3000))
    path = tmp_path / "many.jsonl"
    path.write_text(lines)
    report = take_in(session, [(path, path.name)], None, Choices(), lambda at: at.articles < 20)
    assert 20 <= report.added < 3000
    assert len(session.articles()) == report.added
    assert report.remarks[-1] == f"Stopped after {report.added} articles."


def test_an_error_of_the_reading_thread_is_raised_here(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, encoding: str | None = None) -> object:
        raise RuntimeError(path)

    monkeypatch.setattr(importing, "read_articles", broken)
    with pytest.raises(RuntimeError):
        taken(session, files(tmp_path, a="x"), [])


def test_copies_are_told_also_those_of_articles_that_were_there(
    session: Session, tmp_path: Path
) -> None:
    taken(session, files(tmp_path, a=TEXT))
    report = taken(session, files(tmp_path, b=TEXT, c=f"{TEXT} More.", d="Quite another text."))
    assert report.added == 3
    assert [said.split(" “")[0] for said in report.twins] == ["b.txt", "c.txt"]
    assert "has the same text as" in report.twins[0]
    assert "of the project" in report.twins[0]


def test_a_changed_file_is_told_and_not_read_again(session: Session, tmp_path: Path) -> None:
    named = files(tmp_path, a="Osaka grew.")
    taken(session, named)
    assert taken(session, named).problems == ()
    named[0][0].write_text("Osaka shrank.")
    report = taken(session, named)
    assert (report.added, len(session.articles())) == (0, 1)
    assert "a.txt has changed since it was read" in report.remarks[0]


def test_a_folder_is_looked_through_beside_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files(tmp_path, a="x", b="y")
    told: list[Told] = []
    asked = importing.article_paths

    def slow(folder: Path) -> list[Path]:
        while len(told) < 2:
            pass
        return asked(folder)

    def progress(at: Told) -> bool:
        told.append(at)
        return True

    monkeypatch.setattr(importing, "article_paths", slow)
    assert [path.name for path in found_beside([tmp_path], progress)] == ["a.txt", "b.txt"]
    assert told[0] == Told(name=tmp_path.name)


def test_a_folder_that_can_t_be_read_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    path = folder / "x"
    folder_again = [folder]
    folder.rmdir()
    assert not path.exists()
    assert found_beside(folder_again, lambda _at: True) == folder_again


# Read in another way


@pytest.fixture
def table(session: Session, tmp_path: Path) -> str:
    path = tmp_path / "t.csv"
    path.write_text(
        "name,long,short\n"
        "A,A long text about Osaka and Lund.,Short one.\n"
        "B,Another long text about Lima and Tokyo.,Short two.\n"
    )
    taken(session, [(path, path.name)])
    return path.name


def test_another_column_makes_new_articles_and_rejects_untouched_ones(
    session: Session, table: str
) -> None:
    first = session.articles()[0].id
    assert rereading.read_as(session, first) == "column “long”"
    session.finish(first, Status.DONE)
    found = rereading.add_again(session, table, None, Choices(column="short"))
    assert (found.report.added, found.rejected) == (2, 1)
    assert session.document(found.article).text == "Short one."
    said = [row.status for row in session.articles()]
    assert said == [Status.DONE, Status.REJECTED, Status.NEW, Status.NEW]
    session.undo()
    assert session.articles()[1].status is Status.NEW


def test_what_can_be_chosen_depends_on_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"headline": "One", "story": "Osaka grew."}')
    found = rereading.ways_of(tmp_path / "a.json")
    assert found.columns == ("headline", "story")
    assert rereading.ways_of(tmp_path / "a.pdf").has_hyphens
    assert rereading.ways_of(tmp_path / "a.html").has_rest
    assert rereading.ways_of(tmp_path / "a.txt").is_plain


def test_a_source_that_is_gone_is_said(session: Session, tmp_path: Path, table: str) -> None:
    (tmp_path / table).unlink()
    with pytest.raises(AnnotatorError, match="no such file"):
        rereading.add_again(session, table, None)
