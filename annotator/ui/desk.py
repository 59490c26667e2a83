"""The desk: what every command works with (session, view, the window's surface) and what a step has cost so far."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from annotator.core.document import Document
from annotator.core.errors import AnnotatorError, RefusedError
from annotator.core.history import Cost
from annotator.core.operations import Operation
from annotator.core.reading import Ranges
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.core.text import Line
from annotator.session import Change, Session
from annotator.ui.key_names import shown
from annotator.ui.state import SpanFocus, View


class ViewHolder(Protocol):
    """The part of `ViewState` that commands need."""

    @property
    def view(self) -> View: ...
    def show(self, view: View) -> None: ...


class Surface(Protocol):
    """What commands ask of the window; offsets are code points of the shown article."""

    def visible_range(self) -> tuple[int, int]: ...
    def reveal(self, start: int, end: int) -> None: ...
    def say(self, text: str) -> None: ...
    def warn(self, text: str) -> None: ...
    def choose(
        self,
        title: str,
        names: Sequence[str],
        near: tuple[int, int],
        done: Callable[[str], None],
    ) -> None: ...
    def show_article(self, article: int) -> None: ...
    def highlight_again(self) -> None: ...
    def command(self, name: str) -> None: ...


class Correction(Struct, frozen=True):
    """The last correction of a span, for repeating it and for the others like it.

    `left` and `right` are the steps that its edges went, to the right when positive.
    """

    kind: str
    surface: str
    label_before: str
    label_after: str
    left: int = 0
    right: int = 0
    by_characters: bool = False
    surface_after: str = ""
    span: int | None = None


class Desk:
    """GUI thread only."""

    def __init__(
        self,
        state: ViewHolder,
        surface: Surface,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session: Session | None = None
        self.state = state
        self.surface = surface
        self.last: Correction | None = None
        self.last_relation = ""
        self.pressed = ""
        """The key (as in `ui/keys.py`) whose action runs, or empty: it came from a menu."""
        self.own_keys: Mapping[str, str] = {}
        """The analyst's own keys by action id."""
        self.least_sure_first = False
        self.read: dict[int, Ranges] = {}
        """Paragraphs that were on the screen, by article."""
        self.unread: tuple[Sequence[Line], Ranges, int] = ((), (), 0)
        """Paragraphs, what was read of them, and how many were not: counted once."""
        self.agreed = 0
        """The article whose unread proposals were asked about."""
        self._clock = clock
        self._keys = 0
        self._clicks = 0
        self._since = clock()

    @property
    def view(self) -> View:
        """The current view."""
        return self.state.view

    @property
    def document(self) -> Document | None:
        """The shown document, if any."""
        if self.session is None or not self.view.article:
            return None
        return self.session.document(self.view.article)

    @property
    def schema(self) -> Schema:
        """The project's schema (an empty one without a project)."""
        return self.session.schema if self.session is not None else Schema()

    @property
    def annotator(self) -> str:
        """Who works here."""
        return self.session.annotator if self.session is not None else ""

    @property
    def span(self) -> Span | None:
        """The focused span, if it is still there."""
        document, number = self.document, self.view.span
        span = document.find_span(number) if document is not None and number else None
        return span if span is not None and span.live else None

    def key(self, action: str, plain: str) -> str:
        """The key of an action as people read it: the analyst's own, else the plain one of the table."""
        own = self.own_keys.get(action, "").split()
        return shown(own[0]) if own else plain

    def count_key(self) -> None:
        """One key press more for the next step."""
        self._keys += 1

    def count_click(self) -> None:
        """One click or drag more for the next step."""
        self._clicks += 1

    def do(self, name: str, work: Callable[[Document, Schema], Sequence[Operation]]) -> bool:
        """Work an edit of the shown document out and do it; a refusal is said, and nothing has changed."""
        document, session = self.document, self.session
        if document is None or session is None:
            return False
        try:
            change = session.do(name, work(document, session.schema), self._cost())
        except RefusedError as error:
            self.surface.say(str(error))
            return False
        except AnnotatorError as error:
            self._tell(session, error)
            return False
        return self._paid(change)

    def attempt(self, work: Callable[[Session], Change | None]) -> Change | None:
        """Ask something else of the session; what can't be done is said."""
        session = self.session
        if session is None:
            return None
        try:
            change = work(session)
        except AnnotatorError as error:
            self._tell(session, error)
            return None
        self._paid(change)
        return change

    def _tell(self, session: Session, error: AnnotatorError) -> None:
        """A read-only project refuses calmly: its bar stands there already."""
        (self.surface.say if session.read_only else self.surface.warn)(str(error))

    def focus(self, span: Span, *, reveal: bool = True) -> None:
        """Focus a span and show it."""
        view = replace(self.view, focus=SpanFocus(span.id), caret=span.start, anchor=span.start)
        self.state.show(view)
        if reveal:
            self.surface.reveal(span.start, span.end)

    def cost(self) -> Cost:
        """What the next step has cost so far."""
        return self._cost()

    def _cost(self) -> Cost:
        return Cost(self._keys, self._clicks, round(self._clock() - self._since, 3))

    def _paid(self, change: Change | None) -> bool:
        if change is None:
            return False
        self._keys = self._clicks = 0
        self._since = self._clock()
        return True
