"""A record that is taken at once becomes the article that a closer look makes of it."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.errors import InputError
from annotator.formats.imported import Imported
from annotator.formats.jsonl import encoded
from annotator.formats.plain_records import imported_of, plain
from annotator.formats.record_lines import read, read_unknown
from annotator.formats.record_reader import read_record
from annotator.formats.records import saved
from tests.formats.documents import change_one_value, document_of, documents

SHA = "0" * 64


def line_of(document: Document) -> bytes:
    """A record as a second saving makes it."""
    article = read_record(saved(document, keep_excluded=True).record)
    record = saved(document_of(article), keep_excluded=True).record
    record["meta"] |= {"source": "a.txt", "source_sha256": SHA}
    return encoded(record)


def closely(line: bytes, folder: Path) -> Imported | InputError:
    """The article of the only line of a file, read the long way."""
    source = folder / "a.jsonl"
    source.write_bytes(line)
    (found,) = read_unknown(source, None, lambda _line: None)
    assert isinstance(found, Imported | InputError)
    return found


@given(documents())
def test_an_article_taken_at_once_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, document: Document
) -> None:
    folder = tmp_path_factory.getbasetemp()
    line = line_of(document)
    found = plain(line)
    if found is not None:
        expected = closely(line, folder)
        assert isinstance(expected, Imported)
        meta = expected.meta
        assert imported_of(found.record, meta.source, meta.source_sha256) == expected


@given(documents(), st.data())
def test_it_is_with_one_value_changed_as_well(
    tmp_path_factory: pytest.TempPathFactory, document: Document, data: st.DataObject
) -> None:
    record = msgspec.json.decode(line_of(document))
    change_one_value(record, data, may_go=True)
    line = encoded(record)
    found = plain(line)
    if found is not None:
        expected = closely(line, tmp_path_factory.getbasetemp())
        assert isinstance(expected, Imported)
        meta = expected.meta
        assert imported_of(found.record, meta.source, meta.source_sha256) == expected


def test_a_file_may_hold_records_of_both_kinds(tmp_path: Path) -> None:
    values = {"text": "Ana met Bo.", "meta": {"source": "a.txt", "source_sha256": SHA}}
    ours = encoded(saved(document_of(read_record(values)), keep_excluded=True).record)
    source = tmp_path / "a.jsonl"
    source.write_bytes(ours + b'\n{"text": "Bo left."}\n{broken\n' + ours)
    assert plain(ours) is not None
    found = list(read(source))
    assert [f.text if isinstance(f, Imported) else f.line for f in found] == [
        *("Ana met Bo.", "Bo left.", 3, "Ana met Bo.")
    ]
    assert found[0] == found[3]
