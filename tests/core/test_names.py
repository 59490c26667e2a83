import pytest

from annotator.core.document import Document
from annotator.core.names import run_at, runs_between
from annotator.core.spans import Span
from annotator.core.tokens import Tokens


def runs(text: str, *covered: str) -> list[str]:
    spans = [Span(i + 1, text.index(w), text.index(w) + len(w), "X") for i, w in enumerate(covered)]
    document = Document.made(1, text, Tokens.plain(text), spans=spans)
    return [text[run.start : run.end] for run in runs_between(document, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He joined the Coastal Union party.", ["Coastal Union"]),
        ("They met Jaan Kross-Lepik there.", ["Jaan Kross-Lepik"]),
        ("At the University of Tartu we ate.", ["University of Tartu"]),
        ("Ask J. Smith about it.", ["Ask J. Smith"]),
        ("Not now. The Bank of it said no.", ["Bank"]),
        ("In Oslo, Lund and Bergen it rained.", ["Oslo", "Lund", "Bergen"]),
        ("nothing here", []),
    ],
)
def test_capitalised_words_that_stand_together_are_one_run(text: str, found: list[str]) -> None:
    assert runs(text) == found


def test_what_a_span_covers_is_no_run() -> None:
    assert runs("Minister Kadri Tamm met Aino Lund.", "Kadri Tamm") == ["Minister", "Aino Lund"]


def test_a_word_tied_to_a_span_by_a_hyphen_is_that_spans_edge() -> None:
    assert runs("Here is Jaan Kross-Lepik now.", "Jaan Kross") == []


def test_a_word_that_only_begins_a_sentence_is_weak() -> None:
    text = "Divers went to Oslo."
    document = Document.made(1, text, Tokens.plain(text))
    assert [run.is_weak for run in runs_between(document, 0, len(text))] == [True, False]
    assert run_at(document, 16).start == 15
