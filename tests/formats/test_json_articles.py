"""Articles from JSON of any shape."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import Imported, article_paths, read_articles
from annotator.formats.choices import Choices, chosen
from annotator.formats.json_articles import read_json

ONE = {"headline": "Grain", "Body": "Ada met Ben.", "id": 7, "date": "2024-03-05", "tag": "x"}


def articles(path: Path, text: str) -> list[Imported | InputError]:
    path.write_text(text, encoding="utf-8")
    return list(read_articles(path))


@pytest.mark.parametrize("value", [ONE, [ONE], {"count": 1, "articles": [ONE]}])
def test_a_text_field_is_found_wherever_it_stands(tmp_path: Path, value: Any) -> None:
    (found,) = articles(tmp_path / "a.json", json.dumps(value, indent=1))
    assert isinstance(found, Imported)
    assert found.text == "Ada met Ben."
    assert (found.meta.title, found.meta.date) == ("Grain", "2024-03-05")
    assert json.loads(found.meta.extra) == {"id": 7, "tag": "x"}


def test_lines_may_call_their_text_what_they_like(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"content": text}) for text in ("One.", "Two."))
    found = articles(tmp_path / "a.jsonl", lines)
    assert [f.text for f in found if isinstance(f, Imported)] == ["One.", "Two."]


def test_an_object_without_text_is_told_among_the_good_ones(tmp_path: Path) -> None:
    first, second = articles(tmp_path / "a.json", json.dumps([{"text": "One."}, {"id": 2}]))
    assert isinstance(first, Imported)
    assert isinstance(second, InputError)


def test_json_without_texts_is_no_article_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"a": 1}')
    assert article_paths(tmp_path) == []


def test_a_long_text_counts_whatever_it_is_called(tmp_path: Path) -> None:
    story = "Ada met Ben in Osaka. " * 12
    (found,) = articles(tmp_path / "a.jsonl", json.dumps({"id": "x", "story": story}))
    assert isinstance(found, Imported)
    assert found.text == story.strip()


def test_the_chosen_key_is_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [{"text": "One.", "summary": "Short one."}, {"headline": "Two", "summary": "S2."}]
    path.write_text("\n".join(map(json.dumps, lines)))
    with chosen(Choices(column="summary")):
        found = list(read_json(path))
    assert [f.text for f in found if isinstance(f, Imported)] == ["Short one.", "S2."]


def test_annotations_in_an_unknown_layout_are_told(tmp_path: Path) -> None:
    rows = [{"name": "Ana", "span": [0, 3], "type": "PER"}]
    (found,) = articles(tmp_path / "a.json", json.dumps([{"text": "Ana won.", "entities": rows}]))
    assert isinstance(found, Imported)
    assert "no known layout and stay facts: entities" in found.problems[0]
