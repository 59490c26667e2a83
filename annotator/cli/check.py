"""`annotator check`: what is odd in a JSONL or a project."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.sources import is_project, opened, schema_of
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.formats.checking import Checked
    from annotator.store.verification import Flaw


def check(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from annotator.formats.checking import Checked

    schema = schema_of(arguments.schema) if arguments.schema else None
    checked = Checked(str(arguments.file), flat=arguments.flat)
    if is_project(arguments.file):
        _look_inside(arguments.file, checked, repairs=arguments.repair)
        with opened(arguments.file) as session:
            for row in session.articles():
                with suppress(AnnotatorError):  # it was told above
                    document = session.document(row.id)
                    checked.add(document, schema or session.schema, f"article {row.id}")
    else:
        if arguments.repair:
            _repair_lines(arguments.file, arguments.encoding, checked)
        checked.add_file(arguments.file, arguments.encoding, schema, schema_of(None), _tokens)
    if arguments.json:
        import json

        sys.stdout.write(json.dumps(checked.report(), ensure_ascii=False) + "\n")
    else:
        for line in checked.lines():
            sys.stdout.write(f"{line}\n")
    return int(checked.errors > 0)


def _repair_lines(path: Path, encoding: str | None, checked: "Checked") -> None:
    """What is unambiguous in a dataset is mended; its old bytes are kept beside it."""
    from annotator.core.checks import Severity
    from annotator.formats.mending import mend_file

    if encoding:
        raise AnnotatorError("Only a JSONL in UTF-8 can be repaired, so --encoding has no place.")
    mended = mend_file(path, _tokens)
    for line, sentences in mended.lines.items():
        for sentence in sentences:
            checked.note(f"line {line}", Severity.NOTE, "mended", f"Mended: {sentence}")
    if mended.backup is not None:
        told = f"The file as it was is {mended.backup}."
        checked.note("file", Severity.NOTE, "backup", told)


def _look_inside(path: Path, checked: "Checked", *, repairs: bool) -> None:
    """Pages, checksums and journal; with `repairs` what is unambiguous is mended first."""
    from annotator.core.checks import Severity
    from annotator.store.lock import ProjectLock
    from annotator.store.mending import mend
    from annotator.store.project import Project
    from annotator.store.verification import verified

    lock = ProjectLock.taken(path) if repairs and path.is_file() else None
    try:
        project = Project.opened(path, read_only=not repairs)
        try:
            found = verified(project)
            mends = repairs and (found.is_mendable or bool(found.unknown))
            mended = mend(project, found) if mends else []
            flaws = verified(project).flaws if mended else found.flaws
        finally:
            project.close()
    finally:
        if lock is not None:
            lock.release()
    for flaw in mended:
        checked.note(_place(flaw), Severity.NOTE, flaw.kind, f"Mended: {flaw.message}")
    for flaw in flaws:
        way = " --repair mends this." if flaw.mendable and not repairs else ""
        checked.note(_place(flaw), Severity.ERROR, flaw.kind, flaw.message + way)
    if found.unknown:
        count = f"{len(found.unknown)} articles came with an older program"
        told = (
            "what they are now is the measure from here on."
            if repairs
            else (
                "what they were when they came is not known. --repair takes what they are for it."
            )
        )
        checked.note("project", Severity.NOTE, "unknown", f"{count}: {told}")
    if any(not flaw.mendable for flaw in flaws):
        way = f"What can be read is saved by: annotator recover {path} -o NEW.annot"
        checked.note("project", Severity.NOTE, "recover", way)


def _place(flaw: "Flaw") -> str:
    return f"article {flaw.article}" if flaw.article else "project"


def _tokens(text: str) -> Any:
    """Tokens for records that have none, as a project would make them."""
    global _tokenizer  # noqa: PLW0603 - made at the first such record, 0.3 s
    from annotator.nlp.tokens import ProjectTokenizer

    if _tokenizer is None:
        _tokenizer = ProjectTokenizer()
    return _tokenizer.tokens(text)


_tokenizer: Any = None
