"""Spans, their states and what a model first proposed."""

from enum import StrEnum

from msgspec import Struct

Attributes = tuple[tuple[str, str], ...]


class State(StrEnum):
    """What has become of a span, relation or excluded range."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    EDITED = "edited"
    ADDED = "added"
    REJECTED = "rejected"


class Proposal(Struct, frozen=True):
    """What a model or rule suggested, kept unchanged whatever the analyst does with the span."""

    start: int
    end: int
    label: str
    source: str
    score: float | None = None


class Span(Struct, frozen=True):
    """A labelled stretch `[start, end)` in code points; the id survives every change of label or boundary."""

    id: int
    start: int
    end: int
    label: str
    state: State = State.ADDED
    confirmed: bool = False
    source: str = ""
    score: float | None = None
    note: str = ""
    kb_id: str = ""
    attributes: Attributes = ()
    proposed: Proposal | None = None
    extra: str = ""

    @property
    def live(self) -> bool:
        """Shown and saved; a rejected span is kept but hidden."""
        return self.state is not State.REJECTED

    @property
    def key(self) -> tuple[int, int, str, int]:
        """The order in which spans are listed and saved."""
        return self.start, self.end, self.label, self.id

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the two ranges share a character."""
        return self.start < end and start < self.end

    def crosses(self, start: int, end: int) -> bool:
        """Whether they overlap and neither holds the other."""
        if not self.overlaps(start, end):
            return False
        inside = self.start <= start and end <= self.end
        around = start <= self.start and self.end <= end
        return not (inside or around)
