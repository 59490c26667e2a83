import pytest

from annotator.nlp.chunks import pieces
from annotator.nlp.proposals import Found, cleaned, starts_sentence, trimmed
from annotator.protocol import ProposedSpan


def proposed(
    text: str, *found: tuple[str, str], clean_articles: bool = True
) -> list[tuple[str, str]]:
    """Surface and label of what is left of these surfaces in a text."""
    (piece,) = pieces(text)
    spans = [Found(text.index(s), text.index(s) + len(s), label) for s, label in found]
    answer = cleaned(piece, spans, text, clean_articles)
    return [(text[p.start : p.end], p.label) for p in answer]


@pytest.mark.parametrize(
    ("text", "surface", "left"),
    [
        ("x Osaka  y", " Osaka  ", "Osaka"),
        ("\ufeffOsaka", "\ufeffOsaka", "Osaka"),
        ("Aiko Tanaka\nMOSCOW", "Aiko Tanaka\nMOSCOW", "Aiko Tanaka"),
        ("Aiko Tanaka \r\nMOSCOW", "Aiko Tanaka \r\nMOSCOW", "Aiko Tanaka"),
        ("x\nOsaka y", "\nOsaka", "Osaka"),
        ("\u00a0Osaka\u00a0", "\u00a0Osaka\u00a0", "Osaka"),
        ("x \n\t y", " \n\t ", ""),
    ],
)
def test_a_span_is_trimmed_and_cut_at_the_end_of_the_line(
    text: str, surface: str, left: str
) -> None:
    start, end = trimmed(text, text.index(surface), text.index(surface) + len(surface))
    assert text[start:end] == left


def test_a_span_of_white_space_is_dropped() -> None:
    assert proposed("a  \n\n b", ("  \n\n ", "ORG")) == []


def test_a_span_over_something_excluded_is_cut_there() -> None:
    text = "Aiko XX Tanaka"
    (piece,) = pieces(text, [(5, 8)])
    found = [Found(0, len(piece.text), "PERSON")]
    assert cleaned(piece, found, text, True) == [ProposedSpan(0, 4, "PERSON")]


@pytest.mark.parametrize("article", ["the ", "a ", "an ", "the\u00a0"])
def test_a_lower_case_article_is_cut(article: str) -> None:
    surface = f"{article}European Union"
    assert proposed(f"He left {surface}.", (surface, "ORG")) == [("European Union", "ORG")]


@pytest.mark.parametrize(
    "label",
    "WORK_OF_ART LAW DATE TIME PERCENT MONEY QUANTITY ORDINAL CARDINAL".split(),
)
def test_titles_laws_dates_and_quantities_keep_their_article(label: str) -> None:
    assert proposed("It was the first week.", ("the first week", label)) == [
        ("the first week", label)
    ]


def test_nothing_is_cut_when_the_switch_is_off() -> None:
    surface = "the European Union"
    assert proposed(f"In {surface}.", (surface, "ORG"), clean_articles=False) == [(surface, "ORG")]


def test_a_capital_article_is_cut_when_the_rest_stands_alone_elsewhere() -> None:
    text = "The Kremlin said no. Later the Kremlin agreed."
    assert proposed(text, ("The Kremlin", "ORG")) == [("Kremlin", "ORG")]


@pytest.mark.parametrize(
    "text",
    [
        "The Hague is quiet. She likes The Hague.",
        "The Kremlin said no.",
        "The Kremlin said no. Kremlinologists agreed.",
        "He lives in The Kremlin and the Kremlin knows.",
    ],
)
def test_a_capital_article_stays_otherwise(text: str) -> None:
    surface = "The Hague" if "Hague" in text else "The Kremlin"
    assert proposed(text, (surface, "GPE")) == [(surface, "GPE")]


def test_a_name_that_only_begins_like_an_article_stays_whole() -> None:
    (piece,) = pieces("In theory Thea met the")
    found = [Found(3, 9, "ORG"), Found(10, 14, "PERSON"), Found(19, 22, "ORG")]
    spans = cleaned(piece, found, piece.text, True)
    assert [(span.start, span.end) for span in spans] == [(3, 9), (10, 14), (19, 22)]


def test_equal_spans_after_the_cut_are_one_with_the_better_score() -> None:
    text = "in the EU now"
    (piece,) = pieces(text)
    found = [Found(3, 9, "ORG", 0.4), Found(7, 9, "ORG", 0.9), Found(7, 9, "GPE")]
    assert cleaned(piece, found, text, True) == [
        ProposedSpan(7, 9, "GPE"),
        ProposedSpan(7, 9, "ORG", 0.9),
    ]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("|The", True),
        ("Yes. |The", True),
        ("Yes.” |The", True),
        ("Yes. “|The", True),
        ("Line\n|The", True),
        ("- |The", True),
        ("in |The", False),
        ("Mr, “|The", False),
    ],
)
def test_the_start_of_a_sentence_is_known_from_the_text(text: str, holds: bool) -> None:
    assert starts_sentence(text.replace("|", ""), text.index("|")) is holds
