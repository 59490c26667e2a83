"""The undo history of a project as numbers of journal rows; rebuilt from the journal at opening."""

from array import array
from collections.abc import Iterable, MutableSequence
from enum import StrEnum

from msgspec import Struct, field

from annotator.core.errors import ConflictError


class Kind(StrEnum):
    """What a journal row is: background rows stay outside the undo list."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"
    BACKGROUND = "background"


class Cost(Struct, frozen=True):
    """What a step cost the analyst."""

    keys: int = 0
    clicks: int = 0
    seconds: float = 0.0


class History(Struct):
    """Two stacks of journal rows: undoing takes back `done[-1]`, redoing takes back `undone[-1]`."""

    done: MutableSequence[int] = field(default_factory=list)
    undone: MutableSequence[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        # A year's work is a million rows: as an array they take 8 MB instead of 40.
        self.done, self.undone = array("q", self.done), array("q", self.undone)

    @classmethod
    def replayed(cls, rows: Iterable[tuple[int, Kind]]) -> "History":
        """The history that these journal rows leave, oldest first."""
        history = cls()
        for row, kind in rows:
            history.record(row, kind)
        return history

    def record(self, row: int, kind: Kind) -> None:
        """Take note of a row that was kept."""
        match kind:
            case Kind.DO:
                self.done.append(row)
                del self.undone[:]
            case Kind.UNDO:
                _take_last(self.done)
                self.undone.append(row)
            case Kind.REDO:
                _take_last(self.undone)
                self.done.append(row)
            case Kind.BACKGROUND:
                pass


def _take_last(rows: MutableSequence[int]) -> None:
    if not rows:
        raise ConflictError("The journal takes back a step that it does not hold: it is damaged.")
    rows.pop()
