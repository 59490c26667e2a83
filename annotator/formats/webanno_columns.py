"""Which layer, column and number each span and relation has in WebAnno TSV.

New spans are NamedEntity; new relations stand in the layer that leads between their spans, made where there is
none. A relation that its slot or chain can't hold any more becomes one of a relation layer.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct, field

from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.formats.building import extra_of
from annotator.formats.imported import Imported
from annotator.formats.layers import (
    ANY,
    NAMED_ENTITY,
    RELATION,
    Said,
    column_name,
    label_feature,
    values_of,
)
from annotator.formats.webanno import slot_of
from annotator.formats.webanno_cells import NONE, NULL, escaped
from annotator.formats.webanno_layout import Layer

_MIXED = "webanno.custom.MixedRelation"


class Piece(Struct, frozen=True):
    """A unit of a span, by its name."""

    unit: str


class Placed(Struct):
    """A span in its layer: units, number in brackets, features, slots (feature, role, child)."""

    span: Span
    layer: Layer
    units: list[str]
    values: dict[str, str | None]
    number: int | None = None
    slots: list[tuple[str, str | None, int]] = field(default_factory=list)


class Table(Struct):
    """The layers to declare, and the cells of each layer in each unit."""

    spans: list[Layer]
    chains: list[Layer]
    relations: list[Layer]
    cells: dict[tuple[str, str], list[str]]


class Columns:
    """Makes the table of one article; `old` are the layers of the file that it came from."""

    def __init__(self, old: Sequence[Layer], greatest: int) -> None:
        self._number = greatest
        usable = [layer for layer in old if not layer.is_kept]
        self._layers = {
            layer.name: Layer(layer.kind, layer.name, list(layer.columns), 0) for layer in usable
        }
        self._placed: dict[int, Placed] = {}
        self._links: list[tuple[Relation, Layer]] = []
        self._next: dict[int, Relation] = {}
        self._followed: set[int] = set()

    def table(self, article: Imported, pieces: Callable[[int, int], list[Piece]]) -> Table:
        """The table; `pieces` cuts a range into units."""
        for span in article.spans:
            layer = self._layer_of(span)
            units = [piece.unit for piece in pieces(span.start, span.end)]
            self._placed[span.id] = Placed(span, layer, units, self._values(layer, span))
        for relation in article.relations:
            self._sort(relation)
        self._break_circles()
        self._give_numbers()
        cells: dict[tuple[str, str], list[str]] = {}
        self._span_cells(cells)
        self._chain_cells(cells)
        self._relation_cells(cells)
        kinds: dict[str, list[Layer]] = {"SP": [], "CH": [], "RL": []}
        for layer in self._layers.values():
            kinds[layer.kind].append(layer)
        return Table(kinds["SP"], kinds["CH"], kinds["RL"], cells)

    def _layer(self, kind: str, name: str, columns: Iterable[str]) -> Layer:
        """The layer of this name, made where there is none."""
        found = self._layers.get(name)
        if found is None or found.kind != kind:
            while name in self._layers:
                name += "2"
            found = self._layers[name] = Layer(kind, name, list(columns), 0)
        return found

    def _layer_of(self, span: Span) -> Layer:
        own = own_of(span.extra)
        name = own.get("layer")
        known = self._layers.get(name) if isinstance(name, str) else None
        if known is not None and known.kind == "CH":
            plain = not (span.note or span.kb_id or span.attributes)
            if plain:
                return known
        elif known is not None and known.kind == "SP":
            return known
        elif isinstance(name, str) and name and own.get("kind") == "SP":
            return self._layer("SP", name, ["value"])
        return self._layer("SP", NAMED_ENTITY, ["identifier", "value"])

    def _values(self, layer: Layer, span: Span) -> dict[str, str | None]:
        own = own_of(span.extra)
        names = _features(layer)
        attributes: list[tuple[str, str]] = []
        for name, value in span.attributes:
            column = column_name(name, names, [k for k, _ in attributes])
            attributes.append((column, value))
        by = None if own.get("unlabelled") == span.label else "label"
        said = Said(span.label, by, span.kb_id, span.note, tuple(attributes))
        return self._told(layer, names, said)

    def _told(self, layer: Layer, names: list[str], said: Said) -> dict[str, str | None]:
        if layer.kind == "CH":
            return {"referenceType": None if said.by is None else said.label}
        if label_feature(names) is None and (said.by is not None or said.attributes):
            names = ["value", *names]
        values = values_of(layer.name, names, said)
        there = frozenset(layer.columns)
        new = [name for name in values if name not in there]
        at = next((n for n, c in enumerate(layer.columns) if c.startswith(("ROLE_", "BT_"))), None)
        at = len(layer.columns) if at is None else at
        layer.columns[at:at] = new
        return values

    def _sort(self, relation: Relation) -> None:
        """Into a slot or chain where it came from one that can hold it, else into a relation layer."""
        own = own_of(relation.extra)
        head, child = self._placed[relation.head], self._placed[relation.child]
        is_plain = not relation.note
        slot = own.get("slot")
        if is_plain and slot and slot in map(slot_of, head.layer.columns):
            role = None if own.get("unlabelled") == relation.label else relation.label
            head.slots.append((slot, role, child.span.id))
            return
        is_chain = head.layer is child.layer and head.layer.kind == "CH" and own.get("chain")
        is_free = relation.head not in self._next and relation.head != relation.child
        if is_plain and is_chain and is_free and relation.child not in self._followed:
            self._next[relation.head] = relation
            self._followed.add(relation.child)
            return
        self._links.append((relation, self._relation_layer(own, head.layer, child.layer)))

    def _relation_layer(self, own: dict[str, Any], head: Layer, child: Layer) -> Layer:
        name = own.get("layer")
        known = self._layers.get(name) if isinstance(name, str) else None
        if known is not None and known.kind == "RL" and known.base:
            return known
        if head is not child:
            return self._layer("RL", _MIXED, ["value", f"BT_{ANY}"])
        fits = (la for la in self._layers.values() if la.kind == "RL" and la.base == head.name)
        known = next(fits, None)
        if known is not None:
            return known
        new = RELATION if head.name == NAMED_ENTITY else f"{head.name}Relation"
        return self._layer("RL", new, ["value", f"BT_{head.name}"])

    def _break_circles(self) -> None:
        """A chain has a first link: a relation that closes a circle goes into a relation layer."""
        for start in list(self._next):
            at, seen = start, {start}
            while at in self._next:
                following = self._next[at].child
                if following in seen:
                    relation = self._next.pop(at)
                    layer = self._placed[at].layer
                    self._links.append((relation, self._relation_layer({}, layer, layer)))
                    break
                seen.add(following)
                at = following

    def _give_numbers(self) -> None:
        """To spans of several units, stacked ones, and those that a reference could not tell apart."""
        there: dict[tuple[str, str], int] = {}
        for placed in self._placed.values():
            for unit in placed.units:
                key = (unit, placed.layer.name)
                there[key] = there.get(key, 0) + 1
        unclear = {
            end
            for relation, layer in self._links
            for end in (relation.head, relation.child)
            if self._placed[end].layer.name != layer.base
        }
        unclear |= {child for p in self._placed.values() for _, _, child in p.slots}
        for number, placed in self._placed.items():
            is_stacked = any(there[unit, placed.layer.name] > 1 for unit in placed.units)
            is_span = placed.layer.kind == "SP"
            if is_span and (len(placed.units) > 1 or is_stacked or number in unclear):
                self._number += 1
                placed.number = self._number

    def _span_cells(self, cells: dict[tuple[str, str], list[str]]) -> None:
        at: dict[tuple[str, str], list[Placed]] = {}
        for placed in self._placed.values():
            if placed.layer.kind == "SP":
                for unit in placed.units:
                    at.setdefault((unit, placed.layer.name), []).append(placed)
        for key, here in at.items():
            columns = here[0].layer.columns
            found = [self._stacked(columns, n, here) for n in range(len(columns))]
            cells[key] = found or ["|".join(f"{NULL}{_bracket(p)}" for p in here)]

    def _stacked(self, columns: list[str], n: int, here: list[Placed]) -> str:
        slot = slot_of(columns[n])
        if slot is not None:
            return "|".join(f"{_roles(p, slot)}{_bracket(p)}" for p in here)
        host = slot_of(columns[n - 1]) if n else None
        if host is not None:
            return "|".join(self._targets(p, host) for p in here)
        return "|".join(f"{escaped(p.values.get(columns[n]))}{_bracket(p)}" for p in here)

    def _targets(self, placed: Placed, slot: str) -> str:
        children = [self._placed[child] for name, _, child in placed.slots if name == slot]
        return ";".join(f"{child.units[0]}{_bracket(child)}" for child in children) or NONE

    def _chain_cells(self, cells: dict[tuple[str, str], list[str]]) -> None:
        numbers: dict[str, int] = {}
        targets = {relation.child for relation in self._next.values()}
        for placed in self._placed.values():
            if placed.layer.kind != "CH" or placed.span.id in targets:
                continue
            chain = numbers[placed.layer.name] = numbers.get(placed.layer.name, 0) + 1
            at: int | None = placed.span.id
            link = 0
            while at is not None:
                link += 1
                relation = self._next.get(at)
                self._link_cells(cells, self._placed[at], relation, (chain, link))
                at = relation.child if relation is not None else None

    def _link_cells(
        self,
        cells: dict[tuple[str, str], list[str]],
        placed: Placed,
        relation: Relation | None,
        place: tuple[int, int],
    ) -> None:
        label = None
        if relation is not None and own_of(relation.extra).get("unlabelled") != relation.label:
            label = relation.label
        said = {
            "referenceType": f"{escaped(placed.values['referenceType'])}[{place[0]}]",
            "referenceRelation": f"{escaped(label)}->{place[0]}-{place[1]}",
        }
        for unit in placed.units:
            key = (unit, placed.layer.name)
            new = [said.get(column, NONE) for column in placed.layer.columns]
            old = cells.get(key)
            cells[key] = [f"{a}|{b}" for a, b in zip(old, new, strict=True)] if old else new

    def _relation_cells(self, cells: dict[tuple[str, str], list[str]]) -> None:
        told: list[tuple[Relation, Layer, dict[str, str | None]]] = []
        for relation, layer in self._links:
            own = own_of(relation.extra)
            rest = own.get("values") if own.get("layer") == layer.name else None
            more = (
                tuple((str(k), str(v)) for k, v in rest.items()) if isinstance(rest, dict) else ()
            )
            by = None if own.get("unlabelled") == relation.label else "label"
            said = Said(relation.label, by, "", relation.note, more)
            told.append((relation, layer, self._told(layer, _features(layer), said)))
        for relation, layer, values in told:
            head, child = self._placed[relation.head], self._placed[relation.child]
            numbers = (head.number or 0, child.number or 0)
            where = f"[{numbers[0]}_{numbers[1]}]" if any(numbers) else ""
            names = [c for c in layer.columns if not c.startswith("BT_")]
            new = [*(escaped(values.get(name)) for name in names), f"{head.units[0]}{where}"]
            key = (child.units[0], layer.name)
            old = cells.get(key)
            cells[key] = [f"{a}|{b}" for a, b in zip(old, new, strict=True)] if old else new


def own_of(extra: str) -> dict[str, Any]:
    """What a span or relation brought from WebAnno."""
    found = extra_of(extra).get("webanno") if extra else None
    return found if isinstance(found, dict) else {}


def _features(layer: Layer) -> list[str]:
    """The columns that are neither slots nor their targets nor the base type."""
    slots = {n for n, column in enumerate(layer.columns) if slot_of(column) is not None}
    return [
        column
        for n, column in enumerate(layer.columns)
        if n not in slots and n - 1 not in slots and not column.startswith("BT_")
    ]


def _bracket(placed: Placed) -> str:
    return f"[{placed.number}]" if placed.number else ""


def _roles(placed: Placed, slot: str) -> str:
    return ";".join(escaped(role) for name, role, _ in placed.slots if name == slot) or NONE
