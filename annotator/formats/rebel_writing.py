"""REBEL's triples out: as a line beside the text, with or without types, or as objects with their places."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.formats.building import Building, extra_of
from annotator.formats.imported import Imported
from annotator.formats.jsonl import write_file
from annotator.formats.linear_triples import line_of, triples_of
from annotator.formats.rebel import OWN
from annotator.formats.triples import ENTITY_LABEL, Triple, place


def as_line(article: Imported, losses: "Counter[str]") -> Imported:
    """What will be found again where names are all that is said."""
    return _found_again(article, losses, typed=False)


def as_typed_line(article: Imported, losses: "Counter[str]") -> Imported:
    """The same where the names' labels are said too."""
    return _found_again(article, losses, typed=True)


def _found_again(article: Imported, losses: "Counter[str]", *, typed: bool) -> Imported:
    building = Building(article.text)
    place(building, triples_of(line_of(_triples(article), typed=typed)))
    found = building.finished(article.meta, exact=True)
    at = {span.id: (span.start, span.end, span.label) for span in article.spans}
    found_at = {span.id: (span.start, span.end) for span in found.spans}
    ends = {end for relation in article.relations for end in (relation.head, relation.child)}
    pairs = {(at[r.head][:2], at[r.child][:2], r.label) for r in article.relations}
    again = {(found_at[r.head], found_at[r.child], r.label) for r in found.relations}
    losses["span without a relation"] += len(at) - len(ends)
    losses["relation"] += len(article.relations) - len(found.relations)
    losses["place of a relation (the nearest is found)"] += len(again - pairs)
    if not typed:
        losses["label of a span"] += sum(at[end][2] != ENTITY_LABEL for end in ends)
    return replace(article, spans=found.spans, relations=found.relations)


def _triples(article: Imported) -> list[Triple]:
    """In the order of the text, each once."""
    spans = {span.id: span for span in article.spans}
    pairs = [(spans[r.head], r.label, spans[r.child]) for r in article.relations]
    pairs.sort(key=lambda pair: (pair[0].key, pair[2].key, pair[1]))

    def name(start: int, end: int) -> str:
        return " ".join(article.text[start:end].split())

    made = (
        Triple(
            name(head.start, head.end),
            " ".join(label.split()),
            name(child.start, child.end),
            head.label,
            child.label,
        )
        for head, label, child in pairs
    )
    return list(dict.fromkeys(made))


def write_lines(path: Path, articles: Iterable[Imported]) -> int:
    """Write `context` and `triplets`, as REBEL is trained."""
    return write_file(path, _lines(articles, typed=False))


def write_typed_lines(path: Path, articles: Iterable[Imported]) -> int:
    """The same with the labels of heads and tails, as mREBEL is trained."""
    return write_file(path, _lines(articles, typed=True))


def _lines(articles: Iterable[Imported], *, typed: bool) -> Iterator[dict[str, Any]]:
    for number, article in enumerate(articles, 1):
        rest = extra_of(article.meta.record_extra).get(OWN) or {}
        line = {
            "id": str(number),
            "title": article.meta.title,
            "context": article.text,
            "triplets": line_of(_triples(article), typed=typed),
        }
        yield line | {key: value for key, value in rest.items() if key not in line or key == "id"}


def write_objects(path: Path, articles: Iterable[Imported]) -> int:
    """Write entities and triples with their places, as REBEL's own files have them."""
    return write_file(path, _records(articles))


def _records(articles: Iterable[Imported]) -> Iterator[dict[str, Any]]:
    for number, article in enumerate(articles, 1):
        rest = dict(extra_of(article.meta.record_extra).get(OWN) or {})
        entities = [
            {
                "uri": span.kb_id or None,
                "boundaries": [span.start, span.end],
                "surfaceform": article.text[span.start : span.end],
                "type": span.label,
                **(extra_of(span.extra).get(OWN) or {}),
            }
            for span in article.spans
        ]
        numbers = {span.id: n for n, span in enumerate(article.spans)}
        triples = []
        for relation in article.relations:
            own = dict(extra_of(relation.extra).get(OWN) or {})
            ends = (numbers[end] for end in (relation.head, relation.child))
            subject, target = ({**entities[n], "entity": n} for n in ends)
            predicate = {**own.pop("predicate", {}), "surfaceform": relation.label}
            triples.append({"subject": subject, "predicate": predicate, "object": target, **own})
        yield {
            "docid": rest.pop("docid", str(number)),
            "title": article.meta.title,
            "text": article.text,
            "entities": entities,
            "triples": triples,
            **{key: value for key, value in rest.items() if key not in ("text", "context")},
        }
