"""What brat's configuration must allow for articles: labels, events with their roles, relations, attributes."""

from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.core.relations import Relation
from annotator.core.schema import Schema
from annotator.formats.building import extra_of
from annotator.formats.imported import Imported
from annotator.formats.used_labels import Used

Own = dict[int, dict[str, Any]]
"""What spans, or relations, brought from brat, by their ids."""


class Beside(Struct):
    """What a schema does not say: events with the labels of each role, relations of `Equiv`, values of attributes."""

    events: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    equivalents: set[str] = field(default_factory=set)
    attributes: dict[str, set[str]] = field(default_factory=dict)


def own_of(extra: str) -> dict[str, Any]:
    """What came from brat."""
    found = extra_of(extra).get("brat")
    return found if isinstance(found, dict) else {}


def kind_of(relation: Relation, relations: Own, spans: Own) -> str:
    """`equivalent`, `event` (an argument of one that its head still is), or `plain`."""
    own = relations[relation.id]
    if "equivalent" in own:
        return "equivalent"
    events = {event for event, _ in spans[relation.head].get("events", [])}
    return "event" if any(said[0] in events for said in own.get("events", ())) else "plain"


class UsedInBrat:
    """Collects what is used."""

    def __init__(self) -> None:
        self._used = Used()
        self._beside = Beside(attributes=self._used.attributes)

    def add(self, article: Imported) -> None:
        """Note what one article uses."""
        spans: Own = {s.id: own_of(s.extra) for s in article.spans}
        relations: Own = {r.id: own_of(r.extra) for r in article.relations}
        labels = {s.id: s.label for s in article.spans}
        for span_id, own in spans.items():
            if own.get("events"):
                self._beside.events.setdefault(labels[span_id], {})
        plain: list[Relation] = []
        for relation in article.relations:
            kind = kind_of(relation, relations, spans)
            if kind == "event":
                roles = self._beside.events[labels[relation.head]]
                roles.setdefault(relation.label, set()).add(labels[relation.child])
                continue
            plain.append(relation)
            if kind == "equivalent":
                self._beside.equivalents.add(relation.label)
        self._used.add(replace(article, relations=tuple(plain)))

    def said(self) -> tuple[Schema, Beside]:
        """What was used."""
        return self._used.schema(), self._beside
