"""spaCy reads a record as it was meant."""

from hypothesis import given, settings

from annotator.core.document import Document
from annotator.formats.records import saved
from tests.formats.documents import documents


@given(documents())
@settings(max_examples=50)
def test_char_span_of_each_aligned_span_gives_its_text_and_tokens(document: Document) -> None:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    record = saved(document).record
    words = [token["text"] for token in record["tokens"]]
    doc = Doc(Vocab(), words=words, spaces=[token["ws"] for token in record["tokens"]])
    assert doc.text == record["text"]
    for row in record["spans"]:
        found = doc.char_span(row["start"], row["end"], row["label"])
        if row["token_start"] is None:
            assert found is None
        else:
            assert found is not None
            assert found.text == record["text"][row["start"] : row["end"]]
            assert (found.start, found.end - 1) == (row["token_start"], row["token_end"])


@given(documents())
@settings(max_examples=50)
def test_ents_take_the_spans_of_a_flat_record(document: Document) -> None:
    from spacy.tokens import Doc
    from spacy.util import filter_spans
    from spacy.vocab import Vocab

    flat = saved(document, flat=True).record
    whole = saved(document).record
    words = [token["text"] for token in flat["tokens"]]
    doc = Doc(Vocab(), words=words, spaces=[token["ws"] for token in flat["tokens"]])
    rows = flat["spans"]
    spans = [doc.char_span(s["start"], s["end"], s["label"]) for s in rows]
    doc.ents = spans
    aligned = [s for s in whole["spans"] if s["token_start"] is not None]
    theirs = filter_spans([doc.char_span(s["start"], s["end"], s["label"]) for s in aligned])
    assert [(s.start, s.end) for s in theirs] == [(s.start, s.end) for s in spans]
