"""`annotator convert`: from one format of annotations to another; every loss is said before it happens."""

import argparse
import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.cli.sources import is_project, opened
from annotator.cli.terminal import Complaints, refuse_input_as_output, say
from annotator.core.errors import AnnotatorError, InputError

if TYPE_CHECKING:
    from annotator.core.tokens import Tokens
    from annotator.formats.imported import Imported
    from annotator.formats.table import Format


class _Count(Struct):
    """What was read or is to be written."""

    articles: int = 0
    spans: int = 0
    relations: int = 0
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    losses: Counter[str] = field(default_factory=Counter)

    def add(self, article: "Imported") -> None:
        self.articles += 1
        self.spans += sum(span.live for span in article.spans)
        self.relations += sum(relation.live for relation in article.relations)

    def sentence(self) -> str:
        return f"{self.articles:,} articles, {self.spans:,} spans, {self.relations:,} relations"


def convert(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from annotator.formats.fitting import sentence

    target = _target(arguments.output, arguments.to)
    refuse_input_as_output(arguments.output, arguments.inputs)
    source = _Source(arguments, target)
    read, kept, expected = _looked_over(source, target)
    complaints = Complaints()
    for problem in (*read.refused, *read.remarks):
        complaints.add(problem)
    complaints.end()
    if not read.articles:
        raise AnnotatorError("There is no article to convert, so nothing was written.")
    will_lose = sentence(read.losses)
    if will_lose:
        say(f"{target.title}: {will_lose} will not be written.")
    if arguments.strict and (will_lose or read.refused):
        raise AnnotatorError("Nothing was written, since --strict allows no loss.")
    target.write(Path(arguments.output), source.fitted())
    sys.stdout.write(f"Read {read.sentence()}; refused {len(read.refused):,}.\n")
    sys.stdout.write(f"Wrote {kept.sentence()} to {arguments.output} ({target.title}).\n")
    return _compared(Path(arguments.output), target, expected)


class _Source:
    """The articles to convert, as often as they are asked for: they are never all in memory."""

    def __init__(self, arguments: argparse.Namespace, target: "Format") -> None:
        self._arguments = arguments
        self._target = target
        self._tokens: Callable[[str], Tokens] | None = None

    def articles(self) -> "Iterator[Imported | InputError]":
        for name in self._arguments.inputs:
            path = Path(name)
            if is_project(path):
                yield from _of_project(path)
            else:
                yield from _of_files(path, self._arguments.from_format, self._arguments.encoding)

    def fitted(self) -> "Iterator[Imported]":
        """What will be written; what can't be was named when it was looked over."""
        from annotator.formats.fitting import fitted

        for article in self.articles():
            if not isinstance(article, InputError):
                with contextlib.suppress(InputError):
                    found = fitted(self.with_tokens(article), self._target)[0]
                    yield found

    def with_tokens(self, article: "Imported") -> "Imported":
        """The article with the tokens that the project's tokenizer makes, where the target wants any."""
        if article.tokens is not None or not self._target.needs_tokens:
            return article
        if self._tokens is None:
            from annotator.nlp.tokens import ProjectTokenizer

            self._tokens = ProjectTokenizer().tokens
        return replace(article, tokens=self._tokens(article.text))


def _looked_over(source: _Source, target: "Format") -> tuple[_Count, _Count, Counter[int]]:
    """What is there, what of it will be written, and how each article will look then."""
    from annotator.formats.fitting import fitted

    read, kept = _Count(), _Count()
    expected: Counter[int] = Counter()
    for article in source.articles():
        if isinstance(article, InputError):
            read.refused.append(str(article))
            continue
        read.remarks += article.problems
        read.add(article)
        try:
            found, losses = fitted(source.with_tokens(article), target)
        except InputError as error:
            read.refused.append(str(error))
            continue
        read.losses.update(losses)
        kept.add(found)
        expected[_signature(found, target)] += 1
    return read, kept, expected


def _compared(path: Path, target: "Format", expected: Counter[int]) -> int:
    """Read the file back; 1 when an article is not in it as it was to be written."""
    if not target.reader:
        sys.stdout.write("It was not read back: this format can only be written.\n")
        return 0
    found: Counter[int] = Counter()
    for article in _of_files(path, target.name, None):
        if isinstance(article, InputError):
            say(str(article))
        else:
            found[_signature(article, target)] += 1
    missing = sum((expected - found).values())
    if missing:
        say(f"Read back, {missing:,} of {expected.total():,} articles are not as they should be.")
        return 1
    sys.stdout.write("Read back: all articles are alike.\n")
    return 0


def _signature(article: "Imported", target: "Format") -> int:
    """A number for text, spans and relations, as far as the format holds them."""
    from annotator.formats.table import Trait

    text = article.text
    is_exact = Trait.EXACT_TEXT in target.holds
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


def _target(output: str, name: str | None) -> "Format":
    from annotator.formats.table import FORMATS, format_named

    if name:
        return format_named(name)
    suffix = Path(output).suffix.lower()
    found = [f for f in FORMATS if f.writer and suffix in f.suffixes[:1]]
    plain = {".jsonl": "jsonl", ".conll": "conll"}
    if suffix in plain:
        found = [format_named(plain[suffix])]
    if len(found) != 1:
        can = ", ".join(f.name for f in found or FORMATS if f.writer)
        raise AnnotatorError(f"The format of {output} is not clear. Add --to and one of: {can}.")
    return found[0]


def _of_files(
    path: Path, name: str | None, encoding: str | None
) -> "Iterator[Imported | InputError]":
    from annotator.formats.articles import article_paths, read_articles
    from annotator.formats.sniffing import paths_of
    from annotator.formats.table import format_named

    fmt = format_named(name) if name else None
    if not path.is_dir():
        paths = [path]
    elif fmt is None:
        paths = article_paths(path)
    else:
        paths = paths_of(fmt, path)
    if not paths:
        raise InputError("The folder holds no such file.", str(path))
    for found in paths:
        try:
            if fmt is None:
                yield from read_articles(found, encoding)
            else:
                yield from fmt.read(found, encoding)
        except InputError as error:
            if len(paths) == 1:
                raise
            yield error


def _of_project(path: Path) -> "Iterator[Imported]":
    from annotator.formats.imported import Imported

    with opened(path) as session:
        for row in session.articles():
            document = session.document(row.id)
            yield Imported(
                document.text,
                document.meta,
                tuple(document.spans()),
                tuple(document.relations()),
                document.excluded,
                document.status,
                document.tokens,
            )
