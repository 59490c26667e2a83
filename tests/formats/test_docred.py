"""DocRED's documents."""

import json
from pathlib import Path

import pytest

from annotator.formats.articles import read_articles
from annotator.formats.imported import Imported

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


def test_a_published_set_comes_in_whole() -> None:
    folder = Path("/work/shared/corpora/rel_redocred_dev50")
    if not folder.exists():
        pytest.skip("the corpora are not here")
    (path,) = folder.glob("*.json")
    found = [article for article in read_articles(path) if isinstance(article, Imported)]
    relations = sum(len(article.relations) + len(article.losses) for article in found)
    assert (len(found), sum(len(a.spans) for a in found), relations) == (50, 1451, 1868)
