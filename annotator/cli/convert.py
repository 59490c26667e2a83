"""`annotator convert`: from one format of annotations to another; every loss is said before it happens."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.outgoing import Tokenizer, carried_out, order_of
from annotator.cli.passing import pass_records, passes
from annotator.cli.schemas import convert_schema, is_schema_work
from annotator.cli.sources import is_project, opened, schema_of
from annotator.cli.terminal import refuse_input_as_output
from annotator.core.errors import InputError

if TYPE_CHECKING:
    from annotator.core.contents import Contents
    from annotator.core.schema import Schema
    from annotator.formats.imported import Imported
    from annotator.formats.table import Format


def convert(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    if is_schema_work(arguments):
        return convert_schema(arguments)
    order = order_of(arguments, _schema(arguments))
    refuse_input_as_output(arguments.output, arguments.inputs)
    chosen = _chosen(arguments)
    if not arguments.columns and passes(arguments, order):
        return pass_records(arguments, order, Tokenizer())

    def source() -> "Iterator[Imported | InputError]":
        for name in arguments.inputs:
            path = Path(name)
            if is_project(path):
                yield from _of_project(path)
            else:
                yield from _of_files(path, chosen, arguments.encoding)

    return carried_out(source, order, strict=arguments.strict, manifest=arguments.manifest)


def imported_of(contents: "Contents") -> "Imported":
    """An article of a project as formats write it: what is rejected is not part of it."""
    from annotator.formats.imported import Imported

    return Imported(
        contents.text,
        contents.meta,
        tuple(sorted((s for s in contents.spans if s.live), key=lambda span: span.key)),
        tuple(relation for relation in contents.relations if relation.live),
        tuple(sorted(contents.excluded, key=lambda e: (e.start, e.end, e.id))),
        contents.status,
        contents.tokens,
    )


def _schema(arguments: argparse.Namespace) -> "Schema | None":
    """The one that is named, else that of the first project."""
    if arguments.schema is not None:
        return schema_of(arguments.schema)
    for name in arguments.inputs:
        if is_project(Path(name)):
            with opened(Path(name)) as session:
                return session.schema
    return None


def _chosen(arguments: argparse.Namespace) -> "Format | None":
    """The format to read, with its options; None where it is found out. Columns mean CoNLL."""
    from annotator.formats.table import format_named

    name = arguments.from_format or ("conll" if arguments.columns else "")
    if not name:
        return None
    return format_named(name).with_options(columns=arguments.columns or "")


def _of_files(
    path: Path, fmt: "Format | None", encoding: str | None
) -> "Iterator[Imported | InputError]":
    from annotator.formats.articles import article_paths, read_articles
    from annotator.formats.sniffing import paths_of

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
    with opened(path) as session:
        numbers = [row.id for row in session.articles()]
        yield from map(imported_of, session.contents(numbers))
