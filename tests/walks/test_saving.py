"""Saving: offered where nothing is done, asked for once, silent then, and edited articles go out anew."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.walks.program import Program

SENTENCE = "Lund met Osaka and Lund."


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def labels(path: Path) -> list[list[tuple[str, str]]]:
    return [
        [(r["text"][s["start"] : s["end"]], s["label"]) for s in r["spans"]] for r in records(path)
    ]


def test_saving_twice_asks_once_and_never_replaces_the_source(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    source, gold = tmp_path / "news.jsonl", tmp_path / "news.gold.jsonl"
    spans = [{"start": 0, "end": 4, "label": "GPE"}]
    source.write_text(json.dumps({"text": SENTENCE, "spans": spans}) + "\n")
    before = source.read_bytes()
    program = start(str(source))
    program.press("ctrl+s", "ctrl+s")  # the second one says: done and save
    program.wait_for_window("Save dataset")
    program.press("Return", until="saved")
    assert labels(gold) == [[("Lund", "GPE")]]
    program.press("Tab", "1", until="painted")
    program.press("ctrl+s", until="saved")
    assert labels(gold) == [[("Lund", "PERSON")]]
    assert records(gold)[0]["answer"] == "accept"
    assert source.read_bytes() == before


def test_a_label_that_is_removed_stays_away_when_highlighted_again(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    source, gold = tmp_path / "a.txt", tmp_path / "a.gold.jsonl"
    source.write_text(
        "Advertisement\n\nForeign Minister Aiko Tanaka met Jonas Berg in Osaka on Monday.\n"
    )
    program = start(str(source))
    program.wait("proposals")
    program.press("Tab", until="focus")
    program.press("x", until="painted")
    program.press("ctrl+r", until="proposals")
    program.press("ctrl+Return", until="painted")
    program.press("ctrl+s")
    program.press("Return", until="saved")
    (record,) = records(gold)
    assert not record["text"].startswith("Advertisement")
    assert record["meta"]["excluded"] == [[0, 14]]
    (found,) = labels(gold)
    assert "Aiko Tanaka" not in dict(found)
    assert ("Osaka", "GPE") in found


def test_one_key_includes_an_excluded_line_and_excludes_it_again(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    text = "Advertisement\n\nAiko Tanaka met Jonas Berg in Osaka.\n"
    source, gold = tmp_path / "a.txt", tmp_path / "a.gold.jsonl"
    source.write_text(text)
    program = start(str(source))
    program.wait("proposals")
    program.press("ctrl+Home")
    program.press("b", until="painted")
    program.press("ctrl+Return", until="painted")
    program.press("ctrl+s")
    program.wait_for_window("Save dataset")
    program.press("Return", until="saved")
    assert [(r["text"], r["meta"]["excluded"]) for r in records(gold)] == [(text, [])]
    program.press("ctrl+Home")
    program.press("b", until="painted")
    program.press("ctrl+s", until="saved")
    (record,) = records(gold)
    assert record["text"] == text[14:]
    assert record["meta"]["excluded"] == [[0, 14]]
    for span in record["spans"]:
        there = text[span["start"] + 14 : span["end"] + 14]
        assert record["text"][span["start"] : span["end"]] == there
