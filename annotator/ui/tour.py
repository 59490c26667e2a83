"""A short tour over the sample: one slim line above the text that waits for each key to be tried."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from annotator.session import Change
from annotator.ui import drawing
from annotator.ui.state import View
from annotator.ui.tour_steps import STEPS


class Tour(QFrame):
    """Goes on by itself when a step was done; it can be skipped at any time, by a click or F6 and Enter."""

    ended = Signal()
    """Skipped, or all steps were done."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tour")
        self.setAccessibleName("Tour")
        self._step = 0
        self._text = drawing.plain_label(wraps=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # Two lines from the start, so that the text below does not move with the steps.
        self._text.setMinimumHeight(2 * self._text.fontMetrics().lineSpacing() + 2)
        self._next = QPushButton("Next")
        self._skip = QPushButton("Skip the tour")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.addWidget(self._text, 1)
        row.addWidget(self._next)
        row.addWidget(self._skip)
        self.setFocusProxy(self._next)
        self._next.clicked.connect(self._go_on)
        self._skip.clicked.connect(self.end)
        self.hide()

    @property
    def text(self) -> str:
        """What is to be tried now."""
        return self._text.text()

    def begin(self) -> None:
        """From the first step."""
        self._step = 0
        self._show_step()
        self.show()

    def end(self) -> None:
        """Hide it."""
        if not self.isHidden():
            self.hide()
            self.ended.emit()

    def viewed(self, _before: View, after: View) -> None:
        """The view has changed."""
        if not self.isHidden() and STEPS[self._step].seen(after):
            self._go_on()

    def kept(self, change: Change) -> None:
        """A step was kept."""
        if not self.isHidden() and STEPS[self._step].kept(change):
            self._go_on()

    def _go_on(self) -> None:
        if self._step + 1 < len(STEPS):
            self._step += 1
            self._show_step()
        else:
            self.end()

    def _show_step(self) -> None:
        is_last = self._step + 1 == len(STEPS)
        self._text.setText(f"{self._step + 1} of {len(STEPS)}   {STEPS[self._step].text}")
        self._next.setText("End" if is_last else "Next")
        self._skip.setVisible(not is_last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard."""
        focus = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focus, QPushButton) and focus.hasFocus():
            focus.click()
        else:
            super().keyPressEvent(event)
