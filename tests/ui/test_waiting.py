"""A long piece of work over the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QProgressDialog, QPushButton, QWidget

from annotator.ui import waiting as module
from annotator.ui.waiting import Waiting


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QWidget]:
    found = QWidget()
    found.show()
    yield found
    found.close()


def dialog_of(parent: QWidget) -> QProgressDialog:
    (found,) = parent.findChildren(QProgressDialog)
    return found


def test_what_is_quick_shows_nothing(parent: QWidget) -> None:
    waiting = Waiting("Saving", parent)
    waiting.show("Saved 1 of 3 articles", 1, 3)
    assert waiting.turn()
    assert not dialog_of(parent).isVisible()
    waiting.end()


def test_the_stop_button_stops(parent: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SHOWN_AFTER_MS", 0)
    monkeypatch.setattr(module, "_TURN_EACH_S", 0.0)
    waiting = Waiting("Saving", parent)
    waiting.show("Saved 1 of 3 articles", 1, 3)
    dialog = dialog_of(parent)
    dialog.forceShow()
    assert dialog.isVisible()
    (button,) = dialog.findChildren(QPushButton)
    QTimer.singleShot(0, button.click)
    while waiting.turn():
        pass
    waiting.end()
    assert not dialog.isVisible()


def test_keys_wait_until_the_window_is_blocked_or_free(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TURN_EACH_S", 0.0)
    turns: list[object] = []
    monkeypatch.setattr(QApplication, "processEvents", turns.append)
    waiting = Waiting("Saving", parent)
    waiting.turn()
    dialog_of(parent).forceShow()
    waiting.turn()
    flags = module.QEventLoop.ProcessEventsFlag
    assert turns == [flags.ExcludeUserInputEvents, flags.AllEvents]
    waiting.end()
