"""Schemas as files of brat, Label Studio and doccano, in and out."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.cli import main
from annotator.core.errors import InputError
from annotator.core.schema import Label, RelationType, Schema
from annotator.formats.colours import colour_of
from annotator.formats.schema_files import schema_losses, sound
from annotator.formats.schemas import read_schema, write_schema
from tests.shared import CORPORA

SCHEMA = Schema(
    labels=(Label("PERSON", "p", "#aa3300"), Label("ORG", "1", "#00aa33"), Label("ÉTAT")),
    relations=(RelationType("LEADS", ("PERSON",), ("ORG", "ÉTAT")), RelationType("LIKES")),
)


@pytest.mark.parametrize("name", ["annotation.conf", "config.xml", "labels.json", "schema.toml"])
def test_labels_colours_keys_and_relation_types_come_back(tmp_path: Path, name: str) -> None:
    assert write_schema(tmp_path / name, SCHEMA) == (
        "1 rule for the ends of a relation type" if name[-4:] in (".xml", "json") else ""
    )
    again = read_schema(tmp_path / name)
    assert again.labels == SCHEMA.labels
    assert [r.name for r in again.relations] == ["LEADS", "LIKES"]
    if name.endswith((".conf", ".toml")):
        assert again.relations == SCHEMA.relations


def test_files_beside_that_are_there_stay(tmp_path: Path) -> None:
    visual = tmp_path / "visual.conf"
    visual.write_text("[drawing]\nPERSON\tbgColor:red\n")
    write_schema(tmp_path / "annotation.conf", SCHEMA)
    assert visual.read_text() == "[drawing]\nPERSON\tbgColor:red\n"
    assert read_schema(tmp_path / "annotation.conf").labels[0].colour == "#ff0000"


def test_what_a_file_can_not_hold_is_counted() -> None:
    rich = replace(
        SCHEMA,
        labels=(Label("A B", aliases=("x", "y"), guideline="g"),),
        relations=(RelationType("R", symmetric=True, colour="#000000", guideline="g"),),
    )
    assert schema_losses(rich, ".conf") == (
        "2 guidelines, 2 aliases, 1 exact name, 1 colour of a relation type"
    )
    assert schema_losses(rich, ".xml") == (
        "1 guideline, 2 aliases, 1 rule for the ends of a relation type"
    )
    assert schema_losses(rich, ".toml") == ""
    assert schema_losses(Schema(labels=(Label("A", "É"), Label("B", "é"))), ".json") == "2 keys"


def test_names_and_keys_that_stand_there_twice_stay_once() -> None:
    odd = Schema(
        labels=(Label("A", "a"), Label("A", "b"), Label(" B\n", "a"), Label("\0")),
        relations=(RelationType("R"), RelationType("R")),
    )
    found = sound(odd, "mine")
    assert found.labels == (Label("A", "a"), Label("B"))
    assert (found.name, len(found.relations)) == ("mine", 1)


@pytest.mark.parametrize(
    ("said", "colour"),
    [("Red", "#ff0000"), ("#ABC", "#aabbcc"), ("#A1b2C3", "#a1b2c3"), ("no", ""), ("", "")],
)
def test_colours_by_name_and_number(said: str, colour: str) -> None:
    assert colour_of(said) == colour


def test_a_schema_is_converted_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml, xml, conf = tmp_path / "s.toml", tmp_path / "s.xml", tmp_path / "annotation.conf"
    write_schema(toml, SCHEMA)
    assert main(["convert", str(toml), "-o", str(xml), "--strict"]) == 1
    assert not xml.exists()
    assert main(["convert", str(toml), "-o", str(xml)]) == 0
    said = capsys.readouterr()
    assert "1 rule for the ends of a relation type will not be written" in said.err
    assert "Wrote 3 labels, 2 relation types" in said.out
    assert main(["convert", str(xml), "-o", str(conf), "--strict"]) == 0
    assert main(["convert", str(conf), "-o", str(tmp_path / "labels.json")]) == 0
    assert read_schema(tmp_path / "labels.json").labels == SCHEMA.labels


def test_published_configurations_become_schemas() -> None:
    corpora = CORPORA
    paths = [*corpora.glob("brat_*/**/annotation.conf"), *corpora.glob("ls_*/**/config.xml")]
    if not paths:
        pytest.skip("the corpora are not here")
    for path in paths:
        text = path.read_text("utf-8")
        if path.suffix == ".xml" and not re.search(r"<(HyperText|Paragraph)?Labels\b", text):
            with pytest.raises(InputError, match="no labels for text"):
                read_schema(path)
            continue
        schema = read_schema(path)
        assert schema.labels
        assert schema == sound(schema, schema.name)
