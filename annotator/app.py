"""The window's composition root: settings, worker client, window and commands put together; the exception hook."""

import argparse
import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from annotator import __version__, opening, resources
from annotator.core.bug_reports import WORDS_VARIABLE, bug_report
from annotator.core.errors import AnnotatorError
from annotator.opening import Options
from annotator.session import Session
from annotator.settings import Settings, data_folder, keep_report
from annotator.ui.files import Files
from annotator.ui.main_window import MainWindow
from annotator.ui.theme import Theme
from annotator.ui.trace import Trace
from annotator.ui.turns import Turns, rest_of

if TYPE_CHECKING:
    from annotator.ui.after_start import AfterStart
    from annotator.ui.highlighting import Highlighting
    from annotator.ui.predictor import Predictor

_RECENT = 10


def arguments(argv: list[str]) -> argparse.Namespace:
    """The command line of the window."""
    parser = argparse.ArgumentParser(
        prog="annotator",
        description="Open articles, a folder of articles or a project. Without a window: annotator"
        " prelabel, check, export (see annotator --help).",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="ARTICLE|FOLDER|PROJECT.annot")
    parser.add_argument("--sample", action="store_true", help="open the sample article")
    parser.add_argument("--model", default="", help="installed pipeline, or folder of one")
    parser.add_argument("--schema", type=Path, help="schema (TOML) of the project")
    parser.add_argument("--encoding", help="encoding of the articles, where detection is wrong")
    parser.add_argument("--theme", choices=("system", "light", "dark"), help="colours")
    parser.add_argument("--annotator", default="", help="your name in saved data")
    return parser.parse_args(argv)


class Application:
    """Everything that lives as long as the window; GUI thread only."""

    def __init__(self, qt: QApplication, options: argparse.Namespace) -> None:
        self._qt = qt
        self._options = options
        self.settings, problem = Settings.load()
        self._name_is_new = not self.settings.annotator and not options.annotator
        name = options.annotator or self.settings.annotator or _user_name()
        self.settings = replace(self.settings, annotator=name)
        self.trace = Trace(os.environ)
        chosen = options.theme or os.environ.get("ANNOTATOR_THEME") or self.settings.theme
        # Before there are widgets, so that each is polished once.
        theme = self._set_theme(chosen)
        self.window = MainWindow(self.settings, self.trace)
        self.files = Files(self.window, self._open_options, may_fetch=self.settings.may_fetch)
        self._late: AfterStart | None = None
        self._is_painted = self._is_started = False
        self._busy: dict[int, str] = {}
        self._connect()
        qt.styleHints().colorSchemeChanged.connect(self._on_system_colours)
        self.window.set_theme(theme)
        if problem:
            self.window.warn(problem)

    def _connect(self) -> None:
        window = self.window
        self.files.session_changed.connect(self._on_session)
        self.files.locked.connect(self._on_locked)
        # Late: the commands are made with the first of them.
        window.command_wanted.connect(lambda name: self.late.commands.carry_out(name))  # noqa: PLW0108
        window.closing.connect(self._on_closing)

    @cached_property
    def predictor(self) -> "Predictor":
        """The worker's client; the worker itself starts after the first paint."""
        from annotator.ui.predictor import Predictor
        from annotator.ui.worker_memory import memory_limit_bytes

        return Predictor(
            self.window,
            memory_bytes=memory_limit_bytes(self.settings.pipeline_memory_mb),
        )

    @cached_property
    def highlighting(self) -> "Highlighting":
        """What asks the worker and brings its answers in."""
        from annotator.ui.highlighting import Highlighting
        from annotator.ui.pipeline_questions import PipelineQuestions

        window = self.window
        made = Highlighting(self.predictor, window.visible_range)
        agreed = self.settings.pipelines
        made.prefer(self._options.model, self.settings.model, tuple(agreed.values()))
        PipelineQuestions(window, made, agreed, self._keep_pipelines)
        made.chosen.connect(self._prefer_pipeline)
        window.highlight_wanted.connect(made.highlight)
        window.view.shown.connect(made.show)
        made.busy.connect(self._on_busy)
        made.said.connect(window.say)
        made.refused.connect(window.warn)
        made.finished.connect(lambda article: self.trace.write("proposals", article))
        made.unknown_labels.connect(
            lambda counts: window.messages.show_unknown(
                counts, [label.name for label in window.desk.schema.labels]
            )
        )
        return made

    def _keep_pipelines(self, agreed: Mapping[str, str]) -> None:
        """At once: who agreed is not asked again after a crash."""
        self.settings = replace(self.settings, pipelines=agreed)
        self._save_settings()

    def _prefer_pipeline(self, model: str) -> None:
        self.settings = replace(self.settings, model=model)

    @property
    def late(self) -> "AfterStart":
        """What the first paint does not need: made after it, or when it is asked for."""
        if self._late is None:
            from annotator.ui.after_start import AfterStart

            self._late = AfterStart(
                self.window, self.files, self.highlighting, self.predictor, self
            )
            self._late.other_starts.raised.connect(self._come_to_front)
        return self._late

    def start(self) -> bool:
        """Open what was asked for, show the window, and start the worker after the first paint.

        False when nothing of it could be opened (`files.trouble` says why) or another window has it.
        """
        options = self._options
        if options.sample:
            self.files.open_sample()
        elif options.paths:
            self.files.open_named([str(path) for path in options.paths])
        else:
            self.window.show_session(None)
        asked = options.sample or options.paths
        if asked and self.files.session is None:
            return False
        self.window.show()
        self._after_first_paint(self._on_first_paint)
        return True

    @property
    def theme_name(self) -> str:
        """`system`, `light` or `dark`, as it was chosen."""
        return self._theme_name

    def choose(self, name: str) -> None:
        """Light, dark or the system's colours for the whole application."""
        self.window.set_theme(self._set_theme(name))
        self.settings = replace(self.settings, theme=self._theme_name)

    def _set_theme(self, name: str) -> Theme:
        if name not in ("system", "light", "dark"):
            name = "system"
        self._theme_name = name
        theme = Theme.for_application(name)
        self._qt.setPalette(theme.palette())
        self._qt.setStyleSheet(theme.style_sheet())
        return theme

    def _on_system_colours(self) -> None:
        if self._theme_name == "system":
            self.window.set_theme(self._set_theme("system"))

    def _open_options(self) -> Options:
        return Options(
            annotator=self.settings.annotator,
            schema=self._options.schema,
            encoding=self._options.encoding,
            data_folder=data_folder(),
        )

    def _after_first_paint(self, then: Callable[[], None]) -> None:
        painted = self.window.canvas.after_paint
        is_first = True

        def first() -> None:
            nonlocal is_first
            if painted is not None:
                painted()
            if is_first:
                is_first = False
                self.window.canvas.after_paint = painted
                QTimer.singleShot(0, then)

        if self.files.session is None:
            QTimer.singleShot(0, then)
        else:
            self.window.canvas.after_paint = first

    def _on_first_paint(self) -> None:
        self.trace.write("ready")
        self._is_painted = True
        parts = (self._begin, *rest_of(self.window), self._complete)
        Turns(parts, self.window)

    def _begin(self) -> None:
        """Keys and the worker in one turn: a key must not find what it asks for missing."""
        _ = self.window.entries
        self.predictor.start()
        self._highlight_for(self.files.session)

    def _complete(self) -> None:
        # An icon drawn by its own library: the desktop asks for it, the analyst does not wait for it.
        self._qt.setWindowIcon(QIcon(str(resources.path("icons", "annotator.svg"))))
        panels, late, session = self.window.panels, self.late, self.files.session
        if session is not None and not session.read_only:
            late.other_starts.listen(session.path)
        self._is_started = True
        for article, text in self._busy.items():
            panels.articles.set_busy(article, text)
        gc.freeze()
        gc.enable()
        if self._name_is_new:
            self.window.messages.show_message(
                f"Saved data names you as “{self.settings.annotator}”.",
                "info",
                [("Change the name…", self._ask_name)],
            )
            self._save_settings()

    def _ask_name(self) -> None:
        from annotator.ui.name_dialog import NameDialog

        name = NameDialog.ask(self.settings.annotator, self.window)
        if name:
            self.settings = replace(self.settings, annotator=name)
            self._save_settings()
            if self.files.session is not None:
                self.files.session.annotator = name

    def _on_session(self, session: Session | None) -> None:
        if self._is_painted:
            self._highlight_for(session)
        if self._is_started:
            is_ours = session is not None and not session.read_only
            self.late.other_starts.listen(session.path if session and is_ours else None)
        if session is None:
            return
        if not session.syncs_each_step:
            self.window.say("The disk is slow: it is asked to keep your work once a second.")
        self._remember(session.path)

    def _highlight_for(self, session: Session | None) -> None:
        self.highlighting.use(session)
        article = self.window.state.view.article
        if session is not None and article:
            self.highlighting.show(article)

    def _on_busy(self, article: int, text: str) -> None:
        self._busy[article] = text
        if self._is_started:
            self.window.panels.articles.set_busy(article, text)

    def _on_locked(self, project: str) -> None:
        """Another window has the project: it comes to the front, or the project is shown read-only."""
        from annotator.ui.single_instance import raise_other

        if not raise_other(Path(project)):
            self.files.open_read_only(project)
            self.window.warn(f"{project} is open elsewhere, so it is shown read-only here.")

    def _remember(self, path: Path) -> None:
        place = str(path.absolute())
        recent = [place, *(p for p in self.settings.recent if p != place)][:_RECENT]
        self.settings = replace(self.settings, recent=tuple(recent))
        self.window.show_recent(self.settings.recent)

    def _come_to_front(self) -> None:
        self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()

    def _on_closing(self) -> None:
        self._save_settings()
        if "predictor" in self.__dict__:
            self.predictor.shutdown()
        session, self.files.session = self.files.session, None
        self.window.view.close()
        self.window.desk.session = None
        if session is not None:
            session.close()
        QTimer.singleShot(0, self._qt.quit)

    def _save_settings(self) -> None:
        kept = self.window.kept_settings(self.settings)
        self.settings = replace(kept, may_fetch=self.files.may_fetch)
        try:
            self.settings.save()
        except AnnotatorError as error:
            self.window.warn(str(error))

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """An unforeseen error: say so, keep a report without article text, stay open."""
        if isinstance(error, AnnotatorError):
            self.window.warn(str(error))
            return
        found = bug_report(__version__, error, trace)
        if os.environ.get(WORDS_VARIABLE):
            sys.__excepthook__(kind, error, trace)
        else:
            sys.stderr.write(found)
        report = keep_report(found)
        self.window.messages.show_message(
            f"Something went wrong in the program ({kind.__name__}). Your work is kept. A report"
            f" without article text is in {report}.",
            "error",
        )


def main(argv: list[str]) -> int:
    """Run the window; the exit code."""
    options = arguments(argv)
    qt = QApplication([sys.argv[0]])
    qt.setApplicationName("annotator")
    qt.setApplicationDisplayName("Annotator")
    qt.setApplicationVersion(__version__)
    try:
        _check(options)
    except AnnotatorError as error:
        sys.stderr.write(f"annotator: {error}\n")
        return 1
    application = Application(qt, options)
    sys.excepthook = application.report
    _end_on_signals(application)
    if application.start():
        return qt.exec()
    trouble = application.files.trouble
    if trouble:
        sys.stderr.write(f"annotator: {trouble}\n")
    return int(bool(trouble))


def _check(options: argparse.Namespace) -> None:
    """What is wrong on the command line is said there, before a window opens."""
    if options.schema is not None:
        opening.read_schema(options.schema)
    for path in options.paths:
        if not path.exists():
            raise AnnotatorError(f"{path} does not exist. Check its name.")
    if options.encoding:
        from annotator.formats.decoding import known_encoding

        known_encoding(options.encoding)
    if len(options.paths) == 1 and opening.is_project(options.paths[0]):
        Session.opened(options.paths[0], read_only=True).close()


def _user_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # which one depends on system and Python
        return "annotator"


def _end_on_signals(application: Application) -> None:
    """Ctrl+C and a polite end of the session close the window as the analyst would."""
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    else:
        read, write = os.pipe()
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: None)
        notifier = QSocketNotifier(read, QSocketNotifier.Type.Read, application.window)

        def end() -> None:
            notifier.setEnabled(False)  # the byte stays in the pipe, and would be told for ever
            application.window.close()

        notifier.activated.connect(end)
