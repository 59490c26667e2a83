"""`Entity=` of the column MISC as mentions, and back (CorefUD, https://ufal.mff.cuni.cz/corefud).

`(e1-person-1` opens, `e1)` closes, `(e1-person-1)` does both; `e1[1/2]` is a part of a discontinuous mention.
The fields stand in `# global.Entity`. Where a mention's edges are none of words, `EntityEdges=e1:-1:2` says how
far before or behind the edges of its first and last word they are.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from msgspec import Struct, field

from annotator.core.spans import Attributes
from annotator.formats.building import Range
from annotator.formats.conllu_layout import Misc, Node

FIELDS = ("GRP", "etype", "head", "other")
"""Of what is written anew; GRP counts in its article, where eid is the same entity in all of a file."""
LABEL = "entity"
"""The label of mentions that have no type."""
CLUSTER = "entity"
"""The attribute that mentions of one entity share."""
_STRUCTURE = frozenset(("eid", "etype", "head", "minspan", "other", "identity"))
_CHUNK = re.compile(r"\([^()]*\)?|[^()]+\)")
_PART = re.compile(r"(.+)\[(\d+)/(\d+)\]")
_REFUSED = re.compile(r"[\s%\-|,:=()\[\]<>\\\x00-\x1f]")
_IS_EID = re.compile(r"[^\s%\-|,:=()\[\]<>\\]+")


class Mention(Struct):
    """A mention by the numbers of its nodes; each part has its first and last, and how far its edges are off."""

    eid: str
    values: dict[str, str]
    parts: list[tuple[int, int]]
    edges: list[Range] = field(default_factory=list)
    is_closed: bool = True


def quoted(value: str) -> str:
    """A value that may stand between the signs of `Entity=`."""
    return _REFUSED.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), value)


def is_eid(value: str) -> bool:
    """Whether a value can be an entity's name."""
    return _IS_EID.fullmatch(value) is not None


def mentions_of(nodes: Sequence[Node], fields: Sequence[str]) -> list[Mention]:
    """The mentions in order of their beginnings; a part of one that never ends has one node."""
    return _Mentions(fields).read(nodes)


class _Mentions:
    def __init__(self, fields: Sequence[str]) -> None:
        self._fields = [{"GRP": "eid", "entity": "etype"}.get(name, name) for name in fields]
        self._found: list[Mention] = []
        self._open: dict[str, list[tuple[Mention, int]]] = {}
        self._parted: dict[str, Mention] = {}

    def read(self, nodes: Sequence[Node]) -> list[Mention]:
        for number, node in enumerate(nodes):
            said = next((value for key, value in node.misc if key == "Entity"), None)
            if not said:
                continue
            edges = _edges(node.misc)
            for chunk in _CHUNK.findall(said):
                if chunk.startswith("("):
                    self._begin(chunk, number, edges)
                else:
                    self._end(chunk[:-1], number)
        for waiting in self._open.values():
            for mention, _ in waiting:
                mention.is_closed = False
        return self._found

    def _begin(self, chunk: str, number: int, edges: dict[str, list[Range]]) -> None:
        said = chunk.strip("()").split("-", len(self._fields) - 1)
        values = dict(zip(self._fields, said, strict=False))
        name = values.get("eid", "")
        part = _PART.fullmatch(name)
        eid = part[1] if part else name
        mention = self._parted.get(eid) if part and part[2] != "1" else None
        if mention is None:
            mention = Mention(eid, values | {"eid": eid}, [])
            self._found.append(mention)
        if part:
            self._parted[eid] = mention
        mention.parts.append((number, number))
        off = edges.get(name)
        mention.edges.append(off.pop(0) if off else (0, 0))
        if not chunk.endswith(")"):
            self._open.setdefault(eid, []).append((mention, len(mention.parts) - 1))

    def _end(self, said: str, number: int) -> None:
        part = _PART.fullmatch(said)
        names = [part[1] if part else said, *said.split("-")]
        waiting = next((self._open[name] for name in names if self._open.get(name)), None)
        if waiting:
            mention, part_number = waiting.pop()
            mention.parts[part_number] = (mention.parts[part_number][0], number)


def _edges(misc: Misc) -> dict[str, list[Range]]:
    said = next((value for key, value in misc if key == "EntityEdges"), None)
    found: dict[str, list[Range]] = {}
    for item in (said or "").split(","):
        name, _, rest = item.partition(":")
        before, _, behind = rest.partition(":")
        if _is_number(before) and _is_number(behind):
            found.setdefault(name, []).append((int(before), int(behind)))
    return found


def _is_number(said: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,9}", said) is not None


def ranges_of(mention: Mention, nodes: Sequence[Node]) -> list[Range]:
    """Where the mention stands in the text; a part of nothing but empty nodes is empty."""
    return [
        (nodes[first].start + before, nodes[last].end + behind)
        for (first, last), (before, behind) in zip(mention.parts, mention.edges, strict=True)
    ]


def label_of(mention: Mention) -> str:
    """Its type, or a word for it."""
    return unquote(mention.values.get("etype", "")) or LABEL


def link_of(mention: Mention) -> str:
    """What it says it is in a knowledge base."""
    said = mention.values.get("identity") or dict(_other(mention)).get("identity") or ""
    return "" if said == "_" else unquote(said)


def attributes_of(mention: Mention, *, is_shared: bool) -> Attributes:
    """All else that it says; the entity's name where other mentions have the same."""
    said = [(CLUSTER, mention.eid)] if is_shared else []
    plain = [(k, unquote(v)) for k, v in mention.values.items() if k not in _STRUCTURE]
    said += [(key, value) for key, value in plain if value not in ("", "_")]
    said += [(unquote(k), unquote(v)) for k, v in _other(mention) if k != "identity"]
    return tuple(said)


def _other(mention: Mention) -> list[tuple[str, str]]:
    said = mention.values.get("other", "")
    cut = [item.partition(":") for item in said.split(",") if item not in ("", "_")]
    return [(key, value) for key, _, value in cut]


def told(
    mention: Mention, label: str, link: str, attributes: Attributes, fields: Sequence[str]
) -> dict[str, str]:
    """The values of a mention that says this; what has no field of its own stands in `other`."""
    values = {k: v for k, v in mention.values.items() if k in ("head", "minspan")}
    values["eid"] = mention.eid
    if label != LABEL or mention.values.get("etype"):
        values["etype"] = quoted(label)
    other: list[tuple[str, str]] = []
    for number, (name, value) in enumerate((("identity", link), *attributes)):
        if not number and not value:
            continue
        if (name, value) == (CLUSTER, mention.eid):
            continue
        is_link = number == 0
        free = name in fields and name not in values and (is_link or name not in _STRUCTURE)
        if free and name not in ("GRP", CLUSTER) and value not in ("", "_"):
            values[name] = quoted(value)
        else:
            # An attribute of that name is none of a link.
            is_like_link = name == "identity" and not is_link
            other.append(("%69dentity" if is_like_link else quoted(name), value))
    values["other"] = ",".join(f"{k}:{quoted(v)}" for k, v in other)
    return values


def chunks(mentions: Sequence[Mention], fields: Sequence[str]) -> dict[int, tuple[str, str]]:
    """For each node's number what its `Entity` and `EntityEdges` are."""
    closing: dict[int, list[tuple[int, str]]] = {}
    opening: dict[int, list[tuple[int, int, str, str]]] = {}
    edges: dict[int, list[tuple[str, Range]]] = {}
    longest = sorted(mentions, key=lambda m: (m.parts[0][0], -m.parts[-1][1]))
    for mention in longest:
        count = len(mention.parts)
        for number, ((first, last), off) in enumerate(
            zip(mention.parts, mention.edges, strict=True), 1
        ):
            name = f"{mention.eid}[{number}/{count}]" if count > 1 else mention.eid
            body = _body(mention.values | {"eid": name}, fields)
            is_one = first == last and mention.is_closed
            opening.setdefault(first, []).append(
                (first - last, len(opening.get(first, ())), f"({body}{')' if is_one else ''}", name)
            )
            edges.setdefault(first, []).append((name, off))
            if not is_one and mention.is_closed:
                closing.setdefault(last, []).append((-first, f"{name})"))
    found: dict[int, tuple[str, str]] = {}
    for number in {*closing, *opening}:
        ends = "".join(said for _, said in sorted(closing.get(number, ()), key=lambda c: c[0]))
        begun = sorted(opening.get(number, ()))
        said = ends + "".join(chunk for _, _, chunk, _ in begun)
        found[number] = (said, _edges_said([name for *_, name in begun], edges.get(number, [])))
    return found


def _body(values: dict[str, str], fields: Sequence[str]) -> str:
    names = [{"GRP": "eid", "entity": "etype"}.get(name, name) for name in fields]
    said = [values.get(name) or ("1" if name == "head" else "") for name in names]
    while len(said) > 3 and not said[-1]:
        said.pop()
    # Only the last field may hold the sign between fields.
    last = len(names) - 1
    return "-".join(v if n == last else v.replace("-", "%2D") for n, v in enumerate(said))


def _edges_said(order: list[str], edges: list[tuple[str, Range]]) -> str:
    off = {name for name, edge in edges if edge != (0, 0)}
    waiting = {name: [edge for other, edge in edges if other == name] for name in off}
    said = [(name, waiting[name].pop(0)) for name in order if name in off]
    return ",".join(f"{name}:{before}:{behind}" for name, (before, behind) in said)
