from annotator.core import likely
from annotator.core.document import Document
from annotator.core.schema import RelationType, Schema
from annotator.core.spans import Proposal, Span, State
from annotator.core.tokens import Tokens

TEXT = "Kadri Tamm met Lund in Oslo on Monday. Tamm left Bergen, and Bergen wept."


def document(*proposed: tuple[str, str, float]) -> Document:
    spans = []
    for number, (word, label, score) in enumerate(proposed, 1):
        start = TEXT.index(word) if word != "Tamm" else TEXT.rindex(word)
        end = start + len(word)
        was = Proposal(start, end, label, "m", score)
        spans.append(
            Span(number, start, end, label, State.PROPOSED, score=score, source="m", proposed=was)
        )
    return Document.made(1, TEXT, Tokens.plain(TEXT), spans=spans)


def order(places: list[likely.Place]) -> list[str]:
    return [TEXT[place.start : place.end] for place in places]


def area() -> tuple[int, int]:
    return 0, len(TEXT)


def test_names_without_a_span_come_before_sure_spans() -> None:
    made = document(("Lund", "PERSON", 0.99), ("Oslo", "GPE", 0.9))
    assert order(likely.to_label(made, area(), 0, "ORG"))[:1] != ["Lund"]
    assert order(likely.to_label(made, area(), 0, "ORG")).index("Bergen") < 3


def test_the_less_sure_span_comes_first() -> None:
    made = document(("Lund", "PERSON", 0.95), ("Oslo", "GPE", 0.3))
    assert order(likely.to_change(made, area(), 0)) == ["Oslo", "Lund"]


def test_what_has_the_label_already_is_not_offered_for_it() -> None:
    made = document(("Lund", "PERSON", 0.9))
    assert "Lund" not in order(likely.to_label(made, area(), 0, "PERSON"))


def test_a_figure_is_not_where_a_name_is_missing() -> None:
    made = document(("Monday", "DATE", 0.5), ("Oslo", "GPE", 0.5))
    found = order(likely.to_label(made, area(), 0, "ORG"))
    assert found.index("Oslo") < found.index("Monday")


def test_every_word_can_be_reached() -> None:
    found = order(likely.to_go(document(), area(), 0))
    assert set("Kadri Lund in Oslo on Monday Tamm left Bergen and wept".split()) <= {
        word for place in found for word in place.split()
    }


def test_a_span_that_seems_cut_comes_first_for_that_side() -> None:
    made = document(("Kadri", "PERSON", 0.9), ("Lund", "PERSON", 0.1))
    assert order(likely.to_change(made, area(), 0, 1))[0] == "Kadri"
    assert order(likely.to_change(made, area(), 0, -1))[0] == "Lund"


def test_heads_with_a_child_in_their_sentence_come_first() -> None:
    made = document(("Kadri Tamm", "PERSON", 0.9), ("Lund", "GPE", 0.9), ("Tamm", "PERSON", 0.9))
    schema = Schema(relations=(RelationType("FROM", ("PERSON",), ("GPE",)),))
    assert order(likely.heads(made, schema, area(), 0)) == ["Kadri Tamm", "Tamm"]


def test_children_come_by_distance() -> None:
    made = document(("Lund", "GPE", 0.9), ("Oslo", "GPE", 0.9), ("Kadri Tamm", "PERSON", 0.9))
    head = made.span(2)
    assert order(likely.near_first([made.span(3), made.span(1)], head)) == ["Lund", "Kadri Tamm"]


def test_words_within_longer_spans_are_reached_last() -> None:
    made = document(("Kadri Tamm", "ORG", 0.99), ("Lund", "GPE", 0.99))
    assert order(likely.to_go(made, area(), 0))[-2:] == ["Kadri", "Tamm"]
    assert "Kadri" not in order(likely.to_label(made, area(), 0, "GPE"))
    nested = order(likely.to_label(made, area(), 0, "GPE", nests=True))
    assert nested.index("Kadri") > nested.index("Bergen")


def test_no_name_is_looked_for_within_a_persons() -> None:
    made = document(("Kadri Tamm", "PERSON", 0.99))
    assert "Kadri" not in order(likely.to_label(made, area(), 0, "GPE", nests=True))


def test_the_word_at_an_offset_is_its_whole_name() -> None:
    made = document(("Lund", "GPE", 0.9))
    assert likely.word_at(made, 8) == (0, 10)
    assert likely.word_at(made, TEXT.index("left") + 1) == (44, 48)
    assert likely.word_at(made, TEXT.index(",")) is None
