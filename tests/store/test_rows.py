"""Spans, relations and excluded ranges as rows and back."""

from hypothesis import given

from annotator.core.document import Excluded
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.store import rows
from tests.core.strategies import excluded, relations, spans


@given(spans())
def test_a_span_survives_its_row(span: Span) -> None:
    article, *row = rows.span_row(4, span)
    assert article == 4
    assert len(row) == len(rows.SPAN_COLUMNS.split(","))
    assert rows.span_of(tuple(row)) == span


@given(relations())
def test_a_relation_survives_its_row(relation: Relation) -> None:
    row = rows.relation_row(4, relation)[1:]
    assert len(row) == len(rows.RELATION_COLUMNS.split(","))
    assert rows.relation_of(row) == relation


@given(excluded)
def test_an_excluded_range_survives_its_row(found: Excluded) -> None:
    assert rows.excluded_of(rows.excluded_row(4, found)[1:]) == found
