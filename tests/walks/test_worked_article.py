"""The whole job by keyboard alone: proposals in, gold out, judged by the saved file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.walks.analyst import Analyst
from tests.walks.fixes import fixes_of
from tests.walks.program import Program


def read(name: str) -> dict:
    folder = Path(__file__).parents[1] / "data"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


DATA = read("worked_article")
MOST_PRESSES = 50
MOST_PRESSES_A_CORRECTION = 2.6


def place_of(word: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = DATA["text"].index(word, start + 1)
    return start, start + len(word)


def dataset(folder: Path, data: dict = DATA) -> Path:
    """The article as a model left it, as a record of our own."""
    spans = [s | {"state": "proposed", "source": "m 1"} for s in data["proposals"]]
    path = folder / "worked.jsonl"
    path.write_text(json.dumps({"text": data["text"], "spans": spans}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name",
    ["worked_article", "flood_article", "court_article", "merger_article", "feature_article"],
)
def test_a_worked_article_is_corrected_by_keyboard_and_saved_as_gold(
    name: str, start: Callable[..., Program], tmp_path: Path
) -> None:
    data = read(name)
    fixes = fixes_of(data)
    program = start(str(dataset(tmp_path, data)))
    analyst = Analyst(program, data["text"])
    analyst.correct(fixes)
    program.press("ctrl+Return", until="painted")
    analyst.spent["done"] += 1
    needed = program.presses
    program.press("ctrl+s")
    saved = tmp_path / "worked.gold.jsonl"
    program.wait_for_window("Save dataset")
    program.press("Return", until="saved")
    record = json.loads(saved.read_text(encoding="utf-8"))
    assert triples(record) == triples({"spans": data["gold"]})
    assert record["answer"] == "accept"
    assert arcs(record) == gold_arcs(data)
    print(f"{name}\n{analyst.table()}\n{needed / len(fixes):.2f} presses a correction")
    assert needed <= MOST_PRESSES_A_CORRECTION * len(fixes)
    if name == "worked_article":
        assert needed <= MOST_PRESSES


def triples(record: dict) -> set[tuple[int, int, str]]:
    return {(s["start"], s["end"], s["label"]) for s in record["spans"]}


def arcs(record: dict) -> set[tuple[int, str, int]]:
    return {
        (r["head_span"]["start"], r["label"], r["child_span"]["start"]) for r in record["relations"]
    }


def gold_arcs(data: dict) -> set[tuple[int, str, int]]:
    return {(r["head"]["start"], r["label"], r["child"]["start"]) for r in data["relations"]}
