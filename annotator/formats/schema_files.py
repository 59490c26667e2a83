"""Schemas as files of other tools: brat's annotation.conf, Label Studio's labeling configuration, doccano's labels.

What a file can't hold is counted before it is written. brat's colours and keys stand in files beside its own;
doccano wants relation types in a file of their own.
"""

import re
from collections import Counter
from pathlib import Path

from msgspec.structs import replace

from annotator.core.schema import Label, RelationType, Schema
from annotator.formats.atomic import written
from annotator.formats.decoding import decoded

TITLES = {
    ".toml": "Annotator's schema",
    ".conf": "brat's annotation.conf",
    ".xml": "Label Studio's labeling configuration",
    ".json": "doccano's labels",
}
"""The kinds of files by their ending; any other is written as ours."""
_GENERIC = frozenset(("", "annotation", "config", "labels", "label_config"))
_VISUAL = "visual.conf"
_KEYS = "kb_shortcuts.conf"
_COLOUR = re.compile(r"bgColor:\s*([^,\s]+)")


def relations_beside(path: Path) -> Path:
    """Where doccano's relation types stand."""
    return path.with_name(f"{path.stem}.relations.json")


def write_foreign(path: Path, schema: Schema) -> bool:
    """Write the schema as the tool of this ending wants it; False where the ending is none of theirs."""
    suffix = path.suffix.lower()
    if suffix == ".conf":
        _write_conf(path, schema)
    elif suffix == ".xml":
        from annotator.formats.label_studio_config import config_of

        _write(path, config_of(schema))
    elif suffix == ".json":
        from annotator.formats.doccano import labels_json

        _write(path, labels_json(schema.labels))
        if schema.relations:
            _write(relations_beside(path), labels_json(schema.relations))
    else:
        return False
    return True


def schema_losses(schema: Schema, suffix: str) -> str:
    """What a file of this ending can't hold, for the analyst; empty when it holds all."""
    from annotator.formats.brat_config import written_name
    from annotator.formats.doccano import KEYS

    lost: Counter[str] = Counter()
    kind = suffix.lower()
    if kind not in TITLES or kind == ".toml":
        return ""
    for label in schema.labels:
        lost["guideline"] += bool(label.guideline) and kind != ".xml"
        lost["alias"] += len(label.aliases)
        lost["key"] += bool(label.key) and kind == ".json" and label.key not in KEYS
        lost["exact name"] += kind == ".conf" and written_name(label.name) != label.name
    for relation in schema.relations:
        lost["guideline"] += bool(relation.guideline)
        has_no_key = kind in (".xml", ".conf") or relation.key not in KEYS
        lost["key of a relation type"] += bool(relation.key) and has_no_key
        lost["colour of a relation type"] += bool(relation.colour) and kind == ".conf"
        ends = relation.heads or relation.children or relation.symmetric
        lost["rule for the ends of a relation type"] += bool(ends) and kind != ".conf"
        lost["exact name"] += kind == ".conf" and written_name(relation.name) != relation.name
    lost["label that is not to be shown"] += len(schema.ignored)
    return ", ".join(f"{n:,} {_many(word, n)}" for word, n in lost.items() if n)


def _many(word: str, count: int) -> str:
    if count == 1:
        return word
    irregular = {
        "alias": "aliases",
        "key of a relation type": "keys of relation types",
        "colour of a relation type": "colours of relation types",
        "rule for the ends of a relation type": "rules for the ends of relation types",
        "label that is not to be shown": "labels that are not to be shown",
    }
    return irregular.get(word, f"{word}s")


def sound(schema: Schema, name: str = "") -> Schema:
    """Another tool's schema without names that can't be, names and keys that stand there twice."""
    labels: dict[str, Label] = {}
    keys: set[str] = set()
    for label in schema.labels:
        found = " ".join(label.name.split())
        if found and found.isprintable() and found not in labels:
            labels[found] = replace(label, name=found, key=_key(label.key, keys))
    taken: set[str] = set(labels)
    for label in labels.values():
        aliases = tuple(alias for alias in label.aliases if alias not in taken)
        taken.update(aliases)
        labels[label.name] = replace(label, aliases=aliases)
    relations: dict[str, RelationType] = {}
    keys = set()
    for relation in schema.relations:
        found = " ".join(relation.name.split())
        if found and found.isprintable() and found not in relations:
            relations[found] = replace(relation, name=found, key=_key(relation.key, keys))
    return replace(
        schema,
        name=schema.name if name.casefold() in _GENERIC else name,
        labels=tuple(labels.values()),
        relations=tuple(relations.values()),
    )


def _key(said: str, taken: set[str]) -> str:
    key = said if len(said) == 1 and said.isalnum() and said not in taken else ""
    taken.add(key)
    return key


def with_beside(schema: Schema, path: Path) -> Schema:
    """The schema with what stands in files beside: brat's colours and keys, doccano's relation types."""
    if path.suffix.lower() == ".conf":
        colours, keys = _colours(path.with_name(_VISUAL)), _shortcuts(path.with_name(_KEYS))
        labels = tuple(
            replace(
                label,
                colour=label.colour or colours.get(label.name, ""),
                key=label.key or keys.get(label.name.casefold(), ""),
            )
            for label in schema.labels
        )
        return replace(schema, labels=labels)
    beside = relations_beside(path)
    if path.suffix.lower() == ".json" and beside.is_file():
        from annotator.formats.doccano import schema_from_label_list

        text = decoded(beside.read_bytes(), str(beside), "utf-8").text
        found = schema_from_label_list(text, str(beside))
        more = tuple(RelationType(la.name, key=la.key, colour=la.colour) for la in found.labels)
        return replace(schema, relations=(*schema.relations, *more))
    return schema


def _write(path: Path, text: str) -> None:
    with written(path) as file:
        file.write(text.encode())


def _write_conf(path: Path, schema: Schema) -> None:
    """The configuration; colours and keys go into new files beside it, those that are there stay."""
    from annotator.formats.brat_config import conf_of, written_name

    _write(path, conf_of(schema))
    colours = [
        f"{written_name(la.name)}\tbgColor:{la.colour}\n" for la in schema.labels if la.colour
    ]
    visual = path.with_name(_VISUAL)
    if colours and not visual.exists():
        default = "SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken\n"
        arcs = "ARC_DEFAULT\tcolor:black, dashArray:-, arrowHead:triangle-5\n"
        _write(visual, f"[labels]\n\n[drawing]\n{default}{arcs}{''.join(colours)}")
    keys = [f"{la.key.upper()} {written_name(la.name)}\n" for la in schema.labels if la.key]
    shortcuts = path.with_name(_KEYS)
    if keys and not shortcuts.exists():
        _write(shortcuts, "".join(keys))


def _colours(path: Path) -> dict[str, str]:
    from annotator.formats.colours import colour_of

    found: dict[str, str] = {}
    section = ""
    for line in _lines(path):
        section = line if line.startswith("[") else section
        name, _, rest = line.replace("\t", " ").partition(" ")
        said = _COLOUR.search(rest)
        if section == "[drawing]" and said and colour_of(said[1]):
            found[name] = colour_of(said[1])
    return found


def _shortcuts(path: Path) -> dict[str, str]:
    """Keys by the names of labels, which brat takes in any case."""
    cut = [line.split(None, 1) for line in _lines(path)]
    return {c[1].strip().casefold(): c[0].lower() for c in cut if len(c) == 2 and len(c[0]) == 1}


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes() if path.is_file() else b""
    except OSError:
        return []
    lines = (line.strip() for line in data.decode("utf-8", "replace").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
