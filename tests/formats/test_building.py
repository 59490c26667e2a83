"""What all readers build their articles with."""

from annotator.core.document import Meta
from annotator.formats.building import Building, extra_of


def test_half_a_character_in_any_field_becomes_a_sign_that_can_be_written() -> None:
    building = Building("Ana met Bo.")
    half = {"kb_id": "Q\ud800", "note": "\udc00", "attributes": (("a\ud800", "b\ud800"),)}
    building.span(1, 0, 3, "P\ud800", **half, extra={"x": {"\ud800": "y"}})
    building.span(2, 8, 10, "P")
    building.relation(1, 2, "MET\ud800", note="\ud800", extra={"x": ["\ud800"]})
    article = building.finished(Meta())
    span, relation = article.spans[0], article.relations[0]
    assert (span.label, span.kb_id, span.note) == ("P\ufffd", "Q\ufffd", "\ufffd")
    assert span.attributes == (("a\ufffd", "b\ufffd"),)
    assert extra_of(span.extra) == {"x": {"\ufffd": "y"}}
    assert (relation.label, relation.note) == ("MET\ufffd", "\ufffd")
    assert extra_of(relation.extra) == {"x": ["\ufffd"]}


def test_a_span_inside_of_words_is_no_evidence_of_utf_16() -> None:
    building = Building("😀 abcdef gh")
    building.span(1, 3, 6, "P")
    assert [(s.start, s.end) for s in building.finished(Meta()).spans] == [(3, 6)]


def test_spans_that_break_words_until_counted_in_utf_16_are() -> None:
    building = Building("😀 Ana met Bo")
    building.span(1, 3, 6, "P")
    building.span(2, 11, 13, "P")
    assert [(s.start, s.end) for s in building.finished(Meta()).spans] == [(2, 5), (10, 12)]
