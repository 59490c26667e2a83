"""What the window looks at: article, caret, selection, focus and mode. Widgets read it and hear of changes."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal


class Arcs(StrEnum):
    """Which relations are drawn in the text."""

    FOCUSED = "focused"
    ALL = "all"
    NONE = "none"


class SpanFocus(Struct, frozen=True):
    """A span is focused, by id."""

    span: int


class RelationFocus(Struct, frozen=True):
    """A relation is focused, by id."""

    relation: int


Focus = SpanFocus | RelationFocus | None


class Hint(Struct, frozen=True):
    """Letters shown over a place; typing them goes to the span (or, without one, to the range)."""

    letters: str
    start: int
    end: int
    span: int | None = None


class View(Struct, frozen=True):
    """One moment of the view; offsets are code points. `head` is the span a relation is being drawn from.

    `verb` names what the shown hints will do and `verb_key` the key that asked; `asks_again` when
    the question comes back once it is answered; `fresh` is a relation just
    drawn: shown like a focused one, but keys do not act on it.
    """

    article: int = 0
    caret: int = 0
    anchor: int = 0
    focus: Focus = None
    by_characters: bool = False
    arcs: Arcs = Arcs.FOCUSED
    show_invisible: bool = False
    head: int | None = None
    keeps_head: bool = False
    retargets: str = ""
    hints: tuple[Hint, ...] = ()
    typed: str = ""
    verb: str = ""
    verb_key: str = ""
    asks_again: bool = False
    fresh: int | None = None
    matches: tuple[tuple[int, int], ...] = ()

    @property
    def selection(self) -> tuple[int, int] | None:
        """The selected range, or None when caret and anchor stand together."""
        if self.caret == self.anchor:
            return None
        return min(self.caret, self.anchor), max(self.caret, self.anchor)

    @property
    def span(self) -> int | None:
        """The focused span's id."""
        return self.focus.span if isinstance(self.focus, SpanFocus) else None

    @property
    def without_hints(self) -> "View":
        """The same with no letters shown and nothing asked."""
        return replace(self, hints=(), typed="", verb="", verb_key="", asks_again=False)

    @property
    def relation_in_sight(self) -> int | None:
        """The id of the relation that is focused or was just drawn."""
        return self.relation if self.relation is not None else self.fresh

    @property
    def relation(self) -> int | None:
        """The focused relation's id."""
        return self.focus.relation if isinstance(self.focus, RelationFocus) else None


class ViewState(QObject):
    """Holds the current `View`; GUI thread only."""

    changed = Signal(object, object)
    """The view before and after."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = View()

    @property
    def view(self) -> View:
        """The current moment."""
        return self._view

    def show(self, view: View) -> None:
        """Replace the view; listeners hear of it only when it differs."""
        before = self._view
        if view != before:
            if (
                view.fresh is not None
                and view.fresh == before.fresh
                and _looks_elsewhere(before, view)
            ):
                view = replace(view, fresh=None)
            self._view = view
            self.changed.emit(before, view)

    def move_caret(self, caret: int, *, keep_anchor: bool = False) -> None:
        """Put the caret at an offset; without `keep_anchor` the selection and the focus end."""
        view = self._view
        if keep_anchor:
            self.show(replace(view, caret=caret, focus=None))
        else:
            self.show(replace(view, caret=caret, anchor=caret, focus=None))

    def select(self, start: int, end: int) -> None:
        """Select a range, the caret at its end."""
        self.show(replace(self._view, anchor=start, caret=end, focus=None))

    def focus_span(self, span: int, start: int) -> None:
        """Focus a span and put the caret at its start (an offset)."""
        self.show(replace(self._view, focus=SpanFocus(span), caret=start, anchor=start))

    def focus_relation(self, relation: int) -> None:
        """Focus a relation; the caret stays."""
        self.show(replace(self._view, focus=RelationFocus(relation)))


def _looks_elsewhere(before: View, after: View) -> bool:
    return (before.focus, before.caret) != (after.focus, after.caret)
