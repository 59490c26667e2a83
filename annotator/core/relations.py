"""Relations: labelled links between two spans of one document, by span ids."""

from msgspec import Struct

from annotator.core.spans import State


class ProposedRelation(Struct, frozen=True):
    """What a model or rule suggested; head and child are span ids."""

    head: int
    child: int
    label: str
    source: str
    score: float | None = None


class Relation(Struct, frozen=True):
    """A labelled link from the head span to the child span; ids count apart from those of spans."""

    id: int
    head: int
    child: int
    label: str
    state: State = State.ADDED
    confirmed: bool = False
    source: str = ""
    score: float | None = None
    note: str = ""
    proposed: ProposedRelation | None = None
    extra: str = ""

    @property
    def live(self) -> bool:
        """Shown and saved; a rejected relation is kept but hidden."""
        return self.state is not State.REJECTED
