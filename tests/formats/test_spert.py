"""SpERT's examples."""

import json
from pathlib import Path
from typing import Any

from annotator.formats.articles import read_articles
from annotator.formats.datasets import Facts
from annotator.formats.imported import Imported
from annotator.formats.spert import write_spert
from annotator.formats.spert_types import write_sets

EXAMPLE: dict[str, Any] = {
    "tokens": ["Ana", "Lund", "won", "in", "Osaka"],
    "entities": [
        {"type": "PER", "start": 0, "end": 2},
        {"type": "LOC", "start": 4, "end": 5},
        {"type": "LOC", "start": 4, "end": 9},
    ],
    "relations": [
        {"type": "WON_IN", "head": 0, "tail": 1},
        {"type": "WON_IN", "head": 0, "tail": 2},
    ],
}


def test_an_example_is_read_and_written(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([EXAMPLE]), "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    assert [found.text[s.start : s.end] for s in found.spans] == ["Ana Lund", "Osaka"]
    assert [(r.head, r.child, r.label) for r in found.relations] == [(1, 2, "WON_IN")]
    assert len(found.losses) == 2
    assert write_spert(tmp_path / "b.json", [found]) == 1
    (again,) = json.loads((tmp_path / "b.json").read_text("utf-8"))
    assert again["tokens"] == EXAMPLE["tokens"]
    assert again["entities"] == EXAMPLE["entities"][:2]
    assert again["relations"] == EXAMPLE["relations"][:1]


def test_other_keys_and_the_very_tokens_come_out_again(tmp_path: Path) -> None:
    path, out = tmp_path / "a.json", tmp_path / "b.json"
    example = EXAMPLE | {
        "tokens": ["Ana", "Lund", "\xa0", "won", "Osaka"],
        "entities": EXAMPLE["entities"][:2],
        "relations": EXAMPLE["relations"][:1],
        "orig_id": "x7",
        "pos": ["NNP", "NNP", "_", "VBD", "NNP"],
    }
    path.write_text(json.dumps([example]), "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    write_spert(out, [found])
    assert json.loads(out.read_text("utf-8")) == [example]


def test_the_types_are_written_beside_the_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([EXAMPLE]), "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    facts = Facts(("LOC", "PER"), ("WON_IN",))
    made = write_sets(tmp_path / "set.json", {"train": lambda: [found], "dev": list}, facts)
    assert made.files == {
        "train": [tmp_path / "set.train.json"],
        "dev": [tmp_path / "set.dev.json"],
    }
    types = json.loads((tmp_path / "set.types.json").read_text("utf-8"))
    assert list(types["entities"]) == ["LOC", "PER"]
    assert types["relations"]["WON_IN"]["symmetric"] is False
