"""A record that is made at once is, byte for byte, the one that a closer look makes."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.core.contents import Contents
from annotator.core.document import Document
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.formats.jsonl import encoded
from annotator.formats.plain_writing import record_of
from annotator.formats.records import saved
from annotator.formats.token_rows import FROM_RECORD
from tests.formats.documents import documents

EXTRAS = st.sampled_from(
    [
        *("", '{"cats":{"a":1}}', '{"meta":{"section":"x"}}', '{"meta":{"excluded":[[0,1]]}}'),
        '{"_annotator_id":"Bo","_timestamp":7,"meta":{"source":"b.txt","source_sha256":"0"}}',
        '{"_timestamp":1.5,"meta":{}}',
    ]
)


@given(documents(), EXTRAS, st.booleans(), st.booleans(), st.booleans())
def test_a_record_made_at_once_is_the_same(
    document: Document, extra: str, came: bool, is_plain: bool, keeps: bool
) -> None:
    tokens = document.tokens
    if came:
        tokens = Tokens(tokens.starts, tokens.ends, (), FROM_RECORD)
    contents = replace(
        Contents.of(document), meta=replace(document.meta, record_extra=extra), tokens=tokens
    )
    if is_plain:
        spans = [replace(span, extra="") for span in contents.spans]
        relations = [replace(relation, extra="") for relation in contents.relations]
        contents = replace(contents, spans=spans, relations=relations, excluded=())
    found = record_of(contents)
    if found is not None:
        expected = saved(contents.laid_out(), keep_excluded=keeps)
        assert encoded(found) == encoded(expected.record)
        assert not expected.problems


def test_what_is_plain_needs_no_closer_look() -> None:
    text = "Ana met Bo.\n\nCy left."
    contents = Contents(1, text, Tokens.plain(text), [Span(1, 0, 3, "PER")])
    assert record_of(contents) is not None


def test_unknown_keys_need_a_closer_look() -> None:
    contents = Contents(1, "Ana", Tokens.plain("Ana"), [Span(1, 0, 3, "PER", extra='{"a":1}')])
    assert record_of(contents) is None
