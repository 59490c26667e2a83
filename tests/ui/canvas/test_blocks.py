from hypothesis import given
from hypothesis import strategies as st

from annotator.core.text import paragraphs
from annotator.ui.canvas.blocks import LIMIT, Blocks
from annotator.ui.canvas.display import displayed, is_right_to_left, joins, needs_bidi

long_texts = st.text(alphabet=st.sampled_from("ab .。\n\r\t😀\u0301\u200d👍🏽🇯🇵"), max_size=60).map(
    lambda t: t * 120
)


@given(long_texts)
def test_blocks_cover_the_text_and_are_short(text: str) -> None:
    blocks = Blocks(text, paragraphs(text))
    assert blocks.starts[0] == 0
    for i in range(len(blocks)):
        assert blocks.ends[i] - blocks.starts[i] <= LIMIT * 5 // 4
        following = blocks.starts[i + 1] if i + 1 < len(blocks) else len(text)
        assert text[blocks.ends[i] : following] in {"", "\n", "\r", "\r\n"}
    assert all(blocks.at(start) == i for i, start in enumerate(blocks.starts))


@given(long_texts)
def test_no_block_begins_within_a_character(text: str) -> None:
    blocks = Blocks(text, paragraphs(text))
    for start in blocks.starts:
        if start and text[start - 1] not in "\r\n":
            assert not joins(text, start) or text[start - 60 : start].count("\u0301") > 20


def test_a_cut_paragraph_keeps_its_direction() -> None:
    text = "שלום " * 1000 + "abc " * 600
    blocks = Blocks(text, paragraphs(text))
    assert len(blocks) > 2
    assert all(blocks.is_right_to_left(i) for i in range(len(blocks)))
    assert [blocks.ends_paragraph(i) for i in range(len(blocks))][-1]
    assert not blocks.ends_paragraph(0)


@given(st.text())
def test_what_is_shown_is_as_long_as_the_text(text: str) -> None:
    assert len(displayed(text)) == len(text)
    assert len(displayed(text).encode("utf-16-le", "surrogatepass")) == len(
        text.encode("utf-16-le", "surrogatepass")
    )


def test_what_qt_drops_or_breaks_at_is_replaced() -> None:
    assert displayed("\ufeffa\ud800b\u2028c\x00") == "\u2060a\ufffdb c\u2400"
    assert displayed("plain\ttext") == "plain\ttext"


def test_the_first_strong_character_gives_the_direction() -> None:
    assert is_right_to_left("12 (שלום abc")
    assert not is_right_to_left("abc שלום")
    assert not is_right_to_left("12")
    assert needs_bidi("abc שלום")
    assert not needs_bidi("naïve 日本")
