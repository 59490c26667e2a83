"""The labels and relation types that articles use, as a schema for files that want one beside."""

from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.core.spans import Attributes
from annotator.formats.imported import Imported


class Used:
    """Collects what is used, in sorted order at the end."""

    def __init__(self) -> None:
        self._labels: set[str] = set()
        self._relations: dict[str, tuple[set[str], set[str]]] = {}
        self.attributes: dict[str, set[str]] = {}

    def add(self, article: Imported) -> None:
        """Note what one article uses."""
        labels = {span.id: span.label for span in article.spans}
        self._labels.update(labels.values())
        for span in article.spans:
            self._note(span.attributes)
        for relation in article.relations:
            heads, children = self._relations.setdefault(relation.label, (set(), set()))
            heads.add(labels[relation.head])
            children.add(labels[relation.child])

    def _note(self, attributes: Attributes) -> None:
        for name, value in attributes:
            self.attributes.setdefault(name, set()).add(value)

    def schema(self) -> Schema:
        """The schema of what was used."""
        return Schema(
            overlap=Overlap.ANY,
            labels=tuple(Label(name) for name in sorted(self._labels)),
            relations=tuple(
                RelationType(name, tuple(sorted(heads)), tuple(sorted(children)))
                for name, (heads, children) in sorted(self._relations.items())
            ),
        )
