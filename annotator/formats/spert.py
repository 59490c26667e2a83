"""SpERT's training sets in and out: tokens, entities as token ranges, relations by their numbers.

An article is one example. Its text is the tokens with a space between them. Other keys are written again;
lists of a value a token only while there are as many tokens.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.atomic import written
from annotator.formats.building import Building, extra_of
from annotator.formats.format import Glimpse
from annotator.formats.imported import Imported
from annotator.formats.json_values import beside, objects
from annotator.formats.jsonl import encoded
from annotator.formats.record_values import as_list, as_object, as_offset, as_text
from annotator.formats.worded import Numbered, all_words, worded

OWN = "spert"
_READ = frozenset(("tokens", "entities", "relations"))


def is_spert(glimpse: Glimpse) -> bool:
    """Whether the first example has tokens, entities and relations, and no text."""
    record = glimpse.record or {}
    tokens = record.get("tokens")
    is_words = isinstance(tokens, list) and all(isinstance(word, str) for word in tokens)
    return is_words and "text" not in record and isinstance(record.get("entities"), list)


def read_spert(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article an example."""
    for number, values in objects(path, encoding):
        if isinstance(values, InputError):
            yield values
            continue
        try:
            yield _article(values, path.as_posix(), number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)


def _article(values: dict[str, Any], source: str, number: int) -> Imported:
    words = worded(values.get("tokens"))
    if not words.text.strip():
        raise InputError("The example has no tokens.", source, number)
    building = Building(words.text, source, number)
    if words.blank:
        building.reading.problem(f"{words.blank} empty words became _.")
    for n, row in enumerate(as_list(values.get("entities"), "entities")):
        said = as_object(row, "entity")
        first = as_offset(said.get("start"), "start of an entity")
        behind = as_offset(said.get("end"), "end of an entity")
        label = as_text(said.get("type"), "type")
        place = words.range(first, behind - 1) if first < behind else None
        if place is None:
            building.reading.loss(
                f"The entity {label} {first}-{behind} lies outside of the tokens."
            )
        else:
            building.span(n, *place, label)
    for row in as_list(values.get("relations"), "relations"):
        said = as_object(row, "relation")
        building.relation(said.get("head"), said.get("tail"), as_text(said.get("type"), "type"))
    own = {"words": len(words.words), "rest": {k: v for k, v in values.items() if k not in _READ}}
    meta = Meta(source=source, record_extra=beside(OWN, own) if own["rest"] else "")
    return building.finished(meta, tokens=words.tokens(), exact=True)


def as_said(article: Imported, losses: "Counter[str]") -> Imported:
    """The article as it is; what counts tokens that are no longer the same is counted as lost."""
    own = extra_of(article.meta.record_extra).get(OWN) or {}
    if own and own.get("words") != len(all_words(article)):
        lists = sum(isinstance(value, list) for value in (own.get("rest") or {}).values())
        losses["unknown key or line of the source"] += lists
    return article


def write_spert(path: Path, articles: Iterable[Imported]) -> int:
    """Write an array of examples; a token is cut where a span begins or ends inside of it."""
    count = 0
    with written(path) as file:
        file.write(b"[")
        for count, article in enumerate(articles, 1):
            file.write(b"\n" if count == 1 else b",\n")
            file.write(encoded(_example(article, count)))
        file.write(b"\n]\n")
    return count


def _example(article: Imported, count: int) -> dict[str, Any]:
    words = all_words(article)
    numbered = Numbered(words)
    entities = []
    for span in article.spans:
        first, behind = numbered.range(span.start, span.end)
        entities.append({"type": span.label, "start": first, "end": behind})
    numbers = {span.id: n for n, span in enumerate(article.spans)}
    own = extra_of(article.meta.record_extra).get(OWN) or {}
    is_same = own.get("words") == len(words)
    rest = {k: v for k, v in (own.get("rest") or {}).items() if is_same or not isinstance(v, list)}
    return {
        "tokens": [article.text[start:end] for start, end in words],
        "entities": entities,
        "relations": [
            {"type": r.label, "head": numbers[r.head], "tail": numbers[r.child]}
            for r in article.relations
        ],
        "orig_id": str(count),
        **rest,
    }
