"""What an article brings into a project."""

from msgspec import Struct

from annotator.core.contents import Contents
from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.core.text import is_hard_wrapped
from annotator.core.tokens import Tokens

_TITLE_UP_TO = 120
_LOOKED_AT_FIRST = 500


class Imported(Struct, frozen=True):
    """An article as read; `problems` are sentences about what was odd, `losses` those of what was left out.

    `tokens` is None when the source had none: the project's tokenizer makes them.
    """

    text: str
    meta: Meta
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    status: Status = Status.NEW
    tokens: Tokens | None = None
    problems: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()


def contents_of(imported: Imported) -> Contents:
    """What an imported article brings into a project; its id is given when it is added."""
    return Contents(
        0,
        imported.text,
        imported.tokens or Tokens.plain(imported.text),
        imported.spans,
        imported.relations,
        imported.excluded,
        imported.status,
        imported.meta,
        is_hard_wrapped(imported.text),
    )


def document_of(imported: Imported) -> Document:
    """The document that an imported article becomes."""
    return contents_of(imported).laid_out()


def title_of(text: str, excluded: tuple[Excluded, ...] = ()) -> str:
    """The first included line with text, cut at a word to about 120 characters."""
    live = [e for e in excluded if e.live]
    if not live and (said := _first_line(text[:_LOOKED_AT_FIRST])):
        return said
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        said = _said(line)
        if said and not any(e.start < end and start < e.end for e in live):
            return _cut(said)
        start = end
    return _cut(" ".join(text[: 2 * _TITLE_UP_TO].split()))


def _first_line(head: str) -> str:
    """The title that the beginning of a text gives; empty where more of it is needed."""
    *whole, last = head.splitlines(keepends=True) or [""]
    for line in whole:
        if said := _said(line):
            return _cut(said)
    said = _said(last)
    return _cut(said) if len(said) > _TITLE_UP_TO else ""


def _said(line: str) -> str:
    return " ".join(line.split()).strip("\ufeff")


def _cut(said: str) -> str:
    if len(said) <= _TITLE_UP_TO:
        return said
    return said[: _TITLE_UP_TO - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
