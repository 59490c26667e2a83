"""What is repainted after a change is enough: the screen looks as if everything were painted anew."""

import random
from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QApplication

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.errors import AnnotatorError
from annotator.core.operations import Operation, applied
from annotator.core.schema import Schema
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state import Arcs, SpanFocus, ViewState
from tests.ui.canvas.samples import TEXTS, crowded


def on_screen(canvas: Canvas) -> QImage:
    QApplication.processEvents()
    image = canvas.screen().grabWindow(canvas.winId()).toImage()
    if image.isNull():
        pytest.skip("the platform shows no window")
    return image


def random_edit(document: Document, schema: Schema, chance: random.Random) -> Sequence[Operation]:
    span = chance.choice(list(document.spans()))
    match chance.randrange(5):
        case 0:
            return edits.removed(document, span.id)
        case 1:
            return edits.relabelled(document, schema, span.id, chance.choice(("ORG", "GPE")))
        case 2:
            end = min(span.end + chance.choice((3, 60)), len(document.text))
            return edits.moved(document, schema, span.id, span.start, end)
        case 3:
            other = chance.choice(list(document.spans()))
            return edits.related(document, schema, span.id, other.id, "MEETS", "me")
        case _:
            return edits.noted(document, span.id, "why")


@pytest.mark.parametrize("arcs", list(Arcs))
@pytest.mark.parametrize("name", ["plain", "mixed", "chinese"])
def test_an_edit_repaints_all_that_looks_different(
    canvas: Canvas, state: ViewState, schema: Schema, name: str, arcs: Arcs
) -> None:
    chance = random.Random(4)
    document = crowded(TEXTS[name] * 3, 25)
    canvas.show_document(document, schema)
    state.show(replace(state.view, arcs=arcs, focus=SpanFocus(3)))
    canvas.scroll_by(40)
    while not canvas.is_measured:
        QApplication.processEvents()
    for _ in range(25):
        try:
            operations = random_edit(document, schema, chance)
        except AnnotatorError:
            continue
        for operation in operations:
            document = applied(document, operation)
        canvas.show_change(document, schema, operations)
        changed = on_screen(canvas)
        canvas.viewport().update()
        assert on_screen(canvas) == changed


def test_a_line_in_two_parts_of_a_repaint_is_painted_once(canvas: Canvas, schema: Schema) -> None:
    canvas.show_document(crowded(TEXTS["plain"] * 3, 25), schema)
    before = on_screen(canvas)
    canvas.viewport().update(QRegion(0, 0, 700, 150).united(QRegion(200, 150, 300, 90)))
    assert on_screen(canvas) == before
