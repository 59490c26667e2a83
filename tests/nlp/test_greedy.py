import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from annotator.nlp.greedy import GreedyParser
from annotator.nlp.installed import load_language

WORDS = (
    "the The Aiko Tanaka of Bank World NATO in on Tuesday $ 40 million , . \n \t Osaka said "
    "percent first Russia 's “ ” and New Delhi University 2021 Sept. 12 COVID-19 😀 שר وزير"
)
texts = st.lists(st.sampled_from(WORDS.split(" ")), max_size=60).map(" ".join)


@pytest.fixture(scope="module")
def plain() -> Language:
    return load_language("").nlp


@pytest.fixture(scope="module")
def parser(plain: Language) -> GreedyParser:
    return GreedyParser(plain.get_pipe("ner"))  # type: ignore[arg-type]


def test_the_default_recogniser_fits(parser: GreedyParser) -> None:
    assert parser.fits


@given(st.lists(texts, max_size=4))
def test_entities_are_those_of_spacys_own_parser(
    plain: Language, parser: GreedyParser, batch: list[str]
) -> None:
    found = parser.entities([plain.make_doc(text) for text in batch])
    expected = [[(e.start, e.end, e.label_) for e in plain(text).ents] for text in batch]
    assert [[entity for entity, _ in of_doc] for of_doc in found] == expected
    assert all(0 < score <= 1 for of_doc in found for _, score in of_doc)


@pytest.mark.parametrize(
    "config",
    [
        {"model": {"state_type": "ner", "extra_state_tokens": True}},
        {"model": {"state_type": "ner", "use_upper": False}},
        {"model": {"state_type": "ner", "use_upper": True, "hidden_width": 8}},
    ],
)
def test_an_untrained_recogniser_of_another_shape_gives_the_same_or_does_not_fit(
    config: dict[str, dict[str, object]],
) -> None:
    nlp = spacy.blank("en")
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "hidden_width": 16,
        "maxout_pieces": 2,
        "extra_state_tokens": False,
        "use_upper": True,
        "nO": None,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 16,
            "depth": 1,
            "embed_size": 50,
            "window_size": 1,
            "maxout_pieces": 2,
            "subword_features": True,
        },
        **config["model"],
    }
    ner = nlp.add_pipe("ner", config={"model": model})
    for label in ("PERSON", "ORG", "GPE"):
        ner.add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    other = GreedyParser(ner)  # type: ignore[arg-type]
    assert other.fits is (not model["extra_state_tokens"])
    if other.fits:
        text = WORDS * 3
        (found,) = other.entities([nlp.make_doc(text)])
        assert [entity for entity, _ in found] == [
            (e.start, e.end, e.label_) for e in nlp(text).ents
        ]


def test_a_recogniser_with_a_beam_does_not_fit() -> None:
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("beam_ner")
    ner.add_label("ORG")  # type: ignore[attr-defined]
    nlp.initialize()
    assert not GreedyParser(ner).fits  # type: ignore[arg-type]
