"""Lines that are not the article."""

import pytest

from annotator.core.clutter import clutter
from tests.shared import SHARED

CAPTION = "Minister Aiko Tanaka speaks in Osaka on Thursday. File Photo by Jo Lund/NNA"
SEED = SHARED / "articles/000_2acb0262a00f4cef.txt"


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in clutter(text)]


@pytest.mark.parametrize(
    "line",
    [
        *("Advertisement", "ADVERTISEMENT", "  Advertisement ", "Story continues below"),
        *("Read more:", "| License Photo", "ADVERTISEMENT - CONTINUE READING BELOW"),
    ],
)
def test_a_known_line_is_proposed(line: str) -> None:
    assert cut(f"The council met.\n{line}\nIt voted.\n") == [line]


@pytest.mark.parametrize(
    "line",
    ["Advertisement sales fell by a tenth.", "Read more books, the minister said.", "Photo", ""],
)
def test_a_sentence_that_begins_like_one_is_not(line: str) -> None:
    assert cut(f"The council met.\n{line}\nIt voted.\n") == []


def test_the_last_line_needs_no_line_end() -> None:
    assert cut("The council met.\n\nLatest Headlines") == ["Latest Headlines"]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n \r\n"])
def test_of_twin_captions_the_later_one_is_proposed(between: str) -> None:
    text = f"Headline\n{CAPTION}{between}{CAPTION} | License Photo\nText."
    assert cut(text) == [f"{CAPTION} | License Photo"]


def test_the_later_twin_may_be_the_shorter_one() -> None:
    assert cut(f"{CAPTION} | License Photo\n{CAPTION}\nText.") == [CAPTION]


def test_each_further_copy_is_compared_with_the_one_kept() -> None:
    assert cut(f"{CAPTION}\n{CAPTION}\n{CAPTION}\n") == [CAPTION, CAPTION]


def test_a_headline_that_begins_the_first_sentence_is_kept() -> None:
    headline = "Russia pledges vaccines for its northern neighbour"
    assert cut(f"{headline}\n\n{headline}, the ministry said.\n") == []


def test_short_lines_may_be_equal() -> None:
    assert cut("Not now.\nNot now.\n") == []


def test_twins_apart_are_kept() -> None:
    assert cut(f"{CAPTION}\nThe council met.\n{CAPTION}\n") == []


@pytest.mark.skipif(not SEED.exists(), reason="the real article is not here")
def test_the_real_article_has_five_such_lines() -> None:
    text = SEED.read_bytes().decode()
    found = cut(text)
    assert [line[:20] for line in found] == [
        "Advertisement",
        "Russian Foreign Mini",
        "Advertisement",
        "Advertisement",
        "Latest Headlines",
    ]
    assert found[1].endswith("License Photo")
