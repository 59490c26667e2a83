"""The dataset of a project: which articles go in, checks before, whole files or none, and a report after."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from annotator.core.checks import Severity, problems
from annotator.core.contents import Contents
from annotator.core.document import Document, Status
from annotator.core.errors import AnnotatorError
from annotator.formats.atomic import remove_leftovers, written
from annotator.formats.fingerprints import Summed, fingerprint, is_alike, is_changed
from annotator.formats.saving import SaveReport, write_documents
from annotator.formats.splits import PARTS, parts_of
from annotator.session import Session

__all__ = [
    "PARTS",
    "ChangedOutsideError",
    "DatasetReport",
    "ExportFormat",
    "Progress",
    "SaveOptions",
    "StoppedError",
    "counts",
    "default_options",
    "done_articles",
    "export_formats",
    "kept_export",
    "kept_options",
    "refuse_changed",
    "remember",
    "remember_export",
    "save",
    "write_table",
]

_KEPT = "dataset"
_WRITTEN = "written"
_WRITING = "writing"
_EXPORTED = "export"
_PROBLEMS_AT_MOST = 500


class SaveOptions(Struct, frozen=True):
    """Where and what to save; `split` are percent of train, dev, test (empty: one file).

    `manifest`: what it was made of and by goes beside it.
    """

    path: Path
    statuses: tuple[Status, ...] = (Status.DONE,)
    keep_excluded: bool = False
    flat: bool = False
    split: tuple[int, ...] = ()
    manifest: bool = False


Progress = Callable[[str, int, int], bool]
"""Told what was done (`Compared`, `Saved`, `Counted`) with how many of how many articles; False stops.

Nothing has changed then, but for the manifest: it is counted when the dataset is written.
"""


class DatasetReport(Struct, frozen=True):
    """What was written to which files, and what is odd in it: sentences with places."""

    files: tuple[SaveReport, ...]
    problems: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Paths and counts for the analyst."""
        return " ".join(file.sentence() for file in self.files)


class ExportFormat(Struct, frozen=True):
    """A format that can be written, and what that gives; `suffix` is empty where it is a folder."""

    name: str
    title: str
    suffix: str
    said: str


def export_formats() -> list[ExportFormat]:
    """All formats that can be written, by title."""
    from annotator.formats.table import FORMATS

    found = [
        ExportFormat(f.name, f.title, "" if f.is_folder else f.suffixes[0], f.written)
        for f in FORMATS
        if f.writer
    ]
    return sorted(found, key=lambda f: f.title.casefold())


def kept_export(session: Session) -> dict[str, Any]:
    """What was chosen for the last export of this project; empty before the first."""
    try:
        kept = json.loads(session.value(_EXPORTED) or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def remember_export(session: Session, choice: dict[str, Any]) -> None:
    """Keep what was chosen, for the next time."""
    session.set_value(_EXPORTED, json.dumps(choice))


def counts(session: Session) -> dict[Status, int]:
    """How many articles have each status."""
    found = dict.fromkeys(Status, 0)
    for row in session.articles():
        found[row.status] += 1
    return found


def done_articles(session: Session) -> list[int]:
    """The ids of the articles that are done."""
    return [row.id for row in session.articles() if row.status is Status.DONE]


def default_options(session: Session, *, include_unfinished: bool = False) -> SaveOptions:
    """Beside the project as `NAME.gold.jsonl`, so that a dataset that was opened is never in the way."""
    statuses = (Status.DONE, Status.IN_PROGRESS, Status.NEW) if include_unfinished else None
    name = session.path.name.removesuffix(".annot")
    for suffix in (".txt", ".md", ".jsonl"):
        name = name.removesuffix(suffix)
    path = session.path.absolute().with_name(f"{name}.gold.jsonl")
    kept = kept_options(session)
    options = kept or SaveOptions(path)
    return replace(options, statuses=statuses) if statuses else options


def kept_options(session: Session) -> SaveOptions | None:
    """Where and how this project was saved last; None before the first time."""
    text = session.value(_KEPT)
    if not text:
        return None
    try:
        kept = json.loads(text)
        return SaveOptions(
            Path(kept["path"]),
            tuple(Status(status) for status in kept["statuses"]),
            bool(kept["keep_excluded"]),
            bool(kept["flat"]),
            tuple(int(part) for part in kept["split"]),
            bool(kept.get("manifest")),
        )
    except (ValueError, KeyError, TypeError):
        return None


class StoppedError(AnnotatorError):
    """The analyst stopped the work; nothing was replaced."""


class ChangedOutsideError(AnnotatorError):
    """Another program has changed a dataset since it was written; nothing was replaced."""


def save(
    session: Session,
    options: SaveOptions,
    *,
    replaces_changed: bool = False,
    progress: Progress | None = None,
) -> DatasetReport:
    """Write the dataset, whole or not at all, and remember where; AnnotatorError when it can't be written.

    ChangedOutsideError when another program has changed what would be replaced, unless that is wanted.
    """
    articles = [row.id for row in session.articles() if row.status in options.statuses]
    if not articles:
        raise AnnotatorError("No article has a status that is to be saved, so nothing was written.")
    _refuse_source(session, options.path)
    if not replaces_changed:
        refuse_changed(session, _targets(options))
    report, found = _write(session, articles, options, progress)
    try:
        remember(session, options)
        session.set_value(_WRITTEN, json.dumps(_fingerprints(session, _WRITTEN) | found))
    except AnnotatorError as error:
        said = f"The dataset is written, but the project could not take note of it: {error}"
        return replace(report, problems=(said, *report.problems))
    return _with_manifest(session, options, report, progress) if options.manifest else report


def refuse_changed(session: Session, paths: Iterable[Path]) -> None:
    """ChangedOutsideError when one of these was written from this project and is another file now."""
    known, meant = _fingerprints(session, _WRITTEN), _fingerprints(session, _WRITING)
    for path in paths:
        name = str(path.absolute())
        ours = [found[name] for found in (known, meant) if name in found]
        if ours and all(is_changed(path, kept) for kept in ours):
            raise ChangedOutsideError(
                f"{path} was changed by another program since it was saved, so it was not replaced."
            )


def _fingerprints(session: Session, kind: str) -> dict[str, str]:
    try:
        known = json.loads(session.value(kind) or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}


def _targets(options: SaveOptions) -> list[Path]:
    if not options.split:
        return [options.path]
    return [_part(options.path, name) for name in PARTS[: len(options.split)]]


def _part(path: Path, name: str) -> Path:
    return path.with_suffix(f".{name}{path.suffix or '.jsonl'}")


def write_table(path: Path, text: str) -> None:
    """Write a table as UTF-8, whole or not at all; AnnotatorError when it can't be written."""
    with written(path) as file:
        file.write(text.encode())


def remember(session: Session, options: SaveOptions) -> None:
    """Keep where and how to save in the project, for the next time."""
    kept = asdict(options) | {"path": str(options.path)}
    session.set_value(_KEPT, json.dumps(kept))


def _write(
    session: Session, articles: list[int], options: SaveOptions, progress: Progress | None
) -> tuple[DatasetReport, dict[str, str]]:
    """The report and what each file looks like; all parts are written before the first takes its place."""
    found: list[str] = []
    count = itertools.count(1)

    def documents(chosen: list[int]) -> Iterator[Contents]:
        for contents in session.contents(chosen):
            if len(found) < _PROBLEMS_AT_MOST:
                found.extend(_checked(session, contents.laid_out()))
            yield contents
            _tell(progress, "Saved", next(count), len(articles))

    keep, flat = options.keep_excluded, options.flat
    with ExitStack() as stack:
        files, meant = [], {}
        for path, chosen in _divided(session, articles, options, progress).items():
            remove_leftovers(path)
            file = Summed(stack.enter_context(written(path)))
            held = documents(chosen)
            files.append(write_documents(file, path, held, keep_excluded=keep, flat=flat))
            meant[str(path.absolute())] = file.fingerprint
        # When the program is killed before it has noted what was written, it still knows its own file.
        session.note(_WRITING, json.dumps(meant))
    read = {name: fingerprint(Path(name)) for name in meant}
    told = [
        f"Read back, {name} is not as it was written. Save again, elsewhere if that does not help."
        for name in meant
        if not is_alike(read[name], meant[name])
    ]
    told += [problem for file in files for problem in file.problems]
    return DatasetReport(tuple(files), (*told, *found)), read


def _tell(progress: Progress | None, done: str, count: int, total: int) -> None:
    if progress is not None and not progress(done, count, total):
        raise StoppedError("Stopped. The dataset is as it was before.")


def _divided(
    session: Session, articles: list[int], options: SaveOptions, progress: Progress | None
) -> dict[Path, list[int]]:
    """The articles of each file."""
    if not options.split:
        return {options.path: articles}

    def texts() -> Iterator[str]:
        for number, contents in enumerate(session.contents(articles), 1):
            yield contents.text
            _tell(progress, "Compared", number, len(articles))

    parts = dict(zip(articles, parts_of(texts(), _shares(options)), strict=True))
    return {
        _part(options.path, name): [article for article in articles if parts[article] == name]
        for name in PARTS[: len(options.split)]
    }


def _shares(options: SaveOptions) -> tuple[int, int, int]:
    train, dev, test = (*options.split, 0, 0, 0)[: len(PARTS)]
    return train, dev, test


def _with_manifest(
    session: Session, options: SaveOptions, report: DatasetReport, progress: Progress | None
) -> DatasetReport:
    """The manifest is made of the files as they are read back."""
    from annotator.formats.exporting import Order
    from annotator.formats.manifest import write_manifest_of
    from annotator.formats.table import format_named

    shares = _shares(options) if options.split else None
    order = Order(options.path, format_named("jsonl"), shares=shares, schema=session.schema)
    names = PARTS[: len(options.split)] if options.split else ("",)
    files = {name: [file.path] for name, file in zip(names, report.files, strict=True)}
    left = Counter(
        row.status.value for row in session.articles() if row.status not in options.statuses
    )
    count, total = itertools.count(1), sum(file.articles for file in report.files)

    def tell() -> None:
        if progress is not None and not progress("Counted", next(count), total):
            raise StoppedError("It was stopped.")

    try:
        write_manifest_of(files, replace(order, flat=options.flat), dict(left), tell)
    except AnnotatorError as error:
        said = f"The dataset is written, but its manifest is not: {error}"
        return replace(report, problems=(said, *report.problems))
    return report


def _checked(session: Session, document: Document) -> list[str]:
    title = document.meta.title or f"article {document.article}"
    return [
        f"{title}: {problem.message}"
        for problem in problems(document, session.schema)
        if problem.severity is not Severity.NOTE
    ]


def _refuse_source(session: Session, path: Path) -> None:
    """A dataset that was opened is never replaced."""
    target = path.absolute()
    folder = session.path.absolute().parent
    sources = {(folder / row.source) for row in session.articles() if row.source}
    if target in sources or target == session.path.absolute():
        raise AnnotatorError(
            f"{path} was opened as a source, so it is not replaced. Save under another name."
        )
