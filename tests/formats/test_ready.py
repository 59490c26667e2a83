"""What passes by is byte for byte what reading and writing would make of it."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.jsonl import encoded
from annotator.formats.passing import pass_on
from annotator.formats.ready import ready
from annotator.formats.record_reader import read_record
from annotator.formats.records import saved
from tests.formats.documents import change_one_value, document_of, documents

SHA = "0" * 64


def as_it_stands(document: Document) -> dict[str, Any]:
    """A record such as a second saving makes it."""
    record = saved(document, keep_excluded=True).record
    again = saved(document_of(read_record(record)), keep_excluded=True).record
    again["meta"] |= {"source": again["meta"]["source"] or "a.txt", "source_sha256": SHA}
    return again


def rewritten(line: bytes) -> bytes:
    article = read_record(msgspec.json.decode(line))
    return encoded(saved(document_of(article), keep_excluded=True).record)


@given(documents())
def test_a_ready_record_is_what_would_be_written(document: Document) -> None:
    line = encoded(as_it_stands(document))
    found = ready(line + b"\n")
    if found is not None:
        assert found.line == line == rewritten(line)
        assert found.spans == len(json.loads(line)["spans"])


@given(documents(), st.data())
def test_a_record_with_one_value_changed_passes_only_as_it_would_be_written(
    document: Document, data: st.DataObject
) -> None:
    record = as_it_stands(document)
    change_one_value(record, data)
    line = encoded(record)
    found = ready(line)
    if found is not None:
        assert found.line == rewritten(line)


def plain_record(text: str = "Ana met Bo.") -> dict[str, Any]:
    values = {
        "text": text,
        "spans": [{"start": 0, "end": 3, "label": "P"}, {"start": 8, "end": 10, "label": "P"}],
        "meta": {"source": "a.txt", "source_sha256": SHA, "title": "A"},
    }
    return saved(document_of(read_record(values)), keep_excluded=True).record


def test_what_we_wrote_passes() -> None:
    found = ready(encoded(plain_record()))
    assert found is not None
    assert (found.spans, found.relations) == (2, 0)


def test_another_order_of_keys_does_not_pass() -> None:
    record = plain_record()
    assert ready(encoded(dict(reversed(record.items())))) is None


def test_a_foreign_key_does_not_pass() -> None:
    assert ready(encoded(plain_record() | {"session": "s"})) is None


def test_records_pass_in_order_with_those_that_are_read(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [encoded(plain_record()), b'{"text": "Bo left."}', b"{broken", encoded(plain_record())]
    source.write_bytes(b"\n".join(lines) + b"\n")
    passed = pass_on([source], target, Tokens.plain)
    assert (passed.articles, passed.refused, passed.spans) == (3, 1, 4)
    written = target.read_bytes().splitlines()
    assert (written[0], written[2]) == (lines[0], lines[3])
    assert json.loads(written[1])["text"] == "Bo left."
    assert passed.differing(target) == 0


def test_a_changed_byte_is_noticed_when_the_file_is_read_back(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(encoded(plain_record()) + b"\n" + b'{"text": "Bo left."}\n')
    passed = pass_on([source], target, Tokens.plain)
    whole = target.read_bytes()
    target.write_bytes(whole.replace(b"Ana", b"Ann"))
    assert passed.differing(target) == 1
    target.write_bytes(whole.replace(b"left", b"lost"))
    assert passed.differing(target) == 1
    target.write_bytes(whole.splitlines(keepends=True)[0])
    assert passed.differing(target) == 1


def test_nothing_is_written_when_the_end_is_refused(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(encoded(plain_record()))

    def refuse(_passed: object) -> None:
        raise InputError("No.")

    with pytest.raises(InputError):
        pass_on([source], target, Tokens.plain, None, refuse)
    assert list(tmp_path.iterdir()) == [source]
