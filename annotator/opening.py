"""From what the analyst names (articles, a folder, a project, a pasted text) to an open project."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from annotator import resources
from annotator.core.document import ArticleRow
from annotator.core.errors import AnnotatorError, UnwritableError
from annotator.core.schema import Schema
from annotator.formats.articles import pasted
from annotator.formats.choices import Choices
from annotator.formats.imported import document_of
from annotator.formats.schemas import read_schema, write_schema
from annotator.session import Session
from annotator.store.connections import is_begun

if TYPE_CHECKING:
    from annotator.importing import Progress, Report

__all__ = [
    "Choices",
    "Opened",
    "Options",
    "add_pasted",
    "add_paths",
    "article_endings",
    "default_schema",
    "document_of",
    "is_project",
    "open_fetched",
    "open_pasted",
    "open_paths",
    "open_project",
    "open_sample",
    "project_for",
    "read_schema",
    "source_name",
    "text_of_page",
    "where_left",
    "write_schema",
]

SUFFIX = ".annot"
FOLDER_PROJECT = f"annotator{SUFFIX}"


class Opened(Struct, frozen=True):
    """An open project, the article to show (0: none), how many were added, and what went wrong (sentences).

    `refused`: how many files or records could not be read; theirs are the first sentences.
    """

    session: Session
    article: int
    added: int
    problems: tuple[str, ...] = ()
    refused: int = 0


class Options(Struct, frozen=True):
    """How to open: who works, which schema the project gets, which encoding is forced, where own data lives."""

    annotator: str = ""
    schema: Path | None = None
    encoding: str | None = None
    data_folder: Path = Path()
    choices: Choices = Choices()


def default_schema() -> Schema:
    """The news schema that comes with the program."""
    return read_schema(resources.path("schema", "news.toml"))


def open_paths(paths: list[Path], options: Options, progress: "Progress | None" = None) -> Opened:
    """Open a project, a folder or articles; AnnotatorError when nothing of it can be used."""
    if len(paths) == 1 and (paths[0].suffix == SUFFIX or is_project(paths[0])):
        return open_project(paths[0], options)
    if any(path.suffix == SUFFIX for path in paths):
        raise AnnotatorError("Open one project at a time, and articles without a project beside.")
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise AnnotatorError(f"{missing[0]} does not exist. Check its name.")
    target = project_for(paths, options)
    files = _files_of(paths, progress)
    if is_begun(target):
        session, problems = _readable(target, options)
        if session.read_only:
            return Opened(session, _first_of(session, files), 0, problems)
        return _joined(session, files, options, progress)
    return _created(target, files, options, progress)


def open_project(path: Path, options: Options, *, read_only: bool = False) -> Opened:
    """Open a project at the article where the work stopped."""
    session, problems = _readable(path, options, read_only=read_only)
    return Opened(session, where_left(session), 0, problems)


def open_sample(options: Options) -> Opened:
    """Open the sample article; its project lives in the user's data folder."""
    folder = _own_folder(options, "sample")
    source = next(iter(sorted(resources.path("sample").glob("*.txt"))))
    target = folder / f"{source.name}{SUFFIX}"
    if is_begun(target):
        return open_project(target, options)
    return _created(target, [source], options, None)


def open_pasted(text: str, options: Options) -> Opened:
    """A text from the clipboard as the newest article of the project of pasted texts."""
    imported = pasted(text)
    target = _own_folder(options, "pasted") / f"pasted{SUFFIX}"
    if is_begun(target):
        session = _existing(target, options)
    else:
        session = Session.created(target, _schema(options), options.annotator)
    (article,) = session.add_articles([document_of(imported)])
    return Opened(session, article, 1, imported.problems)


def open_fetched(path: Path, url: str, options: Options) -> Opened:
    """A fetched page as the newest article of the project of fetched pages."""
    options = replace(options, choices=replace(options.choices, url=url))
    target = _own_folder(options, "pages") / f"pages{SUFFIX}"
    if is_begun(target):
        return _joined(_existing(target, options), [path], options, None)
    return _created(target, [path], options, None)


def article_endings() -> list[str]:
    """The endings, with their dots, of all files that can be read; the commonest first."""
    from annotator.formats.table import all_suffixes

    first = [".txt", ".md", ".html", ".docx", ".pdf", ".eml", ".csv", ".xlsx", ".json", ".jsonl"]
    return [*first, *sorted(all_suffixes() - set(first))]


def text_of_page(page: str) -> str:
    """The plain text of rich text from the clipboard (HTML)."""
    from annotator.formats.plain_html import plain_text

    return plain_text(page)


def add_pasted(session: Session, text: str) -> int:
    """A text from the clipboard as a new article of the open project."""
    (article,) = session.add_articles([document_of(pasted(text))])
    return article


def add_paths(
    session: Session, paths: list[Path], options: Options, progress: "Progress | None" = None
) -> Opened:
    """Bring articles into an open project; those that it lists already are not read again."""
    files = _files_of(paths, progress)
    report = _import(session, files, options, progress)
    named = _listed(session, files)
    return _opened(session, named[0].id if named else 0, report)


def is_project(path: Path) -> bool:
    """Whether a file begins as SQLite files do; its own check comes at opening."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def project_for(paths: list[Path], options: Options) -> Path:
    """Where the project of these paths is or will be."""
    first = paths[0].absolute()
    folder = first if first.is_dir() else first.parent
    shared = folder / FOLDER_PROJECT
    if first.is_dir():
        return _writable(shared, options)
    if shared.is_file() and _lists(shared, paths):
        return shared
    return _writable(folder / f"{first.name}{SUFFIX}", options)


def where_left(session: Session) -> int:
    """The article that was open last, else the first open one, else the first."""
    rows = session.articles()
    numbers = {row.id for row in rows}
    last = session.value("article")
    if last.isdigit() and int(last) in numbers:
        return int(last)
    waiting = [row.id for row in rows if row.status in ("new", "in progress")]
    return next(iter(waiting or [row.id for row in rows]), 0)


def _created(
    target: Path, files: list[Path], options: Options, progress: "Progress | None"
) -> Opened:
    """A new project; when no article can be read, none is left behind."""
    session = Session.created(target, _schema(options), options.annotator)
    try:
        report = _import(session, files, options, progress)
        if not report.added:
            problems = report.problems
            raise AnnotatorError(problems[0] if problems else f"{files[0]} holds no article.")
    except BaseException:
        session.close()
        for leftover in target.parent.glob(f"{_glob_safe(target.name)}*"):
            leftover.unlink(missing_ok=True)
        raise
    return _opened(session, where_left(session), report)


def _joined(
    session: Session, files: list[Path], options: Options, progress: "Progress | None"
) -> Opened:
    try:
        report = _import(session, files, options, progress)
    except BaseException:
        session.close()
        raise
    return _opened(session, _first_of(session, files), report)


def _opened(session: Session, article: int, report: "Report") -> Opened:
    return Opened(session, article, report.added, report.problems, len(report.refused))


def _first_of(session: Session, files: list[Path]) -> int:
    """The one article that was named, else the one that was open last."""
    named = _listed(session, files) if len(files) == 1 else []
    return named[0].id if named else where_left(session)


def _files_of(paths: list[Path], progress: "Progress | None") -> list[Path]:
    if not any(path.is_dir() for path in paths):
        return paths
    from annotator.importing import found_beside

    files = found_beside(paths, progress)
    if not files:
        raise AnnotatorError(
            f"{paths[0]} holds no article: no text, web page, document or dataset."
        )
    return files


def _import(
    session: Session, files: list[Path], options: Options, progress: "Progress | None"
) -> "Report":
    from annotator.importing import take_in

    named = [(path, source_name(session, path)) for path in files]
    return take_in(session, named, options.encoding, options.choices, progress)


def source_name(session: Session, path: Path) -> str:
    """How the project names a source: relative to its folder where it lies inside, with forward slashes."""
    absolute = path.absolute()
    try:
        return absolute.relative_to(session.path.absolute().parent).as_posix()
    except ValueError:
        return absolute.as_posix()


def _listed(session: Session, files: list[Path]) -> list[ArticleRow]:
    names = {source_name(session, path) for path in files}
    return [row for row in session.articles() if row.source in names]


def _lists(project: Path, paths: list[Path]) -> bool:
    try:
        session = Session.opened(project, read_only=True)
    except AnnotatorError:
        return False
    try:
        return bool(_listed(session, paths))
    finally:
        session.close()


def _existing(path: Path, options: Options, *, read_only: bool = False) -> Session:
    """A project that is there; a schema that was asked for becomes its own, as a step."""
    session = Session.opened(path, options.annotator, read_only=read_only)
    if options.schema is not None and not read_only:
        try:
            schema = read_schema(options.schema)
            session.change_schema(f"Use schema {schema.name}", schema)
        except BaseException:
            session.close()
            raise
    return session


def _readable(
    path: Path, options: Options, *, read_only: bool = False
) -> tuple[Session, tuple[str, ...]]:
    """A project that is there; read-only, and a sentence why, where nothing can be written."""
    try:
        return _existing(path, options, read_only=read_only), ()
    except UnwritableError as error:
        said = f"{error} The project is shown read-only; to go on with it, copy it elsewhere."
        return _existing(path, options, read_only=True), (said,)


def _schema(options: Options) -> Schema:
    return read_schema(options.schema) if options.schema is not None else default_schema()


def _writable(target: Path, options: Options) -> Path:
    """The place itself, or one in the user's data folder when its folder can't be written."""
    if target.exists() or os.access(target.parent, os.W_OK):
        return target
    name = re.sub(r"[^\w.-]+", "_", str(target.parent))[-80:].strip("_")
    return _own_folder(options, "projects") / f"{name}_{target.name}"


def _own_folder(options: Options, name: str) -> Path:
    folder = options.data_folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnnotatorError(f"{folder} can't be made: {error.strerror}.") from error
    return folder


def _glob_safe(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)
