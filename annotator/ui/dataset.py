"""Saving the dataset from the window: where, what goes in, what stays out, and what is odd in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from annotator import saving
from annotator.core.document import Status
from annotator.core.errors import AnnotatorError
from annotator.saving import SaveOptions
from annotator.ui.main_window import MainWindow
from annotator.ui.save_dialog import SaveDialog
from annotator.ui.waiting import Waiting

_DATASETS = "Datasets (*.jsonl)"


class Dataset(QObject):
    """GUI thread only. The place and options of the last save are kept in the project."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._offered: tuple[Path, int] | None = None

    def save(self) -> None:
        """Save to the known place; the first time, ask where and say what goes in."""
        session = self._window.desk.session
        if session is None:
            return
        if not saving.done_articles(session):
            if self._offered == (session.path, self._window.state.view.article):
                self._offered = None
                self._finish_and_save()
            else:
                self._offered = (session.path, self._window.state.view.article)
                self._offer_unfinished()
            return
        kept = saving.kept_options(session)
        if kept is None:
            self.save_as()
        else:
            self._save(kept)

    def save_as(self) -> None:
        """Ask where to save and what."""
        session = self._window.desk.session
        if session is None:
            return
        options = SaveDialog.ask(
            saving.counts(session), saving.default_options(session), self._window
        )
        if options is not None:
            self._save(options)

    def save_copy(self) -> None:
        """Save a copy of the whole project, history included."""
        session = self._window.desk.session
        if session is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save a copy of the project", "", "Projects (*.annot)"
        )
        if not name:
            return
        if Path(name).absolute() == session.path.absolute():
            self._window.warn("A copy needs another name than the project itself.")
            return
        try:
            session.copy_to(Path(name))
        except AnnotatorError as error:
            self._window.warn(str(error))
        else:
            self._window.say(f"Copied to {name}.")

    def _offer_unfinished(self) -> None:
        self._window.messages.show_message(
            "No article is done yet. Ctrl+S again marks this one done and saves it.",
            "info",
            [
                ("Done and save", self._finish_and_save),
                ("Save as in progress", self._save_unfinished),
            ],
        )

    def _finish_and_save(self) -> None:
        self._window.messages.clear()
        article = self._window.state.view.article
        desk = self._window.desk
        desk.attempt(lambda s: s.finish(article, Status.DONE, desk.cost()))
        self.save()

    def _save_unfinished(self) -> None:
        session = self._window.desk.session
        if session is None:
            return
        options = SaveDialog.ask(
            saving.counts(session),
            saving.default_options(session, include_unfinished=True),
            self._window,
        )
        if options is not None:
            self._save(options, next_time=replace(options, statuses=(Status.DONE,)))

    def _save(
        self,
        options: SaveOptions,
        next_time: SaveOptions | None = None,
        *,
        replaces_changed: bool = False,
    ) -> None:
        session = self._window.desk.session
        if session is None:
            return
        try:
            with _shown(self._window) as progress:
                report = saving.save(
                    session, options, replaces_changed=replaces_changed, progress=progress
                )
        except saving.StoppedError as error:
            self._window.say(str(error))
            return
        except saving.ChangedOutsideError as error:
            again = partial(self._save, options, next_time, replaces_changed=True)
            self._window.messages.show_message(
                str(error), "warning", [("Replace it", again), ("Save elsewhere", self.save_as)]
            )
            self._window.trace.write("warned", *str(error).split())
            return
        except AnnotatorError as error:
            self._window.messages.show_message(
                str(error), "error", [("Save elsewhere", self.save_as)]
            )
            self._window.trace.write("warned", *str(error).split())
            return
        if next_time is not None:
            saving.remember(session, next_time)
        self._window.trace.write("saved", options.path)
        self._window.say(report.sentence)
        if report.problems:
            shown = "\n".join(report.problems[:4])
            more = len(report.problems) - 4
            text = f"{report.sentence}\n{shown}" + (f"\n… and {more} more." if more > 0 else "")
            self._window.messages.show_message(text, "warning")


@contextmanager
def _shown(window: MainWindow) -> Iterator[saving.Progress]:
    """How far saving has come, over the window where it takes a while."""
    waiting = Waiting("Saving the dataset", window)

    def tell(done: str, count: int, total: int) -> bool:
        if waiting.is_due():
            waiting.show(f"{done} {count:,} of {total:,} articles", count, total)
        return waiting.turn()

    try:
        yield tell
    finally:
        waiting.end()
