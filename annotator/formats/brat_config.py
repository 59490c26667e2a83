"""brat's `annotation.conf` as a schema, and back (https://brat.nlplab.org/configuration.html)."""

import re
from collections.abc import Iterable, Mapping

from annotator.core.errors import InputError
from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.formats.brat_used import Beside

_SECTION = re.compile(r"\[(\w+)\]")
_MACRO = re.compile(r"(<[\w-]+>)=(.*)")
_REFUSED = re.compile(r"[\s:;|,<>\[\]!]")
_ANY = frozenset(("<ANY>", "<ENTITY>", "<RELATION>", "<EVENT>"))


def schema_from_conf(text: str, place: str = "") -> Schema:
    """The schema of a configuration: event types are labels, their roles relation types."""
    sections = _sections(text)
    if not sections:
        raise InputError("This is no annotation.conf: it has no [entities].", place)
    labels = [_storage(line.split()[0]) for line in sections.get("entities", ())]
    types: dict[str, RelationType] = {}
    for line in sections.get("events", ()):
        name, _, roles = line.partition("\t") if "\t" in line else line.partition(" ")
        labels.append(_storage(name))
        for role, targets in _arguments(roles):
            _add(types, role.rstrip("?*+{}0123456789-"), (labels[-1],), targets)
    for line in sections.get("relations", ()):
        name, _, rest = line.partition("\t") if "\t" in line else line.partition(" ")
        ends = [targets for role, targets in _arguments(rest) if not role.startswith("<")]
        if len(ends) == 2 and not name.startswith("<"):
            _add(types, name.strip(), *ends, symmetric="symmetric" in rest)
    known = dict.fromkeys(name for name in labels if name and not name.startswith("-"))
    return Schema(
        name="brat",
        overlap=Overlap.ANY,
        labels=tuple(Label(name) for name in known),
        relations=tuple(_of_known(relation, frozenset(known)) for relation in types.values()),
    )


def conf_of(schema: Schema, beside: Beside | None = None) -> str:
    """The configuration that lets brat show what the schema allows, and what stands in articles beside."""
    beside = beside or Beside()
    names = [label.name for label in schema.labels if label.name not in beside.events]
    entities = "".join(f"{written_name(name)}\n" for name in names)
    relations = "".join(
        f"{written_name(r.name)}\tArg1:{_ends(r.heads)}, Arg2:{_ends(r.children)}"
        + _rel_type(r, is_equivalent=r.name in beside.equivalents)
        + "\n"
        for r in schema.relations
    )
    overlap = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n"
    events = "".join(_event(name, roles) for name, roles in sorted(beside.events.items()))
    said = "".join(_attribute(name, values) for name, values in sorted(beside.attributes.items()))
    return (
        f"[entities]\n{entities}\n[relations]\n{overlap}{relations}"
        f"\n[events]\n{events}\n[attributes]\n{said}"
    )


def _rel_type(relation: RelationType, *, is_equivalent: bool) -> str:
    if is_equivalent:
        return ", <REL-TYPE>:symmetric-transitive"
    return ", <REL-TYPE>:symmetric" if relation.symmetric else ""


def _event(name: str, roles: Mapping[str, Iterable[str]]) -> str:
    said = (f"{written_name(r)}*:{_ends(tuple(sorted(to)))}" for r, to in sorted(roles.items()))
    return f"{written_name(name)}\t{', '.join(said)}\n"


def _attribute(name: str, values: Iterable[str]) -> str:
    """A line for an attribute; brat's page can't offer values of several words, but shows them."""
    words = sorted(value for value in values if value)
    if _REFUSED.search(name):
        return ""
    is_list = words and not any(_REFUSED.search(value) for value in words)
    return f"{name}\tArg:<ANY>{f', Value:{chr(124).join(words)}' if is_list else ''}\n"


def written_name(name: str) -> str:
    """A name as brat can have it: without what separates names in its files."""
    return _REFUSED.sub("_", name)


def _storage(said: str) -> str:
    """The name that stands in annotations: what follows a bar is for people or says what it means elsewhere."""
    return said.strip().lstrip("!").partition("|")[0]


def _sections(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    macros: dict[str, str] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        plain = line.strip()
        header = _SECTION.fullmatch(plain)
        macro = _MACRO.fullmatch(plain)
        if header:
            current = found.setdefault(header[1], [])
        elif macro:
            macros[macro[1]] = macro[2].strip()
        elif plain and not plain.startswith("#") and current is not None:
            current.append(_expanded(plain, macros))
    return found if "entities" in found else {}


def _expanded(line: str, macros: dict[str, str]) -> str:
    for name, value in macros.items():
        line = line.replace(name, value)
    return line


def _arguments(said: str) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for argument in said.split(","):
        role, colon, targets = argument.strip().partition(":")
        if colon:
            names = tuple(name.strip() for name in targets.split("|"))
            found.append((role.strip(), () if _ANY & set(names) else names))
    return found


def _add(
    types: dict[str, RelationType],
    name: str,
    heads: tuple[str, ...],
    children: tuple[str, ...],
    *,
    symmetric: bool = False,
) -> None:
    """A name that stands there before gets the ends of both; no ends are any."""
    old = types.get(name)
    if old is not None:
        heads = _both(old.heads, heads)
        children = _both(old.children, children)
        symmetric = symmetric or old.symmetric
    types[name] = RelationType(name, heads, children, symmetric=symmetric)


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second))) if first and second else ()


def _of_known(relation: RelationType, known: frozenset[str]) -> RelationType:
    heads = tuple(name for name in relation.heads if name in known)
    children = tuple(name for name in relation.children if name in known)
    return RelationType(relation.name, heads, children, symmetric=relation.symmetric)


def _ends(names: tuple[str, ...]) -> str:
    return "|".join(map(written_name, names)) or "<ENTITY>"
