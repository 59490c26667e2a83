"""Spans as entities of CoNLL-U's words: written anew, or into lines that came in."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from annotator.core.spans import Span
from annotator.formats.building import Range, extra_of, parts_of
from annotator.formats.conllu import Read, Told, parsed, tag_of
from annotator.formats.conllu_layout import Misc, Node, column_of
from annotator.formats.conllu_mentions import (
    CLUSTER,
    FIELDS,
    Mention,
    chunks,
    is_eid,
    ranges_of,
    told,
)
from annotator.formats.imported import Imported

_OURS = ("Entity", "EntityEdges")
_NAME = re.compile(r"[^()\[\]\-]+")
_LINKS = ("Bridge", "SplitAnte", "Split")


def placed(spans: Sequence[Span], words: Sequence[Range]) -> dict[int, Misc]:
    """For each word's number what MISC says of the entities there."""
    anchors = _Anchors([start for start, _ in words], [end for _, end in words])
    wanted = [_told_of(span) for span in spans]
    names = _names(wanted, set())
    mentions = [_mention(t, name, anchors, FIELDS) for t, name in zip(wanted, names, strict=True)]
    return {n: _pairs(said) for n, said in chunks(mentions, FIELDS).items()}


def marked(
    lines: list[str], fields: tuple[str, ...], article: Imported
) -> tuple[list[str], str] | None:
    """The lines with the article's entities, and their fields; None when the lines say another text."""
    read = parsed(lines, fields)
    if read.laid.text != article.text:
        return None
    wanted = _numbered(article.spans, len(read.told))
    visible = {n for n, t in enumerate(read.told) if t.parts[0][0] < t.parts[-1][1]}
    same = {n: t for n, t in wanted if n is not None}
    if len(same) == len(wanted) and same == {n: read.told[n] for n in visible}:
        return lines, "-".join(fields)
    if read.key is not None and _are_tags(wanted, read):
        return _tagged(lines, read, [t for _, t in wanted]), "-".join(fields)
    return _bracketed(lines, read, wanted, visible)


def _numbered(spans: Iterable[Span], count: int) -> list[tuple[int | None, Told]]:
    """Each span with the number of the mention that it came from."""
    found: list[tuple[int | None, Told]] = []
    taken: set[int] = set()
    for span in spans:
        own = extra_of(span.extra).get("conllu") if span.extra else None
        said = own.get("mention") if isinstance(own, dict) else None
        is_number = isinstance(said, int) and 0 <= said < count and said not in taken
        number = said if is_number else None
        taken |= {number} if number is not None else set()
        found.append((number, _told_of(span)))
    return found


def _told_of(span: Span) -> Told:
    return Told(tuple(parts_of(span)), span.label, span.kb_id, span.attributes)


class _Anchors:
    """Finds the words of ranges; both lists ascend."""

    def __init__(self, starts: Sequence[int], ends: Sequence[int]) -> None:
        self._starts = starts
        self._ends = ends

    def of(self, start: int, end: int) -> tuple[int, int, Range]:
        """First and last word, and how far the range's edges are from theirs."""
        first = bisect_right(self._ends, start)
        if first >= len(self._starts) or self._starts[first] >= end:
            first = max(first - 1, 0)
        last = max(bisect_left(self._starts, end) - 1, first)
        return first, last, (start - self._starts[first], end - self._ends[last])


def _mention(said: Told, eid: str, anchors: _Anchors, fields: Sequence[str]) -> Mention:
    mention = Mention(eid, {}, [])
    for start, end in said.parts:
        first, last, off = anchors.of(start, end)
        mention.parts.append((first, last))
        mention.edges.append(off)
    mention.values = told(mention, said.label, said.link, said.attributes, fields)
    return mention


def _names(wanted: Sequence[Told], taken: set[str]) -> list[str]:
    """A name for each: that of its cluster where brackets can tell its mentions apart, else one of its own."""
    clusters: dict[str, list[Told]] = {}
    for t in wanted:
        clusters.setdefault(dict(t.attributes).get(CLUSTER, ""), []).append(t)
    shared = {
        name
        for name, members in clusters.items()
        if is_eid(name) and name not in taken and len(members) > 1 and _are_nested(members)
    }
    used = taken | shared
    names: list[str] = []
    for t in wanted:
        name = dict(t.attributes).get(CLUSTER, "")
        names.append(name if name in shared else _fresh(used, names))
    return names


def _fresh(used: set[str], names: list[str]) -> str:
    number = len(names) + 1
    while f"e{number}" in used:
        number += 1
    used.add(f"e{number}")
    return f"e{number}"


def _are_nested(members: Sequence[Told]) -> bool:
    """Whether none crosses another and none has several parts."""
    ends: list[int] = []
    for t in sorted(members, key=lambda t: (t.parts[0][0], -t.parts[-1][1])):
        start, end = t.parts[0][0], t.parts[-1][1]
        while ends and ends[-1] <= start:
            ends.pop()
        if len(t.parts) > 1 or (ends and end > ends[-1]):
            return False
        ends.append(end)
    return True


def _pairs(said: tuple[str, str]) -> Misc:
    return [(key, value) for key, value in zip(_OURS, said, strict=True) if value]


def _are_tags(wanted: Sequence[tuple[int | None, Told]], read: Read) -> bool:
    """Whether tags can say it: spans of whole words side by side, with nothing but a label."""
    starts = {node.start for node in read.laid.nodes if node.start < node.end}
    ends = {node.end for node in read.laid.nodes if node.start < node.end}
    done = 0
    for t in sorted((t for _, t in wanted), key=lambda t: t.parts):
        start, end = t.parts[0]
        plain = len(t.parts) == 1 and not t.link and not t.attributes and not t.label.count(" ")
        if not plain or start < done or start not in starts or end not in ends:
            return False
        done = end
    return True


def _tagged(lines: list[str], read: Read, wanted: Sequence[Told]) -> list[str]:
    key = read.key or ""
    nodes = read.laid.nodes
    is_bioes = any(tag_of(node, key)[0] in "SE" for node in nodes)
    is_bilou = any(tag_of(node, key)[0] in "UL" for node in nodes)
    single, last = ("S", "E") if is_bioes else ("U", "L") if is_bilou else ("B", "I")
    tags = {n: "O" for n, node in enumerate(nodes) if _has(node, key)}
    for t in wanted:
        start, end = t.parts[0]
        inside = [n for n, d in enumerate(nodes) if start <= d.start < d.end <= end]
        for place, n in enumerate(inside):
            kind = "I" if place else "B"
            if len(inside) == 1:
                kind = single
            elif place == len(inside) - 1:
                kind = last
            tags[n] = f"{kind}-{t.label}"
    changed = list(lines)
    for n, tag in tags.items():
        misc = [(k, v) for k, v in nodes[n].misc if not _is_tag(k, v, key)]
        misc.append((key, tag) if key else (tag, None))
        changed[nodes[n].line] = _line(lines[nodes[n].line], misc)
    return changed


def _has(node: Node, key: str) -> bool:
    return any(_is_tag(name, value, key) for name, value in node.misc)


def _is_tag(name: str, value: str | None, key: str) -> bool:
    return name == key if key else value is None


def _bracketed(
    lines: list[str],
    read: Read,
    wanted: Sequence[tuple[int | None, Told]],
    visible: set[int],
) -> tuple[list[str], str]:
    nodes = read.laid.nodes
    full = [n for n, node in enumerate(nodes) if node.start < node.end]
    anchors = _Anchors([nodes[n].start for n in full], [nodes[n].end for n in full])
    fields = _complete(read.fields)
    kept = [m for n, m in enumerate(read.mentions) if n not in visible]
    new: list[Told] = []
    for number, t in wanted:
        old = read.mentions[number] if number is not None and read.mentions else None
        if old is None or number not in visible:
            new.append(t)
        elif read.told[number or 0] == t:
            kept.append(old)
        else:
            kept.append(_changed(old, t, anchors, full, nodes, fields))
    names = _names(new, _said_names(nodes))
    for t, name in zip(new, names, strict=True):
        made = _mention(t, name, anchors, fields)
        made.parts = [(full[first], full[last]) for first, last in made.parts]
        made.values["head"] = _head(made, nodes)
        kept.append(made)
    fragile = _fragile(read, fields)
    before, said = chunks(read.mentions, fields), chunks(kept, fields)
    left = {mention.eid for mention in kept}
    changed = list(lines)
    for n, node in enumerate(nodes):
        misc = [p for pair in node.misc for p in _without(pair, left, read.key)]
        if before.get(n) != said.get(n) or n in fragile:
            at = next((k for k, pair in enumerate(misc) if pair[0] in _OURS), len(misc))
            misc = [pair for pair in misc if pair[0] not in _OURS]
            misc[at:at] = _pairs(said.get(n, ("", "")))
        if misc != node.misc:
            changed[node.line] = _line(lines[node.line], misc)
    return _declared(changed, read.fields, fields), "-".join(fields)


def _said_names(nodes: Sequence[Node]) -> set[str]:
    """All that may be an entity's name, also in brackets that never open or close."""
    said = (value for node in nodes for key, value in node.misc if key == "Entity" and value)
    return {name for value in said for name in _NAME.findall(value)}


def _complete(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields with those that a change may need."""
    if not {"eid", "GRP"}.intersection(fields):
        return FIELDS
    has_type = "etype" in fields or "entity" in fields
    found = fields if has_type else (*fields, "etype")
    return found if "other" in found else (*found, "other")


def _fragile(read: Read, fields: tuple[str, ...]) -> set[int]:
    """The nodes whose brackets would say something else if fields were added and they stayed."""
    if fields == read.fields:
        return set()
    last = read.fields[-1]
    odd = (m for m in read.mentions if "-" in m.values.get(last, ""))
    return {node for mention in odd for part in mention.parts for node in part}


def _changed(
    old: Mention,
    said: Told,
    anchors: _Anchors,
    full: Sequence[int],
    nodes: Sequence[Node],
    fields: Sequence[str],
) -> Mention:
    mention = Mention(old.eid, dict(old.values), old.parts, old.edges, old.is_closed)
    if list(said.parts) != ranges_of(old, nodes):
        mention = _mention(said, old.eid, anchors, fields)
        mention.parts = [(full[first], full[last]) for first, last in mention.parts]
        mention.values = {k: v for k, v in old.values.items() if k not in ("head", "minspan")}
        mention.values["head"] = _head(mention, nodes)
    mention.values = told(mention, said.label, said.link, said.attributes, fields)
    return mention


def _head(mention: Mention, nodes: Sequence[Node]) -> str:
    """The number, within the mention, of the first word whose head stands outside."""
    inside = [n for first, last in mention.parts for n in range(first, last + 1)]
    numbers = {(nodes[n].sentence, nodes[n].number) for n in inside}
    for place, n in enumerate(inside, 1):
        if nodes[n].head is not None and (nodes[n].sentence, nodes[n].head) not in numbers:
            return str(place)
    return "1"


def _without(pair: tuple[str, str | None], left: set[str], key: str | None) -> Misc:
    """A pair of MISC without what is written anew; links to entities that are gone go with them."""
    name, value = pair
    if key is not None and _is_tag(name, value, key):
        return []
    if name in _LINKS and value:
        ends = [item.partition("<") for item in value.split(",")]
        good = [f"{a}<{b}" for a, _, b in ends if a in left and b.split(":")[0] in left]
        return [(name, ",".join(good))] if good else []
    return [pair]


def _line(line: str, misc: Misc) -> str:
    cells = line.rstrip().split("\t")
    cells += ["_"] * (10 - len(cells))
    cells[9] = column_of(misc)
    return "\t".join(cells)


def _declared(lines: list[str], old: Sequence[str], new: Sequence[str]) -> list[str]:
    said = "-".join(new)
    is_other = list(old) != list(new)
    return [
        f"# global.Entity = {said}" if is_other and line.startswith("# global.Entity") else line
        for line in lines
    ]
