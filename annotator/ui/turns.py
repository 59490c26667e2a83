"""Work after the first paint, cut so small that a key pressed meanwhile does not wait for it."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

Part = Callable[[], object]


class Turns(QObject):
    """Calls one part each turn of the event loop, then ends itself; GUI thread only."""

    def __init__(self, parts: Iterable[Part], parent: QObject) -> None:
        super().__init__(parent)
        self._parts = iter(parts)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        part = next(self._parts, None)
        if part is None:
            self._timer.stop()
            self.deleteLater()
        else:
            part()


def rest_of(window: "MainWindow") -> tuple[Part, ...]:
    """The panels of a window that shows only its text so far."""
    return (
        _imported("article_panel"),
        _imported("annotation_panel"),
        lambda: window.unplaced_panels.articles,
        lambda: window.unplaced_panels.annotations,
        lambda: window.unplaced_panels.label_bar,
        lambda: window.panels,
        window.update_status,
        *map(_imported, ("dataset", "window_commands", "single_instance", "after_start")),
    )


def _imported(name: str) -> Part:
    return lambda: import_module(f"annotator.ui.{name}")
