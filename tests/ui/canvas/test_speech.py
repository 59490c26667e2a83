from annotator.core.document import Document
from annotator.ui.canvas.speech import speech_of
from annotator.ui.state import RelationFocus, SpanFocus, View
from tests.ui.canvas.samples import document_of

TEXT = "Japan met Lund.\nThe end."


def news() -> Document:
    return document_of(TEXT, [(0, 5, "GPE"), (10, 14, "GPE")], [(1, 2)])


def test_the_focused_span_is_told_with_its_relations_and_the_paragraph() -> None:
    heard = speech_of(news(), View(focus=SpanFocus(1)))
    assert heard.focus == "GPE: Japan, Added. HEAD_OF to Lund."
    assert heard.whole == "GPE: Japan, Added. HEAD_OF to Lund. Japan met Lund."
    assert speech_of(news(), View(focus=SpanFocus(2))).focus.endswith("HEAD_OF from Japan.")


def test_the_focused_relation_and_the_selection_are_told() -> None:
    heard = speech_of(news(), View(focus=RelationFocus(1), caret=17))
    assert heard.whole == "HEAD_OF: Japan to Lund, Added. The end."
    assert speech_of(news(), View(caret=9, anchor=6)).focus == "Selected: met."


def test_the_spans_and_relations_of_the_paragraph_are_listed() -> None:
    heard = speech_of(news(), View(caret=3, anchor=3))
    assert heard.annotations.splitlines() == [
        "GPE: Japan, Added.",
        "GPE: Lund, Added.",
        "HEAD_OF: Japan to Lund, Added.",
    ]
    assert speech_of(news(), View(caret=20, anchor=20)).annotations == ""


def test_only_what_is_new_is_said() -> None:
    first = speech_of(news(), View(caret=0))
    assert first.news(None) == "Japan, GPE"
    assert speech_of(news(), View(caret=6, anchor=6)).news(first) == "met"
    assert speech_of(news(), View(caret=16, anchor=16)).news(first) == "The end."
    assert speech_of(news(), View(focus=SpanFocus(2))).news(first).startswith("GPE: Lund")
    assert speech_of(news(), View(caret=0)).news(first) == ""


def test_of_a_huge_paragraph_what_lies_around_the_caret_is_told() -> None:
    text = "word " * 20_000
    heard = speech_of(document_of(text), View(caret=50_000, anchor=50_000))
    assert len(heard.paragraph) == 2000
    assert heard.paragraph[heard.caret :].startswith("word")
