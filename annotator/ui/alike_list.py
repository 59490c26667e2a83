"""The others like the last correction, with context and boxes to tick, over the foot of the text; never modal."""

from collections import deque
from time import monotonic

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidgetItem, QPushButton, QVBoxLayout

from annotator.core import alike as core
from annotator.core.alike import Mention, Pattern, Planned
from annotator.core.document import Document, Status
from annotator.core.errors import AnnotatorError
from annotator.core.operations import DocumentOperation
from annotator.core.schema import Schema
from annotator.session import Session
from annotator.ui import drawing
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.commands import alike
from annotator.ui.desk import Desk
from annotator.ui.keys import key_name
from annotator.ui.tick_box import TickBox, TickList

_ROWS_AT_MOST = 9
_MENTIONS_AT_MOST = 5000
_SLICE_MS = 8.0
_TELL_S = 0.2
_WIDTH_AT_MOST = 860
_GAP = 10

Row = tuple[int, Mention]
"""An article's id and the mention in it."""


class AlikeList(QFrame):
    """Space ticks, Enter applies, Esc leaves; looking through a whole project goes on in the background."""

    def __init__(self, desk: Desk, canvas: Canvas) -> None:
        super().__init__(canvas.window())
        self.setAccessibleName("The others like it")
        self._desk = desk
        self._canvas = canvas
        self._pattern = Pattern("", "")
        self._but: int | None = None
        self._rows: list[Row] = []
        self._found: dict[int, tuple[Document, list[Planned]]] = {}
        self._count = 0
        self._applies_when_found = False
        self._waiting: deque[int] = deque()
        self._told_at = 0.0
        self._search = QTimer(self, interval=0)
        self._search.timeout.connect(self._look_further)
        self._title = drawing.plain_label()
        self._list = TickList((), "Other mentions; Space ticks, Enter applies")
        self._case = TickBox("Same case (c)")
        self._whole = TickBox("Whole words (w)")
        self._project = TickBox("In the whole project (p)")
        self._apply = QPushButton("Apply")
        self._close = QPushButton("Close")
        self._list.setMinimumHeight(40)
        self._lay_out()
        self._list.installEventFilter(self)
        self._list.itemChanged.connect(lambda _: self._recount())
        self._list.currentRowChanged.connect(self._show_place)
        for box in (self._case, self._whole, self._project):
            box.clicked.connect(self._look)
        self._apply.clicked.connect(self.apply)
        self._close.clicked.connect(self.leave)
        self.hide()

    def _lay_out(self) -> None:
        feet = QHBoxLayout()
        for box in (self._case, self._whole, self._project):
            feet.addWidget(box)
        feet.addStretch(1)
        feet.addWidget(self._close)
        feet.addWidget(self._apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(7)
        column.addWidget(self._title)
        column.addWidget(self._list, 1)
        column.addLayout(feet)

    @property
    def rows(self) -> list[Row]:
        """What was found so far."""
        return list(self._rows)

    @property
    def title(self) -> str:
        """What was found, and whether the search goes on."""
        return self._title.text()

    def open_list(self) -> None:
        """Show the others like the focused span or the last correction."""
        found = alike.target(self._desk)
        if found is None:
            lists = self._desk.key("alike_list", "Shift+a")
            self._desk.surface.say(f"Correct something first: {lists} lists the others like it.")
            return
        self._pattern, self._but = found
        self._case.setChecked(True)
        self._whole.setChecked(True)
        self._project.setChecked(False)
        self._place()
        self.show()
        self.raise_()
        self._list.setFocus()
        self._look()

    def leave(self) -> None:
        """Close the list; nothing is changed."""
        self._search.stop()
        self._applies_when_found = False
        self.hide()
        self._found.clear()
        if self._desk.session is not None:
            self._desk.session.release()
        self._canvas.setFocus()

    def apply(self) -> None:
        """Bring what is ticked in line as one step; a search that goes on is waited for."""
        if self._search.isActive():
            self._applies_when_found = True
            self._tell()
            return
        chosen: dict[int, set[int]] = {}
        for article, mention in self._ticked():
            chosen.setdefault(article, set()).add(mention.start)
        session, count = self._desk.session, sum(map(len, chosen.values()))
        if not count or session is None:
            self._applies_when_found = False
            return
        words = alike.short(self._pattern.surface)
        others = "1 other" if count == 1 else f"{count:,} others"

        def work(_document: Document, schema: Schema) -> list[DocumentOperation]:
            made: list[DocumentOperation] = []
            for article, starts in chosen.items():
                made += core.operations(self._planned(session, schema, article, starts))
            return made

        done = self._desk.do(f"{others} like “{words}”", work)
        self.leave()
        if done:
            places = f" in {len(chosen):,} articles" if len(chosen) > 1 else ""
            self._desk.surface.say(f"{others} like “{words}” brought in line{places}.")

    def _planned(
        self, session: Session, schema: Schema, article: int, starts: set[int]
    ) -> list[Planned]:
        """What was found when the article was looked through, unless it has changed or not all is wanted."""
        document = session.document(article)
        seen, found = self._found.get(article, (None, []))
        if seen is document and len(found) == len(starts):
            return found
        but = self._but if article == self._desk.view.article else None
        return core.planned(document, schema, self._pattern, but, self._desk.annotator, only=starts)

    def _look(self) -> None:
        """Look anew, by the rules that are ticked."""
        self._pattern = replace(
            self._pattern,
            same_case=self._case.isChecked(),
            whole_words=self._whole.isChecked(),
        )
        self._rows.clear()
        self._found.clear()
        self._list.clear()
        self._count, self._told_at = 0, 0.0
        here, session = self._desk.view.article, self._desk.session
        articles = [here]
        if self._project.isChecked() and session is not None:
            articles += [row.id for row in session.articles() if row.id != here]
        self._waiting = deque(articles)
        self._search.start()
        self._look_further()

    def _look_further(self) -> None:
        """Some milliseconds a turn, so that the window stays awake."""
        session, began = self._desk.session, monotonic()
        while session is not None and self._waiting and len(self._rows) < _MENTIONS_AT_MOST:
            self._add_mentions(session, self._waiting.popleft())
            if (monotonic() - began) * 1000 > _SLICE_MS:
                break
        if not self._waiting or len(self._rows) >= _MENTIONS_AT_MOST:
            self._search.stop()
            if self._applies_when_found:
                self.apply()
                return
        if not self._search.isActive() or monotonic() - self._told_at > _TELL_S:
            self._told_at = monotonic()
            self._show_count()
            self._tell()
            self._place()

    def _add_mentions(self, session: Session, article: int) -> None:
        is_here = article == self._desk.view.article
        try:
            document = session.document(article)
        except AnnotatorError as error:
            self._desk.surface.warn(str(error))
            return
        found = core.planned(
            document,
            session.schema,
            self._pattern,
            self._but if is_here else None,
            self._desk.annotator,
            most=_MENTIONS_AT_MOST,
        )
        row = session.article(article)
        is_done = ", done" if row.status is Status.DONE else ""
        title = "" if is_here else f"{row.title[:30]}{is_done}: "
        if found:
            session.hold((article,))
            self._found[article] = document, found
            self._count += len(found)
        for mention, _ in found:
            self._rows.append((article, mention))
            item = QListWidgetItem(title + self._in_words(document, mention))
            item.setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Checked)
            self._list.addItem(item)
        if self._list.currentRow() < 0 and self._rows:
            self._list.setCurrentRow(0)

    def _in_words(self, document: Document, mention: Mention) -> str:
        before, surface, after = mention.context(document.text)
        becomes = self._pattern.label or "none"
        return f"{mention.before or 'none'} → {becomes}    … {before} [{surface}] {after} …"

    def _ticked(self) -> list[Row]:
        return [
            row
            for number, row in enumerate(self._rows)
            if self._list.item(number).checkState() == Qt.CheckState.Checked
        ]

    def _tell(self) -> None:
        words = alike.short(self._pattern.surface)
        state = " · still looking" if self._search.isActive() else ""
        if not self._rows and not state:
            self._title.setText(f"There is no other mention of “{words}” to bring in line.")
            return
        others = "1 other" if len(self._rows) == 1 else f"{len(self._rows):,} others"
        if len(self._rows) >= _MENTIONS_AT_MOST:
            others = f"The first {len(self._rows):,} others"
        keys = "Space ticks · a all or none · Enter applies · Esc back"
        if self._applies_when_found:
            keys = "Applied once all articles are looked through · Esc back"
        self._title.setText(f"{others} like “{words}”{state}    {keys}")

    def _recount(self) -> None:
        self._count = len(self._ticked())
        self._show_count()

    def _show_count(self) -> None:
        self._apply.setText(f"Apply to {self._count:,}")
        self._apply.setEnabled(self._count > 0)

    def _show_place(self, number: int) -> None:
        """The mention is brought into sight where it is in the shown article."""
        if 0 <= number < len(self._rows):
            article, mention = self._rows[number]
            if article == self._desk.view.article:
                self._canvas.reveal(mention.start, mention.end)

    def _place(self) -> None:
        """At the foot of the text, as high as its rows, at most nine."""
        canvas, parent = self._canvas, self.parentWidget()
        if parent is None:
            return
        width = min(canvas.width() - 2 * _GAP, _WIDTH_AT_MOST)
        row = self._list.fontMetrics().height() + 9
        rows = min(max(len(self._rows), 2), _ROWS_AT_MOST)
        height = min(rows * row + 116, canvas.height() - 2 * _GAP)
        corner = canvas.mapTo(parent, QPoint(0, 0))
        left = corner.x() + (canvas.width() - width) // 2
        self.setGeometry(left, corner.y() + canvas.height() - height - _GAP, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list's keys; Enter and Esc are heard wherever the keyboard is."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        self._desk.count_key()
        name = key_name(event)
        box = {"c": self._case, "w": self._whole, "p": self._project}.get(name)
        if box is not None:
            box.click()
        elif name == "a":
            self._tick_all()
        return box is not None or name == "a"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter applies, Esc leaves."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (is_enter and self._close.hasFocus()):
            self.leave()
        elif is_enter:
            self.apply()
        else:
            super().keyPressEvent(event)

    def _tick_all(self) -> None:
        """All, or none where all are ticked."""
        wanted = Qt.CheckState.Checked
        if self._count == len(self._rows):
            wanted = Qt.CheckState.Unchecked
        self._list.blockSignals(True)
        for number in range(self._list.count()):
            self._list.item(number).setCheckState(wanted)
        self._list.blockSignals(False)
        self._list.viewport().update()
        self._recount()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised surface with round corners."""
        del event
        theme = drawing.theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.faint), 1))
        painter.setBrush(QColor(theme.window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
