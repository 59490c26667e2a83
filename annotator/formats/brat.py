"""brat standoff in: `.txt` beside `.ann`, or beside `.a1` and `.a2` (https://brat.nlplab.org/standoff.html).

An event is a span (its trigger) with a relation to each argument, named by the role; `Equiv` a relation
from the first of its spans to each other one. Ids, events and lines that are none of ours are kept under
`brat` in the extra of spans, relations and article, and come out again.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.building import Building, Claim, Link, Range
from annotator.formats.decoding import decoded
from annotator.formats.imported import Imported
from annotator.formats.record_values import json_text
from annotator.formats.table import Glimpse
from annotator.formats.whole_files import bytes_of, digest_of

AT_MOST = 64 << 20
"""Bytes of the largest text, and of the largest file of annotations, that is read."""
NOTE = "AnnotatorNotes"
LINE_ENDS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""Where brat's own reader ends a line."""
_BARE = "Link:"
"""Before links that name no knowledge base; brat takes none without."""
_TO_QUOTE = re.compile(r"[\s%]")
_RANGES = re.compile(r"[0-9]{1,12} [0-9]{1,12}(?:;[0-9]{1,12} [0-9]{1,12})*")
_ROLE = re.compile(r"(\S+?)(\d*):(\S+)")


def is_pair(glimpse: Glimpse) -> bool:
    """Whether a text has annotations beside it, or is such annotations."""
    return glimpse.suffix != ".txt" or bool(_annotations(glimpse.path))


def read_brat(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The article of a pair, named by either of its files."""
    text_path = path if path.suffix.lower() == ".txt" else path.with_suffix(".txt")
    if not text_path.exists():
        reason = f"The text {text_path.name} that belongs to it is missing. Put it beside it."
        raise InputError(reason, str(path))
    data = bytes_of(text_path, AT_MOST)
    said = [(p, bytes_of(p, AT_MOST, may_be_empty=True)) for p in _annotations(path)]
    text = decoded(data, str(text_path), encoding)
    lines = [line for p, d in said for line in _lines(d, p, encoding)]
    own = next((d for p, d in said if p == path), data)
    meta = Meta(source=path.as_posix(), source_sha256=digest_of(own), encoding=text.encoding)
    yield _Pair(text.text, str(path), text.remarks(str(text_path))).read(lines, meta)


def _annotations(path: Path) -> list[Path]:
    one = path.with_suffix(".ann")
    if path.suffix.lower() in (".txt", ".ann") and one.exists():
        return [one]
    return [p for p in (path.with_suffix(".a1"), path.with_suffix(".a2")) if p.exists()]


def _lines(data: bytes, path: Path, encoding: str | None) -> list[str]:
    if not data.strip():
        return []
    return [line.rstrip("\r") for line in decoded(data, str(path), encoding).text.split("\n")]


class _Event(Struct):
    """An event's trigger and its arguments as (role with number, target)."""

    id: str
    label: str
    trigger: str
    arguments: list[tuple[str, str]] = field(default_factory=list)


class _Pair:
    def __init__(self, text: str, place: str, remarks: tuple[str, ...]) -> None:
        self._building = Building(text, place)
        self._building.reading.problems += remarks
        self._spans: dict[str, Claim] = {}
        self._events: dict[str, _Event] = {}
        self._relations: dict[str, Link] = {}
        self._kept: list[str] = []
        self._equivalents = 0

    def read(self, lines: list[str], meta: Meta) -> Imported:
        takers: list[tuple[str, Callable[[list[str]], bool]]] = [
            *(("T", self._span), ("E", self._event), ("R", self._relation)),
            *(("*", self._equivalent), ("A", self._attribute), ("M", self._attribute)),
            *(("N", self._link), ("#", self._note)),
        ]
        waiting = [line for line in lines if line.strip()]
        known = tuple(kind for kind, _ in takers)
        self._kept += [line for line in waiting if not line.startswith(known)]
        for kind, take in takers:
            for line in waiting:
                if line.startswith(kind) and not take(line.split("\t")):
                    self._kept.append(line)
            if kind == "E":
                self._add_events()
        for line in self._kept:
            self._building.reading.problem(f"The line {line!r:.80} was kept as it is.")
        extra = json_text({"brat": {"lines": self._kept}}) if self._kept else ""
        return self._building.finished(replace(meta, record_extra=extra))

    def _span(self, cells: list[str]) -> bool:
        label, _, ranges = cells[1].partition(" ") if len(cells) > 1 else ("", "", "")
        ranges = ranges.strip()
        if not label or not _RANGES.fullmatch(ranges):
            return False
        parts = sorted(_range(part) for part in ranges.split(";"))
        surface = "\t".join(cells[2:]) or None
        claim = self._building.parted(
            cells[0], _joined(self._building.text, parts), label, surface=surface
        )
        if self._spans.setdefault(cells[0], claim) is claim:
            claim.extra = {"brat": {"id": cells[0]}}
        else:
            self._building.reading.problem(f"The id {cells[0]} stands there twice.")
        return True

    def _event(self, cells: list[str]) -> bool:
        said = [_ROLE.fullmatch(word) for word in " ".join(cells[1:]).split()]
        found = [match for match in said if match is not None]
        if not found or len(found) < len(said) or found[0][3] not in self._spans:
            return False
        label = found[0][1] + found[0][2]
        arguments = [(match[1] + match[2], match[3]) for match in found[1:]]
        self._events[cells[0]] = _Event(cells[0], label, found[0][3], arguments)
        return True

    def _add_events(self) -> None:
        links: dict[tuple[str, str, str], Link] = {}
        for event in self._events.values():
            own = self._spans[event.trigger].extra["brat"]
            own.setdefault("events", []).append([event.id, event.label])
            for role, target in event.arguments:
                child = self._target(target)
                label = role.rstrip("0123456789") or role
                key = (event.trigger, child, label)
                if key not in links:
                    links[key] = self._building.relation(*key[:2], label)
                    links[key].extra = {"brat": {"events": []}}
                links[key].extra["brat"]["events"].append([event.id, role, target])

    def _target(self, said: str) -> str:
        """The span that an id stands for: an event stands for its trigger."""
        event = self._events.get(said)
        return event.trigger if event is not None else said

    def _relation(self, cells: list[str]) -> bool:
        label, *roles = _words(cells) or [""]
        ends = [role.partition(":") for role in roles]
        if not label or len(ends) != 2 or any(not target for _, _, target in ends):
            return False
        (first, _, head), (second, _, child) = ends
        own = {"id": cells[0], "roles": [first, second], "ends": [head, child]}
        link = self._building.relation(self._target(head), self._target(child), label)
        link.extra = {"brat": own}
        self._relations[cells[0]] = link
        return True

    def _equivalent(self, cells: list[str]) -> bool:
        label, *ids = _words(cells) or [""]
        if not label or len(ids) < 2:
            return False
        self._equivalents += 1
        for other in ids[1:]:
            link = self._building.relation(self._target(ids[0]), self._target(other), label)
            link.extra = {"brat": {"equivalent": self._equivalents}}
        return True

    def _attribute(self, cells: list[str]) -> bool:
        words = cells[1].split(" ", 2) if len(cells) > 1 else []
        claim = self._spans.get(self._target(words[1])) if len(words) > 1 else None
        if claim is None:
            return False
        name, value = words[0], words[2] if len(words) > 2 else ""
        claim.attributes = (*claim.attributes, (name, value))
        own = claim.extra["brat"].setdefault("attributes", [])
        own.append([cells[0], name, value, words[1]])
        return True

    def _link(self, cells: list[str]) -> bool:
        words = cells[1].split(" ", 2) if len(cells) > 1 else []
        claim = self._spans.get(self._target(words[1])) if len(words) == 3 else None
        if claim is None or claim.kb_id:
            return False
        claim.kb_id = meant(words[2])
        name = cells[2] if len(cells) > 2 else ""
        claim.extra["brat"]["link"] = [cells[0], words[0], words[1], name]
        return True

    def _note(self, cells: list[str]) -> bool:
        words = cells[1].split() if len(cells) > 2 else []
        if len(words) != 2 or words[0] != NOTE:
            return False
        target: Claim | Link | None = self._spans.get(self._target(words[1]))
        target = target or self._relations.get(words[1])
        if target is None:
            return False
        said = "\t".join(cells[2:])
        target.note = f"{target.note}\n{said}" if target.note else said
        target.extra["brat"].setdefault("notes", []).append([cells[0], words[1], said])
        return True


def _words(cells: list[str]) -> list[str]:
    return cells[1].split() if len(cells) > 1 else []


def meant(said: str) -> str:
    """What a link says, also one of ours that names no base."""
    return unquote(said.removeprefix(_BARE)) if said.startswith(_BARE) else said


def linked(link: str) -> str:
    """The inverse: brat wants `BASE:ID` without white space."""
    is_plain = ":" in link and not link.startswith(_BARE) and not any(map(str.isspace, link))
    return link if is_plain else _BARE + _TO_QUOTE.sub(lambda m: quote(m[0]), link)


def _range(said: str) -> Range:
    start, end = said.split(" ")
    return int(start), int(end)


def _joined(text: str, parts: list[Range]) -> list[Range]:
    """Parts with nothing but line ends between them are one span: brat has no other way to write it."""
    found = [parts[0]]
    for start, end in parts[1:]:
        between = text[found[-1][1] : start]
        if between and not between.strip(LINE_ENDS):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
