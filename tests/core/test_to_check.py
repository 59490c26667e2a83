from annotator.core.document import Document
from annotator.core.schema import Label, Schema
from annotator.core.spans import Span, State
from annotator.core.to_check import next_least_sure, next_problem, next_proposed
from annotator.core.tokens import Tokens

TEXT = "Lund Oslo Kvam Bergen"


def document(*scores: float | None) -> Document:
    spans, start = [], 0
    for number, (word, score) in enumerate(zip(TEXT.split(), scores, strict=False), 1):
        start = TEXT.index(word)
        spans.append(Span(number, start, start + len(word), "GPE", State.PROPOSED, score=score))
    return Document.made(1, TEXT, Tokens.plain(TEXT), spans=spans)


def test_reading_order_goes_around_the_end() -> None:
    made = document(0.9, 0.8)
    assert next_proposed(made, (0, -1, "", 0)).id == 1
    assert next_proposed(made, made.span(2).key).id == 1
    assert next_proposed(made, made.span(1).key, forward=False).id == 2


def test_the_least_sure_comes_first_and_unscored_ones_stand_at_a_half() -> None:
    made = document(0.9, 0.3, None, 0.4)
    order, span = [], None
    for _ in range(5):
        span = next_least_sure(made, span)
        order.append(span.id)
    assert order == [2, 4, 3, 1, 2]
    assert next_least_sure(made, made.span(4), forward=False).id == 2


def test_without_proposals_there_is_none() -> None:
    made = document()
    assert next_proposed(made, (0, -1, "", 0)) is None
    assert next_least_sure(made, None) is None


def test_problems_come_in_order_of_place() -> None:
    made = document(0.9, 0.9)
    schema = Schema(labels=(Label("ORG"),))
    assert next_problem(made, schema, -1).span == 1
    assert next_problem(made, schema, 0).span == 2
    assert next_problem(made, schema, 5).span == 1
    assert next_problem(made, Schema(labels=(Label("GPE"),)), 0) is None
