"""DocRED's documents."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.formats.articles import read_articles
from annotator.formats.docred_writing import write_docred
from annotator.formats.fitting import fitted
from annotator.formats.imported import Imported
from annotator.formats.table import format_named
from tests.shared import CORPORA

DOCUMENT = {
    "title": "A win",
    "sents": [["Ana", "Lund", "won", "."], ["She", "left", "Osaka", "."]],
    "vertexSet": [
        [
            {"name": "Ana Lund", "pos": [0, 2], "sent_id": 0, "type": "PER"},
            {"name": "She", "pos": [0, 1], "sent_id": 1, "type": "PER"},
        ],
        [{"name": "Osaka", "pos": [2, 3], "sent_id": 1, "type": "LOC"}],
    ],
    "labels": [{"r": "P1", "h": 0, "t": 1, "evidence": [0, 1]}],
}


def test_mentions_and_relations_come_in(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([DOCUMENT]), "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    assert found.meta.title == "A win"
    said = [(found.text[s.start : s.end], s.attributes[0][1]) for s in found.spans]
    assert said == [("Ana Lund", "0"), ("She", "0"), ("Osaka", "1")]
    (relation,) = found.relations
    assert (relation.head, relation.child, relation.note) == (1, 3, "evidence: 0, 1")


def articles(path: Path) -> list[Imported]:
    return [article for article in read_articles(path) if isinstance(article, Imported)]


def only(path: Path) -> Imported:
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    return found


def test_a_document_is_written_as_it_came_with_what_else_stood_there(tmp_path: Path) -> None:
    path, out = tmp_path / "a.json", tmp_path / "b.json"
    document = json.loads(json.dumps(DOCUMENT)) | {"split": 3}
    document["vertexSet"][0][0] |= {"name": "Ana Lund, runner", "link": "Q1"}
    document["labels"][0]["sure"] = True
    path.write_text(json.dumps([document]), "utf-8")
    assert write_docred(out, [fitted(only(path), format_named("docred"))[0]]) == 1
    (again,) = json.loads(out.read_text("utf-8"))
    for mentions in again["vertexSet"]:
        for mention in mentions:
            del mention["global_pos"], mention["index"]
    assert again == document


def test_relations_are_called_by_the_names_beside_and_keep_their_ids(tmp_path: Path) -> None:
    path, out = tmp_path / "a.json", tmp_path / "b.json"
    path.write_text(json.dumps([DOCUMENT]), "utf-8")
    (tmp_path / "rel_info.json").write_text('{"P1": "left a place", "P2": "?", "P3": "?"}', "utf-8")
    (relation,) = only(path).relations
    assert relation.label == "left a place"
    write_docred(out, [only(path)])
    assert json.loads(out.read_text("utf-8"))[0]["labels"][0]["r"] == "P1"
    said = json.loads((tmp_path / "b.rel_info.json").read_text("utf-8"))
    assert said == {"P1": "left a place"}
    assert only(out).relations == only(path).relations


def test_mentions_of_one_name_are_one_entity_and_one_relation_of_two_entities_stays() -> None:
    text = "Ana met Bo. Ana met Bo."
    spans = tuple(
        Span(n, at, at + len(name), "PER")
        for n, (at, name) in enumerate([(0, "Ana"), (8, "Bo"), (12, "Ana"), (20, "Bo")], 1)
    )
    relations = (Relation(1, 3, 4, "MEETS"), Relation(2, 1, 2, "MEETS"))
    article = Imported(text, Meta(), spans, relations)
    found, losses = fitted(article, format_named("docred"))
    assert [r.id for r in found.relations] == [1]
    assert losses["further relation of the same two entities"] == 1


def test_evidence_follows_its_sentences_and_other_notes_are_kept(tmp_path: Path) -> None:
    path, out = tmp_path / "a.json", tmp_path / "b.json"
    path.write_text(json.dumps([DOCUMENT]), "utf-8")
    article = only(path)
    (relation,) = article.relations
    note = replace(relation, note="evidence: 0, 1; sure?")
    joined = replace(article, tokens=None, relations=(note,))
    write_docred(out, [joined])
    (again,) = json.loads(out.read_text("utf-8"))
    assert (again["labels"][0]["evidence"], again["labels"][0]["note"]) == ([0, 1], "sure?")
    assert only(out).relations[0].note == "evidence: 0, 1; sure?"


def test_a_published_set_comes_in_whole_and_goes_out_as_it_was(tmp_path: Path) -> None:
    folder = CORPORA / "rel_redocred_dev50"
    if not folder.exists():
        pytest.skip("the corpora are not here")
    (path,) = folder.glob("*.json")
    out = tmp_path / "again.json"
    write_docred(out, (fitted(a, format_named("docred"))[0] for a in articles(path)))
    assert json.loads(out.read_text("utf-8")) == json.loads(path.read_text("utf-8"))
    found = articles(path)
    relations = sum(len(article.relations) + len(article.losses) for article in found)
    assert (len(found), sum(len(a.spans) for a in found), relations) == (50, 1451, 1868)
