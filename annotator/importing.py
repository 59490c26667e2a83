"""Articles from files into an open project: read beside the window, kept a few at a time, with a report.

Files are read in a thread of their own where there is someone to tell of the progress; the project itself is
touched by the caller's thread alone.
"""

import contextlib
import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotator.core.contents import Contents
from annotator.core.errors import AnnotatorError
from annotator.formats.articles import article_paths, read_articles
from annotator.formats.choices import Choices, chosen
from annotator.formats.duplicates import Duplicates
from annotator.formats.imported import contents_of
from annotator.session import Session
from annotator.store.lookup import Lookup


class Told(Struct, frozen=True):
    """How far an import has come: articles read, files and records refused, the file at hand and its number.

    `files` is 0 while they are still looked for.
    """

    articles: int = 0
    refused: int = 0
    name: str = ""
    file: int = 0
    files: int = 0


Progress = Callable[[Told], bool]
"""Told many times a second how far it has come; False stops the import."""

_BATCH = 200
_KEEP_EACH_S = 0.3
_KEEP_FOR_S = 0.03
_TELL_EACH_S = 0.015
_QUICK_S = 0.08
_WAITING_AT_MOST = 32
_COMPARED_AT_MOST = 3_000
"""Articles of the project that new ones are compared with."""
_TOLD_AT_MOST = 5_000


class Report(Struct):
    """What came in, what did not and why (sentences), what is odd, and what came twice."""

    added: int = 0
    refused: list[str] = []
    remarks: list[str] = []
    twins: list[str] = []
    untold: int = 0

    def refuse(self, sentence: str) -> None:
        """Note what could not be read; the first thousands in words."""
        self._note(self.refused, sentence)

    def remark(self, sentence: str) -> None:
        """Note what is odd."""
        self._note(self.remarks, sentence)

    def _note(self, kept: list[str], sentence: str) -> None:
        if len(kept) < _TOLD_AT_MOST:
            kept.append(sentence)
        else:
            self.untold += 1

    @property
    def problems(self) -> tuple[str, ...]:
        """All sentences, what was refused first."""
        return (*self.refused, *self.remarks, *self.twins)


class _Found(Struct):
    """What the reading thread hands over: an article, or only the file at hand."""

    name: str
    file: int = 0
    contents: Contents | None = None


def take_in(
    session: Session,
    files: list[tuple[Path, str]],
    encoding: str | None,
    choices: Choices,
    progress: Progress | None,
    *,
    again: bool = False,
) -> Report:
    """Read files (with the names that the project gives them) and keep what is in them.

    A file that the project lists already is read only `again`. A bad one never stops the others.
    """
    report = Report()
    known = set() if again else {row.source for row in session.articles()}
    reading = _Reading(session.path if known else None, files, known, encoding, choices, report)
    if progress is None:
        _keep_all(session, reading.found(), report)
    else:
        _keep_with_progress(session, reading, report, progress, len(files))
    report.twins = reading.twins.sentences()
    return report


class _Reading:
    """Goes through the files; touches nothing of the session."""

    def __init__(
        self,
        project: Path | None,
        files: list[tuple[Path, str]],
        known: set[str],
        encoding: str | None,
        choices: Choices,
        report: Report,
    ) -> None:
        self._project = project
        self._files = files
        self._known = known
        self._encoding = encoding
        self._choices = choices
        self._report = report
        self.twins = Duplicates()
        self.stop = threading.Event()

    def found(self) -> Iterator[_Found]:
        """The new articles, and a word at each file."""
        with contextlib.ExitStack() as stack:
            lookup: Lookup | None = None
            # Where the project can't be looked into, articles come in all the same.
            with contextlib.suppress(AnnotatorError):
                if self._project is not None:
                    lookup = stack.enter_context(Lookup.into(self._project))
            is_compared = lookup is None
            for number, (path, source) in enumerate(self._files, 1):
                if self.stop.is_set():
                    return
                yield _Found(path.name, number)
                if source in self._known:
                    with contextlib.suppress(AnnotatorError):
                        self._look_for_change(path, lookup.digest(source) if lookup else "")
                    continue
                for contents in self._contents(path, source):
                    if self.stop.is_set():
                        return
                    if not is_compared and lookup is not None:
                        is_compared = True
                        yield from self._know(lookup)
                    name = f"{path.name} “{contents.meta.title[:40]}”"
                    self.twins.add(contents.text, name)
                    yield _Found(path.name, number, contents)

    def _know(self, lookup: Lookup) -> Iterator[_Found]:
        with contextlib.suppress(AnnotatorError):
            for title, text in lookup.texts(_COMPARED_AT_MOST):
                self.twins.know(text, f"“{title[:40]}” of the project")
                yield _Found("")

    def _contents(self, path: Path, source: str) -> Iterator[Contents]:
        report = self._report
        articles = read_articles(path, self._encoding)
        try:
            while True:
                with chosen(self._choices):
                    found = next(articles, None)
                if found is None:
                    return
                if isinstance(found, AnnotatorError):
                    report.refuse(str(found))
                    continue
                for sentence in found.problems:
                    (report.refuse if found.losses else report.remark)(sentence)
                url = found.meta.url or self._choices.url
                meta = replace(found.meta, source=source, url=url)
                yield contents_of(replace(found, meta=meta))
        except AnnotatorError as error:
            report.refuse(str(error))

    def _look_for_change(self, path: Path, kept: str) -> None:
        """A file is never read again silently."""
        if kept and _digest(path) not in ("", kept):
            self._report.remark(
                f"{path.name} has changed since it was read. The project keeps the text it has."
            )


def _keep_all(session: Session, found: Iterator[_Found], report: Report) -> None:
    batch: list[Contents] = []
    for item in found:
        if item.contents is not None:
            batch.append(item.contents)
        if len(batch) >= _BATCH:
            report.added += len(session.add_articles(batch))
            batch = []
    report.added += len(session.add_articles(batch)) if batch else 0


def found_beside(paths: list[Path], progress: Progress | None) -> list[Path]:
    """The articles that these are or, where they are folders, hold; looked for in a thread of its own.

    Nothing when the analyst stopped it. InputError when a folder can't be read.
    """
    if progress is None or not any(path.is_dir() for path in paths):
        return _articles_of(paths)
    found: list[list[Path] | BaseException] = []

    def look() -> None:
        try:
            found.append(_articles_of(paths))
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=look, name="looking", daemon=True)
    thread.start()
    thread.join(_QUICK_S)
    while thread.is_alive():
        thread.join(_TELL_EACH_S)
        if not progress(Told(name=paths[0].name)):
            return []
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def _articles_of(paths: list[Path]) -> list[Path]:
    return [f for p in paths for f in (article_paths(p) if p.is_dir() else [p])]


def _keep_with_progress(
    session: Session, reading: _Reading, report: Report, progress: Progress, files: int
) -> None:
    """Keep what the thread reads, and tell how far it has come between any two steps."""
    waiting: queue.Queue[_Found | BaseException | None] = queue.Queue(_WAITING_AT_MOST)

    def read() -> None:
        try:
            for item in reading.found():
                waiting.put(item)
            waiting.put(None)
        except BaseException as error:
            waiting.put(error)

    thread = threading.Thread(target=read, name="reading", daemon=True)
    thread.start()
    try:
        if not _Keeping(session, waiting, report, progress, files).is_done():
            report.remark(f"Stopped after {report.added} articles.")
    finally:
        reading.stop.set()
        with contextlib.suppress(queue.Empty):
            while thread.is_alive():
                waiting.get(timeout=0.1)
        # A large file is read to its end; nobody waits for that.
        thread.join(0.1)


class _Keeping:
    """Takes what was read out of the queue, in the thread of the project."""

    def __init__(
        self,
        session: Session,
        waiting: "queue.Queue[_Found | BaseException | None]",
        report: Report,
        progress: Progress,
        files: int,
    ) -> None:
        self._session = session
        self._waiting = waiting
        self._report = report
        self._progress = progress
        self._files = files
        self._batch: list[Contents] = []
        self._most = 10
        self._at = _Found("")

    def is_done(self) -> bool:
        """Keep all; False when it was stopped: what was read by then is kept."""
        kept_at = time.monotonic()
        # What is quick tells nothing: the window needs no dialog for it.
        told_at = kept_at + _QUICK_S
        while True:
            is_last = not self._take()
            now = time.monotonic()
            if is_last or len(self._batch) >= self._most or now - kept_at > _KEEP_EACH_S:
                self._keep()
                kept_at = now
            if is_last:
                return True
            if now - told_at > _TELL_EACH_S:
                told_at = now
                if not self._progress(self._told()):
                    self._keep()
                    return False

    def _take(self) -> bool:
        """Wait a moment for what was read; False at the end."""
        try:
            item = self._waiting.get(timeout=_TELL_EACH_S)
        except queue.Empty:
            return True
        if isinstance(item, BaseException):
            raise item
        if item is None:
            return False
        if item.name:
            self._at = item
        if item.contents is not None:
            self._batch.append(item.contents)
        return True

    def _keep(self) -> None:
        """Keep what has come, in parts that take about as long as a frame."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        began = time.monotonic()
        self._report.added += len(self._session.add_articles(batch))
        took = time.monotonic() - began
        self._most = max(1, min(_BATCH, round(len(batch) * _KEEP_FOR_S / max(took, 1e-4))))

    def _told(self) -> Told:
        return Told(
            self._report.added + len(self._batch),
            len(self._report.refused),
            self._at.name,
            self._at.file,
            self._files,
        )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
