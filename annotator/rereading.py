"""An article's file read once more in another way: encoding, column, hyphens, the rest of a page."""

from pathlib import Path

from msgspec import Struct

from annotator.core.document import Status
from annotator.core.errors import AnnotatorError
from annotator.core.operations import StatusChanged
from annotator.formats.choices import Choices
from annotator.formats.ways import Ways, ways_of
from annotator.importing import Progress, Report, take_in
from annotator.session import Session

__all__ = ["Choices", "Reread", "Ways", "add_again", "preview", "read_as", "ways_for", "ways_of"]

_MATTER_OF_COURSE = frozenset((".txt", ".md", ".text", ".markdown", ""))
_UNICODE = frozenset(("", "utf-8", "utf-8-sig", "utf_8", "ascii"))
_PREVIEW_BYTES = 2000


class Reread(Struct, frozen=True):
    """The first new article, how many of the former ones are marked rejected now, and the report."""

    article: int
    rejected: int
    report: Report


def add_again(
    session: Session,
    source: str,
    encoding: str | None,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> Reread:
    """Read a source of the project again, as new articles; AnnotatorError when it can't be read so.

    What was read from it before is marked rejected where nobody has worked on it; undo takes that back.
    """
    before = [row for row in session.articles() if row.source == source]
    path = session.path.absolute().parent / source
    named = [(path, source)]
    report = take_in(session, named, encoding, choices or Choices(), progress, again=True)
    if not report.added:
        raise AnnotatorError(report.problems[0] if report.problems else f"{path} holds no article.")
    untouched = [row.id for row in before if row.status is Status.NEW]
    steps = [StatusChanged(number, Status.NEW, Status.REJECTED) for number in untouched]
    session.do("Read in another way", steps)
    return Reread(session.articles()[-report.added].id, len(untouched), report)


def ways_for(session: Session, article: int) -> Ways:
    """In which ways an article's file could be read otherwise; none where it is gone."""
    meta = session.document(article).meta
    path = session.path.absolute().parent / meta.source
    return ways_of(path) if meta.source and path.is_file() else Ways()


def read_as(session: Session, article: int) -> str:
    """How an article's file was read, where that is not a matter of course: `windows-1252, column “body”`."""
    meta = session.document(article).meta
    if Path(meta.source).suffix.lower() in _MATTER_OF_COURSE and meta.encoding in _UNICODE:
        return ""
    ways = ways_for(session, article)
    said: list[str] = []
    if meta.encoding and meta.encoding not in _UNICODE and ways.has_encoding:
        said.append(meta.encoding.replace("cp12", "windows-12"))
    if len(ways.columns) > 1:
        said.append(f"column “{ways.column}”")
    if ways.has_hyphens:
        said.append("words at line ends made whole")
    if ways.has_rest:
        said.append("the article of the page alone")
    return ", ".join(said)


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
