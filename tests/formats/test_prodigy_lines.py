"""A record in Prodigy's layout becomes at once what reading and writing would make of it."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.tokens import Tokens
from annotator.formats import passing
from annotator.formats.jsonl import encoded
from annotator.formats.prodigy_lines import ProdigyLines
from annotator.formats.ready import Ready
from annotator.formats.records import saved
from tests.formats.documents import change_one_value, documents

SPAN_KEYS = ("start", "end", "token_start", "token_end", "label")
RELATION_KEYS = ("head", "child", "head_span", "child_span", "label")


def task_of(document: Document) -> dict[str, Any]:
    """The document as Prodigy writes it."""
    record = saved(document, keep_excluded=True).record
    text = record["text"]
    spans = [{key: row[key] for key in SPAN_KEYS} for row in record["spans"]]
    return {
        "text": text,
        "_input_hash": 12,
        "_task_hash": -13,
        "_is_binary": False,
        "tokens": [row | {"disabled": row["id"] == 1} for row in record["tokens"]],
        "_view_id": "relations",
        "spans": [row | {"text": text[row["start"] : row["end"]]} for row in spans],
        "relations": [
            {key: row[key] for key in RELATION_KEYS} | {"color": "#c2f2f6"}
            for row in record["relations"]
        ],
        "answer": record["answer"],
        "_timestamp": 1_700_000_000,
        "_annotator_id": "news-ana",
        "_session_id": None,
        "meta": {"source": "wire", "n": 3},
    }


def converted(lines: list[bytes], *, at_once: bool) -> list[Any]:
    """What the lines become in a file, with or without the quick way."""

    def never(_path: Path) -> Callable[[bytes], Ready | None]:
        return lambda _line: None

    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        source, target = Path(name, "in.jsonl"), Path(name, "out.jsonl")
        source.write_bytes(b"\n".join(lines) + b"\n")
        if not at_once:
            patch.setattr(passing, "ProdigyLines", never)
        passed = passing.pass_on([source], target, Tokens.plain)
        assert passed.differing(target) == 0
        found = [json.loads(line) for line in target.read_bytes().splitlines()]
        for record in found:
            record["meta"]["source"] = str(record["meta"]["source"]).removeprefix(name)
        counts = passed.articles, passed.spans, passed.relations, passed.refused, passed.odd
        return [counts, *found]


def taken(task: dict[str, Any], folder: Path) -> Ready | None:
    source = folder / "in.jsonl"
    source.write_bytes(encoded(task))
    return ProdigyLines(source)(encoded(task) + b"\n")


@given(documents())
def test_a_task_becomes_what_the_long_way_makes_of_it(document: Document) -> None:
    lines = [encoded(task_of(document))]
    assert converted(lines, at_once=True) == converted(lines, at_once=False)


@given(documents(), st.data())
def test_a_task_with_one_value_changed_or_gone_does_as_well(
    document: Document, data: st.DataObject
) -> None:
    task = task_of(document)
    change_one_value(task, data, may_go=True)
    lines = [encoded(task)]
    try:
        expected = converted(lines, at_once=False)
    except passing.InputError:
        with pytest.raises(passing.InputError):
            converted(lines, at_once=True)
        return
    assert converted(lines, at_once=True) == expected


def plain_task() -> dict[str, Any]:
    text = "Ana met Bo ."
    words = [("Ana", 0), ("met", 4), ("Bo", 8), (".", 11)]
    ends = {"P": (0, 3, 0, 0), "Q": (8, 10, 2, 2)}
    spans = [dict(zip(SPAN_KEYS, (*place, label), strict=True)) for label, place in ends.items()]
    return {
        "text": text,
        "tokens": [
            {"text": word, "start": at, "end": at + len(word), "id": n, "ws": word != "."}
            for n, (word, at) in enumerate(words)
        ],
        "spans": spans,
        "relations": [
            {"head": 0, "child": 2, "head_span": spans[0], "child_span": spans[1], "label": "MEETS"}
        ],
        "answer": "accept",
    }


def test_a_plain_task_goes_the_quick_way(tmp_path: Path) -> None:
    found = taken(plain_task(), tmp_path)
    assert found is not None
    assert (found.spans, found.relations) == (2, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Ana met 🦊o ."},
        {"versions": []},
        {"answer": "maybe"},
        {"meta": {"status": "done"}},
        {"meta": {"title": 3}},
        {"_input_hash": 2**40},
        {"spans": [{"start": 0, "end": 30, "label": "P"}]},
        {"spans": [{"start": 0, "end": 3, "label": "P", "text": "Bob"}], "relations": []},
        {"spans": [{"start": 0, "end": 3, "label": "P", "score": 0.5}], "relations": []},
        {"spans": []},
    ],
)
def test_what_takes_a_decision_does_not(tmp_path: Path, change: dict[str, Any]) -> None:
    assert taken(plain_task() | change, tmp_path) is None


def test_the_same_relation_twice_takes_the_long_way(tmp_path: Path) -> None:
    task = plain_task()
    task["relations"] *= 2
    assert taken(task, tmp_path) is None
