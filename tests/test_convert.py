"""`annotator convert`, through its one door."""

from pathlib import Path

import pytest

from annotator.cli import main

TEXT = "Ana Lund met Bo in Osaka.\n"
LINES = (
    "T1\tPERSON 0 8\tAna Lund\nT2\tPERSON 13 15\tBo\nT3\tNAME 0 3\tAna\nR1\tKNOWS Arg1:T1 Arg2:T2\n"
)


@pytest.fixture
def brat(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    (folder / "a.ann").write_text(LINES)
    return folder


def test_a_folder_becomes_records_and_is_counted_and_compared(
    brat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", str(brat), "-o", str(tmp_path / "out.jsonl")]) == 0
    said = capsys.readouterr().out
    assert "Read 1 articles, 3 spans, 1 relations; refused 0." in said
    assert "Read back: all articles are alike." in said


def test_records_become_brat_again(brat: Path, tmp_path: Path) -> None:
    records, again = tmp_path / "out.jsonl", tmp_path / "again"
    assert main(["convert", str(brat), "-o", str(records)]) == 0
    assert main(["convert", str(records), "-o", str(again), "--to", "brat"]) == 0
    lines = (again / "out.ann").read_text().splitlines()
    assert sorted(line.rstrip() for line in lines) == sorted(LINES.splitlines())


def test_an_unclear_format_is_asked_for(
    brat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", str(brat), "-o", str(tmp_path / "out.xyz")]) == 1
    assert "Add --to" in capsys.readouterr().err
    assert main(["convert", str(brat), "-o", str(tmp_path / "o"), "--to", "none"]) == 1
    assert "no format called" in capsys.readouterr().err


def test_a_bad_file_does_not_stop_the_others_and_strict_refuses_it(
    brat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (brat / "bad.txt").write_bytes(b"\0\1")
    out = tmp_path / "out.jsonl"
    assert main(["convert", str(brat), "-o", str(out), "--strict"]) == 1
    assert not out.exists()
    assert "bad.txt" in capsys.readouterr().err
    assert main(["convert", str(brat), "-o", str(out)]) == 0
    assert "refused 1" in capsys.readouterr().out


def test_columns_are_chosen_in_and_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, middle, out = tmp_path / "a.tsv", tmp_path / "b.conll", tmp_path / "c.conll"
    source.write_text("1\tAna\tPER\tO\n2\tcame\tO\tO\n")
    said = ["--columns", "2,3", "--columns-out", "1,2", "--no-docstart"]
    assert main(["convert", str(source), "-o", str(middle), *said]) == 0
    assert middle.read_text() == "Ana B-PER\ncame O\n\n"
    assert main(["convert", str(middle), "-o", str(out)]) == 0
    assert out.read_text() == "-DOCSTART- -X- -X- O\n\nAna -X- _ B-PER\ncame -X- _ O\n\n"
    assert main(["convert", str(middle), "-o", str(tmp_path / "d"), "--to", "brat", *said]) == 1
    assert "has no columns" in capsys.readouterr().err
