"""Foreseen errors tell their place."""

from annotator.core.errors import InputError


def test_an_input_error_names_file_and_line() -> None:
    assert str(InputError("no label", "a.jsonl", 3)) == "a.jsonl, line 3: no label"


def test_an_input_error_names_what_it_knows() -> None:
    assert str(InputError("no label", "a.jsonl")) == "a.jsonl: no label"
    assert str(InputError("no label", line=3)) == "Line 3: no label"
    assert str(InputError("no label")) == "no label"
