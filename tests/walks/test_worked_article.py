"""The whole job by keyboard alone: proposals in, gold out, judged by the saved file."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.walks.analyst import LABEL_KEYS, Analyst, Fix
from tests.walks.program import Program

DATA = json.loads(
    (Path(__file__).parents[1] / "data" / "worked_article.json").read_text(encoding="utf-8")
)

MISSING = (("Toompea", "LOC"), ("Hanko", "GPE"), ("Fenvolt", "ORG"), ("Coastal Union", "ORG"))
MOST_PRESSES = 50


def place_of(word: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = DATA["text"].index(word, start + 1)
    return start, start + len(word)


def dataset(folder: Path) -> Path:
    """The article as a model left it, as a record of our own."""
    spans = [s | {"state": "proposed", "source": "m 1"} for s in DATA["proposals"]]
    path = folder / "worked.jsonl"
    path.write_text(json.dumps({"text": DATA["text"], "spans": spans}), encoding="utf-8")
    return path


def fixes() -> list[Fix]:
    """What separates the proposals from the gold."""
    digits = LABEL_KEYS
    found = [
        Fix("all alike", digits["ORG"], place_of("Velmora"), alike=True),
        *(Fix("add", digits[label], place_of(word)) for word, label in MISSING),
        *(Fix("relabel", digits["GPE"], place_of(word)) for word in ("Kotka", "Turku")),
        *(Fix("remove", "x", place_of(word)) for word in ("last summer", "Northern Seas")),
        Fix("edge", "w", place_of("Jaan Kross")),
    ]
    for relation in DATA["relations"]:
        head, child = relation["head"], relation["child"]
        # The mayor's span is longer by now, but begins where it began.
        ends = (head["start"], head["end"]), (child["start"], child["end"])
        found.append(Fix("relation", "r", ends[0], ends[1], relation_key(relation)))
    return found


def test_the_worked_article_is_corrected_by_keyboard_and_saved_as_gold(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    program = start(str(dataset(tmp_path)))
    analyst = Analyst(program, DATA["text"])
    analyst.correct(fixes())
    program.press("ctrl+Return", until="painted")
    analyst.spent["done"] += 1
    needed = program.presses
    program.press("ctrl+s")
    saved = tmp_path / "worked.gold.jsonl"
    program.press("Return", until="saved")
    record = json.loads(saved.read_text(encoding="utf-8"))
    assert triples(record) == gold()
    assert record["answer"] == "accept"
    assert arcs(record) == gold_arcs()
    print(analyst.table())
    assert needed <= MOST_PRESSES


def relation_key(relation: dict) -> str:
    """The key of the label where the schema has more than one for the pair."""
    from annotator import opening

    schema = opening.default_schema()
    labels = {(s["start"], s["end"]): s["label"] for s in DATA["gold"]}
    head, child = relation["head"], relation["child"]
    fitting = schema.relations_between(
        labels[head["start"], head["end"]], labels[child["start"], child["end"]]
    )
    return "" if len(fitting) == 1 else schema.relation(relation["label"]).key


def triples(record: dict) -> set[tuple[int, int, str]]:
    return {(s["start"], s["end"], s["label"]) for s in record["spans"]}


def gold() -> set[tuple[int, int, str]]:
    return triples({"spans": DATA["gold"]})


def arcs(record: dict) -> set[tuple[int, str, int]]:
    return {
        (r["head_span"]["start"], r["label"], r["child_span"]["start"]) for r in record["relations"]
    }


def gold_arcs() -> set[tuple[int, str, int]]:
    return {(r["head"]["start"], r["label"], r["child"]["start"]) for r in DATA["relations"]}
