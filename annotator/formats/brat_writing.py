"""brat standoff out: a folder with a `.txt` and a `.ann` an article, and an `annotation.conf`.

What a span, relation or article brought from brat (ids, roles, events) is written again as it was. Line
ends split a span into parts, since the layout has no way to write one.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.formats.brat import LINE_ENDS, NOTE, linked
from annotator.formats.brat_used import UsedInBrat, kind_of, own_of
from annotator.formats.building import Range, parts_of
from annotator.formats.folders import Names, written_folder
from annotator.formats.imported import Imported

_BREAK = re.compile(f"[{LINE_ENDS}\t]")
_LINE_END = re.compile(f"[{LINE_ENDS}]+")
_SPACE = re.compile(r"\s")


def write_brat(path: Path, articles: Iterable[Imported]) -> int:
    """Write the pairs into a new or empty folder; how many there were."""
    from annotator.formats.brat_config import conf_of

    names, used = Names(), UsedInBrat()
    count = 0
    with written_folder(path) as folder:
        for article in articles:
            name = names.of(article.meta.source)
            # A reader takes one mark away: a text that begins with one gets another.
            mark = "\ufeff" if article.text.startswith("\ufeff") else ""
            (folder / f"{name}.txt").write_bytes(f"{mark}{article.text}".encode())
            (folder / f"{name}.ann").write_bytes(annotations(article).encode())
            used.add(article)
            count += 1
        (folder / "annotation.conf").write_bytes(conf_of(*used.said()).encode())
    return count


def as_said(article: Imported, losses: "Counter[str]") -> Imported:
    """The article with what brat's lines can hold: no line end around a span, plain ones in a note,
    attributes of one line with names of one word.
    """
    text = article.text
    spans = (_trimmed(span, text, losses) for span in article.spans)
    relations = (replace(r, note=_lines_of(r.note, losses)) for r in article.relations)
    return replace(
        article,
        spans=tuple(_in_words(span, losses) for span in spans),
        relations=tuple(relations),
    )


def _lines_of(note: str, losses: "Counter[str]") -> str:
    found = _LINE_END.sub("\n", note).strip("\n")
    losses["exact note"] += found != note
    return found


def _trimmed(span: Span, text: str, losses: "Counter[str]") -> Span:
    words = text[span.start : span.end]
    inner = words.strip(LINE_ENDS)
    if not inner or inner == words:
        return span
    start = span.start + words.index(inner)
    losses["outer line end"] += 1
    return replace(span, start=start, end=start + len(inner))


def _in_words(span: Span, losses: "Counter[str]") -> Span:
    found = tuple((_SPACE.sub("_", n), _BREAK.sub(" ", v)) for n, v in span.attributes)
    losses["exact attribute"] += sum(a != b for a, b in zip(found, span.attributes, strict=True))
    return replace(span, attributes=found, note=_lines_of(span.note, losses))


def annotations(article: Imported) -> str:
    """The `.ann` of an article."""
    return _Lines(article).text()


class _Lines:
    def __init__(self, article: Imported) -> None:
        self._text = article.text
        self._article = article
        self._own = {s.id: own_of(s.extra) for s in article.spans}
        self._own_relation = {r.id: own_of(r.extra) for r in article.relations}
        self._kept: list[str] = own_of(article.meta.record_extra).get("lines", [])
        self._used = {line.split("\t")[0] for line in self._kept}
        self._lines: list[str] = []
        self._ids = {s.id: self._id("T", self._own[s.id].get("id")) for s in article.spans}
        self._events = {
            event for s in article.spans for event, _ in self._own[s.id].get("events", [])
        }
        self._used |= self._events

    def text(self) -> str:
        for span in self._article.spans:
            self._span(span)
        plain = [r for r in self._article.relations if self._kind(r) == "plain"]
        names = {relation.id: self._relation(relation) for relation in plain}
        for span in self._article.spans:
            self._span_events(span)
        self._equivalents()
        for span in self._article.spans:
            self._beside(span)
        for relation in plain:
            self._notes(relation.note, names[relation.id], self._own_relation[relation.id])
        return "".join(f"{line}\n" for line in (*self._lines, *self._kept))

    def _id(self, letter: str, said: Any = None) -> str:
        name = said if isinstance(said, str) and said.startswith(letter) else ""
        number = len(self._used) + 1
        while not name or name in self._used:
            name = f"{letter}{number}"
            number += 1
        self._used.add(name)
        return name

    def _span(self, span: Span) -> None:
        parts = [p for part in parts_of(span) for p in _within_lines(self._text, part)]
        said = ";".join(f"{start} {end}" for start, end in parts)
        # brat wants the words as they are, a tab as well.
        words = " ".join(_LINE_END.sub(" ", self._text[start:end]) for start, end in parts)
        self._lines.append(f"{self._ids[span.id]}\t{span.label} {said}\t{words}")

    def _kind(self, relation: Relation) -> str:
        return kind_of(relation, self._own_relation, self._own)

    def _relation(self, relation: Relation) -> str:
        own = self._own_relation[relation.id]
        name = self._id("R", own.get("id"))
        first, second = own.get("roles", ("Arg1", "Arg2"))
        ends = own.get("ends", ("", ""))
        head = self._end(relation.head, ends[0])
        child = self._end(relation.child, ends[1])
        self._lines.append(f"{name}\t{relation.label} {first}:{head} {second}:{child}\t")
        return name

    def _end(self, span: int, said: str) -> str:
        """An event that was meant stays meant, while its trigger is the end."""
        own = {event for event, _ in self._own[span].get("events", [])}
        return said if said in own else self._ids[span]

    def _span_events(self, span: Span) -> None:
        for event, _ in self._own[span.id].get("events", []):
            roles = [
                f"{role}:{self._end(relation.child, target)}"
                for relation in self._article.relations
                if relation.head == span.id
                for name, role, target in self._own_relation[relation.id].get("events", ())
                if name == event
            ]
            # brat wants an event to have the type of its trigger.
            said = " ".join([f"{span.label}:{self._ids[span.id]}", *roles])
            self._lines.append(f"{event}\t{said}")

    def _equivalents(self) -> None:
        groups: dict[tuple[int, int, str], list[int]] = {}
        for relation in self._article.relations:
            if self._kind(relation) == "equivalent":
                number = self._own_relation[relation.id]["equivalent"]
                key = (number, relation.head, relation.label)
                groups.setdefault(key, [relation.head]).append(relation.child)
        for (_, _, label), spans in groups.items():
            self._lines.append(f"*\t{label} {' '.join(self._ids[span] for span in spans)}")

    def _beside(self, span: Span) -> None:
        own = self._own[span.id]
        said = list(own.get("attributes", []))
        for name, value in span.attributes:
            match = next((row for row in said if row[1:3] == [name, value]), None)
            if match is not None:
                said.remove(match)
            old, target = (match[0], match[3]) if match else ("", "")
            letter = "M" if old.startswith("M") else "A"
            cells = [name, self._end(span.id, target), *([value] if value else [])]
            self._lines.append(f"{self._id(letter, old)}\t{' '.join(cells)}")
        if span.kb_id:
            name = _BREAK.sub(" ", self._text[span.start : span.end])
            old, kind, target, words = own.get("link", ("", "Reference", "", name))
            link = f"{kind} {self._end(span.id, target)} {linked(span.kb_id)}"
            self._lines.append(f"{self._id('N', old)}\t{link}\t{words}")
        self._notes(span.note, self._ids[span.id], own, span.id)

    def _notes(self, note: str, name: str, own: dict[str, Any], span: int = 0) -> None:
        said = list(own.get("notes", []))
        for line in _LINE_END.split(note) if note else ():
            match = next((row for row in said if row[2] == line), None)
            if match is not None:
                said.remove(match)
            target = self._end(span, match[1]) if match and span else name
            self._lines.append(f"{self._id('#', match and match[0])}\t{NOTE} {target}\t{line}")


def _within_lines(text: str, part: Range) -> list[Range]:
    """The part without the line ends in it, which brat takes for a mistake; line ends alone stay as they are."""
    found: list[Range] = []
    start = part[0]
    for match in _LINE_END.finditer(text, *part):
        if start < match.start():
            found.append((start, match.start()))
        start = match.end()
    if start < part[1]:
        found.append((start, part[1]))
    return found or [part]
