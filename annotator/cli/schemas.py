"""`annotator convert` of a schema: ours, brat's, Label Studio's or doccano's, to any of these."""

import argparse
import sys
from pathlib import Path

from annotator.cli.sources import is_project, opened, schema_of
from annotator.cli.terminal import refuse_input_as_output, say
from annotator.core.errors import AnnotatorError
from annotator.core.schema import Schema

_OURS = (".toml", ".conf", ".xml")
"""Endings that no articles are written with."""


def is_schema_work(arguments: argparse.Namespace) -> bool:
    """Whether one schema (or a project for its own) is to become a file of schemas."""
    if len(arguments.inputs) != 1 or arguments.to or arguments.from_format:
        return False
    source, target = Path(arguments.inputs[0]), Path(arguments.output).suffix.lower()
    if is_project(source):
        return target in _OURS
    return source.suffix.lower() in (*_OURS, ".json") and (
        target in _OURS or (target == ".json" and source.suffix.lower() in _OURS)
    )


def convert_schema(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from annotator.formats.schema_files import TITLES, schema_losses
    from annotator.formats.schemas import read_schema, write_schema

    source, target = Path(arguments.inputs[0]), Path(arguments.output)
    refuse_input_as_output(arguments.output, arguments.inputs)
    schema = _schema(source)
    title = TITLES[target.suffix.lower()]
    lost = schema_losses(schema, target.suffix)
    if lost:
        say(f"{title}: {lost} will not be written.")
    if lost and arguments.strict:
        raise AnnotatorError("Nothing was written, since --strict allows no loss.")
    write_schema(target, schema)
    again = read_schema(target)
    counts = f"{len(schema.labels):,} labels, {len(schema.relations):,} relation types"
    sys.stdout.write(f"Wrote {counts} to {target} ({title}).\n")
    if (len(again.labels), len(again.relations)) != (len(schema.labels), len(schema.relations)):
        say("Read back, not all labels and relation types are there.")
        return 1
    sys.stdout.write("Read back: all are there.\n")
    return 0


def _schema(source: Path) -> Schema:
    if is_project(source):
        with opened(source) as session:
            return session.schema
    return schema_of(source)
