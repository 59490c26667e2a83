"""brat standoff out: a folder with a `.txt` and a `.ann` an article, and an `annotation.conf`.

What a span, relation or article brought from brat (ids, roles, events) is written again as it was. Line
ends split a span into parts, since the layout has no way to write one.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.formats.brat import NOTE, linked
from annotator.formats.building import Range, extra_of, parts_of
from annotator.formats.folders import Names, written_folder
from annotator.formats.imported import Imported

_BREAK = re.compile(r"[\r\n\t]")
_LINE_END = re.compile(r"[\r\n]+")


def write_brat(path: Path, articles: Iterable[Imported]) -> int:
    """Write the pairs into a new or empty folder; how many there were."""
    from annotator.formats.brat_config import conf_of
    from annotator.formats.used_labels import Used

    names, used = Names(), Used()
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
        (folder / "annotation.conf").write_bytes(conf_of(used.schema()).encode())
    return count


def annotations(article: Imported) -> str:
    """The `.ann` of an article."""
    return _Lines(article).text()


class _Lines:
    def __init__(self, article: Imported) -> None:
        self._text = article.text
        self._article = article
        self._own = {s.id: _own(s.extra) for s in article.spans}
        self._own_relation = {r.id: _own(r.extra) for r in article.relations}
        self._kept: list[str] = _own(article.meta.record_extra).get("lines", [])
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
        words = " ".join(_BREAK.sub(" ", self._text[start:end]) for start, end in parts)
        self._lines.append(f"{self._ids[span.id]}\t{span.label} {said}\t{words}")

    def _kind(self, relation: Relation) -> str:
        own = self._own_relation[relation.id]
        if "equivalent" in own:
            return "equivalent"
        events = {event for event, _ in self._own[relation.head].get("events", [])}
        return "event" if any(said[0] in events for said in own.get("events", ())) else "plain"

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


def _own(extra: str) -> dict[str, Any]:
    found = extra_of(extra).get("brat")
    return found if isinstance(found, dict) else {}


def _within_lines(text: str, part: Range) -> list[Range]:
    """The part without the line ends in it; a stretch of line ends alone stays as it is."""
    found: list[Range] = []
    start = part[0]
    for match in _LINE_END.finditer(text, *part):
        if start < match.start():
            found.append((start, match.start()))
        start = match.end()
    if start < part[1]:
        found.append((start, part[1]))
    if not found:
        return [part]
    # The edges are the span's own, also where it begins or ends with a line end.
    found[0] = (part[0], found[0][1])
    found[-1] = (found[-1][0], part[1])
    return found
