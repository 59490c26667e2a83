"""Articles over spaCy's limit go through in pieces at paragraph borders, with what the whole would give."""

import itertools
from pathlib import Path

import pytest

from annotator.nlp import chunks
from annotator.nlp.chunks import pieces
from annotator.nlp.pipeline import Pipeline, load_pipeline
from annotator.nlp.prelabel import prelabel_stream
from annotator.nlp.proposing import answers
from annotator.nlp.tokens import ProjectTokenizer
from annotator.protocol import Propose
from tests.nlp.packages import made_pipeline
from tests.nlp.samples import LONG

SPACY_LIMIT = 1_000_000
Place = tuple[int, int, str]


@pytest.fixture
def harbours(tmp_path: Path) -> Pipeline:
    """A pipeline that looks at single words only, so that pieces must give what the whole gives."""
    return load_pipeline(str(made_pipeline(tmp_path / "pipeline")))


def in_window(pipeline: Pipeline, text: str) -> set[Place]:
    parts = list(answers(pipeline, Propose(1, 1, text, visible=(70_000, 71_000)), True))
    assert all(a.done_characters < b.done_characters for a, b in itertools.pairwise(parts))
    assert parts[-1].finished
    assert parts[-1].done_characters == parts[-1].all_characters
    return {(p.start, p.end, p.label) for part in parts for p in part.proposals}


def on_command_line(pipeline: Pipeline, text: str) -> set[Place]:
    (found,) = prelabel_stream(pipeline, ProjectTokenizer(), [("a", text, ())])
    assert found.tokens.ends[-1] <= len(text)
    return {(p.start, p.end, p.label) for p in found.proposals}


def as_a_whole(pipeline: Pipeline, text: str, monkeypatch: pytest.MonkeyPatch) -> set[Place]:
    monkeypatch.setattr(chunks, "WHOLE_CHARACTERS", len(text))
    pipeline.nlp.max_length = len(text) + 1
    found = in_window(pipeline, text)
    monkeypatch.undo()
    return found


def test_an_article_over_the_limit_gets_what_the_whole_would_get(
    harbours: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = LONG
    while len(text) <= SPACY_LIMIT:
        text += f"\n\n{LONG}"
    found = in_window(harbours, text)
    assert len(found) == text.count("Osaka")
    assert found == on_command_line(harbours, text)
    assert found == as_a_whole(harbours, text, monkeypatch)


def test_one_paragraph_over_the_limit_is_cut_between_words(harbours: Pipeline) -> None:
    text = "He went to Osaka, and she did not " * (SPACY_LIMIT // 30)
    assert len(text) > SPACY_LIMIT
    assert len(in_window(harbours, text)) == text.count("Osaka")


def test_a_text_without_any_border_goes_through(harbours: Pipeline) -> None:
    text = "x" * 50_000
    assert in_window(harbours, text) == set()
    assert max(len(piece.text) for piece in pieces(text)) < SPACY_LIMIT // 10


def test_a_recogniser_finds_nearly_the_same_in_pieces(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = LONG[: 30_000 + LONG[30_000:].index("\n")]
    found = in_window(pipeline, text)
    whole = as_a_whole(pipeline, text, monkeypatch)
    assert found == on_command_line(pipeline, text)
    assert len(found & whole) > 0.97 * len(found | whole)
