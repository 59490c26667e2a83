"""The panel of articles: count, filter, list."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.core.document import ArticleRow, Status
from annotator.ui import drawing
from annotator.ui.article_list import ArticleDelegate, ArticleModel
from annotator.ui.panel_list import PanelList
from annotator.ui.theme import Theme


class FilterField(QLineEdit):
    """A line that narrows a list; Down and Enter go on to the list."""

    went_down = Signal()
    """The analyst goes on to the list."""
    entered = Signal()
    """Enter was pressed."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholderText=placeholder, clearButtonEnabled=True)
        self.setAccessibleName(placeholder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties a filled line and is left to the window from an empty one."""
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key == Qt.Key.Key_Down:
            self.went_down.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class ArticlePanel(QWidget):
    """Shows the articles of a project; GUI thread only."""

    article_chosen = Signal(int)
    """The analyst wants this article (its id) on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Articles")
        self._model = ArticleModel()
        self._done = 0
        self._title = drawing.plain_label("Articles")
        self._title.setFont(drawing.scaled(self.font(), 1, bold=True))
        self._count = drawing.plain_label(quiet=True)
        self._filter = FilterField("Filter by title or status")
        self._list = PanelList("Articles of the project")
        delegate = ArticleDelegate(self._model, self._list)
        self._list.use(self._model, delegate, delegate.row_height)
        self._lay_out()
        self._filter.textChanged.connect(self._on_filter)
        self._filter.went_down.connect(self._list.setFocus)
        self._filter.entered.connect(self._on_filter_entered)
        self._list.left_up.connect(self._filter.setFocus)
        self._list.pressed_row.connect(self._on_row)
        self._list.entered_row.connect(self._on_row)
        self.setFocusProxy(self._list)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 6, 0)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        top = QVBoxLayout()
        top.setContentsMargins(8, 10, 8, 6)
        top.setSpacing(8)
        top.addLayout(head)
        top.addWidget(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._list, 1)
        self.setMinimumWidth(150)

    def show_articles(self, rows: Sequence[ArticleRow]) -> None:
        """Replace the whole list."""
        self._model.show(rows)
        self._done = sum(row.status is Status.DONE for row in rows)
        self._show_count()
        self._list.go_to(self._model.place_of(self._model.current))

    def show_row(self, row: ArticleRow) -> None:
        """One article has changed."""
        before = self._model.update_row(row)
        was_done = before is not None and before.status is Status.DONE
        if before is None or was_done != (row.status is Status.DONE):
            self._done += (row.status is Status.DONE) - was_done
            self._show_count()

    def show_current(self, article: int) -> None:
        """Mark the article on the screen and scroll to it."""
        self._model.set_current(article)
        self._list.go_to(self._model.place_of(article))

    def set_busy(self, article: int, text: str) -> None:
        """What is being done with an article, in place of its figures; empty: nothing."""
        self._model.set_busy(article, text)

    def set_theme(self, theme: Theme) -> None:
        """Paint anew; the colours come with the application's palette."""
        del theme
        self._list.viewport().update()

    def _show_count(self) -> None:
        total, shown = self._model.total, self._model.rowCount()
        text = f"{total:,}" if shown == total else f"{shown:,} of {total:,}"
        self._count.setText(f"{text} · {self._done:,} done" if self._done else text)

    def _on_filter(self, text: str) -> None:
        self._model.filter(text)
        self._show_count()
        self._list.go_to(self._model.place_of(self._model.current))

    def _on_filter_entered(self) -> None:
        if self._model.rowCount():
            self._on_row(max(self._list.row, 0))

    def _on_row(self, row: int) -> None:
        self.article_chosen.emit(self._model.row_at(row).id)
