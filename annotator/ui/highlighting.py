"""Between the worker and the session: asks for tokens and proposals, brings the answers in, tells of labels we lack."""

from collections import Counter, deque
from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.document import Status
from annotator.core.errors import AnnotatorError
from annotator.core.spans import Proposal
from annotator.core.tokens import Tokens
from annotator.protocol import Failed, Loaded, Proposals, Unapproved
from annotator.protocol import Tokens as TokensMessage
from annotator.session import Session
from annotator.ui.predictor import Predictor

PIPELINE = "pipeline"
"""The project's value that names its pipeline: a package or a folder."""
ANY = "*"
"""Agreed to whatever is in the folder: the user has just named it on the command line."""

_AT_ONCE = 60


class Question(Struct, frozen=True):
    """A folder to load that nobody has agreed to with these contents."""

    folder: str
    fingerprint: str
    by_project: bool
    """Whether it was the project that named it."""


class Highlighting(QObject):
    """GUI thread only. Works without a session, without a model and without a worker."""

    asks_to_load = Signal(object)
    """`Question`: whether a folder may be loaded. Until then nothing is highlighted."""
    load_failed = Signal(str)
    """A sentence: there is no pipeline until another is chosen."""
    chosen = Signal(str)
    """The analyst has chosen this pipeline."""
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
        self._forced = ""
        self._preferred = ""
        self._agreed: tuple[str, ...] = ()
        self._model = ""
        self._source = ""
        self._wish: tuple[str, str, bool] | None = None
        self._loading = 0
        self._blocked = False
        self._asked: dict[int, int] = {}
        self._tokenising: dict[int, int] = {}
        self._wanted: int | None = None
        self._parts: dict[int, list[Proposal]] = {}
        self._unknown: dict[int, Counter[str]] = {}
        self._waiting: deque[tuple[int, int, list[Proposal], str]] = deque()
        self._work = QTimer(self, interval=0)
        self._work.timeout.connect(self._bring_in)
        predictor.loaded.connect(self._on_loaded)
        predictor.unapproved.connect(self._on_unapproved)
        predictor.tokens_arrived.connect(self._on_tokens)
        predictor.proposals_arrived.connect(self._on_proposals)
        predictor.failed.connect(self._on_failed)
        predictor.restarted.connect(self.refused)
        predictor.stopped.connect(self._on_stopped)

    @property
    def source(self) -> str:
        """Name and version of the loaded pipeline; empty before."""
        return self._source

    @property
    def model(self) -> str:
        """The pipeline that was asked for (empty: the default)."""
        return self._model

    def prefer(self, forced: str, preferred: str, agreed: tuple[str, ...]) -> None:
        """The pipeline of the command line, that of the settings, and what folders may be loaded."""
        self._forced, self._preferred, self._agreed = forced, preferred, agreed

    def use(self, session: Session | None) -> None:
        """Work for another project, with the pipeline it names."""
        for request in (*self._asked.values(), *self._tokenising.values()):
            self._predictor.cancel(request)
        self._asked.clear()
        self._tokenising.clear()
        self._waiting.clear()
        self._parts.clear()
        self._unknown.clear()
        self._wanted = None
        self._session = session
        if session is not None and not session.read_only:
            self._model = self._forced or session.value(PIPELINE) or self._preferred
            if self._blocked or self._wish != self._wish_of(session):
                self._load()

    def choose(self, model: str) -> None:
        """Load another pipeline (installed name or path) and keep it as the project's."""
        self.cancel_all()
        self._forced = ""
        self._preferred = self._model = model
        if self._session is not None:
            try:
                self._session.set_value(PIPELINE, model)
            except AnnotatorError as error:
                self.refused.emit(str(error))
            self._load()
        self.chosen.emit(model)

    def choose_default(self) -> None:
        """The settings' pipeline; where it is that one which can't be had, the one that comes along."""
        self.choose("" if self._model == self._preferred else self._preferred)

    def agree(self, fingerprint: str) -> None:
        """A folder may be loaded as it is now."""
        self._agreed = (*self._agreed, fingerprint)
        self._load()

    def _wish_of(self, session: Session) -> tuple[str, str, bool]:
        return self._model, session.tokenizer, session.schema.clean_articles

    def _load(self) -> None:
        if self._session is None:
            return
        self._wish = self._wish_of(self._session)
        self._blocked = False
        self._source = ""
        agreed = (ANY,) if self._forced and self._model == self._forced else self._agreed
        self._loading = self._predictor.load(*self._wish, agreed)

    def show(self, article: int) -> None:
        """An article is on the screen: fetch what it lacks."""
        session = self._session
        if session is None or session.read_only:
            return
        document = session.document(article)
        if not document.tokens.source:
            self._tokenising[article] = self._predictor.tokenise(
                article, document.text, session.tokenizer
            )
        row = session.article(article)
        is_open = row.status in (Status.NEW, Status.IN_PROGRESS)
        if is_open and not row.highlighted_by and not self._blocked:
            self.highlight(article)

    def highlight(self, article: int) -> None:
        """Ask for proposals now; they replace the untouched ones."""
        session = self._session
        if session is None or session.read_only:
            return
        if self._blocked:
            self._load()
        if not self._source:
            self._want(article)
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

    def _want(self, article: int | None) -> None:
        """What is to be highlighted once there is a pipeline."""
        before, self._wanted = self._wanted, article
        if before is not None and before != article:
            self.busy.emit(before, "")
        if article is not None:
            self.busy.emit(article, "loading the pipeline…")

    def cancel_all(self) -> None:
        """Stop everything that is being asked."""
        self._want(None)
        for article in list(self._asked):
            self.cancel(article)

    def _on_loaded(self, message: Loaded) -> None:
        self._source = f"{message.model} {message.version}".strip()
        self.said.emit(f"{self._source} is ready.")
        if message.warning:
            self.refused.emit(message.warning)
        article = self._wanted
        self._want(None)
        if article is not None:
            self.highlight(article)

    def _on_unapproved(self, message: Unapproved) -> None:
        """Ask once; what waits is highlighted after the yes."""
        self._blocked = True
        session = self._session
        named = session is not None and not self._forced and session.value(PIPELINE) == self._model
        by_project = named and self._model != self._preferred
        if self._wanted is not None:
            self.busy.emit(self._wanted, "")
        self.asks_to_load.emit(Question(message.folder, message.fingerprint, by_project))

    def _on_tokens(self, message: TokensMessage) -> None:
        session = self._session
        if session is None or self._tokenising.pop(message.article, None) != message.request:
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
            self.cancel(article)
            self.refused.emit(str(error))

    def _finish(self, article: int) -> None:
        session = self._session
        if session is None:
            return
        session.highlight(article, self._parts.pop(article), self._source)
        del self._asked[article]
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
        for article, request in list(self._asked.items()):
            if request == message.request:
                self._asked.pop(article)
                self.busy.emit(article, "")
                self.refused.emit(message.message)
                return
        if message.request != self._loading:
            self.refused.emit(message.message)
            return
        self._lose_pipeline()
        self.load_failed.emit(message.message)

    def _on_stopped(self, reason: str) -> None:
        for article in list(self._asked):
            self.busy.emit(article, "")
        self._asked.clear()
        self._tokenising.clear()
        self._lose_pipeline()
        self.load_failed.emit(reason)

    def _lose_pipeline(self) -> None:
        """Only the analyst's wish brings it back: an article that is shown does not try again."""
        self._want(None)
        self._source = ""
        self._blocked = True


def _progress(message: Proposals) -> str:
    """How far it is; empty at the end."""
    whole = max(message.all_characters, 1)
    done = 100 * message.done_characters // whole
    return "" if message.finished else f"highlighting… {done} %"
