"""What goes between this program and the child process that knows spaCy's DocBin: a line of JSON each.

Offsets are code points of the text. Tokens cover the text but for one space behind a token.
"""

from typing import Any

import msgspec
from msgspec import Struct, field


class SpanRow(Struct, frozen=True, array_like=True):
    """A span: `group` is its own span group beside the one of all, `is_ent` whether doc.ents holds it."""

    start: int
    end: int
    label: str
    kb_id: str = ""
    id: str = ""
    group: str = ""
    is_ent: bool = False


class Ent(Struct, frozen=True, array_like=True):
    """An entity of doc.ents: never overlapping, white space at its edges left out."""

    start: int
    end: int
    label: str
    kb_id: str = ""


class DocRow(Struct, frozen=True, tag="doc"):
    """One doc; relations are numbers of spans (head, child) with a label."""

    text: str
    starts: list[int]
    ends: list[int]
    sentences: list[int] = field(default_factory=list)
    spans: list[SpanRow] = field(default_factory=list)
    ents: list[Ent] = field(default_factory=list)
    relations: list[tuple[int, int, str]] = field(default_factory=list)
    pairs: bool = False
    """Whether doc._.rel is to list pairs without relation too."""
    meta: dict[str, Any] = field(default_factory=dict)
    cats: dict[str, float] = field(default_factory=dict)
    user_data: dict[str, Any] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    """Sentences: what of a foreign doc is not here."""


class ReadFile(Struct, frozen=True, tag="read"):
    """Send the docs of a file."""

    path: str


class WriteFile(Struct, frozen=True, tag="write"):
    """The docs that follow go to this file; with more tokens than `at_most` to a folder of files."""

    path: str
    at_most: int


class EndFile(Struct, frozen=True, tag="end"):
    """The file is complete; `Wrote` is the answer."""


class Wrote(Struct, frozen=True, tag="wrote"):
    """The file, or the folder that became of it."""

    path: str


class WriteConfig(Struct, frozen=True, tag="config"):
    """Write a config for `spacy train`; `longest` in tokens, for the span suggester."""

    path: str
    language: str
    component: str
    longest: int
    train: str
    dev: str
    comment: str


class Done(Struct, frozen=True, tag="done"):
    """All is sent, or written."""


class Failed(Struct, frozen=True, tag="failed"):
    """A sentence: why it can't be done."""

    message: str


ToChild = ReadFile | WriteFile | DocRow | EndFile | WriteConfig
FromChild = DocRow | Wrote | Done | Failed


def line_of(message: ToChild | FromChild) -> bytes:
    """A message as one line of JSON."""
    return msgspec.json.encode(message) + b"\n"


to_child = msgspec.json.Decoder(ToChild).decode
from_child = msgspec.json.Decoder(FromChild).decode
