"""From panel to panel by key."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def focus_next(panels: Sequence[QWidget], direction: int) -> None:
    """Give the focus to the next (1) or previous (-1) of the visible panels, round and round."""
    seen = [panel for panel in panels if panel.isVisible()]
    focus = QApplication.focusWidget()
    places = [i for i, p in enumerate(seen) if p is focus or (focus and p.isAncestorOf(focus))]
    here = places[0] if places else len(seen) - 1
    if seen:
        seen[(here + direction) % len(seen)].setFocus(Qt.FocusReason.TabFocusReason)
