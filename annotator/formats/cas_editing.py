"""An article's spans and relations put into an open CAS: what is there already is changed, not made anew."""

from collections.abc import Iterable, Iterator
from typing import Any

from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.formats.building import extra_of
from annotator.formats.cas import view_of
from annotator.formats.cas_features import slots_of
from annotator.formats.cas_loading import shown_name
from annotator.formats.cas_telling import STRING, can_be_label, ensure, prepare, tell, tell_label
from annotator.formats.imported import Imported
from annotator.formats.layers import ANY, NAMED_ENTITY, RELATION, Said


def said(article: Imported) -> object:
    """All that a CAS says of an article, to be compared."""
    places = {
        s.id: (s.start, s.end, s.label, s.kb_id, s.note, sorted(s.attributes))
        for s in article.spans
    }
    links = sorted((places[r.head], places[r.child], r.label, r.note) for r in article.relations)
    return sorted(places.values()), links


def own_of(extra: str) -> dict[str, Any]:
    """What a span or relation brought from a CAS."""
    found = extra_of(extra).get("cas") if extra else None
    return found if isinstance(found, dict) else {}


def _id(item: Span | Relation) -> int | None:
    found = own_of(item.extra).get("id")
    return found if isinstance(found, int) else None


class Editing:
    """Changes a CAS; `before` is the article as the CAS has it, None for a new one."""

    def __init__(self, cas: Any, before: Imported | None) -> None:
        self._view = view_of(cas)
        self._types = cas.typesystem
        self._there = {fs.xmiID: fs for fs in self._view.select_all_fs()}
        self._spans = {_id(s): s for s in before.spans} if before else {}
        self._relations = list(before.relations) if before else []
        self._before = {s.id: s for s in before.spans} if before else {}
        self._placed: dict[int, Any] = {}

    def prepare(self, article: Imported) -> bool:
        """Make the types and features that are missing; whether any was."""
        made = False
        for span, structure in self._matched(article.spans):
            if structure is None or self._has_changed(span):
                kind = structure.type if structure is not None else self._named_entity()
                made |= prepare(kind, _said_of(span))
        spans = {span.id: span for span in article.spans}
        for relation in article.relations:
            if own_of(relation.extra).get("chain"):
                head = self._there.get(_id(spans[relation.head]) or -1)
                made |= head is not None and ensure(head.type, "referenceRelation")
            old = self._there.get(_id(relation) or -1)
            is_relation = old is not None and "layer" in own_of(relation.extra)
            kind = old.type if old is not None and is_relation else self._relation()
            made |= prepare(kind, _said_of_relation(relation))
        return made

    def apply(self, article: Imported) -> None:
        """Make the CAS say what the article says."""
        self._put_spans(article.spans)
        slots = [r for r in article.relations if self._slot(r) is not None]
        self._put_slots(slots)
        links = self._links(r for r in article.relations if r not in slots)
        self._put_chains(links)
        self._put_relations([r for r in article.relations if r not in slots and r not in links])

    def _matched(self, spans: Iterable[Span]) -> Iterator[tuple[Span, Any]]:
        """Each span with the structure that it came from, None for a new one."""
        left = set(self._spans)
        for span in spans:
            number = _id(span)
            structure = self._there.get(number) if number in left and number is not None else None
            if structure is not None and self._is_fixed(structure, span):
                structure = None
            left -= {number} if structure is not None else set()
            yield span, structure

    def _is_fixed(self, structure: Any, span: Span) -> bool:
        """Whether its type can't say what the span says now: UIMA's own takes no features, some hold numbers."""
        is_plain = structure.type.name == ANY or not can_be_label(structure.type, span.label)
        return is_plain and self._has_changed(span)

    def _has_changed(self, span: Span) -> bool:
        old = self._spans[_id(span)]
        return _told(old) != _told(span)

    def _put_spans(self, spans: Iterable[Span]) -> None:
        gone = dict(self._spans)
        for span, structure in list(self._matched(spans)):
            found = structure
            if found is None:
                found = self._named_entity()(begin=span.start, end=span.end)
                tell(found, _said_of(span))
                self._view.add(found)
            else:
                gone.pop(_id(span), None)
                if self._has_changed(span):
                    # The index is sorted by the offsets that change.
                    self._view.remove(found)
                    found.begin, found.end = span.start, span.end
                    tell(found, _said_of(span))
                    self._view.add(found)
            self._placed[span.id] = found
        for number in gone:
            self._view.remove(self._there[number])

    def _slot(self, relation: Relation) -> Any:
        """The feature of the head that holds the relation as a slot, or None."""
        name = own_of(relation.extra).get("slot")
        if not name or relation.note:
            return None
        host = self._placed[relation.head]
        found = (f for f in host.type.all_features if shown_name(f) == name)
        return next((f for f in found if host[f.name] is not None), None)

    def _put_slots(self, relations: list[Relation]) -> None:
        wanted: dict[tuple[int, str], list[Relation]] = {}
        for relation in relations:
            key = (self._placed[relation.head].xmiID, str(own_of(relation.extra)["slot"]))
            wanted.setdefault(key, []).append(relation)
        known = {own_of(r.extra).get("id") for r in self._relations}
        for host in list(self._placed.values()):
            old: dict[str, list[Any]] = {}
            for feature, link, _, _ in slots_of(host):
                old.setdefault(feature, []).append(link)
            for name, links in old.items():
                feature = next(f for f in host.type.all_features if shown_name(f) == name)
                kept = [link for link in links if link.xmiID not in known]
                new = [self._link(r, links) for r in wanted.get((host.xmiID, name), ())]
                host[feature.name].elements = kept + new

    def _link(self, relation: Relation, links: list[Any]) -> Any:
        number = _id(relation)
        link = next((link for link in links if link.xmiID == number), None) or links[0].type()
        if link.type.get_feature("role") is not None:
            is_null = own_of(relation.extra).get("unlabelled") == relation.label
            link["role"] = None if is_null else relation.label
        link["target"] = self._placed[relation.child]
        return link

    def _links(self, relations: Iterable[Relation]) -> list[Relation]:
        """The relations that can be a link's way to the next: one each, none closes a circle."""
        found: dict[int, Relation] = {}
        children: set[int] = set()
        for relation in relations:
            head, child = self._placed[relation.head], self._placed[relation.child]
            is_link = bool(own_of(relation.extra).get("chain")) and not relation.note
            is_link &= all(fs.type.get_feature("next") is not None for fs in (head, child))
            is_link &= relation.head not in found and relation.child not in children
            at: int | None = relation.child
            while is_link and at is not None and at != relation.head:
                at = found[at].child if at in found else None
            if is_link and at is None:
                found[relation.head] = relation
                children.add(relation.child)
        return list(found.values())

    def _put_chains(self, relations: list[Relation]) -> None:
        links = {fs.xmiID: fs for fs in self._placed.values() if fs.type.get_feature("next")}
        old = [r for r in self._relations if own_of(r.extra).get("chain")]
        before = {(_id(self._before[r.head]), _id(self._before[r.child]), r.label) for r in old}
        placed = self._placed
        after = {(placed[r.head].xmiID, placed[r.child].xmiID, r.label) for r in relations}
        there = {n for n in self._spans if n and self._there[n].type.get_feature("next")}
        if before == after and there == set(links):
            return
        for link in links.values():
            link["next"] = None
        inner: set[int] = set()
        for relation in relations:
            head, child = placed[relation.head], placed[relation.child]
            head["next"] = child
            inner.add(child.xmiID)
            if head.type.get_feature("referenceRelation") is not None:
                is_null = own_of(relation.extra).get("unlabelled") == relation.label
                head["referenceRelation"] = None if is_null else relation.label
        self._put_heads([link for link in links.values() if link.xmiID not in inner])

    def _put_heads(self, firsts: list[Any]) -> None:
        """A head for each chain in place of the old ones."""
        heads = [fs for fs in self._there.values() if fs.type.get_feature("first") is not None]
        for head in heads:
            self._view.remove(head)
        for first in firsts if heads else ():
            made = heads[0].type()
            made["first"] = first
            self._view.add(made)

    def _put_relations(self, relations: list[Relation]) -> None:
        left = {_id(r): r for r in self._relations if "layer" in own_of(r.extra)}
        for relation in relations:
            number = _id(relation)
            old = left.pop(number, None) if "layer" in own_of(relation.extra) else None
            head, child = self._placed[relation.head], self._placed[relation.child]
            if old is None or number is None:
                structure = self._relation()(begin=child.begin, end=child.end)
            else:
                structure = self._there[number]
                if self._is_same(old, relation):
                    continue
                self._view.remove(structure)
            structure.begin, structure.end = child.begin, child.end
            structure["Governor"], structure["Dependent"] = head, child
            if old is None or (old.label, old.note) != (relation.label, relation.note):
                tell_label(structure, _said_of_relation(relation))
            self._view.add(structure)
        for number in left:
            self._view.remove(self._there[number or 0])

    def _is_same(self, old: Relation, new: Relation) -> bool:
        ends = (_id(self._before[old.head]), _id(self._before[old.child]))
        placed = (self._placed[new.head], self._placed[new.child])
        is_moved = any(
            _told_range(self._spans[n]) != (fs.begin, fs.end)
            for n, fs in zip(ends, placed, strict=True)
            if n in self._spans
        )
        same_ends = ends == tuple(fs.xmiID for fs in placed)
        return same_ends and not is_moved and (old.label, old.note) == (new.label, new.note)

    def _named_entity(self) -> Any:
        return self._type(NAMED_ENTITY, ("value", "identifier"))

    def _relation(self) -> Any:
        return self._type(RELATION, ("value",), ("Governor", "Dependent"))

    def _type(self, name: str, texts: Iterable[str], references: Iterable[str] = ()) -> Any:
        """The type of this name, made where there is none."""
        if self._types.contains_type(name):
            return self._types.get_type(name)
        kind = self._types.create_type(name, ANY)
        for feature in texts:
            self._types.create_feature(kind, feature, STRING)
        for feature in references:
            self._types.create_feature(kind, feature, ANY)
        return kind


def _told(span: Span) -> object:
    return span.start, span.end, span.label, span.kb_id, span.note, sorted(span.attributes)


def _told_range(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _said_of(span: Span) -> Said:
    by = None if own_of(span.extra).get("unlabelled") == span.label else "label"
    return Said(span.label, by, span.kb_id, span.note, span.attributes)


def _said_of_relation(relation: Relation) -> Said:
    by = None if own_of(relation.extra).get("unlabelled") == relation.label else "label"
    return Said(relation.label, by, "", relation.note)
