"""Picking a label, a relation type or a command from a list beside the text."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from annotator.ui.canvas.canvas import Canvas
from annotator.ui.desk import Desk
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.label_picker import Choice, LabelPicker


class Choosing(QObject):
    """Remembers what is to be done with the choice; GUI thread only."""

    chosen = Signal()
    """Something was picked and done."""

    def __init__(self, window: QWidget, desk: Desk, canvas: Canvas) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._canvas = canvas
        self._theme: Theme | None = None
        self._done: Callable[[str], None] | None = None

    @cached_property
    def picker(self) -> "LabelPicker":
        """The list; made when something is picked for the first time."""
        from annotator.ui.label_picker import LabelPicker

        picker = LabelPicker(self._window)
        if self._theme is not None:
            picker.set_theme(self._theme)
        picker.chosen.connect(self._on_chosen)
        picker.pressed.connect(self._desk.count_key)
        picker.clicked.connect(self._desk.count_click)
        picker.cancelled.connect(self._on_cancelled)
        return picker

    def choose(
        self,
        title: str,
        names: Sequence[str],
        near: tuple[int, int],
        done: Callable[[str], None],
    ) -> None:
        """Offer labels or relation types of the schema beside a range of the text."""
        from annotator.ui.label_picker import Choice

        schema = self._desk.schema
        choices = []
        for name in names:
            entry = schema.label(name) or schema.relation(name)
            if entry is not None:
                choices.append(Choice(name, entry.key, entry.colour, entry.guideline))
        self.choose_from(title, choices, near, done)

    def choose_from(
        self,
        title: str,
        choices: Sequence["Choice"],
        near: tuple[int, int] | None,
        done: Callable[[str], None],
        letters: str = "Type two letters",
    ) -> None:
        """Offer any choices, beside a range of the text or at its top; `letters` says what to type."""
        self._done = done
        self.picker.choose(choices, self._global_rect(near), title, letters)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        if "picker" in self.__dict__:
            self.picker.set_theme(theme)

    def _on_chosen(self, name: str) -> None:
        done, self._done = self._done, None
        self._canvas.setFocus()
        if done is not None:
            done(name)
            self.chosen.emit()

    def _on_cancelled(self) -> None:
        self._done = None
        self._canvas.setFocus()

    def _global_rect(self, near: tuple[int, int] | None) -> QRect:
        viewport = self._canvas.viewport()
        if near is None:
            return QRect(viewport.mapToGlobal(viewport.rect().topLeft()), viewport.size()).adjusted(
                0, 0, 0, -viewport.height() + 20
            )
        rect = self._canvas.rect_of(*near)
        return QRect(viewport.mapToGlobal(rect.topLeft()), rect.size())
