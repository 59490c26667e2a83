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

from annotator.core.document import Document
from annotator.core.errors import AnnotatorError
from annotator.formats.articles import read_articles
from annotator.formats.choices import Choices, chosen
from annotator.formats.duplicates import Duplicates
from annotator.formats.imported import document_of
from annotator.session import Session
from annotator.store.lookup import Lookup

Progress = Callable[[int, str], bool]
"""Told the number of articles read and the file at hand, some times a second; False stops the import."""

_BATCH = 200
_KEEP_EACH_S = 0.2
_TELL_EACH_S = 0.04
_WAITING_AT_MOST = 32
_COMPARED_AT_MOST = 3_000
"""Articles of the project that new ones are compared with."""
_TOLD_AT_MOST = 5_000
_BLOCK_BYTES = 1 << 20


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
    """What the reading thread hands over: a document, or only the file at hand."""

    name: str
    document: Document | None = None


def take_in(
    session: Session,
    files: list[tuple[Path, str]],
    encoding: str | None,
    choices: Choices,
    progress: Progress | None,
) -> Report:
    """Read files (with the names that the project gives them) and keep what is in them.

    A file that the project lists already is not read again. A bad one never stops the others.
    """
    report = Report()
    known = {row.source for row in session.articles()}
    reading = _Reading(session.path if known else None, files, known, encoding, choices, report)
    if progress is None:
        _keep_all(session, reading.found(), report)
    else:
        _keep_with_progress(session, reading, report, progress)
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
        self.is_stopped = False

    def found(self) -> Iterator[_Found]:
        """The new articles, and a word at each file."""
        with contextlib.ExitStack() as stack:
            lookup = stack.enter_context(Lookup.into(self._project)) if self._project else None
            is_compared = lookup is None
            for path, source in self._files:
                if self.is_stopped:
                    return
                yield _Found(path.name)
                if source in self._known and lookup is not None:
                    self._look_for_change(path, lookup.digest(source))
                    continue
                for document in self._documents(path, source):
                    if not is_compared and lookup is not None:
                        is_compared = True
                        yield from self._know(lookup)
                    name = f"{path.name} “{document.meta.title[:40]}”"
                    self.twins.add(document.text, name)
                    yield _Found(path.name, document)

    def _know(self, lookup: Lookup) -> Iterator[_Found]:
        for title, text in lookup.texts(_COMPARED_AT_MOST):
            self.twins.know(text, f"“{title[:40]}” of the project")
            yield _Found("")

    def _documents(self, path: Path, source: str) -> Iterator[Document]:
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
                meta = replace(found.meta, source=source)
                yield document_of(replace(found, meta=meta))
        except AnnotatorError as error:
            report.refuse(str(error))

    def _look_for_change(self, path: Path, kept: str) -> None:
        """A file is never read again silently."""
        if kept and _digest(path) not in ("", kept):
            self._report.remark(
                f"{path.name} has changed since it was read. The project keeps the text it has."
            )


def _keep_all(session: Session, found: Iterator[_Found], report: Report) -> None:
    batch: list[Document] = []
    for item in found:
        if item.document is not None:
            batch.append(item.document)
        if len(batch) >= _BATCH:
            report.added += len(session.add_articles(batch))
            batch = []
    report.added += len(session.add_articles(batch)) if batch else 0


def _keep_with_progress(
    session: Session, reading: _Reading, report: Report, progress: Progress
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
        _keep_waiting(session, waiting, report, progress)
    finally:
        reading.is_stopped = True
        with contextlib.suppress(queue.Empty):
            while thread.is_alive():
                waiting.get(timeout=0.1)
        # A large file is read to its end; nobody waits for that.
        thread.join(0.1)


def _keep_waiting(
    session: Session,
    waiting: "queue.Queue[_Found | BaseException | None]",
    report: Report,
    progress: Progress,
) -> None:
    batch: list[Document] = []
    kept_at = told_at = time.monotonic()
    name = ""
    is_over = False
    while not is_over:
        with contextlib.suppress(queue.Empty):
            item = waiting.get(timeout=_TELL_EACH_S)
            if isinstance(item, BaseException):
                raise item
            is_over = item is None
            if item is not None:
                name = item.name or name
                batch += [item.document] if item.document is not None else []
        now = time.monotonic()
        if batch and (is_over or now - kept_at > _KEEP_EACH_S):
            report.added += len(session.add_articles(batch))
            batch = []
            kept_at = now
        if now - told_at > _TELL_EACH_S and not is_over:
            told_at = now
            if not progress(report.added + len(batch), name):
                report.added += len(session.add_articles(batch)) if batch else 0
                report.remark(f"Stopped after {report.added} articles.")
                return


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                found.update(block)
    except OSError:
        return ""
    return found.hexdigest()
