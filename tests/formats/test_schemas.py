"""Schemas as TOML."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import resources
from annotator.core.errors import InputError
from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.formats.schemas import read_schema, schema_from_toml, schema_to_toml, write_schema

NAMES = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
COLOURS = st.sampled_from(["", "#2288e8", "#D75A21"])


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    names = draw(st.lists(NAMES, unique=True, max_size=5))
    keys = draw(st.permutations("12345abcde"))
    aliases = draw(st.lists(NAMES.filter(lambda n: n not in names), unique=True, max_size=3))
    labels = tuple(
        Label(name, key, draw(COLOURS), (aliases.pop(),) if aliases else (), draw(TEXTS))
        for name, key in zip(names, keys, strict=False)
    )
    some = st.lists(st.sampled_from(names), unique=True, max_size=3) if names else st.just([])
    relations = tuple(
        RelationType(
            *(name, tuple(draw(some)), tuple(draw(some))),
            *(draw(st.sampled_from(["", key])), draw(COLOURS), draw(TEXTS), draw(st.booleans())),
        )
        for name, key in zip(draw(st.lists(NAMES, unique=True, max_size=3)), keys, strict=False)
    )
    return Schema(
        draw(TEXTS),
        draw(st.integers(1, 99)),
        draw(TEXTS),
        draw(st.sampled_from(Overlap)),
        draw(st.booleans()),
        labels,
        relations,
        tuple(draw(st.lists(NAMES, max_size=2))),
    )


@given(schemas())
def test_a_schema_comes_back_as_it_was(schema: Schema) -> None:
    assert schema_from_toml(schema_to_toml(schema)) == schema


def test_the_default_schema_is_valid_and_comes_back() -> None:
    schema = read_schema(resources.path("schema", "news.toml"))
    assert {"PERSON", "GPE", "DISEASE"} <= schema.label_names
    assert schema_from_toml(schema_to_toml(schema)) == schema


def test_a_schema_file_is_written_and_read(tmp_path: Path) -> None:
    schema = Schema("Naïve", labels=(Label("PERSON", "1", "#2288e8", ("PER",), "“x”\n"),))
    write_schema(tmp_path / "a.toml", schema)
    assert read_schema(tmp_path / "a.toml") == schema


def test_an_empty_text_is_a_schema_without_labels() -> None:
    assert schema_from_toml("") == Schema()


HEAD = 'name = "x"\n\n[[labels]]\nname = "A"\nkey = "1"\n\n[[labels]]\nname = "B"\n'
RELATION = HEAD + '\n[[relations]]\nname = "R"\n'


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD + 'key = "1"\n', 9, 'key "1" is used twice in labels, by A and B'),
        (HEAD + '[[labels]]\nname = "A"\n', 10, 'name "A" is used twice'),
        (HEAD + 'key = "F1"\n', 9, "not one letter or digit"),
        (HEAD + 'colour = "red"\n', 9, 'colour "red" of B'),
        (HEAD + 'color = "#ffffff"\n', 9, 'no field "color"'),
        (HEAD + "key = 1\n", 9, '"key" is not a text'),
        (HEAD + 'aliases = ["A"]\n', 9, 'alias "A" of B belongs to A'),
        (HEAD + "aliases = [3]\n", 9, '"aliases" is not a list of names'),
        (HEAD + '[[labels]]\nkey = "2"\n', 9, "has no name"),
        (HEAD + '[[labels]]\nname = " C"\n', 10, "white space"),
        (RELATION + 'heads = ["C"]\n', 12, 'heads of R name "C", which is no label'),
        (RELATION + 'children = [\n  "A",\n  "C"]\n', 12, 'children of R name "C"'),
        (RELATION + "symmetric = 1\n", 12, "not true or false"),
        ('name = "x"\noverlap = "some"\n', 2, "none of flat, nested, any"),
        ('name = "x"\nversion = 0\n', 2, "version"),
        ('name = "x"\nlabel = 3\n', 2, 'no field "label"'),
        ('name = "x"\nlabels = ["A"]\n', 2, "[[labels]]"),
        ('name = "x"\nname = "y"\n', 2, "not valid TOML"),
        ('name = "x"\nlabels = [\n', 3, "not valid TOML"),
    ],
)
def test_an_error_is_named_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        schema_from_toml(text, "s.toml")
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"s.toml, line {line}: ")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(InputError, match=r"folder|no such"):
            read_schema(path)
