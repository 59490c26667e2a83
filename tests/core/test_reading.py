from hypothesis import given
from hypothesis import strategies as st

from annotator.core import reading
from annotator.core.document import Document
from annotator.core.spans import Span, State
from annotator.core.tokens import Tokens

TEXT = "One Lund.\nTwo Oslo.\n\nFour Kvam.\n"


def document() -> Document:
    spans = [
        Span(i, TEXT.index(w), TEXT.index(w) + 4, "GPE", State.PROPOSED)
        for i, w in enumerate(("Lund", "Oslo", "Kvam"), 1)
    ]
    return Document.made(1, TEXT, Tokens.plain(TEXT), spans=spans)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9))))
def test_ranges_hold_just_what_was_put_in_and_come_back_from_text(pairs) -> None:
    ranges: reading.Ranges = ()
    for first, more in pairs:
        ranges = reading.with_range(ranges, first, first + more)
    wanted = {index for first, more in pairs for index in range(first, first + more + 1)}
    assert {index for index in range(50) if reading.is_read(ranges, index)} == wanted
    assert reading.from_text(reading.as_text(ranges)) == ranges


def test_a_paragraph_that_goes_on_below_the_screen_is_not_read_yet() -> None:
    assert reading.shown_paragraphs(document(), 0, 14) == (0, 0)
    assert reading.shown_paragraphs(document(), 0, len(TEXT)) == (0, 3)


def test_unread_proposals_are_those_never_on_the_screen() -> None:
    found = reading.unread_proposals(document(), ((0, 1),))
    assert [span.id for span in found] == [3]
    assert reading.unread_count(document(), ((0, 1),)) == 1
