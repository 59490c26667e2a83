"""Offsets, ids and numbers that make no sense, in every format that has them: one policy for all.

What has no place (outside of the text, empty, no number) is left out and listed, or its record is refused by
name; what can be kept is kept; no relation is bent to another span, none is lost unsaid.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.core.errors import AnnotatorError
from annotator.formats.articles import Imported, read_articles

TEXT = "Ada met Ben in Rome."
Make = Callable[[Any, Any, Any, Any], str]
"""Start and end of a first span, and both ends of a relation, to the file's text."""


def _spans(start: Any, end: Any) -> list[dict[str, Any]]:
    return [
        {"id": 1, "start": start, "end": end, "label": "PER"},
        {"id": 2, "start": 8, "end": 11, "label": "PER"},
    ]


def _ours(start: Any, end: Any, head: Any, child: Any) -> str:
    links = [{"head_id": head, "child_id": child, "label": "MET"}]
    return json.dumps({"text": TEXT, "spans": _spans(start, end), "relations": links})


def _doccano(start: Any, end: Any, head: Any, child: Any) -> str:
    rows = [
        {"id": s["id"], "start_offset": s["start"], "end_offset": s["end"], "label": s["label"]}
        for s in _spans(start, end)
    ]
    links = [{"id": 1, "from_id": head, "to_id": child, "type": "MET"}]
    return json.dumps({"text": TEXT, "entities": rows, "relations": links})


def _studio(start: Any, end: Any, head: Any, child: Any) -> str:
    rows: list[dict[str, Any]] = [
        {
            "id": s["id"],
            "type": "labels",
            "value": {"start": s["start"], "end": s["end"], "labels": [s["label"]]},
        }
        for s in _spans(start, end)
    ]
    rows.append({"type": "relation", "from_id": head, "to_id": child, "labels": ["MET"]})
    return json.dumps([{"data": {"text": TEXT}, "annotations": [{"result": rows}]}])


def _brat(start: Any, end: Any, head: Any, child: Any) -> str:
    return f"T1\tPER {start} {end}\tAda\nT2\tPER 8 11\tBen\nR1\tMET Arg1:T{head} Arg2:T{child}\n"


def _spert(start: Any, end: Any, head: Any, child: Any) -> str:
    rows = [{"start": start, "end": end, "type": "PER"}, {"start": 2, "end": 3, "type": "PER"}]
    ends = [number - 1 if isinstance(number, int) else number for number in (head, child)]
    links = [{"head": ends[0], "tail": ends[1], "type": "MET"}]
    words = "Ada met Ben in Rome .".split()
    return json.dumps([{"tokens": words, "entities": rows, "relations": links}])


def _docred(start: Any, end: Any, head: Any, child: Any) -> str:
    mentions = [
        [{"pos": [start, end], "type": "PER", "sent_id": 0}],
        [{"pos": [2, 3], "type": "PER", "sent_id": 0}],
    ]
    ends = [number - 1 if isinstance(number, int) else number for number in (head, child)]
    labels = [{"h": ends[0], "t": ends[1], "r": "MET", "evidence": [0]}]
    words = "Ada met Ben in Rome .".split()
    return json.dumps([{"title": "t", "sents": [words], "vertexSet": mentions, "labels": labels}])


FORMS: dict[str, tuple[str, Make]] = {
    "ours": ("a.jsonl", _ours),
    "doccano": ("a.jsonl", _doccano),
    "label studio": ("a.json", _studio),
    "brat": ("a.ann", _brat),
    "spert": ("a.json", _spert),
    "docred": ("a.json", _docred),
}
PLACES = [
    (-1, 3), (0, -3), (3, 0), (0, 0), (2, 2), (0, 99), (98, 99), (0, 2**63), (10**30, 10**31), (0.5, 2), ("a", "b"),
    (None, 3), (True, 3), ([], {}), ("9" * 5000, 3), (float("nan"), 3), (float("inf"), 3), ("²", "³"), ("-0", "3"),
]  # fmt: skip
ENDS = [
    (1, 9),
    (9, 1),
    ("x", 2),
    (None, None),
    ([], {}),
    (-1, -2),
    (1.5, 2),
    (True, False),
    ("1" * 5000, 1),
]


def read(folder: Path, form: str, *values: Any) -> tuple[list[Imported], list[str]]:
    """The articles of a file, and all that was said about it."""
    name, make = FORMS[form]
    path = folder / name
    path.write_text(make(*values))
    if path.suffix == ".ann":
        path.with_suffix(".txt").write_text(TEXT)
    articles: list[Imported] = []
    said: list[str] = []
    try:
        for one in read_articles(path):
            if isinstance(one, Imported):
                articles.append(one)
                said += one.problems
            else:
                said.append(str(one))
    except AnnotatorError as error:
        said.append(str(error))
    assert all("unforeseen" not in sentence for sentence in said)
    return articles, said


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_span_without_a_place_is_left_out_and_listed(
    tmp_path: Path, form: str, place: tuple[Any, Any]
) -> None:
    articles, said = read(tmp_path, form, *place, 1, 2)
    for article in articles:
        assert all(0 <= s.start < s.end <= len(article.text) for s in article.spans)
        ids = {s.id for s in article.spans}
        assert all({r.head, r.child} <= ids for r in article.relations)
        assert len(article.spans) == 2 or any("a.ann" in s or "a.json" in s for s in said)
        # Without its span the relation goes too, and that is said by itself.
        assert article.relations or len(said) >= 1
    assert articles or said


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ends", ENDS, ids=lambda ends: str(ends)[:30])
def test_a_relation_to_nowhere_is_left_out_and_listed(
    tmp_path: Path, form: str, ends: tuple[Any, Any]
) -> None:
    words = form in {"spert", "docred"}
    articles, said = read(tmp_path, form, 0, 1 if words else 3, *ends)
    assert said
    for article in articles:
        assert len(article.spans) == 2
        assert article.relations == ()


@pytest.mark.parametrize("form", ["doccano", "label studio", "ours"])
def test_of_spans_with_one_id_relations_lead_to_the_first_and_that_is_told(
    tmp_path: Path, form: str
) -> None:
    name, make = FORMS[form]
    path = tmp_path / name
    path.write_text(make(0, 3, 1, 1).replace('"id": 2', '"id": 1'))
    (article,) = [one for one in read_articles(path) if isinstance(one, Imported)]
    assert len(article.spans) == 2
    assert len({s.id for s in article.spans}) == 2
    assert [(r.head, r.child) for r in article.relations] == [(article.spans[0].id,) * 2]
    assert any("twice" in sentence for sentence in article.problems)


@pytest.mark.parametrize("form", ["doccano", "label studio"])
def test_ids_written_as_texts_or_numbers_are_the_same_ids(tmp_path: Path, form: str) -> None:
    articles, _ = read(tmp_path, form, 0, 3, "1", 2.0)
    assert [len(article.relations) for article in articles] == [1]
