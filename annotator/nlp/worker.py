"""The worker process: frames in on stdin, frames out on stdout; anything a model prints goes to stderr."""

import os
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from annotator.core.errors import AnnotatorError
from annotator.nlp.limits import limit_memory, memory_limit
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
    worker_reader,
)

if TYPE_CHECKING:
    from annotator.nlp.pipeline import Pipeline
    from annotator.nlp.tokens import ProjectTokenizer

NO_SPACY = 3
"""Exit code when spaCy itself cannot be imported: starting again would not help."""

_BELOW_NORMAL = 0x4000
"""Windows' class for processes that let others go first."""
_CHUNK_BYTES = 65_536
_ORPHAN_SECONDS = 10.0
"""A model call that outlives the window by more is cut off."""


def main(argv: Sequence[str] = ()) -> int:
    """Serve until stdin ends or `Shutdown` comes; returns the exit code. Arguments are ignored."""
    del argv
    output = _own_output()
    _be_polite()
    limit_memory(memory_limit(os.environ))
    inbox: SimpleQueue[ToWorker | None] = SimpleQueue()
    threading.Thread(target=_read, args=(inbox,), name="frames", daemon=True).start()
    try:
        return _serve(inbox, output)
    except BrokenPipeError:
        return 0


def _serve(inbox: "SimpleQueue[ToWorker | None]", output: BinaryIO) -> int:
    try:
        from spacy.about import __version__ as spacy_version
    except Exception as error:  # a broken installation can raise anything here
        _write(output, Failed(0, f"spaCy cannot be imported: {_reason(error)}"))
        return NO_SPACY
    _write(output, Ready(spacy_version))
    Worker(inbox, output).serve()
    return 0


def _own_output() -> BinaryIO:
    """Keep the real stdout for frames; whatever is printed from here on goes to stderr."""
    _set_binary()
    kept = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(kept, "wb")


def _set_binary() -> None:
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (0, 1):
            msvcrt.setmode(descriptor, os.O_BINARY)


def _be_polite() -> None:
    """Let the window's process go first."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(5)


def _read(inbox: "SimpleQueue[ToWorker | None]") -> None:
    """Queue what comes; None is the end. A process that is still there long after that is ended."""
    reader = worker_reader()
    try:
        while chunk := os.read(0, _CHUNK_BYTES):
            for message in reader.feed(chunk):
                inbox.put(message)
    except (OSError, ProtocolError) as error:
        sys.stderr.write(f"worker: {error}\n")
    inbox.put(None)
    threading.Event().wait(_ORPHAN_SECONDS)
    os._exit(1)


def _write(output: BinaryIO, message: FromWorker) -> None:
    """BrokenPipeError when there is no window any more."""
    frame = encode(message)
    try:
        output.write(frame)
        output.flush()
    except OSError as error:  # Windows calls it an invalid argument
        raise BrokenPipeError from error


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


class _Job(Struct, frozen=True):
    article: int
    parts: Iterator[Proposals]


class Worker:
    """Answers one message after the other; long articles give way to newer messages between parts."""

    def __init__(self, inbox: "SimpleQueue[ToWorker | None]", output: BinaryIO) -> None:
        self._inbox = inbox
        self._output = output
        self._pipeline: Pipeline | None = None
        self._tokenizers: dict[str, ProjectTokenizer] = {}
        self._tokenizer_name = "en"
        self._clean_articles = True
        self._jobs: dict[int, _Job] = {}

    def serve(self) -> None:
        """Until the end of the input or `Shutdown`."""
        while True:
            try:
                message = self._inbox.get(block=not self._jobs)
            except Empty:
                self._work_on()
                continue
            if message is None or isinstance(message, Shutdown):
                return
            self._take(message)

    def _take(self, message: ToWorker) -> None:
        if isinstance(message, Cancel):
            self._jobs.pop(message.request, None)
        elif not isinstance(message, Shutdown):
            with self._answering(message.request):
                self._answer(message)

    @contextmanager
    def _answering(self, request: int) -> Iterator[None]:
        """Turn whatever goes wrong into `Failed`; only a lost window ends the worker."""
        try:
            yield
        except BrokenPipeError:
            raise
        except (Exception, SystemExit) as error:  # a model can raise anything; the worker lives on
            self._jobs.pop(request, None)
            foreseen = isinstance(error, AnnotatorError)
            if not foreseen:
                # Without what the error says: a library's words can quote the article.
                sys.stderr.write("".join(traceback.format_tb(error.__traceback__)))
            self._send(Failed(request, str(error) if foreseen else _unforeseen(error)))

    def _answer(self, message: Load | Tokenise | Propose | ListPipelines) -> None:
        match message:
            case Load():
                self._load(message)
            case Tokenise():
                self._tokenise(message)
            case Propose():
                self._propose(message)
            case ListPipelines():
                self._list(message)

    def _load(self, message: Load) -> None:
        from annotator.nlp.approval import UnapprovedError
        from annotator.nlp.pipeline import load_pipeline

        for request in list(self._jobs):
            del self._jobs[request]
            self._send(Failed(request, "Highlighting was stopped by loading a pipeline."))
        self._tokenizer_name = message.tokenizer
        self._clean_articles = message.clean_articles
        self._pipeline = None
        try:
            loaded = load_pipeline(message.model, message.agreed)
        except UnapprovedError as error:
            self._send(Unapproved(message.request, error.folder, error.fingerprint))
            return
        self._pipeline = loaded
        self._send(
            Loaded(
                message.request,
                loaded.name,
                loaded.version,
                loaded.language,
                loaded.labels,
                loaded.folder,
                loaded.fingerprint,
                loaded.warning,
            )
        )

    def _tokenise(self, message: Tokenise) -> None:
        tokens = self._tokenizer(message.tokenizer or self._tokenizer_name).tokens(message.text)
        self._send(Tokens(message.request, message.article, *tokens.to_bytes()))

    def _tokenizer(self, name: str) -> "ProjectTokenizer":
        from annotator.nlp.tokens import ProjectTokenizer

        if name not in self._tokenizers:
            self._tokenizers[name] = ProjectTokenizer(name)
        return self._tokenizers[name]

    def _propose(self, message: Propose) -> None:
        from annotator.nlp.proposing import answers

        if self._pipeline is None:
            raise AnnotatorError("No pipeline is loaded; choose one in the Pipeline menu.")
        for request, job in list(self._jobs.items()):
            if job.article == message.article:
                del self._jobs[request]
        parts = answers(self._pipeline, message, self._clean_articles)
        self._jobs[message.request] = _Job(message.article, parts)

    def _work_on(self) -> None:
        """One part of the newest job: it is for the article on the screen."""
        request, job = next(reversed(self._jobs.items()))
        with self._answering(request):
            part = next(job.parts)
            if part.finished:
                del self._jobs[request]
            self._send(part)

    def _list(self, message: ListPipelines) -> None:
        from annotator.nlp.installed import NoPipelineError, default_pipeline, installed_pipelines

        try:
            default = default_pipeline()
        except NoPipelineError:
            default = ""
        self._send(Pipelines(message.request, tuple(installed_pipelines()), default))

    def _send(self, message: FromWorker) -> None:
        _write(self._output, message)


def _unforeseen(error: BaseException) -> str:
    """Name the type only: what a library says of an error can quote the article."""
    kind = type(error).__name__
    if isinstance(error, MemoryError):
        return "The pipeline needs more memory than it may have; choose a smaller one."
    return f"The pipeline failed on this article ({kind}); try another pipeline or report this."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
