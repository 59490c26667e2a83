"""Looking over, writing, reading back, and the manifest; through the command line where it has options."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.errors import InputError
from annotator.core.relations import Relation
from annotator.core.schema import Label, Schema
from annotator.core.spans import Span, State
from annotator.core.tokens import Tokens
from annotator.formats.articles import read_articles
from annotator.formats.datasets import part_path
from annotator.formats.exporting import Order, differing, looked_over, written
from annotator.formats.imported import Imported
from annotator.formats.manifest import write_manifest
from annotator.formats.pieces import Unit
from annotator.formats.splits import divided, parts_of
from annotator.formats.table import FORMATS, Format, format_named
from annotator.session import Session

COPY = " ".join(f"word{n}" for n in range(60))


def articles() -> Iterator[Imported]:
    for number in range(20):
        text = f"Report {number * 31} came from Osaka {number * 17}. It was {number * 7} pages.\n"
        if number in (3, 11):
            text = f"{COPY} {number} Osaka.\n"
        at = text.index("Osaka")
        spans = (Span(1, at, at + 5, "GPE"), Span(2, at, at + 3, "X"))
        yield Imported(text, Meta(title=f"T{number}"), spans, tokens=Tokens.plain(text))


def read(path: Path) -> list[Imported]:
    return [found for found in read_articles(path) if isinstance(found, Imported)]


def test_the_parts_together_are_all_and_copies_stay_on_one_side(tmp_path: Path) -> None:
    order = Order(tmp_path / "a.jsonl", format_named("jsonl"), shares=(60, 20, 20), seed=4)
    outlook = looked_over(articles, order)
    made = written(articles, order, outlook)
    assert differing(made, order, outlook) == 0
    assert outlook.kept_together == 2
    assert outlook.part_of[3] == outlook.part_of[11]
    assert list(made.files) == ["train", "dev", "test"]
    texts = {part: [a.text for a in read(made.files[part][0])] for part in made.files}
    assert sorted(text for part in texts.values() for text in part) == sorted(
        a.text for a in articles()
    )
    assert made.files["dev"] == [tmp_path / "a.dev.jsonl"]


def test_a_seed_gives_the_same_split_and_another_one_another() -> None:
    texts = [article.text for article in articles()]
    assert parts_of(texts, (60, 20, 20), 4) == parts_of(texts, (60, 20, 20), 4)
    assert parts_of(texts, (60, 20, 20), 4) != parts_of(texts, (60, 20, 20), 5)
    assert divided(texts, (60, 20, 20)).kept_together == 2


def test_pieces_of_an_article_stay_in_its_part(tmp_path: Path) -> None:
    order = Order(tmp_path / "a.jsonl", format_named("jsonl"), Unit.SENTENCE, (60, 20, 20))
    outlook = looked_over(articles, order)
    made = written(articles, order, outlook)
    assert differing(made, order, outlook) == 0
    titles = {p: {a.meta.title for a in read(f[0])} for p, f in made.files.items()}
    assert not titles["train"] & titles["dev"]
    assert outlook.kept.articles == 38


def test_losses_are_known_before_and_flat_counts_what_is_nested(tmp_path: Path) -> None:
    order = Order(tmp_path / "a.jsonl", format_named("jsonl"), flat=True)
    outlook = looked_over(articles, order)
    assert outlook.will_lose == "20 nested spans"
    assert outlook.kept.labels == {"GPE": 20}
    assert not (tmp_path / "a.jsonl").exists()


def test_what_could_not_be_taken_in_is_counted_and_strict_refuses_it(tmp_path: Path) -> None:
    path = tmp_path / "a.ann"
    path.with_suffix(".txt").write_text("Bo left.", "utf-8")
    path.write_text("T1\tA 0 2\tBo\nR1\tX Arg1:T1 Arg2:T9\n", "utf-8")
    outlook = looked_over(
        lambda: read_articles(path), Order(tmp_path / "a.jsonl", format_named("jsonl"))
    )
    assert (outlook.lost, len(outlook.remarks), outlook.untold) == (1, 1, 0)
    assert main(["convert", str(path), "-o", str(tmp_path / "a.jsonl"), "--strict"]) == 1
    assert not (tmp_path / "a.jsonl").exists()


def test_rejected_spans_are_told_in_every_format(tmp_path: Path) -> None:
    def source() -> Iterator[Imported]:
        spans = (Span(1, 0, 2, "A", State.REJECTED), Span(2, 0, 2, "B"))
        yield Imported("Bo left.", Meta(), spans)

    order = Order(tmp_path / "a.jsonl", format_named("jsonl"))
    outlook = looked_over(source, order)
    assert outlook.will_lose == "1 rejected span"
    assert differing(written(source, order, outlook), order, outlook) == 0


def test_cut_lines_are_told_once(tmp_path: Path) -> None:
    def source() -> Iterator[Imported]:
        yield Imported("Advertisement\nBo left .", Meta(), excluded=(Excluded(1, 0, 13),))

    outlook = looked_over(source, Order(tmp_path / "a.conll", format_named("conll")))
    assert outlook.will_lose == "1 excluded range"


def test_a_file_that_was_changed_in_between_is_found_out(tmp_path: Path) -> None:
    order = Order(tmp_path / "a.jsonl", format_named("jsonl"))
    outlook = looked_over(articles, order)
    made = written(articles, order, outlook)
    path = tmp_path / "a.jsonl"
    path.write_text(path.read_text("utf-8").replace("GPE", "ORG", 1), "utf-8")
    assert differing(made, order, outlook) == 1


def test_what_can_not_be_read_is_named_and_not_counted(tmp_path: Path) -> None:
    def source() -> Iterator[Imported | InputError]:
        yield InputError("Bad.", "x")
        yield from articles()

    order = Order(tmp_path / "a.jsonl", format_named("jsonl"), shares=(60, 20, 20))
    outlook = looked_over(source, order)
    assert outlook.refused == ["x: Bad."]
    made = written(source, order, outlook)
    assert differing(made, order, outlook) == 0


@pytest.mark.parametrize(
    ("path", "part", "suffix", "found"),
    [
        ("gold.jsonl", "", ".jsonl", "gold.jsonl"),
        ("gold.jsonl", "dev", ".jsonl", "gold.dev.jsonl"),
        ("gold", "dev", ".spacy", "gold.dev.spacy"),
        ("gold", "dev", "", "gold/dev"),
        ("gold", "", "", "gold"),
        ("", "dev", ".spacy", "dev.spacy"),
    ],
)
def test_where_a_part_lies(path: str, part: str, suffix: str, found: str, tmp_path: Path) -> None:
    assert part_path(tmp_path / path, part, suffix) == tmp_path / found


def test_the_manifest_says_what_was_made_of_what(tmp_path: Path) -> None:
    schema = Schema("News", 3, labels=(Label("GPE"),))
    order = Order(tmp_path / "a.conll", format_named("conll"), shares=(60, 20, 20), schema=schema)
    outlook = looked_over(articles, order)
    made = written(articles, order, outlook)
    path = write_manifest(made, order, outlook, {"new": 2})
    assert path == tmp_path / "a.conll.manifest.json"
    found = json.loads(path.read_text("utf-8"))
    assert (found["format"], found["unit"], found["seed"]) == ("conll", "article", 1)
    assert (found["schema"]["name"], found["schema"]["version"]) == ("News", 3)
    assert found["left_out_by_status"] == {"new": 2}
    assert found["not_written"]["nested span"] == 20
    parts = found["parts"]
    assert sum(part["articles"] for part in parts.values()) == 20
    assert sum(part["labels"]["GPE"] for part in parts.values()) == 20
    for part in parts.values():
        (row,) = part["files"]
        data = (tmp_path / row["path"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest()
        assert row["bytes"] == len(data)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.annot"
    session = Session.created(path, Schema("Mine", labels=(Label("GPE", colour="#336699"),)), "Ana")
    statuses = [Status.DONE] * 18 + [Status.NEW, Status.IN_PROGRESS]
    session.add_articles(
        Document.made(
            0, a.text, a.tokens or Tokens.plain(a.text), spans=a.spans, status=s, meta=a.meta
        )
        for a, s in zip(articles(), statuses, strict=True)
    )
    session.close()
    return path


def export(project: Path, output: Path, *options: str) -> int:
    return main(["export", str(project), "-o", str(output), *options])


@pytest.mark.parametrize("suffix", [".conll", ".html", ".jsonl"])
def test_export_writes_any_format_with_its_manifest(
    suffix: str, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"gold{suffix}"
    assert export(project, out, "--manifest") == 0
    said = capsys.readouterr()
    assert "2 of 20 articles are not reviewed and were left out (1 new, 1 in progress)." in said.err
    found = json.loads((tmp_path / f"gold{suffix}.manifest.json").read_text("utf-8"))
    assert found["parts"]["all"]["articles"] == 18
    assert found["schema"]["name"] == "Mine"
    assert found["left_out_by_status"] == {"new": 1, "in progress": 1}
    (row,) = found["parts"]["all"]["files"]
    assert row["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()


def test_export_says_the_losses_and_strict_refuses_them(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "gold.conll"
    assert export(project, out, "--strict") == 1
    assert not out.exists()
    assert "18 nested spans" in capsys.readouterr().err
    assert export(project, out) == 0
    said = capsys.readouterr()
    assert "Read back: all articles are alike." in said.out
    assert "status" not in said.err


def test_export_by_sentence_with_a_seed(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--unit", "sentence", "--split", "60/20/20", "--seed", "9"]
    assert export(project, tmp_path / "gold.jsonl", *options) == 0
    assert "an example a sentence, split 60/20/20, seed 9" in capsys.readouterr().out
    parts = [read(tmp_path / f"gold.{part}.jsonl") for part in ("train", "dev", "test")]
    assert sum(map(len, parts)) == 34


def test_export_of_records_says_the_seed(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "gold.jsonl"
    assert export(project, out, "--split", "60/20/20", "--seed", "9", "--manifest") == 0
    assert "Split 60/20/20, seed 9." in capsys.readouterr().out
    found = json.loads((tmp_path / "gold.jsonl.manifest.json").read_text("utf-8"))
    assert (found["split"], found["seed"]) == ([60, 20, 20], 9)
    assert sum(part["articles"] for part in found["parts"].values()) == 18


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("gold.conll", ["--keep-excluded"], "JSONL of whole articles only"),
        ("-", ["--to", "conll"], "standard output"),
        ("-", ["--manifest"], "needs a file name"),
        ("gold.x", ["--to", "none"], "no format called"),
    ],
)
def test_export_refusals_are_one_sentence(
    name: str,
    options: list[str],
    said: str,
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert export(project, Path(name), *options) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


ODD = ("a\tb\nc", "\n", "nul\0", "B-ORG", '"|[]{}\\', "7", "x y", "x_y")


@pytest.mark.parametrize("fmt", [f for f in FORMATS if f.reader and f.writer], ids=lambda f: f.name)
@pytest.mark.parametrize("text", ["Ana Lund met\0Bo in Osaka; 7 -X- left.", "7 8 000"])
def test_odd_signs_come_back_as_said_before(tmp_path: Path, fmt: Format, text: str) -> None:
    tokens = Tokens.plain(text)
    places = list(zip(tokens.starts, tokens.ends, strict=True))
    spans = tuple(Span(n, *places[n % len(places)], label) for n, label in enumerate(ODD, 1))
    relations = tuple(Relation(n, 1, 2, label) for n, label in enumerate(ODD, 1))
    article = Imported(text, Meta(title="t"), spans, relations, tokens=tokens)
    order = Order(tmp_path / f"out{'' if fmt.is_folder else fmt.suffixes[0]}", fmt)
    outlook = looked_over(lambda: [article], order)
    made = written(lambda: [article], order, outlook)
    assert (outlook.refused, differing(made, order, outlook)) == ([], 0)
