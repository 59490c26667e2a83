"""Lines of scripts that run from right to left."""

import pytest

from annotator.formats.written_order import in_letters, in_written_order, runs_leftward


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("םולש", "שלום"),
        (".2024 ץרמב 12 םויב", "ביום 12 במרץ 2024."),
        ("השדח .Apple Inc תרבח", "חברת Apple Inc. חדשה"),
        ("3.5 וריחמ", "מחירו 3.5"),
        ("50% לש", "של 50%"),
        ("50% نم", "من %50"),
        ("He said םולש and left", "He said שלום and left"),
    ],
)
def test_a_line_as_seen_becomes_the_line_as_written(seen: str, written: str) -> None:
    assert in_written_order(list(seen)) == written


@pytest.mark.parametrize("seen", [")םולש( רמא", "(םולש) רמא"])
def test_brackets_come_right_however_the_file_names_them(seen: str) -> None:
    assert in_written_order(list(seen)) == "אמר (שלום)"


def test_marks_stay_on_their_letters() -> None:
    assert in_written_order(["ا\u064b", "ب"]) == "با\u064b"


def test_shapes_and_ligatures_become_letters() -> None:
    assert in_letters("\ufb01nance \ufefb\ufe91") == "finance لاب"


def test_only_letters_of_such_scripts_count() -> None:
    assert runs_leftward("a ש")
    assert not runs_leftward("a é 中 12")
