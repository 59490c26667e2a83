"""What the window and the child process that exports for it say to each other: a JSON object a line."""

from typing import Literal

from msgspec import Struct


class Wanted(Struct, frozen=True, tag="wanted"):
    """From the window: look over an export; statuses are those of the articles that go in."""

    project: str
    path: str
    format: str
    statuses: tuple[str, ...] = ("done",)
    unit: str = "article"
    shares: tuple[int, int, int] | None = None
    flat: bool = False
    manifest: bool = False


class Go(Struct, frozen=True, tag="go"):
    """From the window: write what was looked over."""


class Looked(Struct, frozen=True, tag="looked"):
    """What would be written, and in words what would not; `refused` are the first sentences of `refusals`."""

    articles: int
    spans: int
    relations: int
    losses: str = ""
    refusals: int = 0
    refused: tuple[str, ...] = ()

    @property
    def counts(self) -> str:
        """`1 article, 3 spans and 2 relations`."""
        said = [
            f"{count:,} {noun}{'' if count == 1 else 's'}"
            for count, noun in (
                (self.articles, "article"),
                (self.spans, "span"),
                (self.relations, "relation"),
            )
        ]
        return f"{said[0]}, {said[1]} and {said[2]}"


class At(Struct, frozen=True, tag="at"):
    """How far the work at hand has come."""

    doing: Literal["look", "write", "compare"]
    count: int
    total: int


class Written(Struct, frozen=True, tag="written"):
    """It is done: where, and how many articles read back differ (None: the format can't be read)."""

    path: str
    articles: int
    differing: int | None
    advice: str = ""


class Failed(Struct, frozen=True, tag="failed"):
    """Why it can't be done; nothing was written."""

    reason: str


FromWindow = Wanted | Go
ToWindow = Looked | At | Written | Failed
