"""FewRel's instances."""

import json
from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import read_articles
from annotator.formats.building import parts_of
from annotator.formats.docred_writing import write_docred
from annotator.formats.imported import Imported
from tests.shared import CORPORA

SET = {
    "P1": [
        {
            "tokens": ["Ana", "won", "in", "Osaka", ";", "Osaka", "sang"],
            "h": ["ana", "Q1", [[0]]],
            "t": ["osaka", "Q2", [[3], [5]]],
        }
    ],
    "P2": [],
    "P3": [{"tokens": ["A", "b", "c"], "h": ["a c", "Q3", [[0, 2]]], "t": ["b", "Q4", [[1], [9]]]}],
}


def read(path: Path) -> list[Imported]:
    return [found for found in read_articles(path) if isinstance(found, Imported)]


def test_each_place_is_a_span_and_relations_join_the_first_ones(tmp_path: Path) -> None:
    path = tmp_path / "val.json"
    path.write_text(json.dumps(SET, indent=2), "utf-8")
    first, second = read(path)
    assert [(first.text[s.start : s.end], s.kb_id) for s in first.spans] == [
        ("Ana", "Q1"),
        ("Osaka", "Q2"),
        ("Osaka", "Q2"),
    ]
    assert [(r.head, r.label, r.child) for r in first.relations] == [(1, "P1", 2)]
    assert parts_of(second.spans[0]) == [(0, 1), (4, 5)]
    assert len(second.losses) == 1


def test_names_beside_the_file_name_the_relations(tmp_path: Path) -> None:
    path = tmp_path / "val.json"
    path.write_text(json.dumps(SET), "utf-8")
    (tmp_path / "pid2name.json").write_text('{"P1": ["won in", "where it was"]}', "utf-8")
    found = read(path)
    assert [a.relations[0].label for a in found] == ["won in", "P3"]
    out = tmp_path / "docred.json"
    write_docred(out, found)
    written = json.loads(out.read_text("utf-8"))
    assert [document["labels"][0]["r"] for document in written] == ["P1", "P3"]


def test_instances_may_say_their_relation_themselves(tmp_path: Path) -> None:
    path = tmp_path / "val.jsonl"
    path.write_text(
        "".join(f"{json.dumps({'relation': 'P1', **row})}\n" for row in SET["P1"]), "utf-8"
    )
    (found,) = read(path)
    assert [r.label for r in found.relations] == ["P1"]


def test_broken_json_says_where(tmp_path: Path) -> None:
    path = tmp_path / "val.json"
    path.write_text(json.dumps(SET, indent=1)[:-30], "utf-8")
    with pytest.raises(InputError, match="broken"):
        list(read_articles(path))


def test_a_published_set_comes_in_whole() -> None:
    path = CORPORA / "rel_fewrel_wiki/val_wiki_20_per_relation.json"
    if not path.exists():
        pytest.skip("the corpora are not here")
    found = read(path)
    counts = len(found), sum(len(a.spans) for a in found), sum(len(a.relations) for a in found)
    assert counts == (320, 654, 320)
    assert not any(r.label.startswith("P") and r.label[1:].isdigit() for r in found[0].relations)
