import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp import chunks
from annotator.nlp.chunks import Piece, kept, merged, pieces

alphabet = st.text(st.sampled_from("ab. \n\r\t👍"), max_size=400)
ranges = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=6)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits so low that short texts are cut in every way."""
    _lower_limits(monkeypatch)


def _lower_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "WHOLE_CHARACTERS", 60)
    monkeypatch.setattr(chunks, "PIECE_CHARACTERS", 20)
    monkeypatch.setattr(chunks, "CONTEXT_CHARACTERS", 20)


def left(text: str, within: tuple[int, int], gaps: list[tuple[int, int]]) -> str:
    return "".join(text[a:b] for a, b in kept(within, gaps))


def core(piece: Piece) -> str:
    return piece.text[piece.core[0] : piece.core[1]]


def check(text: str, excluded: list[tuple[int, int]]) -> None:
    gaps = merged(excluded, len(text))
    found = pieces(text, excluded)
    position = 0
    for piece in found:
        assert position <= piece.place[0] < piece.place[1] <= len(text)
        assert not left(text, (position, piece.place[0]), gaps).strip()
        position = piece.place[1]
        for offset, character in enumerate(piece.text):
            place = piece.to_article(offset)
            is_inserted = place >= len(text) or text[place] != character
            assert not is_inserted or character == "\n"
        whole = left(text, piece.place, gaps)
        assert core(piece).replace("\n", "") == whole.replace("\n", "")
    assert not left(text, (position, len(text)), gaps).strip()


@given(alphabet, ranges)
def test_a_short_article_is_one_piece_without_what_is_excluded(
    text: str, excluded: list[tuple[int, int]]
) -> None:
    check(text, excluded)
    assert len(pieces(text, excluded)) <= 1


@given(alphabet, ranges)
def test_a_long_article_is_cut_so_that_every_word_is_in_one_core(
    text: str, excluded: list[tuple[int, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _lower_limits(patch)
        check(text, excluded)
        for piece in pieces(text, excluded):
            assert len(piece.text) <= 60 + 2 * (20 + 20) + len(excluded) * 2


def test_an_article_without_exclusions_goes_unchanged() -> None:
    (piece,) = pieces("One.\r\nTwo. 😀")
    assert piece.is_article
    assert piece.text == "One.\r\nTwo. 😀"


def test_a_line_end_stands_where_the_middle_of_a_line_was_taken_out() -> None:
    text = "Osaka xx Geneva"
    (piece,) = pieces(text, [(5, 9)])
    assert piece.text == "Osaka\nGeneva"
    assert piece.to_article(6) == 9
    assert not piece.is_article


def test_no_line_end_is_added_where_whole_lines_were_taken_out() -> None:
    (piece,) = pieces("a\nAdvertisement\nb", [(2, 16)])
    assert piece.text == "a\nb"


@pytest.mark.usefixtures("small")
def test_a_paragraph_of_a_long_article_has_its_neighbours_as_context() -> None:
    text = "\n\n".join(letter * 20 for letter in "abcdef")
    second = pieces(text)[1]
    assert second.text == "\n\n".join(letter * 20 for letter in "abc")
    assert core(second) == "b" * 20


@pytest.mark.usefixtures("small")
def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    text = "word " * 8 + "end. " + "word " * 20
    assert core(pieces(text)[0]) == "word " * 8 + "end. "


@pytest.mark.usefixtures("small")
def test_a_long_word_is_cut_at_the_limit() -> None:
    assert [len(core(piece)) for piece in pieces("x" * 150)] == [60, 60, 30]


def test_a_huge_blank_stretch_between_paragraphs_is_not_sent() -> None:
    text = "Osaka" + "\n" * 100_000 + "Geneva"
    assert [piece.text for piece in pieces(text)] == ["Osaka", "Geneva"]


def test_a_blank_article_has_no_pieces() -> None:
    assert pieces("") == pieces(" \n\t") == pieces("Advertisement", [(0, 13)]) == []


def test_ranges_are_merged_sorted_and_kept_inside_the_text() -> None:
    assert merged([(5, 9), (0, 2), (8, 12), (2, 3), (7, 7), (99, 200)], 10) == [(0, 3), (5, 10)]
