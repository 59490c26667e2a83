from hypothesis import given
from hypothesis import strategies as st

from annotator.core import alike
from annotator.core.alike import Pattern
from annotator.core.document import Document
from annotator.core.operations import applied
from annotator.core.schema import Label, Overlap, Schema
from annotator.core.spans import Span
from annotator.core.tokens import Tokens

SCHEMA = Schema(labels=(Label("ORG"), Label("GPE")))
TEXT = "Lund and lund and Lunden and LUND: Lund."


def starts(pattern: Pattern, text: str = TEXT) -> list[int]:
    return list(alike.occurrences(text, pattern))


def test_whole_words_in_the_same_case_are_alike() -> None:
    assert starts(Pattern("Lund", "GPE")) == [0, 35]


def test_case_and_whole_words_can_be_let_go() -> None:
    assert starts(Pattern("Lund", "GPE", same_case=False)) == [0, 9, 29, 35]
    assert starts(Pattern("Lund", "GPE", whole_words=False)) == [0, 18, 35]


def test_mentions_are_added_relabelled_and_moved() -> None:
    text = "the Lund, Lund, Lund, Lund"
    spans = [Span(1, 0, 8, "GPE"), Span(2, 10, 14, "ORG"), Span(3, 22, 26, "GPE")]
    document = Document.made(1, text, Tokens.plain(text), spans=spans)
    pattern = Pattern("Lund", "GPE", former="the Lund")
    found = alike.planned(document, SCHEMA, pattern, 3, "me")
    assert [(m.start, m.before) for m, _ in found] == [(4, "GPE"), (10, "ORG"), (16, "")]
    for operation in alike.operations(found):
        document = applied(document, operation)
    assert [(s.start, s.label) for s in document.spans()] == [
        (4, "GPE"), (10, "GPE"), (16, "GPE"), (22, "GPE"),
    ]  # fmt: skip


def test_only_the_chosen_mentions_change() -> None:
    document = Document.made(1, TEXT, Tokens.plain(TEXT))
    found = alike.planned(document, SCHEMA, Pattern("Lund", "GPE"), None, "me", only={35})
    assert [operation.after.start for operation in alike.operations(found)] == [35]


def test_no_more_are_looked_for_than_wanted() -> None:
    document = Document.made(1, TEXT, Tokens.plain(TEXT))
    assert len(alike.planned(document, SCHEMA, Pattern("Lund", "GPE"), None, "me", most=1)) == 1


@given(st.text(alphabet="Lun d", max_size=40), st.booleans(), st.booleans())
def test_an_occurrence_is_the_words_themselves(text: str, case: bool, whole: bool) -> None:
    pattern = Pattern("Lund", "GPE", same_case=case, whole_words=whole)
    for start in starts(pattern, text):
        found = text[start : start + 4]
        assert found == "Lund" if case else found.lower() == "lund"


def test_mentions_within_longer_spans_follow_only_one_that_is_nested_itself() -> None:
    text = "Bank of Lund, Lund, Port of Lund"
    spans = [Span(1, 0, 12, "ORG"), Span(2, 20, 32, "ORG"), Span(3, 8, 12, "GPE")]
    document = Document.made(1, text, Tokens.plain(text), spans=spans)
    schema = Schema(labels=(Label("ORG"), Label("GPE")), overlap=Overlap.NESTED)

    def found(nested: bool) -> list[int]:
        pattern = Pattern("Lund", "GPE", nested=nested)
        return [m.start for m, _ in alike.planned(document, schema, pattern, 3, "me")]

    assert found(nested=False) == [14]
    assert found(nested=True) == [14, 28]
