"""Layers of WebAnno and INCEpTION as spans: which ones are about words, and what each feature becomes."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from annotator.core.spans import Attributes
from annotator.formats.building import extra_of
from annotator.formats.imported import Imported

NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
RELATION = "webanno.custom.Relation"
ANY = "uima.tcas.Annotation"
NOTE = "note"
NEW_FEATURES = 50
"""Made for the attributes of an article: every annotation of a layer has all of its features."""
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
_BESIDE = (
    *(f"{_DKPRO}{name}." for name in ("lexmorph", "segmentation.type", "transform.type")),
    *(f"{_DKPRO}{name}." for name in ("metadata.type", "syntax.type.dependency", "structure")),
    *("de.tudarmstadt.ukp.clarin.webanno.api.type.", "org.dkpro.core.api.", "uima."),
    "de.tudarmstadt.ukp.inception.",
)
LABELS = ("value", "label", "entity", "referenceType", "type", "category", "kind", "class")
LINKS = ("identifier", "identity")
_UNSAFE = re.compile(r"[|%~.:;\\\s\x00-\x1f]|^ROLE_|^BT_")
_NUMBER = re.compile(r"~\d+$")


class Said(Struct, frozen=True):
    """What the features of an annotation say; `by` is the feature of the label, None where it has no value."""

    label: str
    by: str | None
    link: str = ""
    note: str = ""
    attributes: Attributes = ()


def is_beside(name: str) -> bool:
    """Whether a layer is about words, sentences or the file: such ones go along, but are no spans."""
    return name.startswith(_BESIDE)


def short(name: str) -> str:
    """The name of a layer without its package."""
    return name.rpartition(".")[2] or name


def label_feature(names: Sequence[str]) -> str | None:
    """The feature that is the label: one that is called so, else the first."""
    found = next((name for name in LABELS if name in names), None)
    return found or next((n for n in names if n not in (*LINKS, NOTE)), None)


def said_by(layer: str, values: Mapping[str, str | None]) -> Said:
    """The label, link, note and attributes that an annotation's features are."""
    by = label_feature(list(values))
    label = values.get(by) if by else None
    link = next((name for name in LINKS if values.get(name) and name != by), None)
    used = {by if label else None, link, NOTE}
    attributes = tuple((k, v) for k, v in values.items() if k not in used and v is not None)
    return Said(
        label or short(layer),
        by if label else None,
        (values.get(link) or "") if link else "",
        values.get(NOTE) or "" if by != NOTE else "",
        attributes,
    )


def values_of(layer: str, names: Sequence[str], said: Said) -> dict[str, str | None]:
    """The features of a layer that say this; attributes that are none of them are features behind them.

    The inverse of `said_by` where `names` are the layer's.
    """
    values: dict[str, str | None] = dict.fromkeys(names)
    by = label_feature(names)
    if by is not None and (said.by is not None or said.label != short(layer)):
        values[by] = said.label
    link = next((name for name in LINKS if name in names and name != by), LINKS[0])
    if said.link:
        values[link] = said.link
    if said.note:
        values[NOTE] = said.note
    values.update(said.attributes)
    return values


def with_few_features(article: Imported, losses: Counter[str], family: str) -> Imported:
    """The article without the attributes that are used least, where a layer can't have so many features.

    Spans that came in with layers of this family keep theirs.
    """
    spans = [s for s in article.spans if s.attributes and family not in extra_of(s.extra or "{}")]
    used = Counter(feature for span in spans for feature, _ in _features_for(span.attributes))
    if len(used) <= NEW_FEATURES:
        return article
    kept = {feature for feature, _ in used.most_common(NEW_FEATURES)}
    few = {
        span.id: tuple(pair for feature, pair in _features_for(span.attributes) if feature in kept)
        for span in spans
    }
    losses["attribute beyond fifty features"] += used.total() - sum(map(len, few.values()))
    bared = (replace(s, attributes=few[s.id]) if s.id in few else s for s in article.spans)
    return replace(article, spans=tuple(bared))


def _features_for(attributes: Attributes) -> Iterator[tuple[tuple[str, int], tuple[str, str]]]:
    """Each attribute with the feature it needs: a further one where a name comes again."""
    met: Counter[str] = Counter()
    for name, value in attributes:
        met[name] += 1
        yield (name, met[name]), (name, value)


def column_name(attribute: str, names: Sequence[str], taken: Sequence[str]) -> str:
    """The feature that an attribute is: its own name where it is one of the layer's, else a safe one.

    What would be taken for a label, link or note, or stands for another attribute, gets a number.
    """
    label = label_feature(names)
    reserved = {*LABELS, *LINKS, NOTE, label}
    is_known = attribute in names and attribute not in (label, NOTE)
    if is_known and attribute not in LINKS and attribute not in taken:
        return attribute
    safe = _UNSAFE.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), attribute)
    name = safe
    number = 0

    def is_other(name: str) -> bool:
        return name in names and attribute_name(name) != attribute

    while not name or "." in name or name in reserved or name in taken or is_other(name):
        number += 1
        name = f"{safe}~{number}"
    return name


def attribute_name(column: str) -> str:
    """The inverse of `column_name`."""
    return unquote(_NUMBER.sub("", column))
