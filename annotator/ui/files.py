"""Opening and closing projects from the window: articles, folders, projects, pasted text, the sample."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from annotator import opening
from annotator.core.errors import AnnotatorError, LockedError
from annotator.opening import Opened, Options
from annotator.session import Session
from annotator.ui.main_window import MainWindow

if TYPE_CHECKING:
    from annotator.importing import Told
    from annotator.rereading import Choices, Ways
    from annotator.ui.reading_progress import ReadingProgress

_PROBLEMS_SHOWN = 3


class Files(QObject):
    """GUI thread only. One project at a time; opening another closes the first, where nothing is unsaved."""

    session_changed = Signal(object)
    """The open session, or None."""
    locked = Signal(str)
    """The project (a path) that another window has open."""

    def __init__(
        self, window: MainWindow, options: Callable[[], Options], *, may_fetch: bool = False
    ) -> None:
        super().__init__(window)
        self._window = window
        self._options = options
        self._last_folder = ""
        self._progress: ReadingProgress | None = None
        self.session: Session | None = None
        self.may_fetch = may_fetch
        """Whether the analyst lets pages be fetched from the web, when an address is entered."""
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
        if self.trouble and len(paths) == 1 and paths[0].is_file():
            self._offer_columns(paths[0])

    def _offer_columns(self, path: Path) -> None:
        """A table or JSON file that could not be read: perhaps its text is called something else."""
        from annotator import rereading

        ways = rereading.ways_of(path)
        if ways.columns:
            choose = partial(self._open_in_a_way, path, ways)
            self._window.messages.show_message(
                self.trouble, "warning", [("Choose the text column…", choose)]
            )

    def _open_in_a_way(self, path: Path, ways: "Ways") -> None:
        from annotator import rereading
        from annotator.ui.reading_dialog import ReadingDialog

        chosen = ReadingDialog.ask(path.name, ways, "", rereading.Choices(), self._window)
        if chosen is not None:
            encoding, choices = chosen
            options = self._options()
            options = replace(options, encoding=encoding or options.encoding, choices=choices)
            self._open(lambda: opening.open_paths([path], options, self._tell))

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

    def add_articles(self) -> None:
        """Ask for articles and bring them into the open project."""
        from annotator.ui import file_dialogs

        names = file_dialogs.articles(self._window, self._last_folder)
        session = self.session
        if names and session is not None:
            self._last_folder = str(Path(names[0]).parent)
            paths = [Path(name) for name in names]
            self._take_in(lambda: opening.add_paths(session, paths, self._options(), self._tell))

    def ask_url(self) -> None:
        """Ask for the address of a page, fetch it, and open it: in the open project where there is one."""
        from annotator.fetching import keep
        from annotator.ui.url_dialog import UrlDialog

        page, self.may_fetch = UrlDialog.ask(self.may_fetch, self._window)
        if page is None:
            return
        options, session = self._options(), self.session
        try:
            path = keep(page, options.data_folder / "pages")
        except AnnotatorError as error:
            self._window.warn(str(error))
            return
        if session is None or session.read_only:
            self._open(lambda: opening.open_fetched(path, page.url, options))
            return
        of_page = replace(options, choices=replace(options.choices, url=page.url))
        self._take_in(lambda: opening.add_paths(session, [path], of_page, self._tell))

    def ask_way(self) -> None:
        """Ask in which other way the shown article's file is to be read, and read it so."""
        from annotator import rereading
        from annotator.ui.encoding_dialog import EncodingDialog
        from annotator.ui.reading_dialog import ReadingDialog

        session, article = self.session, self._window.state.view.article
        if session is None or not article:
            return
        meta = session.document(article).meta
        ways = rereading.ways_for(session, article)
        if ways.is_plain:
            preview = partial(rereading.preview, session, article)
            encoding = EncodingDialog.ask(meta.encoding, self._window, preview)
            chosen = (encoding, rereading.Choices()) if encoding else None
        else:
            name = Path(meta.source).name
            chosen = ReadingDialog.ask(name, ways, meta.encoding, rereading.Choices(), self._window)
        if chosen is not None:
            self._reread(session, meta.source, *chosen)

    def _reread(self, session: Session, source: str, encoding: str, choices: "Choices") -> None:
        from annotator import rereading

        try:
            found = rereading.add_again(session, source, encoding or None, choices, self._tell)
        except AnnotatorError as error:
            self._window.warn(str(error))
            return
        finally:
            self._end_progress()
        self._window.view.articles_added()
        self._window.show_article(found.article)
        count = found.report.added
        said = f"{count:,} article{'' if count == 1 else 's'} read again."
        if found.rejected:
            said += f" {found.rejected:,} as read before {'is' if found.rejected == 1 else 'are'}"
            said += " marked rejected; Ctrl+Z takes that back."
        self._window.say(said)

    def _take_in(self, work: Callable[[], Opened]) -> None:
        """Bring articles into the open project and show the first of them."""
        try:
            opened = work()
        except AnnotatorError as error:
            self._window.warn(str(error))
            return
        finally:
            self._end_progress()
        self._window.view.articles_added()
        if opened.article:
            self._window.show_article(opened.article)
        self._report(opened)

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
            self._end_progress()
        self.session = opened.session
        self._window.show_session(opened.session, opened.article)
        self.session_changed.emit(opened.session)
        if before is not None:
            before.close()
        self._report(opened)

    def _report(self, opened: Opened) -> None:
        count, problems = opened.added, list(opened.problems)
        said = f"{count:,} article{'' if count == 1 else 's'} read."
        if count:
            self._window.say(said)
            problems = self._say_how(opened, problems)
        if not problems:
            return
        if opened.refused:
            were = "was" if opened.refused == 1 else "were"
            said += f" {opened.refused:,} could not be read and {were} left out:"
        shown = problems[:_PROBLEMS_SHOWN]
        more = len(problems) - len(shown)
        lines = [said, *shown] if count and (opened.refused or more) else shown
        actions: list[tuple[str, Callable[[], None]]] = []
        if more:
            lines.append(f"… and {more:,} more.")
            actions.append(("Show all", partial(self._show_report, said, problems)))
        self._window.messages.show_message("\n".join(lines), "warning", actions)

    def _say_how(self, opened: Opened, problems: list[str]) -> list[str]:
        """One file that could be read otherwise: say how it was read; the problems without that."""
        from annotator import rereading

        article = opened.article
        source = opened.session.article(article).source if article else ""
        rows = opened.session.articles()[-opened.added :]
        if not source or any(row.source != source for row in rows):
            return problems
        how = rereading.read_as(opened.session, article)
        if not how:
            return problems
        self._window.messages.show_message(
            f"{Path(source).name} was read as {how}.", "info", [("Change…", self.ask_way)]
        )
        return [problem for problem in problems if "The encoding is a guess" not in problem]

    def _show_report(self, said: str, problems: list[str]) -> None:
        from annotator.ui.help_window import HelpWindow

        page = HelpWindow.of_plain("What was read", "\n".join([said, "", *problems]), self._window)
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.show()

    def _end_progress(self) -> None:
        if self._progress is not None:
            self._progress.end()
            self._progress = None

    def _tell(self, told: "Told") -> bool:
        """How far reading has come; False stops it. What is quick shows nothing."""
        if self._progress is None:
            from annotator.ui.reading_progress import ReadingProgress

            self._progress = ReadingProgress(self._window)
        return self._progress.tell(told)


def _clipboard_text() -> str:
    """The plain text on the clipboard; that of the rich text only where there is no plain one."""
    copied = QGuiApplication.clipboard().mimeData()
    if not copied.hasText() and copied.hasHtml():
        return opening.text_of_page(copied.html())
    return copied.text()
