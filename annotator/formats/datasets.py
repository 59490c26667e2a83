"""Datasets of one or several parts (train, dev, test): where the files lie, and what writers are told."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from msgspec import Struct, field

from annotator.core.schema import Schema
from annotator.formats.imported import Imported

WHOLE = ""
"""The part that holds everything where nothing is divided."""

Parts = Mapping[str, Callable[[], Iterable[Imported]]]
"""For each part a function that gives its articles, as often as it is called."""


class Facts(Struct, frozen=True):
    """What is known of a dataset before it is written; labels are sorted by name.

    `longest` is how many tokens the longest spans have (95 of 100 are no longer).
    """

    labels: tuple[str, ...] = ()
    relation_labels: tuple[str, ...] = ()
    schema: Schema | None = None
    said: str = ""
    """How the parts came about, for the analyst: `split 80/10/10, seed 1`."""
    overlaps: bool = False
    longest: int = 1


class Made(Struct):
    """What was written: for each part the files with its articles; files beside; what to do next."""

    files: dict[str, list[Path]] = field(default_factory=dict)
    beside: list[Path] = field(default_factory=list)
    advice: str = ""


def part_path(path: Path, part: str, suffix: str) -> Path:
    """The file of a part: `gold.train.jsonl`, or `train.jsonl` in a folder that is there.

    Without suffix parts are folders: `gold/train`.
    """
    if not suffix:
        return path / part if part else path
    if path.is_dir():
        return path / f"{part or 'dataset'}{suffix}"
    stem = path.name.removesuffix(path.suffix)
    return path.with_name(f"{stem}.{part}{path.suffix or suffix}") if part else path
