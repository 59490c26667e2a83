from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state import ViewState


@pytest.fixture
def schema() -> Schema:
    labels = tuple(Label(name) for name in ("PERSON", "ORG", "GPE"))
    relations = (RelationType("HEAD_OF"), RelationType("MEETS"))
    return Schema(labels=labels, relations=relations, overlap=Overlap.ANY)


@pytest.fixture
def state() -> ViewState:
    return ViewState()


@pytest.fixture
def canvas(qapp: QApplication, state: ViewState) -> Iterator[Canvas]:
    made = Canvas(state)
    made.resize(700, 500)
    made.show()
    qapp.processEvents()
    yield made
    made.close()
    made.deleteLater()
