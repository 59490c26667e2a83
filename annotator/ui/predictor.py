"""The window's side of the worker: asks, drops stale answers, starts the worker anew when it dies."""

from collections import deque
from collections.abc import Sequence
from time import monotonic

from msgspec import Struct
from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from annotator.protocol import (
    Cancel,
    Failed,
    FromWorker,
    ListPipelines,
    Load,
    Loaded,
    Pipelines,
    Proposals,
    Propose,
    ProtocolError,
    Ready,
    Shutdown,
    Tokenise,
    Tokens,
    ToWorker,
    encode,
    window_reader,
)
from annotator.ui.worker_process import absolute_model, prepared_process, worker_command

Request = Load | Tokenise | Propose | ListPipelines

_RESTARTS, _RESTART_SECONDS = 3, 60.0
_SILENCE_MS = 180_000
_SENT_AT_MOST = 2
_EXIT_MS, _KILL_MS = 150, 1_000
_KEPT_LINES = 40


class _Pending(Struct):
    message: Request
    sent: int = 0
    answered: bool = False
    """A `Load` that was answered stays: a new worker needs it again, but nobody hears of it."""


class Predictor(QObject):
    """GUI thread only; nothing here waits for the worker. A request's id is what its method returns."""

    ready = Signal(str)
    """The worker has imported spaCy, of this version."""
    loaded = Signal(object)
    """`protocol.Loaded`"""
    tokens_arrived = Signal(object)
    """`protocol.Tokens`"""
    proposals_arrived = Signal(object)
    """`protocol.Proposals`"""
    pipelines_listed = Signal(object)
    """`protocol.Pipelines`"""
    failed = Signal(object)
    """`protocol.Failed`, of a request that is still wanted"""
    stopped = Signal(str)
    """The worker is gone for good; says why. Open requests are dropped; `load` tries again."""

    def __init__(
        self,
        parent: QObject | None = None,
        command: Sequence[str] = (),
        silence_ms: int = _SILENCE_MS,
    ) -> None:
        super().__init__(parent)
        self._command = list(command) or worker_command()
        self._process: QProcess | None = None
        self._started = False
        self._reader = window_reader()
        self._pending: dict[int, _Pending] = {}
        self._load: _Pending | None = None
        self._last_request = 0
        self._deaths: deque[float] = deque(maxlen=_RESTARTS + 1)
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._reason = ""
        self._watchdog = QTimer(self)
        self._watchdog.setSingleShot(True)
        self._watchdog.setInterval(silence_ms)
        self._watchdog.timeout.connect(self._on_silence)

    @property
    def is_running(self) -> bool:
        """Whether there is a worker process, ready or not."""
        return self._process is not None

    @property
    def last_lines(self) -> tuple[str, ...]:
        """What the worker wrote to stderr last; may quote the article: for a look, never sent."""
        return tuple(self._lines)

    def start(self) -> None:
        """Start the worker; call it after the first paint. What was asked before is sent now."""
        self._started = True
        if self._process is None:
            self._spawn()

    def load(self, model: str, tokenizer: str, clean_articles: bool) -> int:
        """Ask for a pipeline by name or path (empty: the default)."""
        request = self._next()
        if self._load is not None:
            self._pending.pop(self._load.message.request, None)
        message = Load(request, absolute_model(model), tokenizer, clean_articles)
        self._load = _Pending(message)
        return self._ask(self._load)

    def tokenise(self, article: int, text: str) -> int:
        """Ask for an article's tokens."""
        self._supersede(Tokenise, article)
        return self._ask(_Pending(Tokenise(self._next(), article, text)))

    def propose(
        self,
        article: int,
        text: str,
        excluded: Sequence[tuple[int, int]],
        visible: tuple[int, int] | None,
    ) -> int:
        """Ask for an article's proposals; an earlier request for it is forgotten."""
        self._supersede(Propose, article)
        message = Propose(self._next(), article, text, tuple(excluded), visible)
        return self._ask(_Pending(message))

    def list_pipelines(self) -> int:
        """Ask for the installed pipelines."""
        return self._ask(_Pending(ListPipelines(self._next())))

    def cancel(self, request: int) -> None:
        """Forget a request: none of its answers is told any more."""
        pending = self._pending.pop(request, None)
        if pending is None:
            return
        if pending is self._load:
            self._load = None
        if pending.sent:
            self._write(Cancel(request))
        self._watch()

    def shutdown(self) -> None:
        """End the worker, if need be by force; takes a fraction of a second at most."""
        self._pending.clear()
        self._load = None
        self._started = False
        self._watchdog.stop()
        process = self._release()
        if process is None:
            return
        if process.state() is QProcess.ProcessState.Running:
            process.write(encode(Shutdown()))
            process.closeWriteChannel()
            process.waitForFinished(_EXIT_MS)
        _end(process)

    def _next(self) -> int:
        self._last_request += 1
        return self._last_request

    def _supersede(self, kind: type[Tokenise | Propose], article: int) -> None:
        for request, pending in list(self._pending.items()):
            message = pending.message
            if isinstance(message, kind) and message.article == article:
                self.cancel(request)

    def _ask(self, pending: _Pending) -> int:
        request = pending.message.request
        self._pending[request] = pending
        if self._process is not None:
            self._send(pending)
        elif self._started:
            self._deaths.clear()
            self._spawn()
        return request

    def _send(self, pending: _Pending) -> None:
        pending.sent += 1
        try:
            self._write(pending.message)
        except ProtocolError as error:
            self._pending.pop(pending.message.request, None)
            problem = Failed(pending.message.request, f"This article cannot be sent: {error}")
            QTimer.singleShot(0, self, lambda: self.failed.emit(problem))
        self._watch()

    def _write(self, message: ToWorker) -> None:
        if self._process is not None:
            self._process.write(encode(message))

    def _watch(self) -> None:
        """Run the clock while an answer is due, from the last thing that was heard or asked."""
        if self._process is not None and self._pending:
            self._watchdog.start()
        else:
            self._watchdog.stop()

    def _spawn(self) -> None:
        self._reader = window_reader()
        self._reason = ""
        self._process = process = prepared_process(self._command)
        process.setParent(self)
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_lines)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        process.start()
        if self._load is not None and self._load.answered:
            self._write(self._load.message)
        for pending in list(self._pending.values()):
            self._send(pending)

    def _release(self) -> QProcess | None:
        """Let go of the process: nothing of it is heard any more."""
        process, self._process = self._process, None
        if process is not None:
            process.readyReadStandardOutput.disconnect(self._on_output)
            process.readyReadStandardError.disconnect(self._on_lines)
            process.finished.disconnect(self._on_finished)
            process.errorOccurred.disconnect(self._on_error)
        return process

    def _on_output(self) -> None:
        process = self._process
        if process is None:
            return
        chunk = bytes(process.readAllStandardOutput().data())
        try:
            for message in self._reader.feed(chunk):
                self._hear(message)
                if self._process is not process:
                    return
        except ProtocolError:
            self._die()
            return
        self._watch()

    def _hear(self, message: FromWorker) -> None:
        if isinstance(message, Ready):
            self.ready.emit(message.spacy_version)
            return
        if isinstance(message, Failed) and message.request == 0:
            self._reason = message.message
            return
        pending = self._pending.get(message.request)
        if pending is None:
            return
        if not isinstance(message, Proposals) or message.finished:
            del self._pending[message.request]
        match message:
            case Loaded():
                pending.answered = True
                self.loaded.emit(message)
            case Tokens():
                self.tokens_arrived.emit(message)
            case Proposals():
                self.proposals_arrived.emit(message)
            case Pipelines():
                self.pipelines_listed.emit(message)
            case Failed():
                if pending is self._load:
                    self._load = None
                self.failed.emit(message)

    def _on_lines(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
            self._lines.extend(line for line in text.splitlines() if line.strip())

    def _on_silence(self) -> None:
        if self._process is not None and self._pending:
            self._die()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            process = self._release()
            self._stop("The part that highlights cannot be started; install the program again.")
            if process is not None:
                process.deleteLater()

    def _on_finished(self) -> None:
        self._on_lines()
        self._on_output()
        self._die()

    def _die(self) -> None:
        """The worker is dead or not to be trusted: take a new one, unless this happens too often."""
        process = self._release()
        if process is None:
            return
        _end(process)
        self._watchdog.stop()
        now = monotonic()
        self._deaths.append(now)
        often = len(self._deaths) > _RESTARTS and now - self._deaths[0] < _RESTART_SECONDS
        if self._reason:
            self._stop(self._reason)
        elif often:
            self._stop(
                "Highlighting has stopped: its process ended again and again; "
                "choose another pipeline. Editing goes on without it."
            )
        else:
            given_up = self._given_up()
            self._spawn()
            for failed in given_up:
                self.failed.emit(failed)

    def _given_up(self) -> list[Failed]:
        """Drop what was sent too often, the load included."""
        found: list[Failed] = []
        for request, pending in list(self._pending.items()):
            if pending.sent >= _SENT_AT_MOST:
                del self._pending[request]
                if pending is self._load:
                    self._load = None
                found.append(Failed(request, _gave_up(pending.message)))
        return found

    def _stop(self, reason: str) -> None:
        self._pending.clear()
        self._load = None
        self._deaths.clear()
        self._watchdog.stop()
        self.stopped.emit(reason)


def _end(process: QProcess) -> None:
    """Leave no process behind; a killed one is gone at once, the wait only collects it."""
    if process.state() is not QProcess.ProcessState.NotRunning:
        process.kill()
        process.waitForFinished(_KILL_MS)
    process.deleteLater()


def _gave_up(message: Request) -> str:
    if isinstance(message, Load):
        name = message.model or "the default pipeline"
        return f"Loading {name} ended the worker twice; choose another pipeline."
    return "The worker ended twice on this article; try another pipeline."
