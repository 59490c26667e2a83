"""Where names stand in a text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.triples import Places

PIECES = st.sampled_from(["Ana", "ana", "an", "A", "_", " ", "  ", "\n", ".", "(", "é", "İ", "7"])
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map("".join)


@given(TEXTS, TEXTS.filter(lambda name: bool(name.strip())))
def test_a_name_is_found_where_a_pattern_of_whole_words_finds_it(text: str, name: str) -> None:
    words = r"\s+".join(map(re.escape, name.split()))
    patterns = (rf"(?<!\w){words}(?!\w)", words)
    found = ([m.span() for m in re.finditer(pattern, text)] for pattern in patterns)
    expected = next((places for places in found if places), None)
    if expected is not None:
        assert Places(text).of(name) == expected


def test_capitals_are_passed_over_where_nothing_else_is_found() -> None:
    assert Places("Talks with ANA  LUND today.").of("Ana Lund") == [(11, 20)]
    assert Places("Talks with ANATOLIA.").of("Ana") == []


def test_a_part_of_a_word_is_the_last_resort() -> None:
    assert Places("Diana met ana.").of("ana") == [(10, 13)]
    assert Places("Dianas").of("ana") == [(2, 5)]
