"""TACRED's examples."""

import json
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.formats.articles import read_articles
from annotator.formats.fitting import fitted
from annotator.formats.imported import Imported
from annotator.formats.table import format_named
from annotator.formats.tacred_writing import write_tacred

WORDS = ["Ana", "Lund", "won", "in", "Osaka", "."]
EXAMPLE: dict[str, Any] = {
    "id": "e1",
    "docid": "d1",
    "relation": "won_in",
    "token": WORDS,
    "subj_start": 0,
    "subj_end": 1,
    "obj_start": 4,
    "obj_end": 4,
    "subj_type": "PERSON",
    "obj_type": "CITY",
    "stanford_pos": ["NNP", "NNP", "VBD", "IN", "NNP", "."],
}
BACK = EXAMPLE | {
    "id": "e2",
    "relation": "no_relation",
    "subj_start": 4,
    "subj_end": 4,
    "subj_type": "CITY",
    "obj_start": 0,
    "obj_end": 1,
    "obj_type": "PERSON",
}
TEXT = "Ana met Bo in Rome. Cy left. Bo stayed."
PLACES = [(1, "Ana", "PER"), (2, "Bo", "PER"), (3, "Rome", "LOC"), (4, "Cy", "PER")]


def article(*relations: tuple[int, int, str]) -> Imported:
    spans = tuple(Span(n, TEXT.index(w), TEXT.index(w) + len(w), label) for n, w, label in PLACES)
    found = tuple(Relation(n, *relation) for n, relation in enumerate(relations, 1))
    return Imported(TEXT, Meta(source="a/news.txt"), spans, found)


def read(path: Path, examples: list[dict[str, Any]]) -> list[Imported]:
    path.write_text(json.dumps(examples), "utf-8")
    return [found for found in read_articles(path) if isinstance(found, Imported)]


def examples(tmp_path: Path, name: str, found: Imported) -> list[dict[str, Any]]:
    path = tmp_path / "out.json"
    write_tacred(path, [fitted(found, format_named(name))[0]])
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return rows


def test_examples_of_one_sentence_are_one_article_and_come_out_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    other = EXAMPLE | {"docid": "d2"}
    first, second = read(path, [EXAMPLE, BACK, other])
    assert [(s.label, first.text[s.start : s.end]) for s in first.spans] == [
        ("PERSON", "Ana Lund"),
        ("CITY", "Osaka"),
    ]
    assert [(r.head, r.label, r.child) for r in first.relations] == [
        (1, "won_in", 2),
        (2, "no_relation", 1),
    ]
    assert len(second.relations) == 1
    out = tmp_path / "b.json"
    write_tacred(out, [first, second])
    assert json.loads(out.read_text("utf-8")) == [EXAMPLE, BACK, other]


def test_an_end_outside_of_the_words_is_listed(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.json", [EXAMPLE | {"obj_end": 6}])
    assert (len(found.relations), len(found.losses)) == (0, 1)


def test_an_example_has_the_sentences_of_its_ends(tmp_path: Path) -> None:
    found = examples(tmp_path, "tacred", article((1, 2, "MEETS"), (3, 4, "KNOWS")))
    assert [" ".join(e["token"]) for e in found] == [
        "Ana met Bo in Rome.",
        "Ana met Bo in Rome . Cy left.",
    ]
    assert [(e["docid"], e["relation"], e["subj_start"], e["obj_end"]) for e in found] == [
        ("news:1", "MEETS", 0, 2),
        ("news:1", "KNOWS", 4, 6),
    ]
    assert len({e["id"] for e in found}) == 2


def test_what_no_relation_joins_is_counted() -> None:
    found, losses = fitted(article((1, 2, "MEETS")), format_named("tacred"))
    assert [s.id for s in found.spans] == [1, 2]
    assert losses["span without a relation"] == 2
    _, losses = fitted(article(), format_named("tacred"))
    assert losses["example without a relation"] == 1


def test_negatives_are_all_pairs_of_a_sentence_that_nothing_joins(tmp_path: Path) -> None:
    found = examples(tmp_path, "tacred-negatives", article((1, 2, "MEETS"), (3, 4, "KNOWS")))
    negative = [e for e in found if e["relation"] == "no_relation"]
    pairs = {(e["token"][e["subj_start"]], e["token"][e["obj_start"]]) for e in negative}
    assert pairs == {("Ana", "Rome"), ("Rome", "Ana"), ("Bo", "Rome"), ("Rome", "Bo")}
    assert len(found) == 6


def test_a_sentence_of_very_many_spans_gets_no_negatives_and_is_told() -> None:
    text = "Ana " * 201
    spans = tuple(Span(n + 1, 4 * n, 4 * n + 3, "PER") for n in range(201))
    made = Imported(text, Meta(source="a.txt"), spans, (Relation(1, 1, 2, "MEETS"),))
    found, losses = fitted(made, format_named("tacred-negatives"))
    assert [r.label for r in found.relations] == ["MEETS"]
    assert losses["sentence with too many spans for `no_relation`"] == 1


def test_mentions_of_one_entity_are_no_negatives(tmp_path: Path) -> None:
    found = article((1, 2, "MEETS"))
    spans = [
        replace(s, attributes=(("entity", "1" if s.id == 1 else "2"),)) for s in found.spans[:3]
    ]
    rows = examples(tmp_path, "tacred-negatives", replace(found, spans=tuple(spans)))
    assert [e["relation"] for e in rows] == ["MEETS"]


def test_numbers_for_labels_mean_that_ends_are_not_included(tmp_path: Path) -> None:
    path = tmp_path / "train.json"
    numbers = {"relation": 39, "subj_type": 2, "obj_type": 8, "subj_end": 2, "obj_end": 5}
    path.write_text(json.dumps([EXAMPLE | numbers]), "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    said = [(found.text[s.start : s.end], s.label) for s in found.spans]
    assert said == [("Ana Lund", "2"), ("Osaka", "8")]
    assert [relation.label for relation in found.relations] == ["39"]
