"""`annotator prelabel`: articles in, records with a pipeline's proposals out."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.sources import schema_of
from annotator.cli.terminal import (
    Complaints,
    Progress,
    refuse_input_as_output,
    say,
    write_records,
)
from annotator.core.errors import AnnotatorError, InputError
from annotator.core.schema import Label, Schema

if TYPE_CHECKING:
    from annotator.core.document import Document
    from annotator.core.spans import Span
    from annotator.core.tokens import Tokens
    from annotator.formats.imported import Imported
    from annotator.nlp.patterns import Patterns
    from annotator.nlp.pipeline import Pipeline

_SKIP = "--skip-bad goes on without it."


def prelabel(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from annotator.formats.records import is_empty, saved

    refuse_input_as_output(arguments.output, arguments.inputs)
    schema = schema_of(arguments.schema)
    complaints, progress = Complaints(), Progress(sys.stderr.isatty())
    articles = _inputs(arguments, complaints)
    first = next(articles, None)
    if first is None:
        complaints.end()
        raise AnnotatorError("There is no article to prelabel, so nothing was written.")
    pipeline = _pipeline(arguments.model)
    if pipeline.warning:
        say(pipeline.warning)
    patterns = _patterns(arguments, pipeline, complaints)
    schema = _with_labels(schema, pipeline.name, pipeline.labels)
    for rules in patterns:
        schema = _with_labels(schema, rules.source, rules.labels)

    told: set[str] = set()

    def records() -> Iterator[dict[str, Any]]:
        for document in documents:
            progress.step()
            for label in sorted(document.label_counts.keys() - schema.label_names - told):
                told.add(label)
                name = document.meta.source or document.meta.title
                complaints.add(f"{name}: The schema has no label {label}. It was kept.")
            found = saved(document)
            if is_empty(found):
                title = document.meta.source or document.meta.title
                complaints.add(f"{title}: All its lines are excluded, so it was left out.")
            else:
                yield found.record

    documents = _proposed(_and_first(first, articles), pipeline, schema, patterns)
    try:
        write_records(arguments.output, records())
    finally:
        progress.clear()
        complaints.end()
    return 0


def _and_first(first: "Imported", others: "Iterable[Imported]") -> "Iterator[Imported]":
    yield first
    yield from others


def _pipeline(name: str) -> "Pipeline":
    from annotator.nlp.patterns import BLANK, blank_pipeline
    from annotator.nlp.pipeline import load_pipeline

    return blank_pipeline(name) if name.startswith(BLANK) else load_pipeline(name)


def _patterns(
    arguments: argparse.Namespace, pipeline: "Pipeline", complaints: Complaints
) -> "list[Patterns]":
    from annotator.nlp.patterns import patterns_of

    found = patterns_of(arguments.patterns, pipeline.language)
    for patterns in found:
        for problem in patterns.problems:
            complaints.add(problem)
    return found


def _with_labels(schema: Schema, name: str, labels: Iterable[str]) -> Schema:
    """The schema with the labels that it lacks: there is nobody to ask."""
    unknown = [
        label for label in labels if schema.resolved(label) is None and label not in schema.ignored
    ]
    if unknown:
        named = ", ".join(unknown)
        say(f"The schema does not know these labels of {name}, kept as they are: {named}")
    for label in unknown:
        schema = schema.with_label(Label(label))
    return schema


def _inputs(arguments: argparse.Namespace, complaints: Complaints) -> "Iterator[Imported]":
    """The articles in order; what is bad ends it, or is named and left out with --skip-bad."""
    names: list[str] = arguments.inputs
    there_are_others = len(names) > 1 or Path(names[0]).is_dir()
    for name in names:
        for article in _of_input(name, arguments):
            if isinstance(article, InputError):
                is_all = article.line is None and (
                    not there_are_others or article.place == names[0]
                )
                if not arguments.skip_bad:
                    raise AnnotatorError(str(article) if is_all else f"{article} {_SKIP}")
                complaints.add(str(article))
                continue
            if article.losses and not arguments.skip_bad:
                raise AnnotatorError(f"{article.losses[0]} {_SKIP}")
            for problem in article.problems:
                complaints.add(problem)
            yield article


def _of_input(name: str, arguments: argparse.Namespace) -> "Iterator[Imported | InputError]":
    from annotator.formats.articles import read_articles
    from annotator.formats.new_articles import text_article

    encoding: str | None = arguments.encoding
    try:
        if name == "-":
            yield text_article(sys.stdin.buffer.read(), "standard input", encoding)
            return
        paths = _files(Path(name))
    except InputError as error:
        yield error
        return
    for path in paths:
        try:
            yield from read_articles(
                path, encoding, replace_surrogates=arguments.replace_surrogates
            )
        except InputError as error:
            yield error


def _files(path: Path) -> list[Path]:
    from annotator.formats.articles import SUFFIXES, article_paths

    if not path.is_dir():
        return [path]
    found = article_paths(path)
    if not found:
        known = ", ".join(sorted(SUFFIXES))
        raise InputError(f"The folder holds no article ({known}).", str(path))
    return found


def _proposed(
    articles: "Iterable[Imported]",
    pipeline: "Pipeline",
    schema: Schema,
    patterns: "Sequence[Patterns]" = (),
) -> "Iterator[Document]":
    """The articles as documents with proposals, in their order; patterns go before the pipeline."""
    from annotator.core.document import Status
    from annotator.core.highlights import highlighted
    from annotator.core.operations import SpanChanged
    from annotator.core.spans import Proposal
    from annotator.nlp.prelabel import prelabel_stream
    from annotator.nlp.tokens import ProjectTokenizer

    keyed = (
        (article, article.text, [(e.start, e.end) for e in article.excluded if e.live])
        for article in articles
    )
    source = pipeline.source
    stream = prelabel_stream(pipeline, ProjectTokenizer(), keyed, schema.clean_articles)
    for answer in stream:
        article = answer.key
        tokens = article.tokens or answer.tokens
        document = _document(article, tokens, article.spans)
        if article.status in (Status.NEW, Status.IN_PROGRESS):
            proposals = [
                Proposal(p.start, p.end, p.label, source, p.score) for p in answer.proposals
            ]
            for found in (*(rules.proposals(article.text) for rules in patterns), proposals):
                kept = {span.id for span in document.all_spans()}
                operations = highlighted(document, schema, found, kept)
                new = [op.after for op in operations if isinstance(op, SpanChanged) and op.after]
                document = _document(article, tokens, (*document.all_spans(), *new))
        yield document


def _document(article: "Imported", tokens: "Tokens", spans: "Iterable[Span]") -> "Document":
    from annotator.core.document import Document

    return Document.made(
        0,
        article.text,
        tokens,
        spans=spans,
        relations=article.relations,
        excluded=article.excluded,
        status=article.status,
        meta=article.meta,
    )
