"""Offsets, lines, paragraphs and the plain segmenter."""

from itertools import pairwise

import pytest
from hypothesis import given

from annotator.core.text import (
    Line,
    Utf16Map,
    is_hard_wrapped,
    lines,
    lone_surrogate,
    paragraphs,
    place_in_words,
    segment,
    sentence_starts,
    without_lone_surrogates,
)
from tests.core.strategies import any_text


@given(any_text)
def test_every_code_point_offset_survives_utf16_and_back(text: str) -> None:
    places = Utf16Map(text)
    for offset in range(len(text) + 1):
        assert places.to_utf16(offset) == len(text[:offset].encode("utf-16-le")) // 2
        assert places.to_code_points(places.to_utf16(offset)) == offset


@given(any_text)
def test_the_middle_of_a_pair_belongs_to_its_character(text: str) -> None:
    places = Utf16Map(text)
    for offset, character in enumerate(text):
        if character > "\uffff":
            assert places.to_code_points(places.to_utf16(offset) + 1) == offset


@given(any_text)
def test_lines_cover_the_text_without_gaps(text: str) -> None:
    found = lines(text)
    assert found[0].start == 0
    assert found[-1].next_start == len(text)
    for line, following in pairwise(found):
        assert line.next_start == following.start
    assert all(text[line.end : line.next_start] in ("", "\r", "\n", "\r\n") for line in found)
    assert not any(c in "\r\n" for line in found for c in text[line.start : line.end])


def test_a_crlf_is_one_line_end() -> None:
    assert lines("a\r\nb\rc\n") == [Line(0, 1, 3), Line(3, 4, 5), Line(5, 6, 7)]


def test_an_empty_text_has_one_empty_line() -> None:
    assert lines("") == [Line(0, 0, 0)]


def test_other_separators_stay_within_a_line() -> None:
    assert len(lines("a\u2028b\x0bc\x85d")) == 1


@given(any_text)
def test_joined_paragraphs_cover_the_text_too(text: str) -> None:
    found = paragraphs(text, hard_wrapped=True)
    assert (found[0].start, found[-1].next_start) == (0, len(text))
    for line, following in pairwise(found):
        assert line.next_start == following.start


def test_non_blank_lines_join_to_one_paragraph() -> None:
    assert paragraphs("a\nb\n\nc", hard_wrapped=True) == [
        Line(0, 3, 4),
        Line(4, 4, 5),
        Line(5, 6, 6),
    ]


def test_lines_cut_at_a_width_are_seen() -> None:
    wrapped = "\n".join(["one two three four five six seven eight nine ten eleven twelve"] * 9)
    assert is_hard_wrapped(wrapped)
    assert not is_hard_wrapped("A short line.\n" * 9)


def test_a_lone_surrogate_is_found_and_replaced() -> None:
    text = "ab\ud83dc"
    assert lone_surrogate(text) == 2
    assert without_lone_surrogates(text) == "ab\ufffdc"
    assert lone_surrogate("ab👍") is None


@pytest.mark.parametrize(
    ("offset", "place"), [(0, "line 1, column 1"), (4, "line 2, column 2"), (5, "line 2, column 3")]
)
def test_a_place_is_told_from_one(offset: int, place: str) -> None:
    assert place_in_words("a\r\nbc", offset) == place


@given(any_text)
def test_segments_are_ordered_and_hold_all_but_white_space(text: str) -> None:
    covered = ["" if c.isspace() else c for c in text]
    last = 0
    for start, end in segment(text):
        assert last <= start < end
        last = end
        covered[start:end] = [""] * (end - start)
    assert "".join(covered).strip() == ""


@given(any_text)
def test_sentences_start_in_order_on_something_visible(text: str) -> None:
    found = sentence_starts(text)
    assert found == sorted(set(found))
    assert all(not text[start].isspace() for start in found)


def test_a_sentence_starts_after_a_stop_and_on_a_new_line() -> None:
    assert sentence_starts("He left. “Why?” she asked\nNew line") == [0, 9, 16, 26]
