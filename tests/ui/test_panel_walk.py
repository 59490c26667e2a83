"""From panel to panel."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from annotator.ui.panel_walk import focus_next


@pytest.fixture
def panels(qapp: QApplication) -> Iterator[list[QLineEdit]]:
    window = QWidget()
    column = QVBoxLayout(window)
    made = [QLineEdit() for _ in range(3)]
    for field in made:
        column.addWidget(field)
    window.show()
    window.activateWindow()
    qapp.processEvents()
    made[0].setFocus()
    yield made
    window.close()
    window.deleteLater()


def test_it_goes_round_over_what_is_visible(panels: list[QLineEdit]) -> None:
    panels[1].hide()
    if not panels[0].hasFocus():
        pytest.skip("this display gives no focus")
    focus_next(panels, 1)
    assert panels[2].hasFocus()
    focus_next(panels, 1)
    assert panels[0].hasFocus()
    focus_next(panels, -1)
    assert panels[2].hasFocus()


def test_without_a_visible_panel_nothing_happens(panels: list[QLineEdit]) -> None:
    focus_next([], 1)
