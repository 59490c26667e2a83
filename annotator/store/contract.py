"""What a session needs of the place where a project is kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from annotator.core.contents import Contents
from annotator.core.document import ArticleRow, Document
from annotator.core.effort import Spent
from annotator.core.history import Cost, Kind
from annotator.core.operations import Step
from annotator.core.schema import Schema


class Store(Protocol):
    """`Project` is one such place. Every method raises AnnotatorError when the place can't be used."""

    @property
    def path(self) -> Path:
        """The project file."""

    @property
    def read_only(self) -> bool:
        """Whether nothing can be kept."""

    @property
    def syncs_each_step(self) -> bool:
        """Whether each step waits for the disk; else `sync` is due every second."""

    def schema(self) -> Schema:
        """The project's own copy of its schema."""

    def value(self, name: str) -> str:
        """A setting of the project; empty when it was never set."""

    def set_value(self, name: str, value: str) -> None:
        """Set a setting of the project."""

    def articles(self) -> list[ArticleRow]:
        """All articles in the order in which they came."""

    def article(self, article: int) -> ArticleRow:
        """One row of the article list."""

    def document(self, article: int) -> Document:
        """The whole document of an article."""

    def contents(self, articles: Sequence[int]) -> Iterator[Contents]:
        """What these articles hold, in this order."""

    def history_rows(self) -> Iterable[tuple[int, Kind]]:
        """Number and kind of every journal row that is in the undo list, oldest first."""

    def step(self, row: int) -> Step:
        """The step of a journal row."""

    def step_name(self, row: int) -> str:
        """The name of the step of a journal row, for the Undo menu."""

    def spent(self) -> list[Spent]:
        """What every step of the analyst has cost, oldest first."""

    def touched_spans(self, article: int) -> set[int]:
        """Ids of the spans that a step of the analyst names, itself or as the end of a relation."""

    def keep(
        self,
        kind: Kind,
        step: Step,
        documents: Mapping[int, Document],
        who: str,
        at: float,
        cost: Cost,
    ) -> int:
        """Keep a step, state and journal row together or neither; the number of its journal row."""

    def set_highlighted(self, article: int, source: str) -> None:
        """Take note of the pipeline whose proposals an article has."""

    def add(self, articles: Iterable[Contents]) -> list[ArticleRow]:
        """Keep new articles, all or none; their rows of the list, with new ids."""

    def sync(self) -> None:
        """Ask the disk to keep all steps, and wait."""

    def sync_soon(self) -> None:
        """The same without waiting; raises what the disk said to the request before."""

    def checkpoint(self) -> None:
        """For idle moments."""

    def copy_to(self, path: Path) -> None:
        """Save a copy of the whole project, history included."""

    def close(self) -> None:
        """Give the place free."""
