"""`annotator export`: a project's reviewed articles as JSONL."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.sources import opened
from annotator.cli.terminal import Complaints, refuse_input_as_output, say
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.session import Session


def export(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from annotator.core.document import Status
    from annotator.formats.records import ANSWERS
    from annotator.formats.splits import shares

    share = shares(arguments.split) if arguments.split else None
    if share and arguments.output == "-":
        raise AnnotatorError("A split needs a file name: it makes three files of it.")
    refuse_input_as_output(arguments.output, [str(arguments.project)])
    with opened(arguments.project) as session:
        rows = session.articles()
        chosen = [r for r in rows if arguments.include_unreviewed or Status(r.status) in ANSWERS]
        left = len(rows) - len(chosen)
        if not chosen:
            raise AnnotatorError(
                f"No article of {arguments.project} is done yet, so nothing was written."
                " Finish one, or add --include-unreviewed."
            )
        numbers = [row.id for row in chosen]
        targets = _targets(session, numbers, arguments.output, share)
        if not arguments.force:
            _refuse_changed(session, [Path(target) for target, _ in targets if target != "-"])
        for target, articles in targets:
            _export_to(target, session, articles, arguments)
    if left:
        say(f"{left:,} of {len(rows):,} articles are not reviewed and were left out.")
    return 0


def _refuse_changed(session: "Session", paths: list[Path]) -> None:
    from annotator.saving import ChangedOutsideError, refuse_changed

    try:
        refuse_changed(session, paths)
    except ChangedOutsideError as error:
        raise AnnotatorError(f"{error} Add --force to replace it.") from error


def _targets(
    session: "Session", articles: list[int], output: str, share: tuple[int, int, int] | None
) -> list[tuple[str, list[int]]]:
    """Each file to write with its articles."""
    from annotator.formats.splits import PARTS, parts_of

    if share is None:
        return [(output, articles)]
    parts = parts_of((session.document(number).text for number in articles), share)
    path = Path(output)
    suffix = path.suffix or ".jsonl"
    stem = path.name.removesuffix(path.suffix)
    return [
        (
            str(path.with_name(f"{stem}.{part}{suffix}")),
            [number for number, said in zip(articles, parts, strict=True) if said == part],
        )
        for part, size in zip(PARTS, share, strict=True)
        if size
    ]


def _export_to(
    target: str, session: "Session", articles: list[int], arguments: argparse.Namespace
) -> None:
    from annotator.formats.saving import save_documents, write_documents

    documents = (session.document(number) for number in articles)
    keep, flat = arguments.keep_excluded, arguments.flat
    if target == "-":
        out, place = sys.stdout.buffer, Path("standard output")
        report = write_documents(out, place, documents, keep_excluded=keep, flat=flat)
        out.flush()
    else:
        report = save_documents(Path(target), documents, keep_excluded=keep, flat=flat)
        sys.stdout.write(f"{report.sentence()}\n")
    complaints = Complaints()
    for problem in report.problems:
        complaints.add(problem)
    complaints.end()
