"""DocRED's documents in: sentences of words, entities with their mentions, relations between entities.

Each mention is a span with the number of its entity as attribute `entity`; a relation leads from the first
mention of one entity to the first of the other, its evidence is a note.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.building import Building
from annotator.formats.imported import Imported
from annotator.formats.json_values import objects
from annotator.formats.record_values import as_list, as_object, as_offset
from annotator.formats.table import Glimpse
from annotator.formats.token_rows import FROM_RECORD


def is_docred(glimpse: Glimpse) -> bool:
    """Whether the first document has sentences and a set of vertices."""
    record = glimpse.record or {}
    return isinstance(record.get("sents"), list) and isinstance(record.get("vertexSet"), list)


def read_docred(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article a document."""
    for number, values in objects(path, encoding):
        if isinstance(values, InputError):
            yield values
            continue
        try:
            yield _article(values, path.as_posix(), number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)


def _article(values: dict[str, Any], source: str, number: int) -> Imported:
    text, places = _laid_out(as_list(values.get("sents"), "sents"))
    if not text.strip():
        raise InputError("The document has no words.", source, number)
    building = Building(text, source, number)
    for entity, mentions in enumerate(as_list(values.get("vertexSet"), "vertexSet")):
        for mention, row in enumerate(as_list(mentions, "mentions")):
            said = as_object(row, "mention")
            _add(building, (entity, mention), said, places)
    for row in as_list(values.get("labels"), "labels"):
        said = as_object(row, "relation")
        evidence = ", ".join(str(n) for n in as_list(said.get("evidence"), "evidence"))
        note = f"evidence: {evidence}" if evidence else ""
        head, child = (said.get("h"), 0), (said.get("t"), 0)
        building.relation(head, child, str(said.get("r") or ""), note=note)
    flat = [place for sentence in places for place in sentence]
    starts = [sentence[0][0] for sentence in places if sentence]
    tokens = Tokens((s for s, _ in flat), (e for _, e in flat), starts, FROM_RECORD)
    title = str(values.get("title") or "")
    return building.finished(Meta(title=title, source=source), tokens=tokens, exact=True)


def _laid_out(sentences: list[Any]) -> tuple[str, list[list[tuple[int, int]]]]:
    """The words with spaces between them, and where each stands, a list a sentence."""
    said: list[str] = []
    places: list[list[tuple[int, int]]] = []
    done = 0
    for sentence in sentences:
        places.append([])
        for word in as_list(sentence, "sentence"):
            said.append(str(word) or "_")
            places[-1].append((done, done + len(said[-1])))
            done += len(said[-1]) + 1
    return " ".join(said), places


def _add(
    building: Building,
    said_id: tuple[int, int],
    said: dict[str, Any],
    places: list[list[tuple[int, int]]],
) -> None:
    words = as_list(said.get("pos"), "pos")
    sentence = as_offset(said.get("sent_id"), "sent_id of a mention")
    label = str(said.get("type") or "")
    first, behind = (as_offset(n, "pos of a mention") for n in (*words, 0, 0)[:2])
    if sentence >= len(places) or not first < behind <= len(places[sentence]):
        building.reading.loss(f"The mention {label} {first}-{behind} lies outside of its sentence.")
        return
    start, end = places[sentence][first][0], places[sentence][behind - 1][1]
    claim = building.span(said_id, start, end, label)
    claim.attributes = (("entity", str(said_id[0])),)
