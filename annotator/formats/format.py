"""A row of the table of formats: what a format is called, what it can hold, how it is recognised, read, written.

A format's own file is imported when the format is used: readers, writers and sniffers stand here as
`module:function` below `annotator.formats`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from annotator.core.errors import InputError

if TYPE_CHECKING:
    from annotator.formats.datasets import Facts, Made, Parts
    from annotator.formats.imported import Imported

Reader = Callable[..., Iterator["Imported | InputError"]]
"""A path, an encoding or None, and options by name: the articles; a bad one is an error among the good ones."""
Writer = Callable[..., int]
"""A path (a folder where the format is one), articles, and options by name: writes all or nothing; their number."""


class Trait(StrEnum):
    """What a format can hold; the value is how the help and the reports call it."""

    SPANS = "spans"
    NESTED = "nested spans"
    CROSSING = "crossing spans"
    DISCONTINUOUS = "parts of discontinuous spans"
    INSIDE_TOKENS = "spans inside of tokens"
    RELATIONS = "relations"
    DISTANT = "relations across sentences"
    PARALLEL = "several relations of one pair"
    NOTES = "notes"
    ATTRIBUTES = "attributes"
    LINKS = "links to a knowledge base"
    STATES = "states, sources and scores"
    STATUS = "status of the article"
    META = "title, author, date and other facts"
    EXACT_TEXT = "white space of the text"


class Glimpse(Struct, frozen=True):
    """What sniffing sees: the path, the beginning as text, and the first JSON object if it is JSON."""

    path: Path
    text: str
    record: dict[str, Any] | None = None

    @property
    def suffix(self) -> str:
        """The lower-case ending with its dot."""
        return self.path.suffix.lower()


class Format(Struct, frozen=True):
    """A row of the table. Without `reader` it can't be read, without `writer` not be written.

    `sniff` takes a Glimpse of a file with one of the suffixes; without it the suffix is enough.
    `is_folder`: the writer makes a folder of files. `label_refused`: the characters, as a regular
    expression, that labels can't have there; each becomes `_`. `sign_refused`: those that nothing can
    have; each becomes U+FFFD. `attributes` are held by their names
    where others are not, `proposals` told apart, with scores. `fit` takes what is left to what the format
    can say of it, and counts the rest; `parts` are the articles that one becomes. `dataset` writes all
    parts of a split at once, and what belongs to them together. `options` are names that reader and writer
    take, `chosen` what was chosen for them (`with_options`). `written` says in a sentence what is written,
    for who chooses an export; `remark` all that is to be known.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    holds: frozenset[Trait] = frozenset()
    reader: str = ""
    writer: str = ""
    sniff: str = ""
    is_folder: bool = False
    needs_tokens: bool = False
    label_refused: str = ""
    sign_refused: str = ""
    attributes: tuple[str, ...] = ()
    proposals: bool = False
    fit: str = ""
    parts: str = ""
    dataset: str = ""
    written: str = ""
    remark: str = ""
    options: tuple[str, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()

    def with_options(self, **said: str) -> "Format":
        """The format read and written so; InputError when it has no such option. Empty ones are not chosen."""
        chosen = {name: value for name, value in said.items() if value}
        strange = next((name for name in chosen if name not in self.options), None)
        if strange is not None:
            raise InputError(f"{self.title} has no {strange} to choose.")
        return replace(self, chosen=tuple(chosen.items()))

    @property
    def family(self) -> str:
        """The name under which kinds of one format keep what is theirs alone."""
        of = {"doccano-spans": "doccano", "tacred-negatives": "tacred", "cas-json": "cas"}
        if self.name.startswith("rebel"):
            return "rebel"
        return of.get(self.name, self.name).replace("-", "_")

    @property
    def is_lossless(self) -> bool:
        """Whether it holds all there is."""
        return self.holds == ALL

    def read(self, path: Path, encoding: str | None = None) -> "Iterator[Imported | InputError]":
        """The articles of a file; InputError when the file as a whole can't be used."""
        if not self.reader:
            raise InputError(f"{self.title} can be written, not read.", str(path))
        from annotator.formats.faults import guarded

        reader: Reader = _function(self.reader)
        return guarded(lambda: reader(path, encoding, **dict(self.chosen)), path)

    def write(self, path: Path, articles: "Iterable[Imported]") -> int:
        """Write articles that hold nothing but what the format holds; how many there were."""
        if not self.writer:
            raise InputError(f"{self.title} can be read, not written.", str(path))
        writer: Writer = _function(self.writer)
        return writer(path, articles, **dict(self.chosen))

    def write_dataset(self, path: Path, parts: "Parts", facts: "Facts") -> "Made":
        """Write all parts by the format's own `dataset`."""
        made: Made = _function(self.dataset)(path, parts, facts)
        return made

    def as_said(self, article: "Imported", losses: "Counter[str]") -> "Imported":
        """The article as it will come back; what that changes is counted in the losses."""
        if not self.fit:
            return article
        found: Imported = _function(self.fit)(article, losses)
        return found

    def parted(self, article: "Imported") -> "list[Imported]":
        """The articles that are read back where this one is written."""
        if not self.parts:
            return [article]
        found: list[Imported] = list(_function(self.parts)(article))
        return found

    def recognises(self, glimpse: Glimpse) -> bool:
        """Whether the file looks like this format."""
        if glimpse.suffix not in self.suffixes:
            return False
        return not self.sniff or bool(_function(self.sniff)(glimpse))


ALL = frozenset(Trait)
RICH = frozenset(
    (
        *(Trait.SPANS, Trait.NESTED, Trait.CROSSING, Trait.INSIDE_TOKENS, Trait.EXACT_TEXT),
        *(Trait.RELATIONS, Trait.DISTANT, Trait.PARALLEL),
    )
)


def _function(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"annotator.formats.{module}"), name)
    return found
