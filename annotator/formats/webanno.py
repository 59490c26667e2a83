"""WebAnno TSV 3 in: span, chain and relation layers, and slots as relations from their host.

Layers about words (parts of speech, lemmas, dependencies) go along as they are. A span keeps the name of its
layer and feature, so that it goes out where it came from.
"""

import hashlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.building import Building, Link
from annotator.formats.decoding import decoded
from annotator.formats.imported import Imported
from annotator.formats.layers import ANY, attribute_name, is_beside, said_by, short
from annotator.formats.originals import kept
from annotator.formats.table import Glimpse
from annotator.formats.token_rows import FROM_RECORD
from annotator.formats.webanno_cells import (
    NONE,
    NULL,
    chained,
    numbered,
    reference,
    split,
    unescaped,
)
from annotator.formats.webanno_layout import Layer, Parsed, Unit, parsed, version_of
from annotator.formats.whole_files import LARGEST, bytes_of

Values = dict[str, str | None]
_OLD = re.compile(r"\s*# \w+(?:\.\w+)+ \| [^\n]*\n#id=")


class Annotation(Struct):
    """A span of a layer: its units, its number in brackets, its features and slots (feature, role, target)."""

    layer: Layer
    number: int | None
    units: list[Unit]
    values: Values = field(default_factory=dict)
    slots: list[tuple[str, str | None, str]] = field(default_factory=list)
    chain: tuple[int, int] | None = None
    relation: str | None = None


def is_webanno(glimpse: Glimpse) -> bool:
    """Whether the first line says so, or names layers as version 2 did."""
    return version_of(glimpse.text) is not None or _OLD.match(glimpse.text) is not None


def read_webanno(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The article of a file."""
    data = bytes_of(path, LARGEST)
    found = decoded(data, str(path), encoding)
    if _OLD.match(found.text):
        raise InputError("This is WebAnno TSV 2. Export it as WebAnno TSV 3.", str(path))
    digest = hashlib.sha256(data).hexdigest()
    meta = Meta(source=path.as_posix(), source_sha256=digest, encoding=found.encoding)
    yield article_of_tsv(found.text, meta)


def article_of_tsv(text: str, meta: Meta) -> Imported:
    """The article of a file's text; InputError when it is broken."""
    file = parsed(text, meta.source)
    if not file.text.strip():
        raise InputError("The file has no text.", meta.source)
    building = Building(file.text, meta.source)
    if not file.counts_utf16:
        building.reading.problem("Its offsets count code points, not UTF-16 units.")
    if file.moved:
        said = "words do not stand" if file.moved > 1 else "word does not stand"
        building.reading.problem(f"{file.moved:,} {said} where the offsets say.")
    _Layers(file, building).read()
    rows = [u for s in file.sentences for u in s.units if u.is_token]
    words = [u for u in rows if u.start < u.stop]
    in_order = (
        len({u.id for u in rows}) == len(rows)
        and all(u.start <= u.stop for u in rows)
        and all(a.stop <= b.start for a, b in itertools.pairwise(rows))
    )
    tokens = Tokens((u.start for u in words), (u.stop for u in words), _starts(file), FROM_RECORD)
    if in_order:
        extra = kept("webanno", file.text, {"tsv": text.encode("utf-8", "replace")})
        meta = replace(meta, record_extra=extra)
    else:
        building.reading.loss(
            "The words do not follow each other, so what is said of them is lost."
        )
    return building.finished(meta, tokens=tokens if words and in_order else None, exact=True)


def _starts(file: Parsed) -> list[int]:
    return sorted({sentence.start for sentence in file.sentences if sentence.units})


class _Layers:
    def __init__(self, file: Parsed, building: Building) -> None:
        self._file = file
        self._building = building
        self._units = [unit for sentence in file.sentences for unit in sentence.units]
        self._found: list[Annotation] = []
        self._at: dict[str, list[int]] = {}

    def read(self) -> None:
        layers = self._file.layers
        for layer in layers:
            if layer.kind == "SP" and not layer.is_kept:
                self._found += _annotations(layer, self._units)
            elif layer.kind == "CH":
                self._found += _links(layer, self._units)
        for place, annotation in enumerate(self._found):
            self._add(place, annotation)
            for unit in annotation.units:
                self._at.setdefault(unit.id, []).append(place)
        self._add_slots()
        self._add_chains()
        for layer in layers:
            if layer.kind == "RL" and not layer.is_kept:
                self._add_relations(layer)
        beside = sorted({short(layer.name) for layer in layers if layer.is_kept})
        if beside:
            said = ", ".join(beside)
            self._building.reading.problem(f"These layers are kept as they are: {said}.")

    def _add(self, place: int, found: Annotation) -> None:
        start = min(unit.start for unit in found.units)
        stop = max(unit.stop for unit in found.units)
        said = said_by(found.layer.name, found.values)
        own: dict[str, Any] = {"layer": found.layer.name, "kind": found.layer.kind}
        if said.by is None:
            own["unlabelled"] = said.label
        self._building.span(
            place,
            start,
            stop,
            said.label,
            kb_id=said.link,
            note=said.note,
            attributes=tuple((attribute_name(k), v) for k, v in said.attributes),
            extra={"webanno": own},
        )

    def _add_slots(self) -> None:
        for place, host in enumerate(self._found):
            for feature, role, target in host.slots:
                kind = _target_type(host.layer, feature)
                child = self._resolved(target, kind)
                own: dict[str, Any] = {"layer": host.layer.name, "slot": feature}
                if role is None:
                    own["unlabelled"] = feature
                link = self._building.relation(place, child, role or feature)
                link.extra = {"webanno": own}

    def _add_chains(self) -> None:
        chains: dict[tuple[str, int], dict[int, int]] = {}
        for place, found in enumerate(self._found):
            if found.chain is not None:
                key = (found.layer.name, found.chain[0])
                chains.setdefault(key, {})[found.chain[1]] = place
        for (name, _), links in chains.items():
            ordered = [links[number] for number in sorted(links)]
            for head, child in itertools.pairwise(ordered):
                label = self._found[head].relation
                own: dict[str, Any] = {"layer": name, "chain": True}
                if label is None:
                    own["unlabelled"] = "next"
                link = self._building.relation(head, child, label or "next")
                link.extra = {"webanno": own}

    def _add_relations(self, layer: Layer) -> None:
        names = [c for c in layer.columns if not c.startswith("BT_")]
        for unit in self._units:
            cells = _cells(layer, unit)
            if cells is None:
                continue
            sources = split(cells[-1], "|")
            columns = [split(cell, "|") for cell in cells[:-1]]
            for n, source in enumerate(sources):
                items = [column[n] if n < len(column) else NULL for column in columns]
                values = {k: _value(v) for k, v in zip(names, items, strict=False)}
                self._relation(layer, unit, source, values)

    def _relation(self, layer: Layer, unit: Unit, source: str, values: Values) -> None:
        said_ends = reference(source)
        if said_ends is None:
            self._building.reading.loss(f"The relation {source!r:.40} at {unit.id} is broken.")
            return
        number = f"[{said_ends[2]}]" if said_ends[2] else ""
        head = self._resolved(source, layer.base)
        child = self._resolved(f"{unit.id}{number}", layer.base)
        said = said_by(layer.name, values)
        link: Link = self._building.relation(head, child, said.label, note=said.note)
        own: dict[str, Any] = {"layer": layer.name}
        if said.by is None:
            own["unlabelled"] = said.label
        rest = dict(said.attributes) | ({"identifier": said.link} if said.link else {})
        if rest:
            own["values"] = rest
        link.extra = {"webanno": own}

    def _resolved(self, said: str, kind: str) -> int | str:
        """The annotation that a unit with a number means; the reference itself where there is none."""
        found = reference(said)
        if found is None:
            return said
        number = found[1] or None
        there = [(place, self._found[place]) for place in self._at.get(found[0], ())]
        if number is not None:
            there = [(place, a) for place, a in there if a.number == number]
        else:
            begins = [(place, a) for place, a in there if a.units[0].id == found[0]]
            there = begins or there
            there = [(place, a) for place, a in there if a.number is None] or there
        typed = [place for place, a in there if a.layer.name == kind]
        if not typed and kind != ANY and is_beside(kind):
            return said
        return typed[0] if typed else there[0][0] if there else said


def _target_type(layer: Layer, feature: str) -> str:
    columns = layer.columns
    at = next((n for n, c in enumerate(columns) if slot_of(c) == feature), len(columns))
    return columns[at + 1] if at + 1 < len(columns) and "." in columns[at + 1] else ANY


def slot_of(column: str) -> str | None:
    """The name of the feature whose roles a column holds."""
    if not column.startswith("ROLE_"):
        return None
    return column[5:].partition(":")[2].rpartition("_")[0] or column[5:]


def _cells(layer: Layer, unit: Unit) -> list[str] | None:
    """The cells of a layer; None where none of them says anything."""
    cells = unit.cells[layer.first : layer.first + layer.width]
    return cells if any(cell not in (NONE, "") for cell in cells) else None


def _value(item: str) -> str | None:
    written, _ = numbered(item)
    return None if written in (NULL, NONE) else unescaped(written)


def _annotations(layer: Layer, units: list[Unit]) -> Iterator[Annotation]:
    """The annotations of a span layer: those of one number are one, wherever their units are."""
    by_number: dict[int, Annotation] = {}
    for unit in units:
        cells = _cells(layer, unit)
        if cells is None:
            continue
        here: dict[tuple[int | None, int], Annotation] = {}
        for place, (column, cell) in enumerate(_columns(layer, cells)):
            if cell == NONE:
                continue
            for n, item in enumerate(split(cell, "|")):
                key = _key(layer, item, n, cells, place)
                if key not in here:
                    here[key] = Annotation(layer, key[0], [unit])
                _fill(here[key], column, item, place, cells, n)
        for (number, _), made in here.items():
            old = by_number.get(number) if number is not None else None
            if old is None:
                if number is not None:
                    by_number[number] = made
                yield made
            else:
                old.units.append(unit)
                _merge(old, made)


def _columns(layer: Layer, cells: list[str]) -> Iterator[tuple[str, str]]:
    names = layer.columns or [""]
    yield from zip(names, cells, strict=False)


def _key(layer: Layer, item: str, n: int, cells: list[str], place: int) -> tuple[int | None, int]:
    """An annotation's number, else its place in the stack; targets of slots belong to their roles."""
    is_target = place > 0 and bool(slot_of(layer.columns[place - 1]))
    if is_target:
        roles = split(cells[place - 1], "|")
        item = roles[n] if n < len(roles) else item
        _, number = numbered(item) if n < len(roles) else (item, None)
    else:
        _, number = numbered(item)
    return number, n if number is None else -1


def _fill(found: Annotation, column: str, item: str, place: int, cells: list[str], n: int) -> None:
    layer = found.layer
    feature = slot_of(column)
    if feature is not None:
        targets = split(cells[place + 1], "|") if place + 1 < len(cells) else []
        roles = split(numbered(item)[0], ";")
        if n < len(targets):
            for role, target in zip(roles, split(targets[n], ";"), strict=False):
                if reference(target) is not None:
                    found.slots.append((feature, _value(role), target))
    elif column and not (place and slot_of(layer.columns[place - 1])):
        found.values[column] = _value(item)


def _merge(old: Annotation, new: Annotation) -> None:
    """What only a later unit says is added."""
    for name, value in new.values.items():
        if old.values.get(name) is None:
            old.values[name] = value
    old.slots += [slot for slot in new.slots if slot not in old.slots]


def _links(layer: Layer, units: list[Unit]) -> Iterator[Annotation]:
    """The links of a chain layer; their number is the chain's, so that they are told apart by their place."""
    names = layer.columns
    if not {"referenceType", "referenceRelation"} <= set(names):
        return
    kind, relation = names.index("referenceType"), names.index("referenceRelation")
    known: dict[tuple[int, int], Annotation] = {}
    for unit in units:
        cells = _cells(layer, unit)
        if cells is None or len(cells) <= max(kind, relation):
            continue
        types = split(cells[kind], "|")
        for n, item in enumerate(split(cells[relation], "|")):
            said = chained(item)
            if said is None:
                continue
            chain, _, link = said[1].partition("-")
            place = (int(chain[:9]), int(link[:9]))
            if place in known:
                known[place].units.append(unit)
                continue
            made = Annotation(layer, None, [unit], chain=place, relation=_value(said[0]))
            made.values["referenceType"] = _value(types[n]) if n < len(types) else None
            known[place] = made
            yield made
