"""From paths and pasted texts to an open project."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator import opening, rereading
from annotator.core.document import Status
from annotator.core.errors import AnnotatorError, LockedError
from annotator.opening import Opened, Options

TEXT = "Advertisement\n\nAiko Tanaka met Lund in Osaka.\n"


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(annotator="Ana", data_folder=tmp_path / "data")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    place.mkdir()
    (place / "b.txt").write_bytes(TEXT.encode())
    (place / "a.md").write_bytes("Zürich grew.\n".encode("cp1252"))
    (place / "c.jsonl").write_text('{"text":"Rome."}\n{broken\n{"text":"Milan."}\n')
    return place


@pytest.fixture
def kept() -> Iterator[Callable[[Opened], Opened]]:
    found: list[Opened] = []

    def keep(opened: Opened) -> Opened:
        found.append(opened)
        return opened

    yield keep
    for opened in found:
        opened.session.close()


Keep = Callable[[Opened], Opened]


def test_a_folder_becomes_one_project_with_its_articles_in_order(
    folder: Path, options: Options, kept: Keep
) -> None:
    opened = kept(opening.open_paths([folder], options))
    assert opened.session.path == folder / "annotator.annot"
    titles = [row.title for row in opened.session.articles()]
    assert titles == ["Zürich grew.", "Aiko Tanaka met Lund in Osaka.", "Rome.", "Milan."]
    assert opened.added == 4


def test_what_is_bad_is_named_with_its_line_and_guesses_are_told(
    folder: Path, options: Options, kept: Keep
) -> None:
    problems = kept(opening.open_paths([folder], options)).problems
    assert "c.jsonl, line 2: " in problems[0]
    assert "guess: cp1252" in problems[1]


def test_an_article_of_a_folder_joins_the_folder_s_project(
    folder: Path, options: Options, kept: Keep
) -> None:
    opening.open_paths([folder], options).session.close()
    opened = kept(opening.open_paths([folder / "b.txt"], options))
    assert opened.session.path == folder / "annotator.annot"
    assert opened.session.article(opened.article).source == "b.txt"
    assert opened.added == 0


def test_a_new_file_of_a_folder_comes_in_and_a_changed_one_is_told(
    folder: Path, options: Options, kept: Keep
) -> None:
    opening.open_paths([folder], options).session.close()
    (folder / "d.txt").write_text("New here.\n")
    (folder / "b.txt").write_text("Other words.\n")
    opened = kept(opening.open_paths([folder], options))
    assert opened.added == 1
    assert any("b.txt has changed" in problem for problem in opened.problems)
    texts = {opened.session.document(row.id).text for row in opened.session.articles()}
    assert TEXT in texts


def test_a_single_article_gets_a_project_beside_it(
    folder: Path, options: Options, kept: Keep
) -> None:
    opened = kept(opening.open_paths([folder / "b.txt"], options))
    assert opened.session.path == folder / "b.txt.annot"
    document = opened.session.document(opened.article)
    assert (document.text, document.status) == (TEXT, Status.NEW)
    assert [(e.start, e.end) for e in document.live_excluded()] == [(0, 13)]


def test_bad_input_leaves_no_project_behind(tmp_path: Path, options: Options) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02")
    with pytest.raises(AnnotatorError, match="binary file"):
        opening.open_paths([tmp_path / "bad.txt"], options)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.txt"]


@pytest.mark.parametrize("name", ["none.txt", "none.annot", ""])
def test_what_is_not_there_or_empty_is_a_sentence(
    name: str, tmp_path: Path, options: Options
) -> None:
    with pytest.raises(AnnotatorError, match=r"does not exist|holds no article"):
        opening.open_paths([tmp_path / name], options)


def test_pasted_texts_share_a_project(options: Options, kept: Keep) -> None:
    opening.open_pasted("First text.", options).session.close()
    opened = kept(opening.open_pasted("Second text.", options))
    rows = opened.session.articles()
    assert [row.title for row in rows] == ["First text.", "Second text."]
    assert opened.article == rows[1].id


def test_an_open_project_is_locked_for_others_and_can_be_looked_at(
    folder: Path, options: Options, kept: Keep
) -> None:
    path = kept(opening.open_paths([folder], options)).session.path
    with pytest.raises(LockedError):
        opening.open_project(path, options)
    looking = kept(opening.open_project(path, options, read_only=True))
    assert len(looking.session.articles()) == 4


def test_another_encoding_makes_a_new_article(folder: Path, options: Options, kept: Keep) -> None:
    opened = kept(opening.open_paths([folder / "a.md"], options))
    assert rereading.preview(opened.session, opened.article, "cp1251").startswith("Zь")
    again = rereading.add_again(opened.session, "a.md", "cp1251")
    assert opened.session.document(again.article).text == "Zьrich grew.\n"
    assert opened.session.document(opened.article).text == "Zürich grew.\n"
    assert opened.session.article(opened.article).status is Status.REJECTED
    opened.session.undo()
    assert opened.session.article(opened.article).status is Status.NEW


def test_a_schema_file_is_the_new_project_s(folder: Path, tmp_path: Path, kept: Keep) -> None:
    schema = tmp_path / "s.toml"
    schema.write_text('name = "Mine"\n[[labels]]\nname = "CITY"\n')
    options = Options(schema=schema, data_folder=tmp_path)
    assert kept(opening.open_paths([folder], options)).session.schema.name == "Mine"


def test_a_schema_file_becomes_that_of_a_project_that_is_there_and_can_be_undone(
    folder: Path, tmp_path: Path, kept: Keep
) -> None:
    opening.open_paths([folder], Options(data_folder=tmp_path)).session.close()
    schema = tmp_path / "s.toml"
    schema.write_text('name = "Mine"\n[[labels]]\nname = "CITY"\n')
    options = Options(schema=schema, data_folder=tmp_path)
    session = kept(opening.open_project(folder / "annotator.annot", options)).session
    assert session.schema.name == "Mine"
    session.undo()
    assert session.schema.name == "News"


def test_the_endings_of_articles_are_those_of_the_formats() -> None:
    endings = opening.article_endings()
    assert endings[0] == ".txt"
    assert {".ann", ".conll", ".mhtml", ".mbox"} <= set(endings)
    assert len(set(endings)) == len(endings)
