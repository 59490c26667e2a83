from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from annotator.core.history import Kind
from annotator.core.operations import SpanChanged, Step
from annotator.core.spans import Span
from annotator.session import Change
from annotator.ui.state import SpanFocus, View
from annotator.ui.tour import Tour
from annotator.ui.tour_steps import STEPS


@pytest.fixture
def tour(qapp: QApplication) -> Iterator[Tour]:
    made = Tour()
    made.begin()
    yield made
    made.deleteLater()


def test_a_step_that_was_done_leads_to_the_next(tour: Tour) -> None:
    assert tour.text.startswith(f"1 of {len(STEPS)} ")
    tour.viewed(View(), View(focus=SpanFocus(1)))
    assert tour.text.startswith("2 of")
    span = Span(1, 0, 4, "ORG")
    tour.kept(Change(1, Kind.DO, Step("Confirm", (SpanChanged(1, span, span),))))
    assert tour.text.startswith("3 of")


def test_what_does_not_belong_to_the_step_changes_nothing(tour: Tour) -> None:
    tour.viewed(View(), View(caret=3))
    assert tour.text.startswith("1 of")


def test_it_can_be_skipped(tour: Tour) -> None:
    ended: list[bool] = []
    tour.ended.connect(lambda: ended.append(True))
    button = next(b for b in tour.findChildren(QPushButton) if b.text() == "Skip the tour")
    button.click()
    assert ended == [True]
    assert tour.isHidden()


def test_after_the_last_step_it_ends(tour: Tour) -> None:
    ended: list[bool] = []
    tour.ended.connect(lambda: ended.append(True))
    button = next(b for b in tour.findChildren(QPushButton) if b.text() == "Next")
    for _ in STEPS:
        button.click()
    assert ended == [True]
