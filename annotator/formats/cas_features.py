"""What a feature structure of a CAS is to us, and its features as text."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from annotator.core.spans import Attributes
from annotator.formats.cas_loading import shown_name
from annotator.formats.layers import ANY, Said, is_beside

ATTRIBUTE = "Attribute of the annotation: "
"""How the description of a feature begins whose attribute has a name that features can't have."""
_OFFSETS = frozenset(("begin", "end", "sofa"))
_DOCUMENT = "uima.tcas.DocumentAnnotation"
_ARRAY = "uima.cas.StringArray"


class Kind(StrEnum):
    """What becomes of a structure."""

    SPAN = "span"
    RELATION = "relation"
    TOKEN = "token"  # noqa: S105
    SENTENCE = "sentence"
    DOCUMENT = "document"
    BESIDE = "beside"


def kind_of(structure: Any) -> Kind:
    """What it is, by its type's name and features."""
    kind = structure.type
    types = kind.typesystem
    if not types.is_instance_of(kind, ANY):
        # Heads of chains are no annotations; they are made again from their links.
        return Kind.DOCUMENT if kind.get_feature("first") else Kind.BESIDE
    if types.is_instance_of(kind, _DOCUMENT):
        return Kind.DOCUMENT
    last = kind.name.rpartition(".")[2]
    if last in ("Token", "Sentence"):
        return Kind.TOKEN if last == "Token" else Kind.SENTENCE
    if is_beside(kind.name) and kind.name != ANY:
        return Kind.BESIDE
    is_relation = kind.get_feature("Governor") and kind.get_feature("Dependent")
    return Kind.RELATION if is_relation else Kind.SPAN


def features_of(kind: Any) -> list[Any]:
    """The features of a type that hold text, numbers or truth, without those that were made for attributes."""
    return [feature for feature in _primitives(kind) if not _is_marked(feature)]


def marked_of(kind: Any) -> list[Any]:
    """The features that were made for attributes."""
    return [feature for feature in _primitives(kind) if _is_marked(feature)]


def _primitives(kind: Any) -> list[Any]:
    types = kind.typesystem
    # What leads from a link of a chain to the next is said of the relation.
    beside = _OFFSETS | {"referenceRelation"} if kind.get_feature("next") else _OFFSETS
    return [
        feature
        for feature in kind.all_features
        if feature.name not in beside and types.is_primitive(feature.rangeType)
    ]


def _is_marked(feature: Any) -> bool:
    return (feature.description or "").startswith(ATTRIBUTE)


def lists_of(kind: Any) -> list[Any]:
    """The features that hold several texts."""
    return [f for f in kind.all_features if f.rangeType.name == _ARRAY]


def text_values(structure: Any) -> dict[str, str | None]:
    """The features as text, by the names that files have."""
    return {shown_name(f): _text(structure[f.name]) for f in features_of(structure.type)}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def attributes_in(structure: Any, said: Said) -> Attributes:
    """The attributes under their own names, those of several values once for each."""
    found = list(said.attributes)
    for feature in marked_of(structure.type):
        value = _text(structure[feature.name])
        if value is not None:
            found.append((attribute_name(feature), value))
    for feature in lists_of(structure.type):
        array = structure[feature.name]
        values = (array.elements or ()) if array is not None else ()
        found += [(attribute_name(feature), str(value)) for value in values if value is not None]
    return tuple(found)


def attribute_name(feature: Any) -> str:
    """The name of the attribute that a feature is."""
    said: str = feature.description or ""
    return said.removeprefix(ATTRIBUTE) if _is_marked(feature) else shown_name(feature)


def slots_of(host: Any) -> Iterator[tuple[str, Any, str | None, Any]]:
    """Each slot's feature, link, role and target."""
    for feature in host.type.all_features:
        if not feature.rangeType.name.endswith(("FSArray", "[]")):
            continue
        array = host[feature.name]
        for link in (array.elements or ()) if array is not None else ():
            if link is not None and link.type.get_feature("target") is not None:
                role = link.get("role") if link.type.get_feature("role") else None
                yield shown_name(feature), link, role, link.get("target")


def chain_next(link: Any) -> tuple[Any, str | None]:
    """The link behind one of a chain, and what leads there."""
    if link.type.get_feature("next") is None:
        return None, None
    has_label = link.type.get_feature("referenceRelation") is not None
    return link.get("next"), link.get("referenceRelation") if has_label else None
