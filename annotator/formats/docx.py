"""Articles from Word documents: paragraphs and tables in reading order, title and author.

Headers, footers and deleted text are left out, and notes and comments, which is told.
Memory: at most about 12 times the unpacked text part.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.imported import Imported
from annotator.formats.reading import article_of
from annotator.formats.whole_files import bytes_of, digest_of
from annotator.formats.zipped import Parts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

AT_MOST = 100 << 20
"""Bytes of the largest document that is read; pictures count."""
_LEFT_OUT = frozenset(
    ("Fallback", "del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr")
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


def read_docx(path: Path, _encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The one article of a Word document."""
    digest = digest_of(bytes_of(path, AT_MOST))
    with Parts(path) as parts:
        document = parts.tree("word/document.xml")
        if document is None:
            raise InputError("This is no Word document: its text is not there.", str(path))
        meta = core_properties(parts)
        beside = ", ".join(_beside(parts))
    text = "\n".join(line for line in _Lines().of(document))
    problems = (f"Left out: {beside}.",) if beside else ()
    yield article_of(text, meta, path, digest, problems)


def _beside(parts: Parts) -> Iterator[str]:
    """What stands beside the text, in words; a part that can't be read says nothing."""
    for kind in ("footnote", "endnote", "comment"):
        try:
            tree = parts.tree(f"word/{kind}s.xml")
        except InputError:
            continue
        count = sum(1 for note in tree if _has_text(note)) if tree is not None else 0
        if count:
            yield f"{count:,} {kind}{'s' if count > 1 else ''}"


def _has_text(tree: "Element") -> bool:
    return any(_name(e) == "t" and (e.text or "").strip() for e in tree.iter())


def core_properties(parts: Parts) -> Meta:
    """Title, author and day of making, as an Office file says."""
    tree = parts.tree("docProps/core.xml")
    said = {_name(e): (e.text or "").strip() for e in tree} if tree is not None else {}
    return Meta(
        title=said.get("title", ""), author=said.get("creator", ""), date=said.get("created", "")
    )


class _Lines:
    """Walks a document without recursion; a row of a table is a line, its cells set apart by tabs."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._parts: list[str] = []
        self._cells: list[list[str]] = []

    def of(self, tree: "Element") -> list[str]:
        waiting: list[tuple[Element, bool]] = [(tree, False)]
        while waiting:
            element, is_left = waiting.pop()
            if is_left:
                self._leave(_name(element))
            elif _name(element) not in _LEFT_OUT:
                self._enter(element)
                waiting.append((element, True))
                waiting += [(child, False) for child in reversed(element)]
        self._end_line()
        return self._lines

    def _enter(self, element: "Element") -> None:
        name = _name(element)
        if name == "t":
            self._parts.append(element.text or "")
        elif name in _SIGNS and not (name == "tab" and element.attrib):
            self._parts.append(_SIGNS[name])
        elif name == "tr":
            self._cells.append([])
        elif name == "p" and not self._cells:
            self._end_line()

    def _leave(self, name: str) -> None:
        if name == "p":
            if self._cells:
                self._parts.append(" ")
            else:
                self._end_line()
        elif name == "tc" and self._cells:
            self._cells[-1].append(" ".join("".join(self._parts).split()))
            self._parts.clear()
        elif name == "tr" and self._cells:
            row = "\t".join(self._cells.pop()).rstrip()
            self._parts.append(row)
            if not self._cells:
                self._end_line()

    def _end_line(self) -> None:
        line = "".join(self._parts).rstrip(" ")
        if line.strip():
            self._lines.append(line)
        self._parts.clear()


def _name(element: "Element") -> str:
    return element.tag.rpartition("}")[2]
