"""Bars above the text."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from annotator.ui.messages import Message, MessageBar
from annotator.ui.unknown_labels import UnknownLabels


@pytest.fixture
def bar(qapp: QApplication) -> Iterator[MessageBar]:
    made = MessageBar()
    made.resize(600, 60)
    yield made
    made.close()
    made.deleteLater()


def chips(bar: MessageBar) -> UnknownLabels:
    return bar.findChild(UnknownLabels)


def trigger(chips: UnknownLabels, number: int, *path: str) -> None:
    menu = chips.buttons[number].menu()
    for name in path[:-1]:
        menu = next(entry for entry in menu.actions() if entry.text() == name).menu()
    next(entry for entry in menu.actions() if entry.text() == path[-1]).trigger()


def test_it_is_hidden_while_there_is_nothing_to_say(bar: MessageBar) -> None:
    assert bar.isHidden()
    bar.show_message("The file is empty.", "warning")
    assert not bar.isHidden()
    bar.clear()
    assert bar.isHidden()


def test_the_newest_stands_on_top_and_only_three_stay(bar: MessageBar) -> None:
    for text in "abcd":
        bar.show_message(text, "info")
    assert bar.texts == ["d", "c", "b"]


def test_the_same_sentence_stands_once(bar: MessageBar) -> None:
    for text in ("a", "b", "a"):
        bar.show_message(text, "error")
    assert bar.texts == ["a", "b"]


def test_an_action_closes_its_message_and_acts(bar: MessageBar) -> None:
    done: list[list[str]] = []
    bar.show_message("a", "info", [("Do it", lambda: done.append(bar.texts))])
    bar.findChild(QPushButton).click()
    assert done == [[]]
    assert bar.isHidden()


def test_text_is_never_read_as_markup(bar: MessageBar) -> None:
    bar.show_message("<b>x</b>", "info")
    message = bar.findChild(Message)
    assert message.said.text() == "<b>x</b>"
    assert message.accessibleName() == "info: <b>x</b>"
    assert not bar.grab().isNull()


def test_unknown_labels_are_added_mapped_or_ignored(bar: MessageBar) -> None:
    heard: list[tuple[str, ...]] = []
    bar.label_added.connect(lambda name: heard.append(("add", name)))
    bar.label_mapped.connect(lambda name, ours: heard.append(("map", name, ours)))
    bar.label_ignored.connect(lambda name: heard.append(("ignore", name)))
    bar.show_unknown({"MISC": 3, "LOCATION": 12, "TITLE": 1}, ["GPE", "LOC"])
    trigger(chips(bar), 0, "Map to", "LOC")
    trigger(chips(bar), 0, "Ignore")
    trigger(chips(bar), 0, "Add as a label")
    assert heard == [("map", "LOCATION", "LOC"), ("ignore", "MISC"), ("add", "TITLE")]
    assert bar.isHidden()


def test_many_unknown_labels_share_a_menu(bar: MessageBar) -> None:
    ignored: list[str] = []
    bar.label_ignored.connect(ignored.append)
    bar.show_unknown({f"L{n}": 9 - n for n in range(8)}, [])
    assert chips(bar).buttons[-1].text() == "3 more ▾"
    trigger(chips(bar), -1, "L7 (2)", "Ignore")
    assert ignored == ["L7"]
    assert chips(bar).buttons[-1].text() == "2 more ▾"


def test_new_unknown_labels_replace_the_old_ones(bar: MessageBar) -> None:
    bar.show_unknown({"A": 1}, [])
    bar.show_unknown({"B": 1}, [])
    assert len(bar.texts) == 1
    bar.show_unknown({}, [])
    assert bar.isHidden()


def test_a_long_message_never_keeps_the_window_wide(bar: MessageBar) -> None:
    bar.show_message("word " * 60, "warning", [("A rather long action", lambda: None)] * 3)
    bar.show_unknown({f"LONG_LABEL_{n}": 1 for n in range(9)}, [])
    assert bar.minimumSizeHint().width() <= 200
    for width in (300, 1400):
        bar.resize(width, bar.heightForWidth(width))
        assert not bar.grab().isNull()
