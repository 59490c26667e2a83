"""The start page: what can be opened, and the projects of the last days."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.core import colours
from annotator.ui import drawing
from annotator.ui.keys import key_name

_RECENT_AT_MOST = 10
_ACTION_WIDTH = 300
_RECENT_WIDTH = 380


class WelcomeButton(QAbstractButton):
    """A wide flat button: a key cap and words, or a name over a quiet second line."""

    def __init__(self, text: str, key: str = "", second: str = "") -> None:
        super().__init__()
        self.setText(text)
        # An ampersand in a file's name makes no key.
        self.setShortcut(QKeySequence())
        self._key = key
        self._second = second
        said = f"{text}, key {key}" if key else f"{text}, {second}" if second else text
        self.setAccessibleName(said)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        height = QFontMetricsF(self.font()).height()
        return QSize(
            _RECENT_WIDTH if self._second else 200,
            round(2 * height + 10 if self._second else height + 20),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.hasFocus() or self.underMouse() or self.isDown():
            share = 0.16 if self.isDown() else 0.09
            painter.setBrush(QColor(colours.mixed(theme.accent, theme.window, share)))
            is_ringed = self.hasFocus()
            painter.setPen(QPen(QColor(theme.accent), 1) if is_ringed else QPen(Qt.PenStyle.NoPen))
            painter.drawRoundedRect(rect, 7, 7)
        left = 12.0
        if self._key:
            height = drawing.cap_size(self._key, self.font())[1]
            place = QPointF(left, (self.height() - height) / 2)
            drawing.draw_cap(painter, place, self._key, theme, self.font())
            left += height + 12
        if not self._second:
            area = QRectF(left, 0, self.width() - left - 10, self.height())
            drawing.draw_text(painter, area, self.text(), theme.text, self.font())
            return
        height = QFontMetricsF(self.font()).height()
        top = (self.height() - 2 * height) / 2
        area = QRectF(left, top, self.width() - left - 10, height)
        drawing.draw_text(painter, area, self.text(), theme.text, self.font())
        small = drawing.scaled(self.font(), 0.88)
        drawing.draw_text(painter, area.translated(0, height), self._second, theme.muted, small)


class Welcome(QWidget):
    """Arrows and Tab walk, Enter chooses, single letters act at once. GUI thread only."""

    open_article_wanted = Signal()
    """Articles are to be opened."""
    open_folder_wanted = Signal()
    """A folder is to be opened."""
    open_project_wanted = Signal()
    """A project is to be opened."""
    paste_wanted = Signal()
    """The text on the clipboard is to become an article."""
    sample_wanted = Signal()
    """The sample is to be opened."""
    recent_chosen = Signal(str)
    """The path of a recent project."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Welcome")
        self._actions: dict[str, tuple[str, SignalInstance]] = {
            "o": ("Open articles…", self.open_article_wanted),
            "f": ("Open a folder…", self.open_folder_wanted),
            "p": ("Open a project…", self.open_project_wanted),
            "v": ("New article from the clipboard", self.paste_wanted),
            "s": ("Try the sample", self.sample_wanted),
        }
        self._recent_title = drawing.plain_label("Recent projects", quiet=True)
        self._recent = QVBoxLayout()
        self._recent_side = QWidget()
        self._lay_out()
        self.show_recent(())

    def _lay_out(self) -> None:
        name = drawing.plain_label("Annotator")
        name.setFont(drawing.scaled(self.font(), 2.3))
        line = drawing.plain_label("Entities and relations in news articles, by keyboard.")
        drawing.make_quiet(line)
        actions = QVBoxLayout()
        actions.setSpacing(2)
        for key, (text, signal) in self._actions.items():
            button = WelcomeButton(text, key)
            button.clicked.connect(signal)
            actions.addWidget(button)
            if key == "o":
                self.setFocusProxy(button)
        actions.addStretch(1)
        left = QWidget()
        left.setLayout(actions)
        left.setFixedWidth(_ACTION_WIDTH)
        actions.setContentsMargins(0, 0, 0, 0)
        side = QVBoxLayout(self._recent_side)
        side.setContentsMargins(0, 8, 0, 0)
        side.setSpacing(6)
        self._recent_title.setContentsMargins(12, 0, 0, 0)
        side.addWidget(self._recent_title)
        self._recent.setSpacing(0)
        side.addLayout(self._recent)
        side.addStretch(1)
        self._recent_side.setMaximumWidth(_RECENT_WIDTH)
        self._recent_side.setMinimumWidth(220)
        self._recent_side.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        grid = QGridLayout()
        grid.setHorizontalSpacing(48)
        grid.setVerticalSpacing(6)
        grid.addWidget(name, 0, 0, 1, 2)
        grid.addWidget(line, 1, 0, 1, 2)
        grid.setRowMinimumHeight(2, 22)
        grid.addWidget(left, 3, 0)
        grid.addWidget(self._recent_side, 3, 1)
        name.setContentsMargins(12, 0, 0, 0)
        line.setContentsMargins(12, 0, 0, 0)
        column = QVBoxLayout()
        column.addStretch(2)
        column.addLayout(grid)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 24, 24, 24)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)

    def show_recent(self, paths: Sequence[str]) -> None:
        """The projects that were open last, the newest first."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for path in paths[:_RECENT_AT_MOST]:
            name, folder = recent_words(path)
            button = WelcomeButton(name, "", folder)
            button.setToolTip(drawing.tooltip(path))
            button.clicked.connect(lambda _=False, chosen=path: self.recent_chosen.emit(chosen))
            self._recent.addWidget(button)
        self._recent_side.setVisible(bool(paths))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters act, arrows walk, Enter presses."""
        key = event.key()
        action = self._actions.get(key_name(event))
        focus = self.focusWidget()
        if action is not None:
            action[1].emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
            self.focusNextPrevChild(True)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Left):
            self.focusNextPrevChild(False)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, WelcomeButton):
            focus.click()
        else:
            super().keyPressEvent(event)


def recent_words(path: str) -> tuple[str, str]:
    """A project's name (its folder's, where it stands for the folder) and where it is."""
    place = Path(path)
    name = place.name.removesuffix(".annot")
    folder = place.parent
    if name == "annotator":
        name, folder = folder.name or str(folder), folder.parent
    try:
        shown = f"~/{folder.relative_to(Path.home()).as_posix()}".removesuffix("/.")
    except (ValueError, RuntimeError):
        shown = str(folder)
    return name, shown
