"""Articles from files, folders and the clipboard."""

import hashlib
import sys
from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.core.spans import State
from annotator.formats.articles import Imported, article_paths, pasted, read_articles
from annotator.formats.records import saved
from tests.formats.documents import document_of

TEXT = "Advertisement\r\n\r\nMinisters meet in Osaka\r\nThey spoke.\r\n"


def one(path: Path, encoding: str | None = None) -> Imported:
    (found,) = read_articles(path, encoding)
    assert isinstance(found, Imported)
    return found


@pytest.mark.parametrize("name", ["a.txt", "a.MD", "README"])
def test_a_text_file_is_one_article_with_its_line_ends(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(TEXT.encode())
    found = one(path)
    assert found.text == TEXT
    assert found.meta.title == "Ministers meet in Osaka"
    assert found.meta.source == path.as_posix()
    assert found.meta.source_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    (excluded,) = found.excluded
    assert (excluded.start, excluded.end, excluded.state) == (0, 13, State.PROPOSED)


def test_a_guessed_encoding_is_a_problem_and_can_be_corrected(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Zażółć gęślą jaźń".encode("cp1250"))
    assert "cp1250" in one(path).problems[0]
    assert one(path, "cp1250").problems == ()


def test_a_long_title_is_cut_at_a_word() -> None:
    title = pasted("word " * 60).meta.title
    assert len(title) <= 120
    assert title.endswith("word…")


@pytest.mark.parametrize("name", ["none.txt", "none.jsonl", "none.xyz", ""])
def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"no such file|a folder"):
        list(read_articles(tmp_path / name))


def test_other_kinds_of_files_are_refused_with_those_that_work(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.touch()
    with pytest.raises(InputError, match=r"\.png can't be read; these can: .*\.txt"):
        list(read_articles(path))


def test_documents_that_cannot_be_read_are_named_with_a_way_out(tmp_path: Path) -> None:
    for name in ("a.txt", "b.doc", "c.png", "d.csv"):
        (tmp_path / name).write_text("1,2\n3,4\n")
    found = article_paths(tmp_path)
    assert [path.name for path in found] == ["a.txt", "b.doc", "d.csv"]
    with pytest.raises(InputError, match=r"\.doc can't be read\. Save it as \.docx\."):
        list(read_articles(found[1]))
    with pytest.raises(InputError, match=r"none of the \.csv files"):
        list(read_articles(found[2]))


def test_a_folder_gives_its_articles_sorted_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a.jsonl", ".x.txt", ".git/a.txt", "c.png"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    folder = tmp_path / "in"
    found = [path.relative_to(folder).as_posix() for path in article_paths(folder)]
    assert found == ["a/z.md", "a.jsonl", "b.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "out.txt").touch()
    (folder / "a.txt").touch()
    (folder / "b.txt").symlink_to(folder / "a.txt")
    (folder / "c.txt").symlink_to(tmp_path / "out.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "up").symlink_to(tmp_path)
    assert [path.name for path in article_paths(folder)] == ["a.txt", "b.txt"]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        article_paths(tmp_path / "none")


def test_a_pasted_text_is_an_article_with_half_characters_replaced() -> None:
    found = pasted("Ministers\nmeet \ud83d.")
    assert found.text == "Ministers\nmeet \ufffd."
    assert "line 2, column 6" in found.problems[0]
    with pytest.raises(InputError):
        pasted(" \n")


def test_bad_lines_come_as_errors_among_the_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text":"One."}\n{"text":\n{"text":""}\n{"text":"Two."}\n')
    found = list(read_articles(path))
    assert [f.text if isinstance(f, Imported) else f.line for f in found] == ["One.", 2, 3, "Two."]


def test_clutter_is_proposed_only_where_nobody_has_worked(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = ['{"text":"Advertisement\\nOne."', '"answer":"accept"}']
    path.write_text(f"{lines[0]}}}\n{lines[0]},{lines[1]}\n")
    new, done = read_articles(path)
    assert isinstance(new, Imported)
    assert isinstance(done, Imported)
    assert (len(new.excluded), new.meta.title, len(done.excluded)) == (1, "One.", 0)


def test_the_source_that_a_record_names_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text":"One.","meta":{"source":"NNA","section":"x"},"cats":{"a":1}}\n')
    found = one(path)
    assert found.meta.source == path.as_posix()
    record = saved(document_of(found)).record
    assert (record["meta"]["source"], record["meta"]["section"]) == ("NNA", "x")
    assert list(record)[-1] == "cats"


def test_a_file_without_any_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n\n")
    with pytest.raises(InputError, match="no record"):
        list(read_articles(path))
