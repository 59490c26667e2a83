"""REBEL's triples."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.document import Meta
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.formats.articles import read_articles
from annotator.formats.exporting import Order, differing, looked_over, written
from annotator.formats.fitting import fitted
from annotator.formats.imported import Imported
from annotator.formats.linear_triples import line_of, triples_of
from annotator.formats.pieces import Unit
from annotator.formats.table import format_named
from annotator.formats.triples import Triple

TEXT = "Ana Lund won in Osaka. Osaka cheered, and Bo met Ana Lund there."
LINE = "<triplet> Ana Lund <subj> Osaka <obj> won in <subj> Bo <obj> met <triplet> Nara <subj> Bo <obj> near"


def read(tmp_path: Path, record: dict[str, Any]) -> Imported:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(record) + "\n", "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    return found


def said(article: Imported) -> list[tuple[str, int, str, str, int]]:
    at = {span.id: span for span in article.spans}
    text = article.text
    return [
        (
            text[at[r.head].start : at[r.head].end],
            at[r.head].start,
            r.label,
            text[at[r.child].start : at[r.child].end],
            at[r.child].start,
        )
        for r in article.relations
    ]


def test_triples_of_duie_are_read_with_the_labels_of_their_ends(tmp_path: Path) -> None:
    row = {
        "subject": "李明",
        "subject_type": "人物",
        "predicate": "出生地",
        "object": "杭州",
        "object_type": "地点",
    }
    found = read(tmp_path, {"text": "李明生于杭州。", "spo_list": [row]})
    assert said(found) == [("李明", 0, "出生地", "杭州", 4)]
    assert [span.label for span in found.spans] == ["人物", "地点"]


def test_further_ends_of_duie_are_told(tmp_path: Path) -> None:
    row = {
        "subject": "李明",
        "subject_type": "人物",
        "predicate": "获奖",
        "object": {"@value": "金奖", "onDate": "去年"},
        "object_type": {"@value": "奖项", "onDate": "Date"},
    }
    found = read(tmp_path, {"text": "李明去年获金奖。", "spo_list": [row]})
    assert said(found) == [("李明", 0, "获奖", "金奖", 5)]
    assert "onDate" in found.losses[0]


def test_triples_are_read_under_the_names_that_training_sets_give_them(tmp_path: Path) -> None:
    found = read(tmp_path, {"text": "Bo met Ana.", "triple_list": [["Bo", "met", "Ana"]]})
    assert said(found) == [("Bo", 0, "met", "Ana", 7)]


def test_mentions_beside_the_relations_of_nyt_are_labels_or_told(tmp_path: Path) -> None:
    mentions = [("Bo", "PERSON"), ("Ana", "PERSON"), ("Rome", "LOCATION")]
    record = {
        "sentText": "Bo met Ana in Rome.",
        "relationMentions": [{"em1Text": "Bo", "em2Text": "Ana", "label": "met"}],
        "entityMentions": [{"start": 0, "label": label, "text": name} for name, label in mentions],
    }
    found = read(tmp_path, record)
    assert said(found) == [("Bo", 0, "met", "Ana", 7)]
    assert [span.label for span in found.spans] == ["PERSON", "PERSON"]
    assert "LOCATION 'Rome' has no relation" in found.losses[0]


def test_names_are_found_where_they_stand_nearest_and_several_places_are_told(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, {"context": TEXT, "triplets": LINE})
    assert said(found) == [
        ("Ana Lund", 0, "won in", "Osaka", 16),
        ("Ana Lund", 49, "met", "Bo", 42),
    ]
    assert {span.label for span in found.spans} == {"ENTITY"}
    assert len(found.losses) == 1
    assert "'Osaka' (2 times)" in found.problems[-1]


def test_triples_as_objects_and_lists_are_searched_for(tmp_path: Path) -> None:
    rows = [{"head": "Bo", "head_type": "PER", "type": "met", "tail": "Ana Lund"}]
    found = read(tmp_path, {"text": TEXT, "triples": rows})
    assert said(found) == [("Bo", 42, "met", "Ana Lund", 49)]
    assert sorted(span.label for span in found.spans) == ["ENTITY", "PER"]
    found = read(tmp_path, {"text": TEXT, "triples": [["Bo", "met", "Ana  Lund"]]})
    assert said(found) == [("Bo", 42, "met", "Ana Lund", 49)]


def test_places_in_rebels_own_files_are_taken_as_they_are(tmp_path: Path) -> None:
    ana = {"uri": "Q1", "boundaries": [49, 57], "surfaceform": "Ana Lund", "annotator": "x"}
    osaka = {"uri": "Q2", "boundaries": [16, 21], "surfaceform": "Osaka"}
    triple = {
        "subject": ana,
        "predicate": {"uri": "P1", "surfaceform": "won in"},
        "object": osaka,
        "confidence": 0.9,
    }
    record = {"docid": "d", "title": "T", "text": TEXT, "entities": [ana], "triples": [triple]}
    found = read(tmp_path, record)
    assert said(found) == [("Ana Lund", 49, "won in", "Osaka", 16)]
    assert [span.kb_id for span in found.spans] == ["Q1", "Q2"]
    out = tmp_path / "b.jsonl"
    format_named("rebel-json").write(out, [fitted(found, format_named("rebel-json"))[0]])
    again = json.loads(out.read_text("utf-8"))
    assert again["docid"] == "d"
    assert again["entities"][0]["annotator"] == "x"
    assert again["triples"][0]["predicate"] == {"uri": "P1", "surfaceform": "won in"}
    assert again["triples"][0]["confidence"] == 0.9


def test_what_a_line_cannot_say_is_counted() -> None:
    places = [(1, 0, 8, "PER"), (2, 23, 28, "CITY"), (3, 42, 44, "PER")]
    spans = tuple(Span(*place) for place in places)
    article = Imported(TEXT, Meta(), spans, (Relation(1, 1, 2, "won in"),))
    found, losses = fitted(article, format_named("rebel"))
    assert said(found) == [("Ana Lund", 0, "won in", "Osaka", 16)]
    assert {word: count for word, count in losses.items() if count} == {
        "span without a relation": 1,
        "label of a span": 2,
        "place of a relation (the nearest is found)": 1,
    }
    found, _ = fitted(article, format_named("rebel-typed"))
    assert sorted(span.label for span in found.spans) == ["CITY", "PER"]


def test_a_typed_line_begins_with_its_language() -> None:
    line = "tp_XX<triplet> Ana Lund <per> Osaka <loc> won in <per> Bo <per> met</s>"
    assert triples_of(line) == [
        Triple("Ana Lund", "won in", "Osaka", "per", "loc"),
        Triple("Ana Lund", "met", "Bo", "per", "per"),
    ]


NAMES = st.sampled_from(["Ana", "Ana Lund", "Osaka", "日本"])


@given(st.lists(st.builds(Triple, NAMES, NAMES, NAMES, NAMES.map("x".__add__), NAMES), max_size=5))
def test_a_line_gives_its_triples_back(triples: list[Triple]) -> None:
    whole = [
        Triple(
            t.head, t.relation, t.tail, t.head_label.replace(" ", ""), t.tail_label.replace(" ", "")
        )
        for t in triples
    ]
    assert triples_of(line_of(whole, typed=True)) == whole
    plain = [Triple(t.head, t.relation, t.tail) for t in triples]
    assert triples_of(line_of(plain)) == plain


def test_names_are_looked_for_within_the_piece_that_is_written(tmp_path: Path) -> None:
    text = "Ana saw Bo. Bo then met Ana Lund. Ana left."
    places = [(1, 0, 3, "PER"), (2, 8, 10, "PER"), (3, 12, 14, "PER"), (4, 24, 32, "PER")]
    spans = tuple(Span(*place) for place in places)
    relations = (Relation(1, 1, 2, "saw"), Relation(2, 3, 4, "met"))
    article = Imported(text, Meta(), spans, relations)
    order = Order(tmp_path / "out.jsonl", format_named("rebel-typed"), Unit.SENTENCE)
    outlook = looked_over(lambda: [article], order)
    assert (outlook.kept.relations, outlook.losses["relation across sentences"]) == (2, 0)
    assert differing(written(lambda: [article], order, outlook), order, outlook) == 0
