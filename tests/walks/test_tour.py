"""A new user on the sample: the tour is followed by keys, its keys label it all, and it does not come again."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

from annotator import resources
from tests.walks.analyst import Analyst, Fix
from tests.walks.program import Program

TEXT = (resources.path("sample") / "ministers_meet_in_osaka.txt").read_text(encoding="utf-8")

WRONG = (
    ("bird flu", "", "8"),
    ("avian influenza", "", "8"),
    ("Sakura Biologics", "", "2"),
    ("Hartawan", " welcomed", "1"),
    ("Java", ", and most", "4"),
    ("Vaccines", " are a start", "x"),
    ("Typhoon Hana", "", "7"),
    ("Wei", " later", "1"),
)
"""What the tour has not asked for, what follows it, and the key for it that the tour has taught."""


def place(words: str, following: str = "") -> tuple[int, int]:
    start = TEXT.index(words + following)
    return start, start + len(words)


def answer(program: Program, *words: str, until: str = "painted") -> None:
    """Type the letters over these words."""
    for number, name in enumerate(words):
        start, _ = place(name)
        letters = next(h for h, held in program.hints.items() if held[0] == start)
        program.press(*letters, until=until if number + 1 == len(words) else "hints")


def follow_the_tour(program: Program) -> None:
    """Every step but the last, which ends the article."""
    program.press("Tab", until="focus")
    program.press("Return", until="painted")
    program.press("Escape", until="focus")
    program.press("8", until="hints")
    answer(program, "H5N1")
    program.press("9", until="hints")
    answer(program, "Aviguard")
    program.press("a", until="painted")
    program.press("x", until="hints")
    answer(program, "File Photo")
    program.press("ctrl+z", until="painted")
    program.press("ctrl+y", until="painted")
    program.press("Escape")
    program.press("w", until="hints")
    answer(program, "avian influenza")
    program.press("r", until="hints")
    answer(program, "Tanaka, who", "Northern Trade Board", until="hints")
    program.press("2", until="painted")


def settings(tmp_path: Path) -> dict[str, object]:
    return tomllib.loads((tmp_path / "config" / "settings.toml").read_text())


def test_the_sample_is_labelled_with_what_the_tour_teaches(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    program = start("--sample")
    program.wait("proposals")
    follow_the_tour(program)
    program.press("ctrl+Home")
    fixes = [Fix("add", key, place(words, following)) for words, following, key in WRONG]
    Analyst(program, TEXT).correct(fixes)
    program.press("ctrl+Return", until="painted")
    program.press("ctrl+s")
    program.wait_for_window("Save dataset")
    program.press("Return", until="saved")
    program.close()
    (gold,) = (tmp_path / "data").rglob("*.gold.jsonl")
    record = json.loads(gold.read_text(encoding="utf-8"))
    found = {(record["text"][s["start"] : s["end"]], s["label"]) for s in record["spans"]}
    assert found >= {
        ("H5N1", "DISEASE"),
        ("avian influenza", "DISEASE"),
        ("bird flu", "DISEASE"),
        ("Aviguard", "PRODUCT"),
        ("Sakura Biologics", "ORG"),
        ("Hartawan", "PERSON"),
        ("Java", "LOC"),
        ("Typhoon Hana", "EVENT"),
        ("Wei", "PERSON"),
    }
    assert not {surface for surface, _ in found} & {"File Photo", "Vaccines", "avian"}
    assert sum(s["label"] == "PRODUCT" for s in record["spans"]) == 2
    assert [r["label"] for r in record["relations"]] == ["HEAD_OF"]
    assert settings(tmp_path)["tour_seen"] is True


def test_a_tour_that_was_seen_does_not_come_again(
    start: Callable[..., Program], tmp_path: Path
) -> None:
    program = start("--sample")
    program.wait("proposals")
    follow_the_tour(program)
    program.press("ctrl+Return", "ctrl+Return", until="painted")
    program.close()
    assert settings(tmp_path)["tour_seen"] is True
