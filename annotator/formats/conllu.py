"""CoNLL-U in: the text of its words, and the entities of the column MISC.

They stand as `Entity=` with brackets, else as tags under a key such as `NER=B-PER`, `name=` or `ner=`. All else
(trees, comments, empty nodes, bridges) goes along and comes out again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.spans import Attributes
from annotator.formats.building import Building, Range, extra_of
from annotator.formats.conll import spans_of
from annotator.formats.conllu_layout import Laid, Node, laid_out
from annotator.formats.conllu_mentions import (
    FIELDS,
    Mention,
    attributes_of,
    label_of,
    link_of,
    mentions_of,
    ranges_of,
)
from annotator.formats.imported import Imported
from annotator.formats.jsonl import is_too_deep
from annotator.formats.originals import kept
from annotator.formats.table import Glimpse
from annotator.formats.text_lines import lines_of
from annotator.formats.whole_files import LARGEST, file_digest

_ROW = re.compile(r"[1-9][0-9]*(?:-[0-9]+|\.[0-9]+)?\t[^\t]*(?:\t[^\t]*){7,}")
_GLOBAL = re.compile(r"#\s*global\.Entity\s*=\s*(\S+)")
_FIRST = re.compile(r"[\t|]Entity=(\([^\t|]*)")
_OLD = re.compile(r"\([A-Za-z_]+-\d+(?:[-()]|$)")
_OLD_FIELDS = ("etype", "eid", "infstat", "minspan", "link")
_NEWDOC = re.compile(r"#\s*newdoc\b")
_META = re.compile(r"#\s*meta::(\w+)\s*=\s*(.*)")
_TAG = re.compile(r"O|[BILUES]-\S+")
_PREFERRED = ("NER", "ner", "NE", "ne", "name", "Name", "NamedEntity", "entity")
_FACTS = {"title": "title", "author": "author", "dateCreated": "date", "sourceURL": "url"}


class Told(Struct, frozen=True):
    """What a mention says of a span."""

    parts: tuple[Range, ...]
    label: str
    link: str = ""
    attributes: Attributes = ()


class Read(Struct):
    """An article's layout, and its mentions or the key that holds their tags."""

    laid: Laid
    fields: tuple[str, ...]
    mentions: list[Mention]
    key: str | None
    told: list[Told]


def is_conllu(glimpse: Glimpse) -> bool:
    """Whether its rows have the ten columns; a file that is called so is believed.

    One that names columns of its own, one of them of tags, is read as any other file of columns.
    """
    has_own_columns = glimpse.suffix == ".conllup" and "global.columns" in glimpse.text
    if glimpse.suffix in (".conllu", ".conllup") and not has_own_columns:
        return True
    rows = [line for line in glimpse.text.split("\n")[:200] if line.strip() and line[0] != "#"]
    rows = rows[:-1] if len(rows) > 1 else rows
    if has_own_columns:
        return not rows or not _has_tag_column(rows)
    return bool(rows) and all(map(_ROW.match, rows)) and not _has_tag_column(rows)


def _has_tag_column(rows: list[str]) -> bool:
    cells = [row.rstrip("\r").split("\t") for row in rows]
    shortest = min(map(len, cells))
    return any(all(_TAG.fullmatch(row[n]) for row in cells) for n in range(2, shortest))


def read_conllu(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article for each `# newdoc`, or one for the file."""
    rows, name, remarks = lines_of(path, encoding)
    meta = Meta(source=path.as_posix(), source_sha256=file_digest(path), encoding=name)
    fields: tuple[str, ...] = FIELDS
    for number, lines in _articles(rows, str(path)):
        fields = fields_of(lines) or fields
        try:
            yield _article(lines, fields, meta, number, remarks)
            remarks = ()
        except InputError as error:
            yield error


def _articles(rows: Iterable[str], place: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each article, and the number of its first one."""
    lines: list[str] = []
    first, begins, size = 1, 0, 0
    for line in rows:
        if line and not line.isspace() and _NEWDOC.match(line) and begins:
            if _has_words(lines[:begins]):
                yield first, lines[:begins]
            first, lines = first + begins, lines[begins:]
            begins, size = 0, 0
        lines.append(line)
        size += len(line)
        if size > LARGEST:
            raise InputError("An article is larger than 64 MB. Part it by # newdoc.", place, first)
        if not line.strip():
            begins = len(lines)
    if _has_words(lines):
        yield first, lines


def _has_words(lines: list[str]) -> bool:
    return any(line.strip() and not line.startswith("#") for line in lines)


def fields_of(lines: list[str]) -> tuple[str, ...]:
    """The fields that `# global.Entity` names; without it GUM had the type before the number."""
    said = next((match for line in lines if (match := _GLOBAL.match(line))), None)
    if said:
        return tuple(said[1].split("-"))
    first = next((match for line in lines if (match := _FIRST.search(line))), None)
    return _OLD_FIELDS if first and _OLD.match(first[1]) else ()


def parsed(lines: list[str], fields: tuple[str, ...], place: str = "", first: int = 1) -> Read:
    """An article's lines understood; writing does it again with what was kept."""
    laid = laid_out(lines, place, first)
    mentions = mentions_of(laid.nodes, fields)
    if mentions:
        shared = Counter(mention.eid for mention in mentions)
        told = [_told(m, laid.nodes, is_shared=shared[m.eid] > 1) for m in mentions]
        return Read(laid, fields, mentions, None, told)
    key = _key_of_tags(laid.nodes)
    return Read(laid, fields, [], key, list(_tagged(laid, key)) if key is not None else [])


def _told(mention: Mention, nodes: list[Node], *, is_shared: bool) -> Told:
    attributes = attributes_of(mention, is_shared=is_shared)
    parts = tuple(ranges_of(mention, nodes))
    return Told(parts, label_of(mention), link_of(mention), attributes)


def _key_of_tags(nodes: list[Node]) -> str | None:
    """The key of MISC whose values are all tags; the empty one where a tag is the whole column."""
    good: Counter[str] = Counter()
    bad: set[str] = set()
    for node in nodes:
        for key, value in node.misc:
            name, tag = (key, value) if value is not None else ("", key)
            if not _TAG.fullmatch(tag):
                bad.add(name)
            elif tag != "O":
                good[name] += 1
    found = [name for name in good if name not in bad]
    return min(found, key=lambda name: (name not in _PREFERRED, name), default=None)


def tag_of(node: Node, key: str) -> str:
    """The tag of a node under a key, `O` where there is none."""
    for name, value in node.misc:
        if (name, value is None) == (key, False) or (value is None and not key):
            return value or name
    return "O"


def _tagged(laid: Laid, key: str) -> Iterator[Told]:
    tags = [tag_of(node, key) for node in laid.nodes]
    places = [(node.start, node.end) for node in laid.nodes]
    for start, end, label in spans_of(tags, places):
        yield Told(((start, end),), label)


def _article(
    lines: list[str], fields: tuple[str, ...], meta: Meta, first: int, remarks: tuple[str, ...]
) -> Imported:
    read = parsed(lines, fields, meta.source, first)
    text = read.laid.text
    if not text.strip():
        raise InputError("The article has no words.", meta.source, first)
    building = Building(text, meta.source, first)
    building.reading.problems += remarks
    for number, told in enumerate(read.told):
        claim = building.parted(
            number, list(told.parts), told.label, kb_id=told.link, attributes=told.attributes
        )
        claim.extra = {"conllu": {"mention": number}}
        if read.mentions and not read.mentions[number].is_closed:
            building.reading.problem(f"The entity {claim.label} at {told.parts} has no end.")
    said = _facts(lines, meta)
    extra = kept(
        "conllu", text, {"lines": "\n".join(lines).encode(), "fields": "-".join(fields).encode()}
    )
    # What is empty here (entities of empty nodes) stays in the original.
    return building.finished(replace(said, record_extra=extra), tokens=read.laid.tokens, exact=True)


def _facts(lines: list[str], meta: Meta) -> Meta:
    """Title, author, date and URL as GUM states them, and what we wrote of other facts."""
    said: dict[str, str] = {}
    for line in lines:
        match = _META.match(line)
        if match and match[1] in _FACTS and match[2].strip() not in ("", "None"):
            said.setdefault(_FACTS[match[1]], match[2].strip())
        elif match and match[1] == "extra" and _is_object(match[2]):
            said.setdefault("extra", match[2].strip())
    return replace(meta, **said)


def _is_object(said: str) -> bool:
    try:
        return bool(extra_of(said)) and not is_too_deep(extra_of(said))
    except (ValueError, RecursionError):
        return False
