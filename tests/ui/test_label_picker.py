"""The picker: filter, walk, choose, cancel; beside its place and never modal."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from annotator.ui.choice_list import fitting
from annotator.ui.label_picker import Choice, LabelPicker
from annotator.ui.panel_list import PanelList

CHOICES = [
    Choice("PERSON", "1", "#2288e8", "People, real or fictional."),
    Choice("ORG", "2", "#d75a21"),
    Choice("WORK_OF_ART", "", "#119c81", "Titles of books, songs, films and games."),
    Choice("LAW"),
]


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(900, 700)
    made.show()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def picker(window: QWidget) -> LabelPicker:
    return LabelPicker(window)


@pytest.fixture
def heard(picker: LabelPicker) -> list[str]:
    found: list[str] = []
    picker.chosen.connect(found.append)
    picker.cancelled.connect(lambda: found.append("cancelled"))
    return found


def offer(picker: LabelPicker, near: QPoint | None = None, title: str = "") -> QLineEdit:
    window = picker.parentWidget()
    place = window.mapToGlobal(near or QPoint(100, 100))
    picker.choose(CHOICES, QRect(place, QSize(60, 20)), title)
    return picker.findChild(QLineEdit)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ["PERSON", "ORG", "WORK_OF_ART", "LAW"]),
        ("or", ["ORG", "WORK_OF_ART"]),
        ("ar", ["WORK_OF_ART"]),
        ("wo", ["WORK_OF_ART"]),
        ("woa", ["WORK_OF_ART"]),
        ("lw", ["LAW"]),
        ("PER", ["PERSON"]),
        ("zz", []),
    ],
)
def test_two_letters_find_a_label(typed: str, names: list[str]) -> None:
    assert [choice.name for choice in fitting(CHOICES, typed)] == names


def test_beginnings_come_before_the_rest() -> None:
    choices = [Choice("Open project"), Choice("Project")]
    assert [c.name for c in fitting(choices, "pro")] == ["Project", "Open project"]


def test_letters_and_enter_choose(picker: LabelPicker, heard: list[str]) -> None:
    field = offer(picker)
    QTest.keyClicks(field, "wo")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard == ["WORK_OF_ART"]
    assert not picker.is_open


def test_arrows_walk(picker: LabelPicker, heard: list[str]) -> None:
    field = offer(picker)
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard == ["WORK_OF_ART"]


def test_a_digit_chooses_at_once(picker: LabelPicker, heard: list[str]) -> None:
    QTest.keyClick(offer(picker), Qt.Key.Key_2)
    assert heard == ["ORG"]


def test_a_digit_of_no_choice_is_typed(picker: LabelPicker, heard: list[str]) -> None:
    field = offer(picker)
    QTest.keyClick(field, Qt.Key.Key_7)
    assert (field.text(), heard) == ("7", [])


def test_a_click_chooses(picker: LabelPicker, heard: list[str]) -> None:
    offer(picker)
    rows = picker.findChild(PanelList)
    place = rows.visualRect(rows.model().index(3, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == ["LAW"]


def test_escape_cancels_once(picker: LabelPicker, heard: list[str]) -> None:
    QTest.keyClick(offer(picker), Qt.Key.Key_Escape)
    assert heard == ["cancelled"]
    assert not picker.isVisible()


def test_enter_with_nothing_found_does_nothing(picker: LabelPicker, heard: list[str]) -> None:
    field = offer(picker)
    QTest.keyClicks(field, "zz")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (heard, picker.is_open) == ([], True)


def test_other_choices_replace_open_ones_without_a_signal(
    picker: LabelPicker, heard: list[str]
) -> None:
    QTest.keyClicks(offer(picker), "wo")
    field = offer(picker, title="Relation from “A” to “B”")
    assert (heard, field.text()) == ([], "")
    assert picker.accessibleDescription() == "Relation from “A” to “B”"


@pytest.mark.parametrize("near", [QPoint(5, 5), QPoint(880, 690), QPoint(-50, 400)])
def test_it_stays_within_the_window(picker: LabelPicker, near: QPoint) -> None:
    offer(picker, near)
    assert picker.parentWidget().rect().contains(picker.geometry())


def test_it_stands_below_its_place_or_above_where_there_is_no_room(picker: LabelPicker) -> None:
    offer(picker, QPoint(100, 100))
    assert picker.y() > 119
    offer(picker, QPoint(100, 650))
    assert picker.geometry().bottom() < 650


def test_it_is_never_modal_and_paints(picker: LabelPicker) -> None:
    offer(picker)
    assert not picker.isModal()
    assert not picker.isWindow()
    assert not picker.grab().isNull()
