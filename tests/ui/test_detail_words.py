"""What the details say."""

from annotator.core.spans import Span, State
from annotator.ui.detail_words import breakable, span_story
from tests.ui.panel_samples import TEXT, document


def test_a_long_word_gets_places_to_break_and_keeps_its_letters() -> None:
    word = "a" * 70
    assert breakable(word).replace("\u200b", "") == word
    assert "\u200b" in breakable(word)
    assert breakable("Northern Trade Board") == "Northern Trade Board"


def test_a_confirmed_span_of_unknown_source_was_not_proposed() -> None:
    place = TEXT.index("Osaka")
    span = Span(9, place, place + 5, "GPE", State.ACCEPTED, True)
    assert span_story(document(), span) == "Confirmed."
