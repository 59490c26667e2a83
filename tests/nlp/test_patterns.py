"""Proposals by match patterns."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.cli.command import main
from annotator.core.errors import AnnotatorError, InputError
from annotator.formats.articles import read_articles
from annotator.nlp.patterns import Patterns, blank_pipeline, patterns_of
from tests.shared import CORPORA

TEXT = "Ana Lund of the Port Union met the port union's Bo in Osaka.\n"


def put(path: Path, *rows: dict[str, Any] | str) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def said(patterns: Patterns, text: str = TEXT) -> list[tuple[str, str]]:
    return [(text[p.start : p.end], p.label) for p in patterns.proposals(text)]


def test_phrases_stand_as_written_and_tokens_as_asked(tmp_path: Path) -> None:
    path = put(
        tmp_path / "p.jsonl",
        {"label": "ORG", "pattern": "Port Union"},
        {"label": "ORG", "pattern": [{"lower": "port"}, {"lower": "union"}], "id": "pu"},
        {"label": "GPE", "pattern": [{"LOWER": {"IN": ["osaka", "nara"]}}]},
    )
    patterns = Patterns(path)
    assert said(patterns) == [("Port Union", "ORG"), ("port union", "ORG"), ("Osaka", "GPE")]
    assert patterns.labels == ("GPE", "ORG")
    assert {p.source for p in patterns.proposals(TEXT)} == {"patterns p.jsonl"}


def test_of_overlapping_matches_the_longest_stays(tmp_path: Path) -> None:
    path = put(
        tmp_path / "p.jsonl",
        {"label": "A", "pattern": "Port"},
        {"label": "B", "pattern": "the Port Union"},
    )
    assert said(Patterns(path)) == [("the Port Union", "B")]


def test_what_cannot_be_used_is_named_and_left_out(tmp_path: Path) -> None:
    path = put(
        tmp_path / "p.jsonl",
        {"label": "A", "pattern": [{"POS": "NOUN", "_": {"x": 1}}]},
        {"label": "A", "pattern": [{"TEXT": {"REGEX": "("}}]},
        {"label": "A", "pattern": []},
        {"pattern": "Ana"},
        "{broken",
        {"label": "PER", "pattern": "Ana Lund"},
    )
    patterns = Patterns(path)
    assert said(patterns) == [("Ana Lund", "PER")]
    assert len(patterns.problems) == 5
    assert "line 1" in patterns.problems[0]
    assert "POS" in patterns.problems[0]


def test_a_file_without_patterns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no pattern"):
        Patterns(put(tmp_path / "p.jsonl", {"label": "A", "pattern": 3}))
    with pytest.raises(AnnotatorError, match="can't be read"):
        patterns_of([tmp_path / "none.jsonl"], "en")


def test_opened_as_articles_they_say_what_they_are(tmp_path: Path) -> None:
    path = put(tmp_path / "p.jsonl", {"label": "A", "pattern": "Ana"})
    with pytest.raises(InputError, match="--patterns"):
        list(read_articles(path))


def test_prelabel_highlights_by_patterns_alone(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text(TEXT, "utf-8")
    path = put(tmp_path / "p.jsonl", {"label": "ORG", "pattern": "Port Union"})
    out = tmp_path / "out.jsonl"
    arguments = ["prelabel", str(article), "-o", str(out), "-m", "blank:en"]
    assert main([*arguments, "--patterns", str(path)]) == 0
    (span,) = json.loads(out.read_text("utf-8"))["spans"]
    assert (span["label"], span["state"], span["source"]) == ("ORG", "proposed", "patterns p.jsonl")


def test_patterns_go_before_the_model(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Angela Merkel visited Paris on Monday.\n", "utf-8")
    path = put(tmp_path / "p.jsonl", {"label": "FAC", "pattern": "Paris"})
    out = tmp_path / "out.jsonl"
    assert main(["prelabel", str(article), "-o", str(out), "--patterns", str(path)]) == 0
    spans = json.loads(out.read_text("utf-8"))["spans"]
    found = {(TEXT, s["label"], s["source"]) for s in spans if s["start"] == 22}
    assert found == {(TEXT, "FAC", "patterns p.jsonl")}
    assert any(s["label"] == "PERSON" for s in spans)


def test_a_blank_pipeline_proposes_nothing() -> None:
    pipeline = blank_pipeline("blank:en")
    assert pipeline.labels == ()
    with pytest.raises(AnnotatorError, match="tokenizer"):
        blank_pipeline("blank:../x")


@pytest.mark.parametrize("name", ["patterns_countries-GPE", "patterns_drugs-DRUG"])
def test_published_patterns_are_taken(name: str) -> None:
    path = CORPORA / f"prodigy_recipes_news/patterns/{name}.jsonl"
    if not path.exists():
        pytest.skip("the corpora are not here")
    patterns = Patterns(path)
    assert not patterns.problems
    assert said(patterns, "Cocaine came from Afghanistan.")
