"""Documents written as one file of records, whole or not at all."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from annotator.core.contents import Contents
from annotator.core.document import Document
from annotator.formats.atomic import remove_leftovers, written
from annotator.formats.imported import Imported, document_of
from annotator.formats.jsonl import Sink, write_lines
from annotator.formats.line_sums import LineSums
from annotator.formats.plain_writing import record_of
from annotator.formats.record_shapes import Record
from annotator.formats.records import is_empty, saved


class SaveReport(Struct, frozen=True):
    """What was written where, and what of the documents is not in the file."""

    path: Path
    articles: int
    spans: int
    relations: int
    spans_left_out: int
    relations_left_out: int
    problems: tuple[str, ...] = ()
    differing: int = 0
    """Lines that stood in the file otherwise than written when it was read back."""

    def sentence(self) -> str:
        """The report for the analyst."""
        said = f"{_counted(self.articles, 'article')} with {_counted(self.spans, 'span')} and"
        said += f" {_counted(self.relations, 'relation')} saved to {self.path}."
        left = [(self.spans_left_out, "span"), (self.relations_left_out, "relation")]
        named = " and ".join(_counted(count, noun) for count, noun in left if count)
        return f"{said} Left out with excluded lines: {named}." if named else said


def save_documents(
    path: Path,
    documents: Iterable[Document | Contents],
    *,
    keep_excluded: bool = False,
    flat: bool = False,
) -> SaveReport:
    """Write one record a document; OutputError, and nothing changed, when it can't be written.

    Documents are taken one at a time. With `flat`, relations of spans that give way go with them. In the
    end the file is read back and compared.
    """
    remove_leftovers(path)
    with written(path) as file:
        sums = LineSums(file)
        report = write_documents(sums, path, documents, keep_excluded=keep_excluded, flat=flat)
    return replace(report, differing=sums.differing(path))


def write_documents(
    file: Sink,
    path: Path,
    documents: Iterable[Document | Contents],
    *,
    keep_excluded: bool = False,
    flat: bool = False,
) -> SaveReport:
    """The same into an open binary file, not read back; `path` names it in the report."""
    counts = {"spans": 0, "relations": 0, "spans_left_out": 0, "relations_left_out": 0}
    problems: list[str] = []

    def records() -> Iterator[dict[str, Any] | Record]:
        for document in documents:
            found = _quickly(document) if isinstance(document, Contents) and not flat else None
            if found is None:
                found = _closely(document, keep_excluded=keep_excluded, flat=flat)
            title = document.meta.title or "An article"
            if found.is_empty:
                problems.append(f"{title}: All its lines are excluded, so it was left out.")
                continue
            for name, count in zip(counts, found.counts, strict=True):
                counts[name] += count
            problems.extend(f"{title}: {sentence}" for sentence in found.problems)
            yield found.record

    articles = write_lines(file, records())
    return SaveReport(path, articles, problems=tuple(problems), **counts)


class _Found(Struct):
    """A record; spans and relations in it, and those left out."""

    record: dict[str, Any] | Record
    is_empty: bool
    counts: tuple[int, int, int, int]
    problems: tuple[str, ...] = ()


def _quickly(contents: Contents) -> _Found | None:
    record = record_of(contents)
    if record is None:
        return None
    relations = len(record.relations)
    left_out = sum(relation.live for relation in contents.relations) - relations
    return _Found(record, not record.text.strip(), (len(record.spans), relations, 0, left_out))


def _closely(document: Document | Contents, *, keep_excluded: bool, flat: bool) -> _Found:
    if isinstance(document, Contents):
        document = document.laid_out()
    found = saved(document, keep_excluded=keep_excluded, flat=flat)
    record = found.record
    counts = (
        *(len(record["spans"]), len(record["relations"])),
        *(found.spans_left_out, found.relations_left_out),
    )
    return _Found(record, is_empty(found), counts, found.problems)


def write_articles(path: Path, articles: Iterable[Imported]) -> int:
    """Write articles as records that hold the whole text, excluded ranges too."""
    documents = (document_of(article) for article in articles)
    return save_documents(path, documents, keep_excluded=True).articles


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
