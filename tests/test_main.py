"""The command `annotator` finds the right door."""

import sys
from types import ModuleType

import pytest

from annotator import __main__, system


@pytest.fixture
def doors(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """Put a recorder in the place of each door."""
    calls: list[tuple[str, list[str]]] = []
    for name in ("annotator.cli", "annotator.app", "annotator.nlp.worker"):
        module = ModuleType(name)

        def record(arguments: list[str], name: str = name) -> int:
            calls.append((name, arguments))
            return 7

        module.__dict__["main"] = record
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(system, "this_machine", lambda: None)
    return calls


@pytest.mark.parametrize(
    ("arguments", "door", "handed_on"),
    [
        ([], "annotator.app", []),
        (["--sample"], "annotator.app", ["--sample"]),
        (["./check", "a.txt"], "annotator.app", ["./check", "a.txt"]),
        (["check", "a.jsonl"], "annotator.cli", ["check", "a.jsonl"]),
        (["prelabel", "a.txt"], "annotator.cli", ["prelabel", "a.txt"]),
        (["--version"], "annotator.cli", ["--version"]),
        (["--help"], "annotator.cli", ["--help"]),
        (["--worker", "--model", "m"], "annotator.nlp.worker", ["--model", "m"]),
    ],
)
def test_arguments_go_to_their_door(
    doors: list[tuple[str, list[str]]], arguments: list[str], door: str, handed_on: list[str]
) -> None:
    assert __main__.main(arguments) == 7
    assert doors == [(door, handed_on)]


def test_a_machine_that_cannot_show_a_window_gets_one_sentence_and_exit_code_one(
    doors: list[tuple[str, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system, "this_machine", lambda: "No display.")
    assert __main__.main([]) == 1
    assert capsys.readouterr().err == "annotator: No display.\n"
    assert doors == []


def test_commands_without_a_window_ask_nothing_of_the_display(
    doors: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "this_machine", lambda: "No display.")
    assert __main__.main(["export", "p.annot"]) == 7
