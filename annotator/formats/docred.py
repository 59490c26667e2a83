"""DocRED's documents in: sentences of words, entities with their mentions, relations between entities.

Each mention is a span with the number of its entity as attribute `entity`; a relation leads from the first
mention of one entity to the first of the other unless a file of ours names others, its evidence is a note.
With a list of the relations' names beside it, relations are called by them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.building import Building
from annotator.formats.entities import ENTITY
from annotator.formats.imported import Imported
from annotator.formats.json_values import beside, objects
from annotator.formats.record_values import as_list, as_object, as_offset, as_text
from annotator.formats.relation_names import names_beside
from annotator.formats.table import Glimpse
from annotator.formats.worded import Worded

OWN = "docred"
_DOCUMENT = frozenset(("title", "sents", "vertexSet", "labels"))
_MENTION = frozenset(("pos", "sent_id", "type", "name", "global_pos", "index", "note"))
_LABEL = frozenset(("r", "h", "t", "evidence", "h_mention", "t_mention", "note"))


def is_docred(glimpse: Glimpse) -> bool:
    """Whether the first document has sentences and a set of vertices."""
    record = glimpse.record or {}
    return isinstance(record.get("sents"), list) and isinstance(record.get("vertexSet"), list)


def read_docred(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article a document."""
    names = names_beside(path)
    for number, values in objects(path, encoding):
        if isinstance(values, InputError):
            yield values
            continue
        try:
            yield _article(values, names, path.as_posix(), number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)


def _article(values: dict[str, Any], names: dict[str, str], source: str, number: int) -> Imported:
    words = Worded(as_list(s, "sentence") for s in as_list(values.get("sents"), "sents"))
    if not words.text.strip():
        raise InputError("The document has no words.", source, number)
    building = Building(words.text, source, number)
    if words.blank:
        building.reading.problem(f"{words.blank} empty words became _.")
    for entity, mentions in enumerate(as_list(values.get("vertexSet"), "vertexSet")):
        for mention, row in enumerate(as_list(mentions, "mentions")):
            _add(building, (entity, mention), as_object(row, "mention"), words)
    for row in as_list(values.get("labels"), "labels"):
        _relate(building, as_object(row, "relation"), names, words)
    rest = {key: value for key, value in values.items() if key not in _DOCUMENT}
    title = as_text(values.get("title"), "title")
    meta = Meta(title=title, source=source, record_extra=beside(OWN, rest))
    return building.finished(meta, tokens=words.tokens(), exact=True)


def _add(building: Building, said_id: tuple[int, int], said: dict[str, Any], words: Worded) -> None:
    first, behind = (as_offset(n, "pos of a mention") for n in (*_pos(said), 0, 0)[:2])
    sentence = as_offset(said.get("sent_id"), "sent_id of a mention")
    label = as_text(said.get("type"), "type")
    if sentence >= len(words.sentences) or not first < behind <= len(words.sentences[sentence]):
        building.reading.loss(f"The mention {label} {first}-{behind} lies outside of its sentence.")
        return
    places = words.sentences[sentence]
    start, end = places[first][0], places[behind - 1][1]
    claim = building.span(said_id, start, end, label)
    claim.attributes = ((ENTITY, str(said_id[0])),)
    claim.note = as_text(said.get("note"), "note")
    own = {key: value for key, value in said.items() if key not in _MENTION}
    surface = words.text[start:end]
    if said.get("name") not in (None, surface):
        own |= {"name": said["name"], "of": surface}
    if own:
        claim.extra = {OWN: own}


def _pos(said: dict[str, Any]) -> list[Any]:
    return as_list(said.get("pos"), "pos")


def _relate(building: Building, said: dict[str, Any], names: dict[str, str], words: Worded) -> None:
    evidence = [as_offset(n, "evidence") for n in as_list(said.get("evidence"), "evidence")]
    note = ", ".join(map(str, evidence))
    head = (said.get("h"), said.get("h_mention") or 0)
    child = (said.get("t"), said.get("t_mention") or 0)
    relation_id = as_text(said.get("r"), "r")
    label = names.get(relation_id, relation_id)
    other = as_text(said.get("note"), "note")
    link = building.relation(
        head, child, label, note="; ".join(filter(None, (note and f"evidence: {note}", other)))
    )
    own = {key: value for key, value in said.items() if key not in _LABEL}
    if label != relation_id:
        own |= {"r": relation_id, "called": label}
    sentences = words.sentences
    if evidence and all(n < len(sentences) and sentences[n] for n in evidence):
        own["evidence"] = [[n, sentences[n][0][0]] for n in evidence]
    if own:
        link.extra = {OWN: own}
