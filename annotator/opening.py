"""From what the analyst names (articles, a folder, a project, a pasted text) to an open project."""

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotator import resources
from annotator.core.document import ArticleRow, Document
from annotator.core.errors import AnnotatorError
from annotator.core.schema import Schema
from annotator.core.text import is_hard_wrapped
from annotator.core.tokens import Tokens
from annotator.formats.articles import Imported, article_paths, pasted, read_articles
from annotator.formats.duplicates import Duplicates
from annotator.formats.schemas import read_schema, write_schema
from annotator.session import Session
from annotator.store.connections import is_begun

__all__ = [
    "Opened",
    "Options",
    "add_again",
    "add_pasted",
    "add_paths",
    "default_schema",
    "document_of",
    "is_project",
    "open_pasted",
    "open_paths",
    "open_project",
    "open_sample",
    "preview",
    "project_for",
    "read_schema",
    "source_name",
    "text_of_page",
    "where_left",
    "write_schema",
]

SUFFIX = ".annot"
FOLDER_PROJECT = f"annotator{SUFFIX}"
_BATCH = 200
_TELL_EACH_S = 0.1
_PREVIEW_BYTES = 2000

Progress = Callable[[int, str], bool]
"""Told the number of articles read and the file at hand, some times a second; False stops the import."""


class Opened(Struct, frozen=True):
    """An open project, the article to show (0: none), how many were added, and what went wrong (sentences)."""

    session: Session
    article: int
    added: int
    problems: tuple[str, ...] = ()


class Options(Struct, frozen=True):
    """How to open: who works, which schema the project gets, which encoding is forced, where own data lives."""

    annotator: str = ""
    schema: Path | None = None
    encoding: str | None = None
    data_folder: Path = Path()


def default_schema() -> Schema:
    """The news schema that comes with the program."""
    return read_schema(resources.path("schema", "news.toml"))


def open_paths(paths: list[Path], options: Options, progress: Progress | None = None) -> Opened:
    """Open a project, a folder or articles; AnnotatorError when nothing of it can be used."""
    if len(paths) == 1 and (paths[0].suffix == SUFFIX or is_project(paths[0])):
        return open_project(paths[0], options)
    if any(path.suffix == SUFFIX for path in paths):
        raise AnnotatorError("Open one project at a time, and articles without a project beside.")
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise AnnotatorError(f"{missing[0]} does not exist. Check its name.")
    target = project_for(paths, options)
    files = [f for p in paths for f in (article_paths(p) if p.is_dir() else [p])]
    if not files:
        raise AnnotatorError(
            f"{paths[0]} holds no article: no text, web page, document or dataset."
        )
    if is_begun(target):
        return _joined(_existing(target, options), files, options, progress)
    return _created(target, files, options, progress)


def open_project(path: Path, options: Options, *, read_only: bool = False) -> Opened:
    """Open a project at the article where the work stopped."""
    session = _existing(path, options, read_only=read_only)
    return Opened(session, where_left(session), 0)


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


def text_of_page(page: str) -> str:
    """The plain text of rich text from the clipboard (HTML)."""
    from annotator.formats.plain_html import plain_text

    return plain_text(page)


def add_pasted(session: Session, text: str) -> int:
    """A text from the clipboard as a new article of the open project."""
    (article,) = session.add_articles([document_of(pasted(text))])
    return article


def add_paths(
    session: Session, paths: list[Path], encoding: str | None, progress: Progress | None = None
) -> Opened:
    """Bring articles into an open project; those that it lists already are not read again."""
    files = [f for p in paths for f in (article_paths(p) if p.is_dir() else [p])]
    added, problems = _import(session, files, encoding, progress)
    named = _listed(session, files)
    article = named[0].id if named else 0
    return Opened(session, article, added, tuple(problems))


def add_again(session: Session, path: Path, encoding: str) -> int:
    """An article's file read with another encoding, as a new article; the old one stays."""
    for found in read_articles(path, encoding):
        if isinstance(found, AnnotatorError):
            raise found
        meta = replace(found.meta, source=source_name(session, path))
        return session.add_articles([document_of(replace(found, meta=meta))])[0]
    raise AnnotatorError(f"{path} holds no article.")


def preview(session: Session, article: int, encoding: str) -> str:
    """How an article's file begins in this encoding; UnicodeError or LookupError when it can't be read so."""
    source = session.document(article).meta.source
    path = session.path.absolute().parent / source
    try:
        with path.open("rb") as file:
            data = file.read(_PREVIEW_BYTES)
    except OSError as error:
        raise UnicodeError(str(error)) from error
    return data.decode(encoding, errors="replace")


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


def document_of(imported: Imported) -> Document:
    """The document that an imported article becomes; its id is given when it is added."""
    return Document.made(
        0,
        imported.text,
        imported.tokens or Tokens.plain(imported.text),
        spans=imported.spans,
        relations=imported.relations,
        excluded=imported.excluded,
        status=imported.status,
        meta=imported.meta,
        hard_wrapped=is_hard_wrapped(imported.text),
    )


def _created(
    target: Path, files: list[Path], options: Options, progress: Progress | None
) -> Opened:
    """A new project; when no article can be read, none is left behind."""
    session = Session.created(target, _schema(options), options.annotator)
    try:
        added, problems = _import(session, files, options.encoding, progress)
        if not added:
            raise AnnotatorError(problems[0] if problems else f"{files[0]} holds no article.")
    except BaseException:
        session.close()
        for leftover in target.parent.glob(f"{_glob_safe(target.name)}*"):
            leftover.unlink(missing_ok=True)
        raise
    return Opened(session, where_left(session), added, tuple(problems))


def _joined(
    session: Session, files: list[Path], options: Options, progress: Progress | None
) -> Opened:
    try:
        added, problems = _import(session, files, options.encoding, progress)
    except BaseException:
        session.close()
        raise
    named = _listed(session, files) if len(files) == 1 else []
    article = named[0].id if named else where_left(session)
    return Opened(session, article, added, tuple(problems))


def _import(
    session: Session, files: list[Path], encoding: str | None, progress: Progress | None
) -> tuple[int, list[str]]:
    known = {row.source: row for row in session.articles()}
    problems: list[str] = []
    notes: list[str] = []
    added = 0
    told_at = time.monotonic()
    batch: list[Document] = []
    twins = Duplicates()
    for path, found in _read(session, files, set(known), encoding, problems, notes):
        batch.append(found)
        twins.add(found.text, f"{path.name} “{found.meta.title[:40]}”")
        if len(batch) >= _BATCH:
            added += len(session.add_articles(batch))
            batch.clear()
        if progress is not None and time.monotonic() - told_at > _TELL_EACH_S:
            told_at = time.monotonic()
            if not progress(added + len(batch), path.name):
                problems.append(f"Stopped after {added + len(batch)} articles.")
                break
    if batch:
        added += len(session.add_articles(batch))
    return added, problems + notes + twins.sentences()


def _read(
    session: Session,
    files: Iterable[Path],
    known: set[str],
    encoding: str | None,
    problems: list[str],
    notes: list[str],
) -> Iterator[tuple[Path, Document]]:
    """The new articles; what could not be read goes to the problems, what is odd to the notes."""
    for path in files:
        source = source_name(session, path)
        if source in known:
            problems += _changed(session, path, source)
            continue
        try:
            for found in read_articles(path, encoding):
                if isinstance(found, AnnotatorError):
                    problems.append(str(found))
                    continue
                (problems if found.losses else notes).extend(found.problems)
                meta = replace(found.meta, source=source)
                yield path, document_of(replace(found, meta=meta))
        except AnnotatorError as error:
            problems.append(str(error))


def _changed(session: Session, path: Path, source: str) -> list[str]:
    """A sentence when the file is not what it was when it was read; it is never read again silently."""
    row = next(row for row in session.articles() if row.source == source)
    kept = session.document(row.id).meta.source_sha256
    try:
        import hashlib

        now = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return []
    if not kept or kept == now:
        return []
    return [f"{path.name} has changed since it was read. The project keeps the text it has."]


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
