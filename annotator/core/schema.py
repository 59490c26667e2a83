"""The schema: labels, relation types, which ends a relation may have, and the overlap rule."""

from enum import StrEnum
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace


class Overlap(StrEnum):
    """Which spans may share characters: none, only nested ones, or any."""

    FLAT = "flat"
    NESTED = "nested"
    ANY = "any"


class Label(Struct, frozen=True):
    """A class of spans; `key` is a digit or letter (empty: reached by the picker), `colour` is `#rrggbb`."""

    name: str
    key: str = ""
    colour: str = ""
    aliases: tuple[str, ...] = ()
    guideline: str = ""


class RelationType(Struct, frozen=True):
    """A class of relations with the labels each end may have; no labels means any."""

    name: str
    heads: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    key: str = ""
    colour: str = ""
    guideline: str = ""
    symmetric: bool = False

    def allows(self, head_label: str, child_label: str) -> bool:
        """Whether such a relation may lead from a span of one label to one of the other."""
        return (not self.heads or head_label in self.heads) and (
            not self.children or child_label in self.children
        )


class Schema(Struct, frozen=True, dict=True):
    """What a project may say; `ignored` are labels of pipelines that the analyst chose not to see."""

    name: str = ""
    version: int = 1
    language: str = "en"
    overlap: Overlap = Overlap.NESTED
    clean_articles: bool = True
    labels: tuple[Label, ...] = ()
    relations: tuple[RelationType, ...] = ()
    ignored: tuple[str, ...] = ()

    @cached_property
    def label_names(self) -> frozenset[str]:
        """The names of all labels."""
        return frozenset(label.name for label in self.labels)

    @cached_property
    def _aliases(self) -> dict[str, str]:
        named = {label.name: label.name for label in self.labels}
        return {a: label.name for label in self.labels for a in label.aliases} | named

    def label(self, name: str) -> Label | None:
        """The label of this name."""
        return next((label for label in self.labels if label.name == name), None)

    def relation(self, name: str) -> RelationType | None:
        """The relation type of this name."""
        return next((relation for relation in self.relations if relation.name == name), None)

    def resolved(self, label: str) -> str | None:
        """Our label for a pipeline's label (itself or by alias), or None when it is unknown."""
        return self._aliases.get(label)

    def relations_between(self, head_label: str, child_label: str) -> tuple[RelationType, ...]:
        """The relation types that may lead from one label to the other, in schema order."""
        return tuple(r for r in self.relations if r.allows(head_label, child_label))

    def with_label(self, label: Label) -> "Schema":
        """The label added, or replaced where one of its name stands."""
        kept = tuple(label if old.name == label.name else old for old in self.labels)
        return replace(self, labels=kept if label in kept else (*kept, label))

    def with_relation(self, relation: RelationType) -> "Schema":
        """The relation type added, or replaced where one of its name stands."""
        kept = tuple(relation if old.name == relation.name else old for old in self.relations)
        return replace(self, relations=kept if relation in kept else (*kept, relation))

    def with_alias(self, alias: str, label_name: str) -> "Schema":
        """A pipeline's label mapped to one of ours."""
        label = self.label(label_name)
        if label is None or alias in label.aliases:
            return self
        return self.with_label(replace(label, aliases=(*label.aliases, alias)))

    def with_ignored(self, label: str) -> "Schema":
        """A pipeline's label that is not to be shown."""
        return self if label in self.ignored else replace(self, ignored=(*self.ignored, label))
