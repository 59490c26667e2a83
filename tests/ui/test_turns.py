"""Tests of `annotator.ui.turns`."""

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from annotator.ui.turns import Turns


def test_the_parts_are_called_in_their_order_and_what_waits_comes_between(
    qapp: QApplication,
) -> None:
    done: list[str] = []
    loop, owner = QEventLoop(), QObject()
    parts = (
        lambda: (done.append("first"), QTimer.singleShot(0, lambda: done.append("key"))),
        lambda: done.append("second"),
        lambda: done.append("third"),
        loop.quit,
    )
    Turns(parts, owner)
    loop.exec()
    assert done.index("first") < done.index("key") < done.index("third")
    assert [name for name in done if name != "key"] == ["first", "second", "third"]


def test_turns_end_themselves(qapp: QApplication) -> None:
    loop, owner = QEventLoop(), QObject()
    turns = Turns((), owner)
    turns.destroyed.connect(loop.quit)
    loop.exec()
    assert owner.children() == []
