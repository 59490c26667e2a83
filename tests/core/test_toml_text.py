"""TOML that would take more than it gives."""

import pytest

from annotator.core.toml_text import IntricateTomlError, refuse_intricate, toml_values


def test_values_are_read() -> None:
    text = 'name = "a.b.c"\n[[labels]]\nname = "ORG" # e.g. U. N.\n[keys]\n"a.b".c = 1\n'
    found = toml_values(text, 100)
    assert found == {"name": "a.b.c", "labels": [{"name": "ORG"}], "keys": {"a.b": {"c": 1}}}


@pytest.mark.parametrize("part", ["a", '"a b"', "'a'", "a "])
def test_a_key_of_many_parts_is_refused_at_once(part: str) -> None:
    with pytest.raises(IntricateTomlError, match="more than 16 parts"):
        refuse_intricate(f"{part}." * 400_000 + "a = 1", 10**6)


def test_more_keys_than_agreed_are_refused() -> None:
    text = "".join(f"k{n} = 1\n" for n in range(30))
    assert len(toml_values(text, 30)) == 30
    with pytest.raises(IntricateTomlError, match="more than 29 keys"):
        toml_values(text, 29)


@pytest.mark.parametrize("sign", ["a", '"', "'", "-", " ", '"a'])
def test_long_texts_without_dots_are_looked_through_in_time(sign: str) -> None:
    refuse_intricate(sign * 1_000_000, 1)
