"""The window's side of the worker: asks, drops stale answers and nonsense, starts the worker anew when it dies."""

from collections import deque
from collections.abc import Sequence
from time import monotonic

from msgspec.structs import replace
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
    Unapproved,
    encode,
    window_reader,
)
from annotator.ui import worker_memory
from annotator.ui.answers import (
    NAME_AT_MOST,
    AnswerCheck,
    NonsenseError,
    frame_limit,
)
from annotator.ui.pending import CRASHED, NONSENSE, Pending, gave_up, sentence
from annotator.ui.worker_process import absolute_model, end, prepared_process, worker_command

_RESTARTS, _RESTART_SECONDS = 3, 60.0
_LOADING_MS, _SILENCE_MS = 180_000, 90_000
_MEMORY_MS = 1_000
_SENT_AT_MOST = 2
_STRAYS_AT_MOST = 1_000
_EXIT_MS = 150
_KEPT_LINES, _LINE_AT_MOST = 40, 300


class Predictor(QObject):
    """GUI thread only; nothing here waits for the worker. A request's id is what its method returns."""

    ready = Signal(str)
    """The worker has imported spaCy, of this version."""
    loaded = Signal(object)
    """`protocol.Loaded`"""
    unapproved = Signal(object)
    """`protocol.Unapproved`: the folder was not loaded, since nobody has agreed to it"""
    tokens_arrived = Signal(object)
    """`protocol.Tokens`"""
    proposals_arrived = Signal(object)
    """`protocol.Proposals`"""
    pipelines_listed = Signal(object)
    """`protocol.Pipelines`"""
    failed = Signal(object)
    """`protocol.Failed`, of a request that is still wanted"""
    restarted = Signal(str)
    """The worker was started anew; says why. What was asked is asked again."""
    stopped = Signal(str)
    """The worker is gone for good; says why. Open requests are dropped; `load` tries again."""

    def __init__(
        self,
        parent: QObject | None = None,
        command: Sequence[str] = (),
        silence_ms: int = 0,
        memory_bytes: int = 0,
    ) -> None:
        super().__init__(parent)
        self._command = list(command) or worker_command()
        self._silence_ms = silence_ms or _SILENCE_MS
        self._loading_ms = silence_ms or _LOADING_MS
        self._memory_bytes = memory_bytes or worker_memory.memory_limit_bytes()
        self._number = 0
        self._strays = 0
        self._process: QProcess | None = None
        self._started = False
        self._reader = window_reader()
        self._pending: dict[int, Pending] = {}
        self._load: Pending | None = None
        self._last_request = 0
        self._deaths: deque[float] = deque(maxlen=_RESTARTS + 1)
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._reason = ""
        self._watchdog = QTimer(self)
        self._watchdog.setSingleShot(True)
        self._watchdog.timeout.connect(self._on_silence)
        self._memory = QTimer(self)
        self._memory.setInterval(_MEMORY_MS)
        self._memory.timeout.connect(self._on_memory)

    @property
    def is_running(self) -> bool:
        """Whether there is a worker process, ready or not."""
        return self._process is not None

    @property
    def last_lines(self) -> tuple[str, ...]:
        """What the worker wrote to stderr last, the beginnings of its lines; may quote the article."""
        return tuple(self._lines)

    def start(self) -> None:
        """Start the worker; call it after the first paint. What was asked before is sent now."""
        self._started = True
        if self._process is None:
            self._spawn()

    def load(
        self, model: str, tokenizer: str, clean_articles: bool, agreed: Sequence[str] = ()
    ) -> int:
        """Ask for a pipeline by name or path (empty: the default); folders only as they were agreed to."""
        request = self._next()
        if self._load is not None:
            self._pending.pop(self._load.message.request, None)
        message = Load(request, absolute_model(model), tokenizer, clean_articles, tuple(agreed))
        self._load = Pending.of(message)
        return self._ask(self._load)

    def tokenise(self, article: int, text: str, tokenizer: str = "") -> int:
        """Ask for an article's tokens, by the tokenizer of the last load unless another is named."""
        self._supersede(Tokenise, article)
        return self._ask(Pending.of(Tokenise(self._next(), article, text, tokenizer)))

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
        return self._ask(Pending.of(message))

    def list_pipelines(self) -> int:
        """Ask for the installed pipelines."""
        return self._ask(Pending.of(ListPipelines(self._next())))

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
        self._memory.stop()
        process = self._release()
        if process is None:
            return
        if process.state() is QProcess.ProcessState.Running:
            process.write(encode(Shutdown()))
            process.closeWriteChannel()
            process.waitForFinished(_EXIT_MS)
        end(process, self._number)

    def _next(self) -> int:
        self._last_request += 1
        return self._last_request

    def _supersede(self, kind: type[Tokenise | Propose], article: int) -> None:
        for request, pending in list(self._pending.items()):
            message = pending.message
            if isinstance(message, kind) and message.article == article:
                self.cancel(request)

    def _ask(self, pending: Pending) -> int:
        request = pending.message.request
        self._pending[request] = pending
        if self._process is not None:
            self._send(pending)
        elif self._started:
            self._deaths.clear()
            self._spawn()
        return request

    def _send(self, pending: Pending) -> None:
        pending.sent += 1
        pending.check = AnswerCheck(pending.message)
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
        if self._process is None or not self._pending:
            self._watchdog.stop()
            return
        is_loading = self._load is not None and self._load.message.request in self._pending
        self._watchdog.start(self._loading_ms if is_loading else self._silence_ms)
        messages = [pending.message for pending in self._pending.values()]
        texts = [m.text for m in messages if isinstance(m, Tokenise | Propose)]
        self._reader.limit_bytes = max(frame_limit(texts), self._reader.limit_bytes)

    def _spawn(self) -> None:
        self._reader = window_reader(frame_limit(()))
        self._reason = ""
        self._strays = 0
        self._process = process = prepared_process(self._command, self._memory_bytes)
        process.setParent(self)
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_lines)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        process.start()
        self._number = process.processId()
        self._memory.start()
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
        except (ProtocolError, NonsenseError):
            self._die(NONSENSE)

    def _hear(self, message: FromWorker) -> None:
        """Only an answer that is awaited and makes sense is told, and only it feeds the watchdog."""
        if isinstance(message, Ready):
            self._count_stray()
            self._watch()
            self.ready.emit(message.spacy_version[:NAME_AT_MOST])
            return
        if isinstance(message, Failed) and message.request == 0:
            self._reason = sentence(message)
            return
        pending = self._pending.get(message.request)
        if pending is None:
            if not 0 < message.request <= self._last_request:
                raise NonsenseError("an answer to no question")
            self._count_stray()
            return
        pending.check.check(message)
        self._strays = 0
        if not isinstance(message, Proposals) or message.finished:
            del self._pending[message.request]
        self._watch()
        self._tell(message, pending)

    def _count_stray(self) -> None:
        """Answers to what was cancelled come late; a flood of them is no answer."""
        self._strays += 1
        if self._strays > _STRAYS_AT_MOST:
            raise NonsenseError("answers without end")

    def _tell(self, message: FromWorker, pending: Pending) -> None:
        match message:
            case Loaded():
                pending.answered = True
                if message.fingerprint and isinstance(pending.message, Load):
                    # Loaded again after a crash only with the same contents.
                    pending.message = replace(pending.message, agreed=(message.fingerprint,))
                self.loaded.emit(message)
            case Unapproved():
                self._load = None
                self.unapproved.emit(message)
            case Tokens():
                self.tokens_arrived.emit(message)
            case Proposals():
                self.proposals_arrived.emit(message)
            case Pipelines():
                self.pipelines_listed.emit(message)
            case Failed():
                if pending is self._load:
                    self._load = None
                self.failed.emit(Failed(message.request, sentence(message)))

    def _on_lines(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
            lines = (line[:_LINE_AT_MOST] for line in text.splitlines())
            self._lines.extend(line for line in lines if line.strip())

    def _on_silence(self) -> None:
        if self._process is not None and self._pending:
            seconds = max(self._watchdog.interval() // 1_000, 1)
            self._die(f"did not answer for {seconds} seconds")

    def _on_memory(self) -> None:
        if worker_memory.resident_bytes(self._number) > self._memory_bytes:
            self._die(f"took more than {worker_memory.shown(self._memory_bytes)} of memory")

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            process = self._release()
            self._memory.stop()
            self._stop("The part that highlights cannot be started; install the program again.")
            if process is not None:
                process.deleteLater()

    def _on_finished(self) -> None:
        self._on_lines()
        self._on_output()
        self._die(CRASHED)

    def _die(self, why: str) -> None:
        """The worker is dead or not to be trusted: take a new one, unless this happens too often."""
        process = self._release()
        if process is None:
            return
        end(process, self._number)
        self._watchdog.stop()
        self._memory.stop()
        now = monotonic()
        self._deaths.append(now)
        often = len(self._deaths) > _RESTARTS and now - self._deaths[0] < _RESTART_SECONDS
        if self._reason:
            self._stop(self._reason)
        elif often:
            self._stop(
                f"Highlighting has stopped: its process {why}, again and again. "
                "Choose another pipeline; editing goes on without it."
            )
        else:
            given_up = self._given_up(why)
            self._spawn()
            for failed in given_up:
                self.failed.emit(failed)
            if not given_up:
                self.restarted.emit(
                    f"The process that highlights {why} and was started again. "
                    "Your work is not affected."
                )

    def _given_up(self, why: str) -> list[Failed]:
        """Drop what was sent too often, the load included."""
        found: list[Failed] = []
        for request, pending in list(self._pending.items()):
            if pending.sent >= _SENT_AT_MOST:
                del self._pending[request]
                if pending is self._load:
                    self._load = None
                found.append(Failed(request, gave_up(pending.message, why)))
        return found

    def _stop(self, reason: str) -> None:
        self._pending.clear()
        self._load = None
        self._deaths.clear()
        self._watchdog.stop()
        self.stopped.emit(reason)
