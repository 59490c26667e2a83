"""The doors without a window."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from annotator import __version__
from annotator.cli import command, main, prelabel
from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.errors import AnnotatorError
from annotator.core.schema import Label, Schema
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.session import Session

TEXT = "Advertisement\n\nRussian Foreign Minister Sergey Lavrov met Kim Jong Un in Pyongyang.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8", newline="")
    return path


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("arguments", [["--help"], ["prelabel", "-h"], ["check", "-h"]])
def test_help_ends_well(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert "usage: annotator" in capsys.readouterr().out


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"annotator {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["prelabel"], ["prelabel", "a.txt"], ["convert"]])
def test_wrong_use_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (AnnotatorError("The disk is full."), 1, "annotator: The disk is full.\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_become_a_sentence_and_a_code(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(arguments: object) -> int:
        raise error

    monkeypatch.setattr(command, "check", fail)
    assert main(["check", "a.jsonl"]) == code
    assert capsys.readouterr().err == said


# prelabel


def test_prelabel_writes_what_nobody_has_seen(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["prelabel", str(article), "-o", str(out)]) == 0
    (record,) = records(out)
    assert record["text"] == TEXT.removeprefix("Advertisement\n")
    assert record["answer"] is None
    assert record["meta"]["reviewed"] is False
    assert record["spans"]
    assert {span["state"] for span in record["spans"]} == {"proposed"}
    surfaces = {record["text"][s["start"] : s["end"]] for s in record["spans"]}
    assert "Sergey Lavrov" in surfaces


def test_prelabel_gives_equal_bytes_twice_and_through_a_pipe(
    article: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    out = tmp_path / "out.jsonl"
    for _ in range(2):
        assert main(["prelabel", str(article), "-o", "-"]) == 0
    assert main(["prelabel", str(article), "-o", str(out)]) == 0
    captured = capsysbinary.readouterr()
    assert captured.out == out.read_bytes() * 2
    assert captured.err == b""


BAD_LINE = '{"text":"Osaka grew."}\n{"text":\n'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("binary.txt", b"\x00\x01", "binary file"),
        ("binary.jsonl", b"\x00\x01\n" * 9, "binary file"),
        ("empty.txt", b"", "is empty"),
        ("empty.jsonl", b"", "is empty"),
        ("lines.jsonl", BAD_LINE.encode(), "line 2: "),
        ("range.jsonl", b'{"text":"a b","spans":[{"start":0,"end":9,"label":"GPE"}]}', "line 1: "),
        ("half.jsonl", b'{"text":"a \\ud83d b"}', "line 1: Half a character"),
        ("a.docy", b"x", "can't be read"),
    ],
)
def test_a_bad_input_is_one_sentence_and_nothing_is_written(
    name: str,
    content: bytes,
    said: str,
    article: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / name).write_bytes(content)
    out = tmp_path / "out.jsonl"
    assert main(["prelabel", str(article), str(tmp_path / name), "-o", str(out)]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert error.endswith("--skip-bad goes on without it.\n")
    assert not out.exists()


def test_prelabel_replaces_halves_of_characters_when_told(tmp_path: Path) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"text":"Half \\ud83d of it."}\n')
    assert main(["prelabel", str(source), "-o", str(out), "--replace-surrogates"]) == 0
    assert records(out)[0]["text"] == "Half \ufffd of it."


def test_prelabel_names_bad_inputs_and_writes_the_others_when_told(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01")
    (tmp_path / "b.jsonl").write_text('{"text":"Osaka grew."}\n{"text":\n')
    inputs = [str(tmp_path / name) for name in ("none.txt", "binary.txt", "b.jsonl")]
    out = tmp_path / "out.jsonl"
    assert main(["prelabel", "--skip-bad", *inputs, str(article), "-o", str(out)]) == 0
    assert len(records(out)) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert "line 2" in said[2]


def test_prelabel_without_any_article_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    none = str(tmp_path / "none.txt")
    assert main(["prelabel", none, "-o", str(out)]) == 1
    assert capsys.readouterr().err == f"annotator: {none}: There is no such file. Check its name.\n"
    assert main(["prelabel", "--skip-bad", none, "-o", str(out)]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert not out.exists()


def test_prelabel_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    class Input:
        buffer = io.BytesIO(TEXT.encode())

    monkeypatch.setattr(sys, "stdin", Input)
    assert main(["prelabel", "-", "-o", "-"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["meta"]["source"] == "standard input"


def test_prelabel_never_replaces_its_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text":"Osaka grew."}\n')
    assert main(["prelabel", str(path), "-o", str(path)]) == 1
    assert "is an input as well" in capsys.readouterr().err


def test_prelabel_passes_answered_records_on(tmp_path: Path) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"text": TEXT, "spans": [], "answer": "accept"}) + "\n")
    assert main(["prelabel", str(source), "-o", str(out)]) == 0
    (record,) = records(out)
    assert (record["spans"], record["answer"], record["text"]) == ([], "accept", TEXT)


def test_prelabel_names_a_missing_model(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["prelabel", str(article), "-o", str(out), "--model", "no_such_model"]) == 1
    assert "no_such_model" in capsys.readouterr().err
    assert not out.exists()


def test_prelabel_keeps_labels_that_the_schema_does_not_know(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema, out = tmp_path / "s.toml", tmp_path / "out.jsonl"
    schema.write_text('ignored = ["NORP"]\n[[labels]]\nname = "Human"\naliases = ["PERSON"]\n')
    assert main(["prelabel", str(article), "-o", str(out), "--schema", str(schema)]) == 0
    labels = {span["label"] for span in records(out)[0]["spans"]}
    assert "Human" in labels
    assert not labels & {"PERSON", "NORP"}
    assert "does not know these labels" in capsys.readouterr().err


def test_prelabel_names_a_label_of_a_record_that_the_schema_lacks_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    spans = [{"start": 0, "end": 5, "label": "TOWN"}]
    source.write_text((json.dumps({"text": "Osaka grew.", "spans": spans}) + "\n") * 2)
    assert main(["prelabel", str(source), "-o", str(out)]) == 0
    assert capsys.readouterr().err.count("no label TOWN") == 1
    assert [r["spans"][0]["label"] for r in records(out)] == ["TOWN", "TOWN"]


def test_prelabel_reads_articles_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.formats.articles import pasted

    def endless() -> Iterator[Any]:
        while True:
            yield pasted("Osaka grew.")

    class Answer:
        def __init__(self, key: Any) -> None:
            self.key, self.proposals, self.tokens = key, (), Tokens.plain(key.text)

    monkeypatch.setattr(
        "annotator.nlp.prelabel.prelabel_stream",
        lambda p, t, found, c: (Answer(f[0]) for f in found),
    )

    class Pipeline:
        source = "m"

    found = prelabel._proposed(endless(), Pipeline(), Schema())  # type: ignore[arg-type]
    assert next(found).text == "Osaka grew."


def test_a_reader_that_goes_away_is_no_trouble(article: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text((json.dumps({"text": "word " * 2000, "answer": "accept"}) + "\n") * 100)
    run = subprocess.Popen(
        [sys.executable, "-m", "annotator", "prelabel", str(many), "-o", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    run.stdout.read(10)
    run.stdout.close()
    assert run.stderr is not None
    with run.stderr as errors:
        assert errors.read() == b""
    assert run.wait() == 141


# check


def checked(path: Path, *options: str) -> int:
    return main(["check", str(path), *options])


def written(path: Path, **more: Any) -> Path:
    path.write_text(json.dumps({"text": "Osaka met Osaka.", **more}) + "\n")
    return path


def test_check_of_a_good_file_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "a.jsonl", spans=[{"start": 0, "end": 5, "label": "GPE"}])
    assert checked(path, "--flat") == 0
    out = capsys.readouterr().out
    assert "1 article, 1 span, 0 relations; 0 errors" in out
    assert "The spans are flat" in out


@pytest.mark.parametrize(
    ("more", "options", "said"),
    [
        ({"spans": [{"start": 0, "end": 99, "label": "GPE"}]}, [], "line 1: error: .*not lie with"),
        ({"spans": [{"start": "0", "end": 9, "label": "GPE"}]}, [], "not a whole number"),
        ({"spans": [{"start": 0, "end": 3, "label": "GPE"}]}, ["--flat"], "not flat"),
        (
            {"spans": [{"start": 0, "end": e, "label": "GPE"} for e in (5, 9)]},
            ["--flat"],
            "overlaps",
        ),
    ],
)
def test_check_names_errors_and_ends_with_1(
    more: dict[str, Any],
    options: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert checked(written(tmp_path / "a.jsonl", **more), *options) == 1
    import re

    assert re.search(said, capsys.readouterr().out)


def test_check_takes_a_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "a.jsonl", spans=[{"start": 0, "end": 5, "label": "CITY"}])
    assert checked(path) == 1
    assert "line 1: error: The default schema has no label CITY (1 span" in capsys.readouterr().out
    schema = tmp_path / "s.toml"
    schema.write_text('[[labels]]\nname = "GPE"\n')
    assert checked(path, "--schema", str(schema)) == 1
    schema.write_text('[[labels]]\nname = "CITY"\n')
    assert checked(path, "--schema", str(schema)) == 0
    schema.write_text('[[labels]]\nname = "CITY"\ncolour = "red"\n')
    capsys.readouterr()
    assert checked(path, "--schema", str(schema)) == 1
    assert "s.toml, line 3: " in capsys.readouterr().err


def test_check_gives_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "a.jsonl", spans=[{"start": 0, "end": 3, "label": "GPE"}])
    assert checked(path, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["articles"], report["warnings"], report["flat"]) == (1, 1, False)
    assert report["problems"][0]["kind"] == "misaligned"


@pytest.mark.parametrize("name", ["none.jsonl", "none.annot", ""])
def test_check_of_nothing_is_one_sentence(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(tmp_path / name) == 1
    said = capsys.readouterr().err
    assert said.startswith("annotator: ")
    assert said.count("\n") == 1


# export


def document(number: int, status: Status) -> Document:
    text = f"Advertisement\nArticle {number} on Osaka, where {number * 7919} people met.\n"
    place = text.index("Osaka")
    return Document.made(
        0,
        text,
        Tokens.plain(text),
        spans=[Span(1, place, place + 5, "GPE"), Span(2, place - 3, place + 5, "GPE")],
        excluded=[Excluded(1, 0, 13)],
        status=status,
        meta=Meta(title=f"Article {number}"),
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.annot"
    session = Session.created(path, Schema(labels=(Label("GPE"),)), "Ana")
    statuses = [Status.DONE] * 8 + [Status.SKIPPED, Status.NEW]
    session.add_articles(document(number, status) for number, status in enumerate(statuses))
    session.close()
    return path


def export(project: Path, output: Path, *options: str) -> int:
    return main(["export", str(project), "-o", str(output), *options])


def test_export_writes_the_reviewed_articles(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "gold.jsonl"
    assert export(project, out) == 0
    found = records(out)
    assert [r["answer"] for r in found] == ["accept"] * 8 + ["ignore"]
    assert all(r["text"].startswith("Article") for r in found)
    captured = capsys.readouterr()
    assert f"9 articles with 18 spans and 0 relations saved to {out}." in captured.out
    assert "1 of 10 articles are not reviewed" in captured.err


def test_export_takes_unreviewed_ones_when_told(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "gold.jsonl"
    assert export(project, out, "--include-unreviewed") == 0
    assert [r["meta"]["reviewed"] for r in records(out)] == [True] * 9 + [False]


def test_export_refuses_a_project_without_reviewed_articles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "p.annot", tmp_path / "gold.jsonl"
    session = Session.created(path, Schema(), "Ana")
    session.add_articles([document(1, Status.NEW)])
    session.close()
    assert export(path, out) == 1
    assert "--include-unreviewed" in capsys.readouterr().err
    assert not out.exists()


def test_export_keeps_the_whole_text_when_told(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "gold.jsonl"
    assert export(project, out, "--keep-excluded") == 0
    assert records(out)[0]["text"].startswith("Advertisement")


def test_export_flat_names_what_it_leaves_out(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "gold.jsonl"
    assert export(project, out, "--flat") == 0
    assert all(len(r["spans"]) == 1 for r in records(out))
    assert "Article 0: GPE “Osaka”" in capsys.readouterr().err
    assert checked(out, "--flat") == 0


def test_export_splits_into_three_files(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "gold.jsonl"
    assert export(project, out, "--split", "60/20/20") == 0
    sizes = [len(records(tmp_path / f"gold.{p}.jsonl")) for p in ("train", "dev", "test")]
    assert sum(sizes) == 9
    assert all(sizes)
    assert not out.exists()


def test_export_goes_to_stdout(project: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert export(project, Path("-")) == 0
    assert len(capsysbinary.readouterr().out.splitlines()) == 9


@pytest.mark.parametrize(
    ("output", "options", "said"),
    [
        ("nowhere/gold.jsonl", [], "does not exist"),
        ("p.annot", [], "is an input as well"),
        ("gold.jsonl", ["--split", "half"], "80/10/10"),
    ],
)
def test_export_refusals_are_one_sentence(
    output: str,
    options: list[str],
    said: str,
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert export(project, tmp_path / output, *options) == 1
    assert said in capsys.readouterr().err


def test_check_of_a_project_uses_its_schema(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(project) == 0
    assert "10 articles, 20 spans" in capsys.readouterr().out
    schema = replace(Schema(), labels=(Label("PERSON"),))
    session = Session.opened(project, "Ana")
    session.change_schema("Other schema", schema)
    session.close()
    assert checked(project) == 1


def test_a_file_that_is_no_project_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.annot"
    path.write_text("not a project")
    assert export(path, tmp_path / "gold.jsonl") == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_fault_of_the_program_is_told_and_kept_without_article_text(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from annotator.cli import command
    from annotator.settings import data_folder

    def fail(*_: object) -> int:
        raise KeyError("Quill" + "feather")

    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(command, "check", fail)
    assert command.main(["check", "x.jsonl"]) == command.FAULT
    said = capsys.readouterr().err
    kept = (data_folder() / "last_error.txt").read_text("utf-8")
    assert "Something went wrong in the program (KeyError)" in said
    assert kept.endswith("KeyError\n")
    assert "Quillfeather" not in said + kept
    monkeypatch.setenv("ANNOTATOR_DEBUG", "1")
    with pytest.raises(KeyError):
        command.main(["check", "x.jsonl"])
