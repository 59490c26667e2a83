"""The table of formats."""

import re
from importlib import import_module

import pytest

from annotator.core.errors import InputError
from annotator.formats.table import FORMATS, Format, format_named


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
def test_what_a_row_names_is_there(fmt: Format) -> None:
    for place in (fmt.reader, fmt.writer, fmt.sniff):
        module, _, name = place.partition(":")
        assert not place or callable(getattr(import_module(f"annotator.formats.{module}"), name))
    assert fmt.reader or fmt.writer
    re.compile(fmt.label_refused)


@pytest.mark.parametrize("fmt", [f for f in FORMATS if f.writer], ids=lambda fmt: fmt.name)
def test_who_chooses_an_export_reads_one_sentence(fmt: Format) -> None:
    assert fmt.written.endswith(".")
    assert len(fmt.written) < 110


def test_names_are_unique_and_an_unknown_one_is_answered_with_all() -> None:
    assert len({fmt.name for fmt in FORMATS}) == len(FORMATS)
    with pytest.raises(InputError, match="brat"):
        format_named("none")
