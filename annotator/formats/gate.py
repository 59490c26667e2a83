"""GATE's XML documents in: a text with nodes, sets of annotations between them, relations.

Annotations are spans, their features attributes. What the tokeniser and the sentence splitter made, and the
markup that the text came with, is not taken; the report counts it. Nodes are places in the text itself,
so that it does not matter what their numbers count.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.building import Building
from annotator.formats.imported import Imported
from annotator.formats.record_values import json_text
from annotator.formats.table import Glimpse
from annotator.formats.whole_files import bytes_of, digest_of
from annotator.formats.xml_trees import tree_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

AT_MOST = 64 << 20
"""Bytes of the largest document that is read."""
_MADE = frozenset("Token SpaceToken Sentence Split Text paragraph DEFAULT_TOKEN".split())
_MARKUP = "Original markups"
_URL = "gate.SourceURL"


def is_gate(glimpse: Glimpse) -> bool:
    """Whether the root is a document of GATE."""
    return "<GateDocument" in glimpse.text[:4096]


def read_gate(path: Path, _encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The one article of the file; its encoding is the one that it declares."""
    data = bytes_of(path, AT_MOST)
    root = tree_of(data, str(path), "The document")
    content = root.find("TextWithNodes")
    if content is None:
        raise InputError("The document has no text with nodes.", str(path))
    text, nodes = _text(content)
    if not text.strip():
        raise InputError("The document has no text.", str(path))
    building = Building(text, path.as_posix())
    left_out: Counter[str] = Counter()
    for group in root.iter("AnnotationSet"):
        for annotation in group.iter("Annotation"):
            _add(building, annotation, group.get("Name", ""), nodes, left_out)
    for relation in root.iter("Relation"):
        _relate(building, relation)
    if left_out:
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(left_out.items()))
        building.reading.problem(f"Not taken, since programs made it: {counted}.")
    features = _features(root.find("GateDocumentFeatures"))
    url = features.get(_URL, "")
    meta = Meta(
        source=path.as_posix(),
        source_sha256=digest_of(data),
        url=url if url.startswith(("http://", "https://")) else "",
        extra=json_text(features) if features else "",
    )
    yield building.finished(meta, exact=True)


def _text(content: "Element") -> tuple[str, dict[str, int]]:
    """The text, and where each node stands in it."""
    said = [content.text or ""]
    at = len(said[0])
    nodes: dict[str, int] = {}
    for node in content:
        nodes[node.get("id", "")] = at
        said.append(node.tail or "")
        at += len(said[-1])
    return "".join(said), nodes


def _add(
    building: Building,
    annotation: "Element",
    group: str,
    nodes: dict[str, int],
    left_out: Counter[str],
) -> None:
    label = annotation.get("Type", "")
    if label in _MADE or group == _MARKUP:
        left_out[label if label in _MADE else _MARKUP] += 1
        return
    ends = [annotation.get(name, "") for name in ("StartNode", "EndNode")]
    if not all(end in nodes for end in ends):
        building.reading.loss(f"The annotation {label} leads to nodes {' and '.join(ends)}.")
        return
    claim = building.span(annotation.get("Id"), nodes[ends[0]], nodes[ends[1]], label)
    claim.attributes = tuple(_features(annotation).items())
    if group:
        claim.extra = {"gate": {"set": group}}


def _relate(building: Building, relation: "Element") -> None:
    members = relation.get("Members", "").split(";")
    label = relation.get("Type", "")
    if len(members) != 2:
        building.reading.loss(f"The relation {label} has {len(members)} members, not two.")
        return
    building.relation(members[0], members[1], label)


def _features(of: "Element | None") -> dict[str, str]:
    found: dict[str, str] = {}
    for feature in of.findall("Feature") if of is not None else ():
        name, value = feature.findtext("Name", ""), feature.findtext("Value", "")
        if name:
            found[name] = value
    return found
