"""The bar of labels beside a mouse selection."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.core.schema import Label
from annotator.ui.label_bar import LabelBar, LabelButton


@pytest.fixture
def bar(qapp: QApplication) -> Iterator[LabelBar]:
    parent = QWidget()
    parent.resize(700, 500)
    parent.show()
    yield LabelBar(parent)
    parent.close()
    parent.deleteLater()


def labels(count: int) -> list[Label]:
    return [Label(f"LABEL{n}", str(n % 10)) for n in range(1, count + 1)]


def buttons(bar: LabelBar) -> list[LabelButton]:
    return [button for button in bar.findChildren(LabelButton) if button is not bar.more]


def test_it_is_hidden_at_first_and_without_labels(bar: LabelBar) -> None:
    assert not bar.isVisible()
    bar.show_for([], QRect(10, 10, 50, 20))
    assert not bar.isVisible()


def test_a_click_chooses_and_hides(bar: LabelBar) -> None:
    chosen: list[str] = []
    bar.chosen.connect(chosen.append)
    bar.show_for(labels(3), QRect(10, 10, 50, 20))
    QTest.mouseClick(buttons(bar)[1], Qt.MouseButton.LeftButton)
    assert chosen == ["LABEL2"]
    assert not bar.isVisible()


def test_only_ten_labels_are_offered(bar: LabelBar) -> None:
    bar.show_for(labels(19), QRect(10, 10, 50, 20))
    assert len(buttons(bar)) == 10
    assert buttons(bar)[0].accessibleName() == "LABEL1, key 1"


@pytest.mark.parametrize("place", [QRect(0, 0, 5, 20), QRect(690, 470, 9, 20)])
def test_it_stays_within_the_text(bar: LabelBar, place: QRect) -> None:
    bar.show_for(labels(10), place)
    assert bar.parentWidget().rect().contains(bar.geometry())
    assert not bar.geometry().intersects(place)


def test_the_other_labels_are_one_click_away(bar: LabelBar) -> None:
    bar.show_for(labels(19), QRect(10, 10, 50, 20))
    clicked: list[bool] = []
    bar.more.clicked.connect(lambda: clicked.append(True))
    QTest.mouseClick(bar.more, Qt.MouseButton.LeftButton)
    assert clicked == [True]
    assert not bar.isVisible()


def test_it_never_takes_the_keyboard(bar: LabelBar) -> None:
    bar.show_for(labels(2), QRect(10, 10, 50, 20))
    policies = {bar.focusPolicy(), *(button.focusPolicy() for button in buttons(bar))}
    assert policies == {Qt.FocusPolicy.NoFocus}
    assert not bar.grab().isNull()
