"""Steps as bytes and back."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.document import Meta
from annotator.core.errors import AnnotatorError
from annotator.core.operations import Operation
from annotator.core.schema import Schema
from annotator.store import journal
from tests.core.strategies import metas, operations, schemas


@given(st.lists(operations, max_size=4).map(tuple))
def test_operations_survive_their_bytes(found: tuple[Operation, ...]) -> None:
    assert journal.decoded(journal.encoded(found)) == found


@given(schemas)
def test_a_schema_survives_its_text(schema: Schema) -> None:
    assert journal.schema_from_text(journal.schema_text(schema)) == schema


@given(metas)
def test_what_is_known_of_an_article_survives_its_text(meta: Meta) -> None:
    assert journal.meta_from_text(journal.meta_text(meta)) == meta


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"7",
        b"[7]",
        b'[["span", 1, null]]',
        b'[["colour", 1, null, null]]',
        b'[["span", 1, {"id": "x"}, null]]',
        b'[["tokens", 1, ["", "A", "", ""], ["", "", "", ""]]]',
    ],
)
def test_bytes_of_no_step_are_told_in_a_sentence(data: bytes) -> None:
    with pytest.raises(AnnotatorError, match="journal can't be read"):
        journal.decoded(data)


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_checksums_are_chained(first: bytes, second: bytes) -> None:
    chained = journal.checksum(journal.checksum(0, first), second)
    assert chained == journal.checksum(0, first + second)


def test_older_rows_without_later_keys_can_be_read() -> None:
    row = ["span", 1, None, {"id": 1, "start": 0, "end": 3, "label": "ORG"}]
    (operation,) = journal.decoded(msgspec.json.encode([row]))
    assert operation.article == 1
