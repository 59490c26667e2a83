"""Articles out in any format: looked over, written, read back and compared; for window and command line.

First `looked_over` tells what will be written and what can't be; then `written` writes it, and
`differing` reads it back. The articles come from a function that gives them as often as it is called:
they are never all in memory.
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.core.errors import InputError
from annotator.core.schema import Schema
from annotator.core.tokens import Tokens
from annotator.formats.datasets import WHOLE, Facts, Made, Parts, part_path
from annotator.formats.fitting import fitted, sentence
from annotator.formats.imported import Imported
from annotator.formats.pieces import Unit, pieces
from annotator.formats.splits import PARTS, SEED, divided
from annotator.formats.table import Format, Trait

Source = Callable[[], Iterable[Imported | InputError]]
Tokenizer = Callable[[str], Tokens]
Progress = Callable[[], None]
"""Called after each article; what it raises ends the work, and nothing half-written stays."""

_REMARKS_AT_MOST = 1_000


class Order(Struct, frozen=True):
    """What is to be written where. `shares` are percent of train, dev and test; None: one part.

    `flat`: no spans that share characters, whatever the format could hold.
    """

    path: Path
    fmt: Format
    unit: Unit = Unit.ARTICLE
    shares: tuple[int, int, int] | None = None
    seed: int = SEED
    flat: bool = False
    schema: Schema | None = None

    @property
    def target(self) -> Format:
        """The format with what it shall hold."""
        if not self.flat:
            return self.fmt
        return replace(self.fmt, holds=self.fmt.holds - {Trait.NESTED, Trait.CROSSING})

    @property
    def said(self) -> str:
        """Unit and split for the analyst: `an example a sentence, split 80/10/10, seed 1`."""
        unit = "" if self.unit is Unit.ARTICLE else f"an example a {self.unit}"
        share = ""
        if self.shares:
            share = f"split {'/'.join(map(str, self.shares))}, seed {self.seed}"
        return ", ".join(said for said in (unit, share) if said)


class Counts(Struct):
    """Articles (or examples), spans and relations, the latter two also by label."""

    articles: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    relation_labels: Counter[str] = field(default_factory=Counter)

    @property
    def spans(self) -> int:
        """How many spans."""
        return self.labels.total()

    @property
    def relations(self) -> int:
        """How many relations."""
        return self.relation_labels.total()

    def add(self, article: Imported) -> None:
        """Count what is alive in an article."""
        self.articles += 1
        self.labels.update(span.label for span in article.spans if span.live)
        self.relation_labels.update(r.label for r in article.relations if r.live)

    def sentence(self, unit: Unit = Unit.ARTICLE) -> str:
        """The counts for the analyst."""
        return f"{self.articles:,} {unit}s, {self.spans:,} spans, {self.relations:,} relations"


class Outlook(Struct):
    """What was read, what of it will be written in each part, and what will not."""

    read: Counts = field(default_factory=Counts)
    parts: dict[str, Counts] = field(default_factory=dict)
    losses: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    """Sentences: what could not be read or can't be written at all."""
    remarks: list[str] = field(default_factory=list)
    """Sentences: what was odd in what was read; the first thousand."""
    untold: int = 0
    """How many more such sentences there would be."""
    lost: int = 0
    """How many spans, relations and the like of the sources could not be taken in."""
    part_of: list[str] = field(default_factory=list)
    """The part of each article that was read."""
    kept_together: int = 0
    """How many articles have a near copy, with which they stay."""
    expected: dict[str, Counter[int]] = field(default_factory=dict)
    text_digests: list[bytes] = field(default_factory=list)
    overlaps: bool = False
    lengths: Counter[int] = field(default_factory=Counter)
    """How many spans have how many words."""

    @property
    def will_lose(self) -> str:
        """`14 relations, 3 nested spans, 2 notes`; empty when nothing is lost."""
        return sentence(self.losses)

    @property
    def kept(self) -> Counts:
        """All parts together."""
        return Counts(
            sum(part.articles for part in self.parts.values()),
            sum((part.labels for part in self.parts.values()), Counter()),
            sum((part.relation_labels for part in self.parts.values()), Counter()),
        )


def looked_over(
    source: Source,
    order: Order,
    tokens: Tokenizer = Tokens.plain,
    progress: Progress | None = None,
) -> Outlook:
    """Read everything once and tell what will be written and what will not; nothing is written."""
    outlook = Outlook()
    _divide(source, order, outlook)
    for part in _names(order):
        outlook.parts[part] = Counts()
        outlook.expected[part] = Counter()
    number = 0
    for article in source():
        if isinstance(article, InputError):
            outlook.refused.append(str(article))
            continue
        part = outlook.part_of[number] if outlook.part_of else WHOLE
        number += 1
        outlook.lost += len(article.losses)
        _remark(article.problems, outlook)
        outlook.read.add(article)
        try:
            found = _made(article, order, tokens, outlook.losses)
        except InputError as error:
            outlook.refused.append(str(error))
            continue
        for piece in found:
            _note(piece, part, order, outlook)
        if progress is not None:
            progress()
    return outlook


def written(
    source: Source,
    order: Order,
    outlook: Outlook,
    tokens: Tokenizer = Tokens.plain,
    progress: Progress | None = None,
) -> Made:
    """Write what was looked over, each file whole or not at all; OutputError when one can't be written."""

    def articles_of(part: str) -> Callable[[], Iterator[Imported]]:
        return lambda: _of_part(source, order, outlook, part, tokens, progress)

    kept = outlook.kept
    facts = Facts(
        tuple(sorted(kept.labels)),
        tuple(sorted(kept.relation_labels)),
        order.schema,
        order.said,
        outlook.overlaps,
        _usual(outlook.lengths),
    )
    parts = {part: articles_of(part) for part in outlook.parts}
    if order.fmt.dataset:
        return order.fmt.write_dataset(order.path, parts, facts)
    return _plainly(order, parts)


def _plainly(order: Order, parts: Parts) -> Made:
    """Each part as a file (or folder) of its own."""
    made = Made()
    suffix = "" if order.fmt.is_folder else order.fmt.suffixes[0]
    for part, articles in parts.items():
        target = part_path(order.path, part, suffix)
        if order.fmt.is_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        order.fmt.write(target, articles())
        made.files[part] = [target]
    return made


def differing(made: Made, order: Order, outlook: Outlook) -> int:
    """Read the files back: how many articles are not in them as they were to be written."""
    missing = 0
    for part, expected in outlook.expected.items():
        found: Counter[int] = Counter()
        for path in made.files.get(part, ()):
            for article in _read_back(path, order.fmt):
                if not isinstance(article, InputError):
                    found[signature(article, order.target)] += 1
        missing += (expected - found).total()
    return missing


def reread(made: Made, order: Order, progress: Progress | None = None) -> Outlook:
    """What stands in files that were written by another way, counted as if it had been looked over."""
    outlook = Outlook()
    for part, paths in made.files.items():
        outlook.parts[part], outlook.expected[part] = Counts(), Counter()
        for path in paths:
            for article in _read_back(path, order.fmt):
                if isinstance(article, InputError):
                    outlook.refused.append(str(article))
                else:
                    outlook.read.add(article)
                    _note(article, part, order, outlook)
                if progress is not None:
                    progress()
    return outlook


def signature(article: Imported, fmt: Format) -> int:
    """A number for text, spans and relations, as far as the format holds them; alike in one run only."""
    text = article.text
    is_exact = Trait.EXACT_TEXT in fmt.holds
    before = [0]
    if not is_exact:
        for character in text:
            before.append(before[-1] + (not character.isspace()))
        text = "".join(text.split())
    places = {
        s.id: (s.start, s.end, s.label) if is_exact else (before[s.start], before[s.end], s.label)
        for s in article.spans
    }
    relations = sorted((places[r.head], places[r.child], r.label) for r in article.relations)
    return hash((text, tuple(sorted(places.values())), tuple(relations)))


def _names(order: Order) -> list[str]:
    if order.shares is None:
        return [WHOLE]
    return [part for part, share in zip(PARTS, order.shares, strict=True) if share]


def _divide(source: Source, order: Order, outlook: Outlook) -> None:
    if order.shares is not None:
        texts = (article.text for article in source() if not isinstance(article, InputError))
        found = divided(texts, order.shares, order.seed)
        outlook.part_of, outlook.kept_together = found.parts, found.kept_together


def _made(
    article: Imported, order: Order, tokens: Tokenizer, losses: Counter[str]
) -> list[Imported]:
    """What will be written of an article: what the format holds of it, cut into examples."""
    target = order.target
    if article.tokens is None and (target.needs_tokens or order.unit is Unit.SENTENCE):
        article = replace(article, tokens=tokens(article.text))
    is_whole = order.unit is Unit.ARTICLE
    found, lost = fitted(article, target, whole=is_whole)
    cut = pieces(found, order.unit, lost)
    if not is_whole:
        cut = [target.as_said(piece, lost) for piece in cut]
    losses.update(lost)
    return cut


def _remark(problems: tuple[str, ...], outlook: Outlook) -> None:
    told = problems[: max(0, _REMARKS_AT_MOST - len(outlook.remarks))]
    outlook.remarks += told
    outlook.untold += len(problems) - len(told)


def _note(piece: Imported, part: str, order: Order, outlook: Outlook) -> None:
    from hashlib import sha256

    for said in order.target.parted(piece):
        outlook.parts[part].add(said)
        outlook.expected[part][signature(said, order.target)] += 1
    outlook.text_digests.append(sha256(piece.text.encode("utf-8", "surrogatepass")).digest())
    outlook.lengths.update(len(piece.text[s.start : s.end].split()) for s in piece.spans)
    if not outlook.overlaps:
        ordered = sorted(piece.spans, key=lambda span: span.key)
        outlook.overlaps = any(a.end > b.start for a, b in pairwise(ordered))


def _of_part(
    source: Source,
    order: Order,
    outlook: Outlook,
    part: str,
    tokens: Tokenizer,
    progress: Progress | None,
) -> Iterator[Imported]:
    number = 0
    for article in source():
        if isinstance(article, InputError):
            continue
        is_of_it = not outlook.part_of or outlook.part_of[number] == part
        number += 1
        if not is_of_it:
            continue
        # What can't be written was named when it was looked over.
        with contextlib.suppress(InputError):
            yield from _made(article, order, tokens, Counter())
        if progress is not None:
            progress()


def _usual(lengths: Counter[int]) -> int:
    """The length that 95 of 100 spans do not exceed."""
    left = 0.95 * lengths.total()
    for length in sorted(lengths):
        left -= lengths[length]
        if left <= 0:
            return max(length, 1)
    return 1


def _read_back(path: Path, fmt: Format) -> Iterator[Imported | InputError]:
    from annotator.formats.sniffing import paths_of

    for found in paths_of(fmt, path) if path.is_dir() else [path]:
        yield from fmt.read(found)
