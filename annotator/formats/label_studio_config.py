"""Label Studio's labeling configuration as a schema, and back; without entities from outside."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from annotator.core.errors import InputError
from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.formats.colours import colour_of
from annotator.formats.xml_trees import tree_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LABEL_LISTS = frozenset(("Labels", "HyperTextLabels", "ParagraphLabels"))


def schema_from_config(text: str, place: str = "") -> Schema:
    """The schema of a configuration; InputError when it has no labels for text or a document type."""
    root = tree_of(text.strip(), place, "The configuration")
    labels: dict[str, Label] = {}
    types: dict[str, RelationType] = {}
    for element in root.iter():
        if element.tag in _LABEL_LISTS:
            for row in element.iter("Label"):
                name = row.get("value") or ""
                labels.setdefault(name, _label(name, row))
        elif element.tag == "Relation" and element.get("value"):
            name = element.attrib["value"]
            colour = colour_of(element.get("background") or "")
            types.setdefault(name, RelationType(name, colour=colour))
    labels.pop("", None)
    if not labels:
        raise InputError("The configuration has no labels for text.", place)
    return Schema(
        name="Label Studio",
        overlap=Overlap.ANY,
        labels=tuple(labels.values()),
        relations=tuple(types.values()),
    )


def _label(name: str, row: "Element") -> Label:
    key, colour = row.get("hotkey") or "", row.get("background") or ""
    alias = row.get("alias")
    return Label(
        name,
        key=key if len(key) == 1 and key.isalnum() else "",
        colour=colour_of(colour),
        aliases=(alias,) if alias and alias != name else (),
        guideline=row.get("hint") or "",
    )


def config_of(schema: Schema, choices: Mapping[str, Iterable[str]] | None = None) -> str:
    """The configuration of a project in which the schema's labels and relations can be used.

    `choices` are attributes of spans with their values.
    """
    relations = "".join(f"    <Relation{_relation(r)}/>\n" for r in schema.relations)
    labels = "".join(f"    <Label{_attributes(label)}/>\n" for label in schema.labels)
    said = f"  <Relations>\n{relations}  </Relations>\n" if relations else ""
    return (
        f'<View>\n{said}  <Labels name="label" toName="text">\n{labels}  </Labels>\n'
        f'  <Text name="text" value="$text"/>\n{_choices(choices or {})}</View>\n'
    )


def _choices(choices: Mapping[str, Iterable[str]]) -> str:
    return "".join(
        f'  <Choices name={quoteattr(name)} toName="text" perRegion="true" choice="multiple">\n'
        + "".join(f"    <Choice value={quoteattr(value)}/>\n" for value in sorted(values))
        + "  </Choices>\n"
        for name, values in sorted(choices.items())
    )


def _relation(relation: RelationType) -> str:
    said = {"value": relation.name, "background": relation.colour}
    return "".join(f" {name}={quoteattr(value)}" for name, value in said.items() if value)


def _attributes(label: Label) -> str:
    said = {"value": label.name, "background": label.colour, "hotkey": label.key}
    said |= {"alias": next(iter(label.aliases), ""), "hint": label.guideline}
    return "".join(f" {name}={quoteattr(value)}" for name, value in said.items() if value)
