"""What a span or relation says as features of a CAS, in types that may lack a feature for it.

Features are made on the type system before the CAS is opened with it (`prepare`), since its structures
take no new ones; then they are filled (`tell`).
"""

import keyword
import re
from typing import Any

from annotator.formats.cas_features import (
    ATTRIBUTE,
    attribute_name,
    features_of,
    lists_of,
    marked_of,
)
from annotator.formats.cas_loading import shown_name
from annotator.formats.layers import LABELS, LINKS, NOTE, Said, label_feature, values_of

STRING = "uima.cas.String"
_RESERVED = frozenset(
    (*LABELS, *LINKS, NOTE, "begin", "end", "sofa", "self", "type", "Governor", "Dependent")
)
_UNLIKE = frozenset(("next", "first", "target", "elements", "xmiID"))
_WHOLE = re.compile(r"-?\d{1,18}")
_WHOLES = frozenset(f"uima.cas.{name}" for name in ("Integer", "Long", "Short", "Byte"))
_REALS = frozenset(("uima.cas.Float", "uima.cas.Double"))


def prepare(kind: Any, told: Said) -> bool:
    """Make the features that the type lacks to say this; whether any was made."""
    made = False
    names = [shown_name(f) for f in features_of(kind)]
    wanted = dict(values_of(kind.name, names, _without_attributes(told)))
    if label_feature(names) is None and (told.by is not None or told.attributes):
        wanted = {"value": told.label, **wanted}
    for name, value in wanted.items():
        if name not in names and value is not None:
            _create(kind, name)
            made = True
    taken: set[str] = set()
    for name, value in told.attributes:
        if name in _lists(kind):
            continue
        feature = _feature_for(kind, name, value, taken)
        if feature is None:
            feature = _made_for(kind, name)
            made = True
        taken.add(feature.name)
    return made


def ensure(kind: Any, name: str) -> bool:
    """Make a text feature of this name where there is none; whether it was made."""
    if kind.name.startswith("uima.") or kind.get_feature(name) is not None:
        return False
    _create(kind, name)
    return True


def can_be_label(kind: Any, label: str) -> bool:
    """Whether the feature of the label can hold this one: some hold numbers."""
    by = label_feature([shown_name(f) for f in features_of(kind)])
    feature = next((f for f in features_of(kind) if shown_name(f) == by), None)
    return feature is None or converted(label, feature) is not None


def tell(structure: Any, told: Said) -> None:
    """Fill the features; `prepare` has made them."""
    kind = structure.type
    features = {shown_name(f): f for f in features_of(kind)}
    values = values_of(kind.name, list(features), _without_attributes(told))
    for name, feature in features.items():
        value = values.get(name)
        structure[feature.name] = None if value is None else converted(value, feature)
    for feature in marked_of(kind):
        structure[feature.name] = None
    lists = _lists(kind)
    found: dict[str, list[str]] = {name: [] for name in lists}
    taken: set[str] = set()
    for name, value in told.attributes:
        if name in lists:
            found[name].append(value)
            continue
        feature = _feature_for(kind, name, value, taken)
        taken.add(feature.name)
        structure[feature.name] = converted(value, feature)
    for name, items in found.items():
        feature = lists[name]
        structure[feature.name] = feature.rangeType(elements=items) if items else None


def tell_label(structure: Any, told: Said) -> None:
    """Fill label and note alone."""
    features = {shown_name(f): f for f in features_of(structure.type)}
    values = values_of(structure.type.name, list(features), _without_attributes(told))
    for name in (label_feature(list(features)), NOTE):
        if name in features:
            value = values.get(name)
            feature = features[name]
            structure[feature.name] = None if value is None else converted(value, feature)


def converted(value: str, feature: Any) -> Any:
    """The value as its feature holds it; None where it can't."""
    name = feature.rangeType.name
    if name in _WHOLES:
        return int(value) if _WHOLE.fullmatch(value) else None
    if name in _REALS:
        try:
            return float(value)
        except ValueError:
            return None
    if name == "uima.cas.Boolean":
        return {"true": True, "false": False}.get(value)
    return value


def _without_attributes(told: Said) -> Said:
    return Said(told.label, told.by, told.link, told.note)


def _lists(kind: Any) -> dict[str, Any]:
    return {shown_name(f): f for f in lists_of(kind)}


def _feature_for(kind: Any, name: str, value: str, taken: set[str]) -> Any:
    """The feature that an attribute can stand in, None where there is none."""
    plain = features_of(kind)
    by = label_feature([shown_name(f) for f in plain])
    fit = [f for f in plain if shown_name(f) == name and name not in (by, NOTE, *LINKS)]
    fit += [f for f in marked_of(kind) if attribute_name(f) == name]
    good = (f for f in fit if f.name not in taken and converted(value, f) is not None)
    return next(good, None)


def _made_for(kind: Any, name: str) -> Any:
    """A new text feature; its name is one that Java and Python take, the attribute's is its description."""
    wanted = re.sub(r"[^A-Za-z0-9_]", "_", name)
    wanted = wanted if wanted[:1].isalpha() else f"a{wanted}"
    known = {shown_name(f) for t in (kind, *kind.descendants) for f in t.all_features}
    found, number = wanted, 1
    while found in known | _RESERVED | _UNLIKE or keyword.iskeyword(found):
        number += 1
        found = f"{wanted}_{number}"
    return _create(kind, found, f"{ATTRIBUTE}{name}")


def _create(kind: Any, name: str, description: str | None = None) -> Any:
    feature = kind.typesystem.create_feature(kind, name, STRING, description=description)
    for changed in (kind, *kind.descendants):
        # The library keeps the class that it made before the feature.
        changed._constructor = None
    return feature
