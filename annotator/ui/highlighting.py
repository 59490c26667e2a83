"""Between the worker and the session: asks for tokens and proposals, brings the answers in, tells of labels we lack."""

from collections import Counter, deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.document import Status
from annotator.core.errors import AnnotatorError
from annotator.core.spans import Proposal
from annotator.core.tokens import Tokens
from annotator.protocol import Failed, Loaded, Proposals
from annotator.protocol import Tokens as TokensMessage
from annotator.session import Session
from annotator.ui.predictor import Predictor

_AT_ONCE = 60


class Highlighting(QObject):
    """GUI thread only. Works without a session, without a model and without a worker."""

    unknown_labels = Signal(object)
    """`{label: count}` of what the pipeline proposed and the schema does not know."""
    busy = Signal(int, str)
    """An article and what is being done with it; an empty text when it is over."""
    said = Signal(str)
    """Something for the status line."""
    refused = Signal(str)
    """A sentence for the message bar."""
    finished = Signal(int)
    """The proposals of an article are in."""

    def __init__(self, predictor: Predictor, visible: Callable[[], tuple[int, int] | None]) -> None:
        super().__init__(predictor)
        self._predictor = predictor
        self._visible = visible
        self._session: Session | None = None
        self._model = ""
        self._source = ""
        self._loaded = False
        self._failed = False
        self._asked: dict[int, int] = {}
        self._wanted: int | None = None
        self._parts: dict[int, list[Proposal]] = {}
        self._unknown: dict[int, Counter[str]] = {}
        self._waiting: deque[tuple[int, int, list[Proposal], str]] = deque()
        self._work = QTimer(self, interval=0)
        self._work.timeout.connect(self._bring_in)
        predictor.loaded.connect(self._on_loaded)
        predictor.tokens_arrived.connect(self._on_tokens)
        predictor.proposals_arrived.connect(self._on_proposals)
        predictor.failed.connect(self._on_failed)
        predictor.stopped.connect(self._on_stopped)

    @property
    def source(self) -> str:
        """Name and version of the loaded pipeline; empty before."""
        return self._source

    @property
    def model(self) -> str:
        """The pipeline that was asked for (empty: the default)."""
        return self._model

    def use(self, session: Session | None) -> None:
        """Work for another project."""
        for request in self._asked.values():
            self._predictor.cancel(request)
        self._asked.clear()
        self._waiting.clear()
        self._parts.clear()
        self._unknown.clear()
        self._session = session
        if session is not None and not self._loaded:
            self._load()

    def choose(self, model: str) -> None:
        """Load another pipeline (installed name or path); what the old one was asked is forgotten."""
        self.cancel_all()
        self._model = model
        self._source = ""
        if self._session is not None:
            self._load()

    def _load(self) -> None:
        if self._session is None:
            return
        self._loaded = True
        self._failed = False
        schema = self._session.schema
        self._predictor.load(self._model, self._session.tokenizer, schema.clean_articles)

    def show(self, article: int) -> None:
        """An article is on the screen: fetch what it lacks."""
        session = self._session
        if session is None or session.read_only:
            return
        document = session.document(article)
        if not document.tokens.source:
            self._predictor.tokenise(article, document.text)
        row = session.article(article)
        if not row.highlighted_by and row.status in (Status.NEW, Status.IN_PROGRESS):
            self.highlight(article)

    def highlight(self, article: int) -> None:
        """Ask for proposals now; they replace the untouched ones."""
        session = self._session
        if session is None or session.read_only:
            return
        if self._failed:
            self._load()
        if not self._source:
            self._wanted = article
            self.busy.emit(article, "loading the pipeline…")
            return
        document = session.document(article)
        self.cancel(article)
        self._parts[article] = []
        self._unknown[article] = Counter()
        excluded = [(e.start, e.end) for e in document.live_excluded()]
        self._asked[article] = self._predictor.propose(
            article, document.text, excluded, self._visible()
        )
        self.busy.emit(article, "highlighting…")

    def cancel(self, article: int) -> None:
        """Stop what is being asked for an article."""
        request = self._asked.pop(article, None)
        if request is not None:
            self._predictor.cancel(request)
            self.busy.emit(article, "")

    def cancel_all(self) -> None:
        """Stop everything that is being asked."""
        self._wanted = None
        for article in list(self._asked):
            self.cancel(article)

    def _on_loaded(self, message: Loaded) -> None:
        self._source = f"{message.model} {message.version}".strip()
        self.said.emit(f"{self._source} is ready.")
        article, self._wanted = self._wanted, None
        if article is not None:
            self.highlight(article)

    def _on_tokens(self, message: TokensMessage) -> None:
        session = self._session
        if session is None or not self._is_ours(message.article):
            return
        tokens = Tokens.from_bytes(
            message.starts, message.ends, message.sentences, session.tokenizer
        )
        try:
            session.set_tokens(message.article, tokens)
        except AnnotatorError as error:
            self.refused.emit(str(error))

    def _on_proposals(self, message: Proposals) -> None:
        session, article = self._session, message.article
        if session is None or self._asked.get(article) != message.request:
            return
        found = [
            Proposal(p.start, p.end, p.label, self._source, p.score) for p in message.proposals
        ]
        self._parts[article] += found
        self._note_unknown(article, found)
        for start in range(0, len(found), _AT_ONCE):
            part = found[start : start + _AT_ONCE]
            self._waiting.append((article, message.request, part, ""))
        self._waiting.append((article, message.request, [], _progress(message)))
        self._work.start()

    def _bring_in(self) -> None:
        """A few proposals at a time, so that keys and frames come in between."""
        if not self._waiting or self._session is None:
            self._work.stop()
            self._waiting.clear()
            return
        article, request, part, progress = self._waiting.popleft()
        if self._asked.get(article) != request:
            return
        try:
            if part:
                self._session.highlight(article, part, self._source, finished=False)
            elif progress:
                self.busy.emit(article, progress)
            else:
                self._finish(article)
        except AnnotatorError as error:
            self.refused.emit(str(error))

    def _finish(self, article: int) -> None:
        session = self._session
        if session is None:
            return
        del self._asked[article]
        session.highlight(article, self._parts.pop(article), self._source)
        self.busy.emit(article, "")
        unknown = self._unknown.pop(article, Counter())
        if unknown:
            self.unknown_labels.emit(dict(unknown))
        self.finished.emit(article)

    def _note_unknown(self, article: int, proposals: list[Proposal]) -> None:
        if self._session is None:
            return
        schema = self._session.schema
        for proposal in proposals:
            label = proposal.label
            if schema.resolved(label) is None and label not in schema.ignored:
                self._unknown[article][label] += 1

    def _on_failed(self, message: Failed) -> None:
        self._wanted = None
        for article, request in list(self._asked.items()):
            if request == message.request:
                self._asked.pop(article)
                self.busy.emit(article, "")
        if not self._source:
            self._failed = True
            for row in self._session.articles() if self._session is not None else []:
                self.busy.emit(row.id, "")
                break
        self.refused.emit(message.message)

    def _on_stopped(self, reason: str) -> None:
        for article in list(self._asked):
            self.busy.emit(article, "")
        self._asked.clear()
        self._wanted = None
        self._source = ""
        self._loaded = False
        self.refused.emit(reason)

    def _is_ours(self, article: int) -> bool:
        session = self._session
        return session is not None and any(row.id == article for row in session.articles())


def _progress(message: Proposals) -> str:
    """How far it is; empty at the end."""
    whole = max(message.all_characters, 1)
    done = 100 * message.done_characters // whole
    return "" if message.finished else f"highlighting… {done} %"
