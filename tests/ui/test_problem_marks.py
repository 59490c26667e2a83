"""Problems of the shown article beside the scroll bar."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication

from annotator.core.document import Document
from annotator.core.schema import Schema
from annotator.ui import problem_marks
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.problem_marks import ProblemMarks
from annotator.ui.state import ViewState
from tests.ui.panel_samples import SCHEMA, TEXT, document


@dataclass
class FakeDesk:
    document: Document | None
    schema: Schema


@pytest.fixture
def canvas(qapp: QApplication) -> Iterator[Canvas]:
    made = Canvas(ViewState())
    yield made
    made.close()
    made.deleteLater()


def marks(canvas: Canvas, schema: Schema) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    canvas.set_problems = found.extend  # type: ignore[method-assign]
    made = ProblemMarks(FakeDesk(document(), schema), canvas)  # type: ignore[arg-type]
    made._check()
    made.deleteLater()
    return found


def test_a_label_that_the_schema_does_not_know_is_marked(canvas: Canvas) -> None:
    schema = Schema(name="Less", labels=SCHEMA.labels[:2], relations=SCHEMA.relations)
    place = TEXT.index("Osaka")
    assert (place, place + 5) in marks(canvas, schema)


def test_a_sound_article_has_no_marks(canvas: Canvas) -> None:
    assert marks(canvas, SCHEMA) == []


def test_an_article_too_long_to_check_in_a_pause_is_left_alone(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problem_marks, "_SPANS_AT_MOST", 1)
    assert marks(canvas, Schema()) == []
