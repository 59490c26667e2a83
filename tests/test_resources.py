"""Resources are found, in a checkout and in an installed package, and say what they should."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from annotator import resources

ONTONOTES = (
    "PERSON NORP FAC ORG GPE LOC PRODUCT EVENT WORK_OF_ART LAW LANGUAGE DATE TIME PERCENT MONEY "
    "QUANTITY ORDINAL CARDINAL"
).split()
RELATION_TYPES = (
    "AFFILIATED_WITH HEAD_OF LOCATED_IN MEMBER_OF MEETS AIDS ATTACKS SANCTIONS TRADES_WITH SAYS"
).split()


def news_schema() -> dict[str, list[dict[str, object]]]:
    with resources.path("schema", "news.toml").open("rb") as file:
        return tomllib.load(file)


def strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def test_a_checkout_has_its_resources_beside_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "annotator")
    assert resources.folder() == tmp_path / "resources"


def test_an_installed_package_has_its_resources_inside(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "annotator" / "_resources").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "annotator")
    assert resources.path("a", "b") == tmp_path / "annotator" / "_resources" / "a" / "b"


@pytest.mark.parametrize(
    "parts",
    [
        ("LICENSE",),
        ("sample", "ministers_meet_in_osaka.txt"),
        ("schema", "news.toml"),
        ("icons", "annotator.svg"),
        ("help", "words.md"),
        ("help", "decisions.md"),
        ("help", "changes.md"),
        ("help", "guide.md"),
    ],
)
def test_a_resource_is_there_and_not_empty(parts: tuple[str, ...]) -> None:
    assert resources.path(*parts).read_text(encoding="utf-8").strip()


def test_the_news_schema_has_ontonotes_labels_and_disease() -> None:
    names = {str(label["name"]) for label in news_schema()["labels"]}
    assert names == {*ONTONOTES, "DISEASE"}


def test_the_news_schema_has_ten_relation_types() -> None:
    assert [relation["name"] for relation in news_schema()["relations"]] == RELATION_TYPES


@pytest.mark.parametrize(("part", "letters"), [("labels", "hjuy"), ("relations", "")])
def test_keys_of_the_news_schema_are_the_ten_digits_and_free_letters_once(
    part: str, letters: str
) -> None:
    keys = [str(row["key"]) for row in news_schema()[part] if row["key"]]
    assert sorted(keys) == [*"0123456789", *letters]


def test_an_alias_of_the_news_schema_means_one_label() -> None:
    labels = news_schema()["labels"]
    names = [name for row in labels for name in (str(row["name"]), *strings(row["aliases"]))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("part", ["labels", "relations"])
def test_every_row_of_the_news_schema_has_a_colour_of_its_own_and_a_guideline(part: str) -> None:
    rows = news_schema()[part]
    colours = [str(row["colour"]) for row in rows]
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)
    assert len(set(colours)) == len(colours)
    assert all(row["guideline"] for row in rows)


def test_ends_of_relation_types_are_labels_of_the_schema() -> None:
    schema = news_schema()
    names = {str(label["name"]) for label in schema["labels"]}
    ends = {
        end
        for relation in schema["relations"]
        for end in strings(relation["heads"]) + strings(relation["children"])
    }
    assert ends <= names


def test_a_symmetric_relation_type_has_the_same_labels_at_both_ends() -> None:
    symmetric = [row for row in news_schema()["relations"] if row["symmetric"]]
    assert symmetric
    assert all(row["heads"] == row["children"] for row in symmetric)


@pytest.mark.parametrize(
    ("relation", "head", "child"),
    [
        ("AFFILIATED_WITH", "PERSON", "NORP"),
        ("AFFILIATED_WITH", "ORG", "NORP"),
        ("AFFILIATED_WITH", "PERSON", "ORG"),
        ("AFFILIATED_WITH", "PERSON", "GPE"),
        ("HEAD_OF", "PERSON", "GPE"),
        ("HEAD_OF", "PERSON", "ORG"),
        ("MEMBER_OF", "PERSON", "ORG"),
    ],
)
def test_a_relation_that_news_is_full_of_is_allowed(relation: str, head: str, child: str) -> None:
    (row,) = [row for row in news_schema()["relations"] if row["name"] == relation]
    assert head in strings(row["heads"])
    assert child in strings(row["children"])


def test_the_sample_has_the_clutter_of_a_web_copy() -> None:
    text = resources.path("sample", "ministers_meet_in_osaka.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert "Advertisement" in lines
    assert lines[-1] == "Latest Headlines"
    assert any(b == f"{a} | License Photo" for a, b in pairwise(lines))
