"""The line at the bottom."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.status_line import StatusLine


@pytest.fixture
def line(qapp: QApplication) -> Iterator[StatusLine]:
    made = StatusLine()
    made.resize(900, made.sizeHint().height())
    yield made
    made.deleteLater()


def test_a_note_outlives_the_change_it_speaks_of(line: StatusLine) -> None:
    line.show_focus("GPE “Osaka” proposed")
    line.show_note("Kept · 5 to check")
    line.show_focus("GPE “Osaka” confirmed")
    assert line.note == "Kept · 5 to check"
    line.show_focus("GPE “Osaka” confirmed")
    assert line.note == "Kept · 5 to check"
    line.show_focus("ORG “Board” proposed")
    assert line.note == ""


def test_screen_readers_are_told_focus_and_note(line: StatusLine) -> None:
    line.show_focus("GPE “Osaka”")
    line.show_note("Kept\nnow")
    assert line.accessibleDescription() == "GPE “Osaka”. Kept now"
    line.show_left("5 to check")
    assert line.accessibleDescription() == "GPE “Osaka”. Kept now. 5 to check"


@pytest.mark.parametrize("width", [100, 300, 900, 1900])
def test_it_paints_at_any_width(line: StatusLine, width: int) -> None:
    line.resize(width, line.height())
    line.show_focus("GPE “" + "delegates from Lund " * 9 + "” proposed 0.87")
    line.show_keys([("Ctrl+Enter", "done")] * 30)
    line.show_note("Written " * 30)
    line.show_mode("characters")
    line.show_zoom(140)
    line.show_left("1,200 to check")
    assert not line.grab().isNull()
