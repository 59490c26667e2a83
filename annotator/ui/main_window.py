"""The window: it assembles the parts, connects their signals and is the surface that commands write on."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.core.document import ArticleRow
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.choosing import Choosing
from annotator.ui.desk import Desk
from annotator.ui.menu_titles import MENUS
from annotator.ui.panel_walk import focus_next
from annotator.ui.project_view import ProjectView
from annotator.ui.sight import Sight
from annotator.ui.state import View, ViewState
from annotator.ui.status_line import StatusLine
from annotator.ui.theme import Theme
from annotator.ui.trace import Trace
from annotator.ui.window_state import Parts, kept, restore

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from annotator.ui.actions import Action
    from annotator.ui.command_set import CommandSet
    from annotator.ui.find_bar import FindBar
    from annotator.ui.messages import MessageBar
    from annotator.ui.panels import Panels
    from annotator.ui.welcome import Welcome


class MainWindow(QMainWindow):
    """Only assembles: edits go through commands, files through `files.py`, the worker through `highlighting.py`.

    The text is on the screen first; panels, bars and pickers are made when they are needed.
    """

    command_wanted = Signal(str)
    """A command that the application carries out (open, save, zoom, theme …)."""
    highlight_wanted = Signal(int)
    """Propose again for this article."""
    paths_dropped = Signal(list)
    """Paths (str) dropped on the window."""
    closing = Signal()
    """The window is about to close."""

    def __init__(self, settings: Settings, trace: Trace) -> None:
        super().__init__()
        self.setWindowTitle("Annotator")
        self.setAcceptDrops(True)
        self.trace = trace
        self.state = ViewState(self)
        self.desk = Desk(self.state, self)
        self.own_keys = dict(settings.keys)
        self.tour_seen = settings.tour_seen
        self.canvas = Canvas(self.state)
        self.sight = Sight(self.desk, self.canvas, trace)
        self.status_line = StatusLine()
        self.choosing = Choosing(self, self.desk, self.canvas)
        self.choosing.chosen.connect(self.update_status)
        self._theme: Theme | None = None
        self._settings = settings
        self.view = ProjectView(self.state, self.canvas, trace)
        self._assemble()
        self._menus = {title: self.menuBar().addMenu(title) for title in MENUS}
        self._connect()
        self._status_timer = QTimer(self, singleShot=True, interval=0)
        self._status_timer.timeout.connect(self._show_status)
        restore(self, self._parts_to_keep(), settings)

    def _assemble(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        self._middle = column
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._places: tuple[QWidget, QWidget] = (QWidget(), QWidget())
        for part in (self._places[0], middle, self._places[1]):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        work = QWidget()
        rows = QVBoxLayout(work)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.splitter, 1)
        rows.addWidget(self.status_line)
        self.pages = QStackedWidget()
        self.pages.addWidget(work)
        whole = QWidget()
        self._whole = QVBoxLayout(whole)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self.pages, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.canvas.key_handler = self._on_key
        self.canvas.after_paint = self._after_paint
        self.state.changed.connect(self._on_view_changed)
        self.view.changed.connect(lambda _change: self._status_timer.start())
        self.view.shown.connect(self._on_article_shown)
        self.canvas.zoom_changed.connect(self.status_line.show_zoom)

    # Parts that are made when they are needed

    @cached_property
    def commands(self) -> "CommandSet":
        """The action table with its menus and keys."""
        from annotator.ui.command_set import CommandSet

        made = CommandSet(self, self._menus, self.desk, self.run, self.own_keys)
        made.enable(self.desk.session)
        return made

    @property
    def table(self) -> "tuple[Action, ...]":
        """The action table with the analyst's own keys."""
        return self.commands.table

    @property
    def entries(self) -> "dict[str, QAction]":
        """The menus' entries by the ids of their actions."""
        return self.commands.entries

    def menu(self, title: str) -> QMenu:
        """One of the menus by its title."""
        return self._menus[title]

    @cached_property
    def panels(self) -> "Panels":
        """Article list, annotation panel and label bar: made after the first paint."""
        panels = self.unplaced_panels
        self._places = panels.place(self.splitter, self._places)
        panels.connect_gestures()
        panels.articles.article_chosen.connect(self.show_article)
        panels.annotations.left.connect(self.canvas.setFocus)
        if self._theme is not None:
            panels.set_theme(self._theme)
        self.view.attach(panels.articles, panels.annotations)
        self.view.changed.connect(panels.problem_marks.check_later)
        self.view.shown.connect(panels.problem_marks.clear)
        panels.problem_marks.check_later()
        return panels

    @cached_property
    def unplaced_panels(self) -> "Panels":
        """The panels, each made when it is asked for, before they have their places."""
        from annotator.ui.panels import Panels

        return Panels(self.desk, self.canvas, self.state)

    @cached_property
    def messages(self) -> "MessageBar":
        """The bar above everything, for what must not be overlooked."""
        from annotator.ui.messages import MessageBar

        bar = MessageBar()
        self._whole.insertWidget(0, bar)
        bar.left.connect(self._go_home)
        return bar

    @cached_property
    def find_bar(self) -> "FindBar":
        """The bar above the text that finds words."""
        from annotator.ui.find_bar import FindBar

        bar = FindBar(self.state, lambda: self.desk.document)
        bar.hide()
        self._middle.insertWidget(0, bar)
        bar.selected.connect(self.canvas.reveal)
        bar.pressed.connect(self.desk.count_key)
        bar.clicked.connect(self.desk.count_click)
        bar.left.connect(self.canvas.setFocus)
        return bar

    @cached_property
    def welcome(self) -> "Welcome":
        """The page without a project."""
        from annotator.ui.welcome import Welcome

        page = Welcome()
        page.show_recent(self._settings.recent)
        self.pages.addWidget(page)
        return page

    @property
    def articles(self) -> QWidget:
        """The article list (before the first paint: its place)."""
        return self._places[0]

    @property
    def annotations(self) -> QWidget:
        """The annotation panel (before the first paint: its place)."""
        return self._places[1]

    # The surface that commands write on

    def visible_range(self) -> tuple[int, int]:
        """Offsets of the first and behind the last visible character."""
        return self.canvas.visible_range()

    def reveal(self, start: int, end: int) -> None:
        """Scroll so that the range is seen."""
        self.canvas.reveal(start, end)

    def say(self, text: str) -> None:
        """A short note in the status line."""
        self.status_line.show_note(text)

    def warn(self, text: str) -> None:
        """What could not be done, in the bar above the text and in the status line."""
        self.messages.show_message(text, "warning")
        self.trace.write("warned", *text.split())

    def choose(
        self,
        title: str,
        names: Sequence[str],
        near: tuple[int, int],
        done: Callable[[str], None],
    ) -> None:
        """Let the analyst pick one of these labels or relation types beside a place of the text."""
        self.choosing.choose(title, names, near, done)

    def show_article(self, article: int) -> None:
        """Put another article on the screen."""
        self.view.show_article(article)

    def highlight_again(self) -> None:
        """Propose again for the shown article."""
        self.highlight_wanted.emit(self.state.view.article)

    def command(self, name: str) -> None:
        """Have the application carry out a command of the action table."""
        self.command_wanted.emit(name)

    # What the application asks of the window

    def run(self, action: "Action") -> None:
        """Run an action of the table; what came by no single key was a shortcut or a click."""
        if not self.desk.pressed:
            held = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
            (self.desk.count_key if held else self.desk.count_click)()
        action.command(self.desk)
        self.update_status()

    def update_status(self) -> None:
        """Write the status line anew, once the events at hand are over."""
        self._status_timer.start()

    def show_session(self, session: Session | None, article: int = 0) -> None:
        """Show a project, or the welcome screen without one."""
        self.desk.session = session
        self.desk.last = None
        self.desk.read.clear()
        self.desk.least_sure_first = session is not None and bool(session.value("order"))
        if "find_bar" in self.__dict__:
            self.find_bar.close_bar()
        self.view.use(session, article)
        if session is None:
            self.pages.setCurrentWidget(self.welcome)
        else:
            self.pages.setCurrentIndex(0)
        # [*] is Qt's sign for what is not saved; doubled it stands for itself.
        name = session.path.name.replace("[*]", "[*][*]") if session is not None else ""
        mode = " (read-only)" if session is not None and session.read_only else ""
        self.setWindowTitle(f"{name}{mode} – Annotator" if name else "Annotator")
        self._go_home()
        if "commands" in self.__dict__:
            self.commands.enable(session)
        self.update_status()

    def show_recent(self, paths: Sequence[str]) -> None:
        """The projects that were open last, for the welcome page."""
        self._settings = replace(self._settings, recent=tuple(paths))
        if "welcome" in self.__dict__:
            self.welcome.show_recent(paths)

    def kept_settings(self, settings: Settings) -> Settings:
        """The settings with what the window knows of its sizes and panels."""
        found = kept(self, self._parts_to_keep(), settings)
        return replace(found, keys=self.own_keys, tour_seen=self.tour_seen)

    def _parts_to_keep(self) -> Parts:
        return Parts(self.splitter, self.canvas, self.articles, self.annotations)

    def use_keys(self, own: Mapping[str, str]) -> None:
        """The analyst's own keys (by action id), from now on."""
        self.own_keys = dict(own)
        self.commands.use_keys(own)
        self.update_status()

    def set_theme(self, theme: Theme) -> None:
        """Colours for the canvas and the panels; the application sets palette and style sheet."""
        self._theme = theme
        self.canvas.set_theme(theme)
        if "panels" in self.__dict__:
            self.panels.set_theme(theme)
        self.choosing.set_theme(theme)

    def next_panel(self, direction: int) -> None:
        """Give the focus to the next visible panel: messages, articles, text, annotations."""
        panels: list[QWidget] = [self.welcome]
        if self.desk.session is not None:
            panels = [*self.findChildren(QWidget, "tour"), self.articles]
            panels += [self.canvas, self.annotations]
        focus_next([self.messages, *panels], direction)

    def toggle_panels(self) -> None:
        """Only the text, or all panels again."""
        is_shown = self.articles.isVisible() or self.annotations.isVisible()
        self.articles.setVisible(not is_shown)
        self.annotations.setVisible(not is_shown)

    def close_window(self) -> None:
        """Close the window; everything is kept already."""
        self.close()

    def rows(self) -> list[ArticleRow]:
        """The articles of the project."""
        return self.desk.session.articles() if self.desk.session is not None else []

    # Signals

    def _on_view_changed(self, before: View, after: View) -> None:
        self.sight.viewed(before, after)
        if after.selection is None and "panels" in self.__dict__:
            self.panels.label_bar.hide()
        self._status_timer.start()

    def _after_paint(self) -> None:
        self.sight.painted()
        self.view.painted()

    def _show_status(self) -> None:
        if "commands" in self.__dict__:
            self.commands.tell(self.status_line)

    def _on_key(self, event: QKeyEvent) -> bool:
        return self.commands.press(event)

    def _go_home(self) -> None:
        """To the text, or to the welcome page without a project."""
        (self.welcome if self.desk.session is None else self.canvas).setFocus()

    def _on_article_shown(self, _article: int) -> None:
        self.canvas.setFocus()
        self._status_timer.start()

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """The window has the keyboard: walks wait for it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.trace.write("active")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, left over by a panel, goes back to the text; shortcuts work without Latin letters, too."""
        if event.key() == Qt.Key.Key_Escape:
            self._go_home()
        elif not self.commands.shortcut(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped files are opened."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.paths_dropped.emit(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything is kept already; nothing is asked."""
        self.closing.emit()
        super().closeEvent(event)
