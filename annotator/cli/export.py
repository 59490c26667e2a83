"""`annotator export`: a project's reviewed articles as JSONL, or in any format that can be written."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.sources import opened
from annotator.cli.terminal import Complaints, refuse_input_as_output, say
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.core.contents import Contents
    from annotator.formats.exporting import Order
    from annotator.formats.imported import Imported
    from annotator.formats.saving import SaveReport
    from annotator.session import Session

_RECORDS = ("", ".jsonl", ".ndjson", ".jsonlines")


def export(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from annotator.core.document import Status
    from annotator.formats.records import ANSWERS
    from annotator.formats.splits import shares

    share = shares(arguments.split) if arguments.split else None
    if arguments.output == "-" and (share or arguments.manifest):
        what = "A split" if share else "A manifest"
        raise AnnotatorError(f"{what} needs a file name. Name a file instead of -.")
    refuse_input_as_output(arguments.output, [str(arguments.project)])
    with opened(arguments.project) as session:
        rows = session.articles()
        chosen = [r for r in rows if arguments.include_unreviewed or Status(r.status) in ANSWERS]
        if not chosen:
            raise AnnotatorError(
                f"No article of {arguments.project} is done yet, so nothing was written."
                " Finish one, or add --include-unreviewed."
            )
        numbers = [row.id for row in chosen]
        kept = set(numbers)
        left = Counter(row.status.value for row in rows if row.id not in kept)
        if _is_plain(arguments):
            code = _as_records(session, numbers, left, arguments)
        else:
            code = _converted(session, numbers, left, arguments)
    if left:
        named = ", ".join(f"{count:,} {status}" for status, count in left.items())
        say(
            f"{left.total():,} of {len(rows):,} articles are not reviewed and were left out"
            f" ({named})."
        )
    return code


def _is_plain(arguments: argparse.Namespace) -> bool:
    """Whether records of whole articles are wanted."""
    return _format_name(arguments) == "jsonl" and arguments.unit == "article"


def _format_name(arguments: argparse.Namespace) -> str:
    from annotator.cli.outgoing import target_format

    suffix = Path(arguments.output).suffix.lower()
    if not arguments.to and suffix in _RECORDS:
        return "jsonl"
    return target_format(arguments.output, arguments.to).name


def _converted(
    session: "Session", articles: list[int], left: Counter[str], arguments: argparse.Namespace
) -> int:
    """The articles in another format, or as pieces."""
    from annotator.cli.convert import imported_of
    from annotator.cli.outgoing import carried_out, order_of

    if arguments.keep_excluded:
        raise AnnotatorError(
            "Excluded lines can be kept in JSONL of whole articles only. Leave out --keep-excluded."
        )
    arguments.to = _format_name(arguments)
    order = order_of(arguments, session.schema)
    if not arguments.force:
        _refuse_changed(session, [order.path])

    def source() -> "Iterator[Imported]":
        return map(imported_of, session.contents(articles))

    return carried_out(
        source, order, strict=arguments.strict, manifest=arguments.manifest, left_out=dict(left)
    )


def _as_records(
    session: "Session", articles: list[int], left: Counter[str], arguments: argparse.Namespace
) -> int:
    targets = _targets(session, articles, arguments)
    if not arguments.force:
        _refuse_changed(session, [path for path in targets if path])
    if arguments.strict:
        _refuse_losses(session, articles, arguments)
    code = 0
    files: dict[str, list[Path]] = {}
    for path, (part, numbers) in targets.items():
        report = _write(path, session.contents(numbers), arguments)
        if path is not None:
            files[part] = [path]
            code = max(code, _compare(report))
    if arguments.manifest:
        _write_manifest(files, session, dict(left), arguments)
    return code


def _refuse_changed(session: "Session", paths: list[Path]) -> None:
    from annotator.saving import ChangedOutsideError, refuse_changed

    try:
        refuse_changed(session, paths)
    except ChangedOutsideError as error:
        raise AnnotatorError(f"{error} Add --force to replace it.") from error


def _targets(
    session: "Session", articles: list[int], arguments: argparse.Namespace
) -> dict[Path | None, tuple[str, list[int]]]:
    """Each file to write (None: standard output) with its part and articles."""
    from annotator.formats.datasets import WHOLE, part_path
    from annotator.formats.splits import PARTS, divided

    order = _records_order(session, arguments)
    if order.shares is None:
        path = None if arguments.output == "-" else order.path
        return {path: (WHOLE, articles)}
    texts = (contents.text for contents in session.contents(articles))
    found = divided(texts, order.shares, order.seed)
    sys.stdout.write(f"{order.said.capitalize()}.\n")
    if found.kept_together:
        sys.stdout.write(f"Near copies kept on one side: {found.kept_together:,} articles.\n")
    return {
        part_path(order.path, part, ".jsonl"): (
            part,
            [number for number, said in zip(articles, found.parts, strict=True) if said == part],
        )
        for part, size in zip(PARTS, order.shares, strict=True)
        if size
    }


def _records_order(session: "Session", arguments: argparse.Namespace) -> "Order":
    from annotator.formats.exporting import Order
    from annotator.formats.splits import SEED, shares
    from annotator.formats.table import format_named

    return Order(
        Path(arguments.output),
        format_named("jsonl"),
        shares=shares(arguments.split) if arguments.split else None,
        seed=SEED if arguments.seed is None else arguments.seed,
        schema=session.schema,
    )


def _refuse_losses(session: "Session", articles: list[int], arguments: argparse.Namespace) -> None:
    from annotator.formats.records import is_empty, saved

    for number in articles:
        document = session.document(number)
        found = saved(document, keep_excluded=arguments.keep_excluded, flat=arguments.flat)
        if found.spans_left_out or found.relations_left_out or found.problems or is_empty(found):
            raise AnnotatorError(
                f"{document.meta.title or number}: Spans, relations or all of it would be left"
                " out. Nothing was written, since --strict allows no loss."
            )


def _write(
    path: Path | None, documents: "Iterator[Contents]", arguments: argparse.Namespace
) -> "SaveReport":
    from annotator.formats.saving import save_documents, write_documents

    keep, flat = arguments.keep_excluded, arguments.flat
    if path is None:
        out, place = sys.stdout.buffer, Path("standard output")
        report = write_documents(out, place, documents, keep_excluded=keep, flat=flat)
        out.flush()
    else:
        report = save_documents(path, documents, keep_excluded=keep, flat=flat)
        sys.stdout.write(f"{report.sentence()}\n")
    complaints = Complaints()
    for problem in report.problems:
        complaints.add(problem)
    complaints.end()
    return report


def _compare(report: "SaveReport") -> int:
    """1 when the file, read back, holds something else than was written."""
    if report.differing:
        say(f"Read back, {report.differing:,} lines of {report.path} are not as they were written.")
    return int(report.differing > 0)


def _write_manifest(
    files: dict[str, list[Path]],
    session: "Session",
    left: dict[str, int],
    arguments: argparse.Namespace,
) -> None:
    from annotator.formats.manifest import write_manifest_of

    path = write_manifest_of(files, _records_order(session, arguments), left)
    sys.stdout.write(f"Manifest: {path}.\n")
