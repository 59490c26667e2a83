"""What the work has cost: actions and time by article and by kind of correction, from the journal. Pure."""

import io
from collections.abc import Iterable, Mapping

from msgspec import Struct

from annotator.core.history import Cost

_KINDS = (
    ("Add relation", "relation added"),
    ("Relabel relation", "relation changed"),
    ("Swap", "relation changed"),
    ("Move the edges", "edges moved"),
    ("Move the", "relation changed"),
    ("Relabel", "relabelled"),
    ("Add", "added"),
    ("Remove", "removed"),
    ("Confirm", "confirmed"),
    ("Split", "split or joined"),
    ("Join", "split or joined"),
    ("Note", "note or details"),
    ("Details", "note or details"),
    ("Exclude", "lines excluded"),
    ("Include", "lines excluded"),
    ("Article done", "article finished"),
    ("Skip article", "article finished"),
    ("Reject article", "article finished"),
    ("Reopen article", "article finished"),
)
_PAUSE_S = 120.0
"""A longer wait before a step is a pause, not work; it counts as this many seconds."""


class Spent(Struct, frozen=True):
    """One step of the analyst: its name, the articles it touched, and what it cost."""

    name: str
    articles: tuple[int, ...]
    cost: Cost


class Sum(Struct, frozen=True):
    """So many steps, and what they cost together."""

    steps: int = 0
    keys: int = 0
    clicks: int = 0
    seconds: float = 0.0

    def plus(self, cost: Cost) -> "Sum":
        """The sum with one step more."""
        return Sum(
            self.steps + 1,
            self.keys + cost.keys,
            self.clicks + cost.clicks,
            self.seconds + min(cost.seconds, _PAUSE_S),
        )

    @property
    def actions_a_step(self) -> float:
        """Keys, clicks and drags a step; 0 without steps."""
        return (self.keys + self.clicks) / self.steps if self.steps else 0.0


def kind_of(name: str) -> str:
    """The kind of correction that a step's name tells."""
    if " like “" in name:
        return "all alike"
    return next((kind for start, kind in _KINDS if name.startswith(start)), "other")


def by_kind(spent: Iterable[Spent]) -> dict[str, Sum]:
    """The sum of every kind of correction, the most frequent first."""
    sums: dict[str, Sum] = {}
    for step in spent:
        kind = kind_of(step.name)
        sums[kind] = sums.get(kind, Sum()).plus(step.cost)
    return dict(sorted(sums.items(), key=lambda item: -item[1].steps))


def by_article(spent: Iterable[Spent]) -> dict[int, Sum]:
    """The sum of every article; a step over several counts for the first of them."""
    sums: dict[int, Sum] = {}
    for step in spent:
        if step.articles:
            article = step.articles[0]
            sums[article] = sums.get(article, Sum()).plus(step.cost)
    return dict(sorted(sums.items()))


def page(spent: list[Spent], titles: Mapping[int, str]) -> str:
    """The statistics as text for reading, in columns."""
    if not spent:
        return "Nothing was corrected in this project yet.\n"
    total = Sum()
    for step in spent:
        total = total.plus(step.cost)
    rows = [
        f"{total.steps} correction{'s' * (total.steps != 1)}, {total.keys} keys, {total.clicks} clicks and drags.",
        f"{_minutes(total.seconds)} of work.",
        "",
        _line("By kind", "count", "keys", "clicks", "time", "each"),
        *(_row(kind, found) for kind, found in by_kind(spent).items()),
        "",
        _line("By article", "count", "keys", "clicks", "time", "each"),
        *(_row(titles.get(a, str(a)), found) for a, found in by_article(spent).items()),
        "",
        "“each” is actions (keys, clicks, drags) a correction. A wait of more than two minutes",
        "counts as two. These figures stay in the project; nothing is sent anywhere.",
    ]
    return "\n".join(rows) + "\n"


def as_csv(spent: list[Spent], titles: Mapping[int, str]) -> str:
    """One line for each kind and each article: `by,name,steps,keys,clicks,seconds`."""
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["by", "name", "steps", "keys", "clicks", "seconds"])
    named = [
        *(("kind", kind, found) for kind, found in by_kind(spent).items()),
        *(("article", titles.get(a, str(a)), found) for a, found in by_article(spent).items()),
    ]
    for group, name, found in named:
        writer.writerow(
            [group, name, found.steps, found.keys, found.clicks, round(found.seconds, 1)]
        )
    return out.getvalue()


def _row(name: str, found: Sum) -> str:
    return _line(
        name,
        str(found.steps),
        str(found.keys),
        str(found.clicks),
        _minutes(found.seconds),
        f"{found.actions_a_step:.1f}",
    )


def _line(name: str, *columns: str) -> str:
    return f"{name[:36]:<36}" + "".join(f"{column:>9}" for column in columns)


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
