import math

import pytest
from spacy.tokens import Doc

from annotator.nlp.entities import entities_of
from annotator.nlp.greedy import GreedyParser
from annotator.nlp.installed import load_language
from annotator.nlp.pipeline import Pipeline
from annotator.nlp.scores import Entity, ScoredRecogniser
from tests.nlp.samples import NASTY, NEWS


def stepwise(ner: object, doc: Doc) -> dict[Entity, float]:
    """The same scores the slow way: the greedy parser's moves one by one, from its real states."""
    names = [ner.moves.get_class_name(move) for move in range(ner.moves.n_moves)]  # type: ignore[attr-defined]
    (state,) = states = ner.moves.init_batch([doc])  # type: ignore[attr-defined]
    step = ner.model.predict([doc])  # type: ignore[attr-defined]
    chances: list[tuple[str, float]] = []
    label = ""
    while not state.is_final():
        scores = step.predict(states)
        last = len(chances) == len(doc) - 1
        allowed = [m for m, name in enumerate(names) if valid(name, label, last, doc, len(chances))]
        ner.transition_states(states, scores)  # type: ignore[attr-defined]
        row = scores[0]
        best = max(allowed, key=lambda move: row[move])
        total = sum(math.exp(float(row[move] - row[best])) for move in allowed)
        chances.append((names[best], 1 / total))
        kind, _, name = names[best].partition("-")
        label = name if kind in "BI" else ""
    found: dict[Entity, float] = {}
    for index, (move, _) in enumerate(chances):
        if move[0] not in "BU":
            continue
        end = index + 1
        while move[0] == "B" and chances[end - 1][0][0] != "L":
            end += 1
        found[index, end, move[2:]] = math.prod(chance for _, chance in chances[index:end])
    return found


def valid(name: str, label: str, last: bool, doc: Doc, token: int) -> bool:
    if label:
        return name == f"L-{label}" or (name == f"I-{label}" and not last)
    if doc[token].is_space:
        return name == "O"
    return name == "O" or (name[:2] == "U-" != name) or (name[:2] == "B-" and not last)


@pytest.mark.parametrize("name", NASTY)
def test_entities_are_those_of_plain_spacy(name: str, pipeline: Pipeline) -> None:
    plain = load_language("").nlp
    text = NASTY[name]
    expected = [(e.start_char, e.end_char, e.label_) for e in plain(text).ents]
    (found,) = pipeline.found([pipeline.nlp.make_doc(text)])
    assert [(f.start, f.end, f.label) for f in found] == expected
    assert all(f.score is not None and 0 < f.score <= 1 for f in found)


@pytest.mark.parametrize("way", ["greedy", "watched"])
@pytest.mark.parametrize("text", [NEWS, "Japan", NASTY["emoji"], NASTY["tabs"]])
def test_a_score_is_the_product_of_the_chances_of_the_parsers_own_moves(
    text: str, way: str, pipeline: Pipeline
) -> None:
    plain = load_language("").nlp
    expected = stepwise(plain.get_pipe("ner"), plain.make_doc(text))
    doc = pipeline.nlp.make_doc(text)
    if way == "greedy":
        ((found),) = GreedyParser(pipeline.nlp.get_pipe("ner")).entities([doc])  # type: ignore[arg-type]
        scores: dict[Entity, float | None] = dict(found)
    else:
        recogniser = ScoredRecogniser(pipeline.nlp.get_pipe("ner"))  # type: ignore[arg-type]
        recogniser.annotate([doc])
        entities = entities_of(doc)
        scores = dict(zip(entities, recogniser.scores([len(doc)], [entities])[0], strict=True))
    assert scores
    assert scores == {e: pytest.approx(score, abs=2e-4) for e, score in expected.items()}


def test_spans_and_scores_do_not_depend_on_the_company(pipeline: Pipeline) -> None:
    texts = [text for text in NASTY.values() if text] * 3 + [NEWS * 4]
    together = pipeline.found([pipeline.nlp.make_doc(text) for text in texts])
    alone = [pipeline.found([pipeline.nlp.make_doc(text)])[0] for text in texts]
    assert together == alone
