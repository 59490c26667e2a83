"""Opening and closing projects from the window: articles, folders, projects, pasted text, the sample."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from annotator import opening
from annotator.core.errors import AnnotatorError, LockedError
from annotator.opening import Opened, Options
from annotator.session import Session
from annotator.ui.main_window import MainWindow

if TYPE_CHECKING:
    from annotator.ui.reading_progress import ReadingProgress

_PROBLEMS_SHOWN = 3


class Files(QObject):
    """GUI thread only. One project at a time; opening another closes the first, where nothing is unsaved."""

    session_changed = Signal(object)
    """The open session, or None."""
    locked = Signal(str)
    """The project (a path) that another window has open."""

    def __init__(self, window: MainWindow, options: Callable[[], Options]) -> None:
        super().__init__(window)
        self._window = window
        self._options = options
        self._last_folder = ""
        self._progress: ReadingProgress | None = None
        self.session: Session | None = None
        self.trouble = ""
        """Why the last opening failed; empty when it went well."""
        window.paths_dropped.connect(self.open_named)

    def ask_articles(self) -> None:
        """Ask for articles and open them."""
        from annotator.ui import file_dialogs

        self.open_named(file_dialogs.articles(self._window, self._last_folder))

    def ask_folder(self) -> None:
        """Ask for a folder of articles and open it."""
        from annotator.ui import file_dialogs

        self.open_named(file_dialogs.folder(self._window, self._last_folder))

    def ask_project(self) -> None:
        """Ask for a project and open it."""
        from annotator.ui import file_dialogs

        self.open_named(file_dialogs.project(self._window, self._last_folder))

    def open_named(self, names: list[str]) -> None:
        """Open articles, a folder or a project by path."""
        if not names:
            return
        paths = [Path(name) for name in names]
        self._last_folder = str(paths[0].parent)
        self._open(lambda: opening.open_paths(paths, self._options(), self._tell))

    def open_read_only(self, project: str) -> None:
        """Look at a project that another window has open."""
        self._open(lambda: opening.open_project(Path(project), self._options(), read_only=True))

    def open_sample(self) -> None:
        """Open the sample article."""
        self._open(lambda: opening.open_sample(self._options()))

    def paste(self) -> None:
        """A new article from the text on the clipboard; into the open project where there is one."""
        text = _clipboard_text()
        if not text.strip():
            self._window.warn("There is no text on the clipboard.")
            return
        if self.session is None or self.session.read_only:
            self._open(lambda: opening.open_pasted(text, self._options()))
            return
        try:
            article = opening.add_pasted(self.session, text)
        except AnnotatorError as error:
            self._window.warn(str(error))
            return
        self._window.view.articles_added()
        self._window.show_article(article)

    def close(self) -> None:
        """Close the project and show the welcome screen."""
        session, self.session = self.session, None
        self._window.view.close()
        self._window.show_session(None)
        self.session_changed.emit(None)
        if session is not None:
            session.close()

    def reread(self, encoding: str) -> None:
        """Read the shown article's file again with another encoding, as a new article."""
        session, article = self.session, self._window.state.view.article
        if session is None or not article:
            return
        source = session.document(article).meta.source
        path = session.path.absolute().parent / source
        try:
            added = opening.add_again(session, path, encoding)
        except AnnotatorError as error:
            self._window.warn(str(error))
            return
        self._window.view.articles_added()
        self._window.show_article(added)

    def _open(self, work: Callable[[], Opened]) -> None:
        """Open, and close what was open only when that went well; a project that is open already is let go first."""
        before = self.session
        self.trouble = ""
        try:
            opened = work()
        except LockedError as error:
            if before is None or str(before.path) != error.project:
                self.locked.emit(error.project)
            return
        except AnnotatorError as error:
            self.trouble = str(error)
            self._window.warn(self.trouble)
            return
        finally:
            if self._progress is not None:
                self._progress.end()
                self._progress = None
        self.session = opened.session
        self._window.show_session(opened.session, opened.article)
        self.session_changed.emit(opened.session)
        if before is not None:
            before.close()
        self._report(opened)

    def _report(self, opened: Opened) -> None:
        if opened.problems:
            shown = list(opened.problems[:_PROBLEMS_SHOWN])
            more = len(opened.problems) - len(shown)
            if more:
                shown.append(f"… and {more} more.")
            self._window.warn("\n".join(shown))
        if opened.added:
            self._window.say(f"{opened.added} article{'s' if opened.added > 1 else ''} read.")

    def _tell(self, count: int, name: str) -> bool:
        """How far reading has come; False stops it. What is quick shows nothing."""
        if self._progress is None:
            from annotator.ui.reading_progress import ReadingProgress

            self._progress = ReadingProgress(self._window)
        return self._progress.tell(count, name)


def _clipboard_text() -> str:
    """The plain text on the clipboard; that of the rich text only where there is no plain one."""
    copied = QGuiApplication.clipboard().mimeData()
    if not copied.hasText() and copied.hasHtml():
        return opening.text_of_page(copied.html())
    return copied.text()
