from itertools import pairwise

import pytest
import spacy

from annotator.core.errors import AnnotatorError
from annotator.nlp.pipeline import Pipeline
from annotator.nlp.tokens import ProjectTokenizer
from tests.nlp.samples import NASTY


@pytest.mark.parametrize("name", NASTY)
def test_tokens_are_those_of_the_blank_language(name: str, tokenizer: ProjectTokenizer) -> None:
    text = NASTY[name]
    tokens = tokenizer.tokens(text)
    plain = [(t.idx, t.idx + len(t.text)) for t in spacy.blank("en")(text)]
    assert list(zip(tokens.starts, tokens.ends, strict=True)) == plain
    assert set(tokens.sentences) <= set(tokens.starts)
    assert tokens.source == "en"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Headline\n\nBody text. More.", ["Headline", "Body text.", "More."]),
        ("He said “no.” “Why?” she asked.", ["He said “no.”", "“Why?”", "she asked."]),
        ('"No." "Why (now)?" he said.', ['"No."', '"Why (now)?"', "he said."]),
        ("One.\r\nTwo.\r\n", ["One.", "Two."]),
        ("Dr. Tanaka paid $3.50. Then left.", ["Dr. Tanaka paid $3.50.", "Then left."]),
        ("- item\n- item", ["- item", "- item"]),
        (" \n ", []),
        ("", []),
    ],
)
def test_sentences_begin_where_a_reader_sees_them(
    text: str, sentences: list[str], tokenizer: ProjectTokenizer
) -> None:
    starts = list(tokenizer.tokens(text).sentences)
    parts = [text[a:b] for a, b in pairwise([*starts, len(text)])]
    assert [part.strip() for part in parts] == sentences


def test_the_default_pipeline_has_the_tokenizer_of_blank_english(
    pipeline: Pipeline, tokenizer: ProjectTokenizer
) -> None:
    assert tokenizer.is_same_as(pipeline.nlp)


def test_a_changed_or_foreign_tokenizer_is_another(tokenizer: ProjectTokenizer) -> None:
    changed = spacy.blank("en")
    changed.tokenizer.add_special_case("Osaka", [{"ORTH": "Osa"}, {"ORTH": "ka"}])
    assert not tokenizer.is_same_as(changed)
    assert not tokenizer.is_same_as(spacy.blank("de"))


def test_an_unknown_language_is_refused_in_words() -> None:
    with pytest.raises(AnnotatorError, match="'klingon'"):
        ProjectTokenizer("klingon")
