from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.spans import Span, State
from annotator.core.tokens import Tokens
from annotator.ui.canvas.details import relation_details, span_details


def test_details_name_state_score_source_and_note() -> None:
    span = Span(1, 0, 5, "GPE", State.PROPOSED, score=0.913, source="en_core_web_sm", note="why")
    document = Document.made(1, "Japan", Tokens.plain("Japan"), spans=[span])
    words = span_details(document, span)
    for part in ("GPE", "“Japan”", "Proposed", "0.91", "en_core_web_sm", "Note: why"):
        assert part in words


def test_text_of_the_article_is_never_read_as_markup() -> None:
    text = "<img src=x> & <b>bold</b>"
    spans = [Span(1, 0, len(text), "ORG"), Span(2, 0, 4, "ORG")]
    relation = Relation(1, 1, 2, "MEETS", note="<i>")
    document = Document.made(1, text, Tokens.plain(text), spans=spans, relations=[relation])
    for words in (span_details(document, spans[0]), relation_details(document, relation)):
        assert "<img" not in words
        assert "<b>" not in words
        assert "<i>" not in words
        assert "&lt;img" in words
