"""Match patterns of Prodigy and spaCy: a label with a phrase, or with what its tokens are like, a line each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from msgspec import Struct

from annotator.core.errors import InputError
from annotator.formats.format import Glimpse
from annotator.formats.imported import Imported
from annotator.formats.json_values import objects


class Pattern(Struct, frozen=True):
    """What is to be labelled: a phrase as it is written, or a list with an object of conditions a token."""

    label: str
    wanted: str | list[dict[str, Any]]
    line: int


def is_patterns(glimpse: Glimpse) -> bool:
    """Whether the first record is a label with a pattern, and no article."""
    record = glimpse.record or {}
    return "text" not in record and isinstance(record.get("label"), str) and "pattern" in record


def refuse(path: Path, _encoding: str | None = None) -> Iterator[Imported | InputError]:
    """Say what patterns are for: there is no article in them."""
    _refuse(path)


def _refuse(path: Path) -> NoReturn:
    reason = "It holds match patterns, no article."
    raise InputError(f"{reason} `annotator prelabel --patterns` highlights by them.", str(path))


def read_patterns(path: Path) -> Iterator[Pattern | InputError]:
    """The patterns of a file in order; what is none comes as an error among them."""
    for line, values in objects(path):
        if isinstance(values, InputError):
            yield values
            continue
        label: Any = values.get("label")
        wanted: Any = values.get("pattern")
        if not isinstance(label, str) or not label.strip():
            yield InputError("The pattern has no label.", str(path), line)
        elif (isinstance(wanted, str) and wanted.strip()) or _is_tokens(wanted):
            yield Pattern(label.strip(), wanted, line)
        else:
            yield InputError("The pattern is neither a phrase nor a list.", str(path), line)


def _is_tokens(wanted: Any) -> bool:
    return (
        isinstance(wanted, list) and bool(wanted) and all(isinstance(row, dict) for row in wanted)
    )
