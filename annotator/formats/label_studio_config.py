"""Label Studio's labeling configuration as a schema, and back; without entities from outside."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from annotator.core.errors import InputError
from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.formats.colours import colour_of
from annotator.formats.label_studio_names import LABELS, TEXT, control_name
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
                label = _label(row.get("value") or "", row)
                labels.setdefault(label.name, label)
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


def _label(shown: str, row: "Element") -> Label:
    """A label by what its spans say: the `alias` where there is one."""
    key, colour = row.get("hotkey") or "", row.get("background") or ""
    name = row.get("alias") or shown
    return Label(
        name,
        key=key if len(key) == 1 and key.isalnum() else "",
        colour=colour_of(colour),
        aliases=(shown,) if shown and shown != name else (),
        guideline=row.get("hint") or "",
    )


def config_of(schema: Schema, choices: Mapping[str, Iterable[str]] | None = None) -> str:
    """The configuration of a project in which the schema's labels and relations can be used.

    `choices` are attributes of spans with their values. Other names of a label stay out: an `alias` there
    is what new spans would be called.
    """
    relations = "".join(f"    <Relation{_relation(r)}/>\n" for r in schema.relations)
    labels = "".join(f"    <Label{_attributes(label)}/>\n" for label in schema.labels)
    said = f"  <Relations>\n{relations}  </Relations>\n" if relations else ""
    if labels:
        said += f'  <Labels name="{LABELS}" toName="{TEXT}">\n{labels}  </Labels>\n'
    text = f'  <Text name="{TEXT}" value="$text"/>\n'
    return f"<View>\n{said}{text}{_choices(choices or {})}</View>\n"


def _choices(choices: Mapping[str, Iterable[str]]) -> str:
    return "".join(
        f'  <Choices name={quoteattr(control_name(name))} toName="{TEXT}"'
        ' perRegion="true" choice="multiple">\n'
        + "".join(f"    <Choice value={quoteattr(value)}/>\n" for value in sorted(values))
        + "  </Choices>\n"
        for name, values in sorted(choices.items())
    )


def _relation(relation: RelationType) -> str:
    said = {"value": relation.name, "background": relation.colour}
    return "".join(f" {name}={quoteattr(value)}" for name, value in said.items() if value)


def _attributes(label: Label) -> str:
    said = {"value": label.name, "background": label.colour, "hotkey": label.key}
    said |= {"hint": label.guideline}
    return "".join(f" {name}={quoteattr(value)}" for name, value in said.items() if value)
