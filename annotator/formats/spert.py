"""SpERT's training sets in and out: tokens, entities as token ranges, relations by their numbers.

An article is one example. Its text is the tokens with a space between them.
"""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.atomic import written
from annotator.formats.building import Building
from annotator.formats.imported import Imported
from annotator.formats.json_values import objects
from annotator.formats.jsonl import encoded
from annotator.formats.record_values import as_list, as_object, as_offset
from annotator.formats.table import Glimpse
from annotator.formats.token_rows import FROM_RECORD


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
    words = [str(word) or "_" for word in as_list(values.get("tokens"), "tokens")]
    text = " ".join(words)
    if not text.strip():
        raise InputError("The example has no tokens.", source, number)
    ends = list(itertools.accumulate(len(word) + 1 for word in words))
    building = Building(text, source, number)
    entities = as_list(values.get("entities"), "entities")
    for n, row in enumerate(entities):
        said = as_object(row, "entity")
        first = as_offset(said.get("start"), "start of an entity")
        behind = as_offset(said.get("end"), "end of an entity")
        label = str(said.get("type") or "")
        if not first < behind <= len(words):
            building.reading.loss(
                f"The entity {label} {first}-{behind} lies outside of the tokens."
            )
            continue
        start = ends[first] - len(words[first]) - 1
        building.span(n, start, ends[behind - 1] - 1, label)
    for row in as_list(values.get("relations"), "relations"):
        said = as_object(row, "relation")
        building.relation(said.get("head"), said.get("tail"), str(said.get("type") or ""))
    starts = [end - len(word) - 1 for end, word in zip(ends, words, strict=True)]
    tokens = Tokens(starts, (end - 1 for end in ends), (0,), FROM_RECORD)
    return building.finished(Meta(source=source), tokens=tokens, exact=True)


def write_spert(path: Path, articles: Iterable[Imported]) -> int:
    """Write an array of examples; a token is cut where a span begins or ends inside of it."""
    from bisect import bisect_left

    from annotator.formats.conll_writing import words_of

    count = 0
    with written(path) as file:
        file.write(b"[")
        for count, article in enumerate(articles, 1):
            words = words_of(article)
            starts = [start for start, _ in words]
            numbers = {span.id: n for n, span in enumerate(article.spans)}
            example = {
                "tokens": [article.text[start:end] for start, end in words],
                "entities": [
                    {
                        "type": span.label,
                        "start": bisect_left(starts, span.start),
                        "end": bisect_left(starts, span.end),
                    }
                    for span in article.spans
                ],
                "relations": [
                    {"type": r.label, "head": numbers[r.head], "tail": numbers[r.child]}
                    for r in article.relations
                ],
                "orig_id": str(count),
            }
            file.write(b"\n" if count == 1 else b",\n")
            file.write(encoded(example))
        file.write(b"\n]\n")
    return count
