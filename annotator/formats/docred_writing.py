"""DocRED's documents out: entities with all their mentions, relations between entities.

Which mentions are one entity: those of one attribute `entity`, else of one entry in a knowledge base,
else of one label and name. `h_mention` and `t_mention` say which mentions a relation stood between where
these are not the first ones; a note is a key of its own.
"""

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.core.relations import Relation
from annotator.formats.atomic import written
from annotator.formats.building import extra_of
from annotator.formats.datasets import Facts, Made, Parts, part_path
from annotator.formats.docred import OWN
from annotator.formats.entities import entities_of
from annotator.formats.imported import Imported
from annotator.formats.jsonl import encoded
from annotator.formats.relation_names import write_names
from annotator.formats.worded import Numbered, Range, sentence_words

_EVIDENCE = re.compile(r"evidence: (\d+(?:, \d+)*)(?:; |$)")


def one_for_each_pair(article: Imported, losses: "Counter[str]") -> Imported:
    """Of relations of one type between the same two entities the first one stays."""
    entity = {s.id: number for number, said in enumerate(entities_of(article)) for s in said}
    kept: dict[tuple[int, int, str], Relation] = {}
    for relation in article.relations:
        kept.setdefault((entity[relation.head], entity[relation.child], relation.label), relation)
    losses["further relation of the same two entities"] += len(article.relations) - len(kept)
    return replace(article, relations=tuple(kept.values()))


def write_docred(path: Path, articles: Iterable[Imported]) -> int:
    """Write an array of documents; names of relations that have ids go to a list beside it."""
    return _written(path, articles)[0]


def write_sets(path: Path, parts: Parts, _facts: Facts) -> Made:
    """The same for each part; the lists of names are told."""
    made = Made()
    for part, articles in parts.items():
        target = part_path(path, part, ".json")
        names = _written(target, articles())[1]
        made.files[part] = [target]
        made.beside += [names] if names is not None else []
    return made


def _written(path: Path, articles: Iterable[Imported]) -> tuple[int, Path | None]:
    count = 0
    ids: dict[str, str] = {}
    with written(path) as file:
        file.write(b"[")
        for count, article in enumerate(articles, 1):
            file.write(b"\n" if count == 1 else b",\n")
            file.write(encoded(_document(article, ids)))
        file.write(b"\n]\n")
    return count, write_names(path, {said: name for name, said in ids.items()})


def _document(article: Imported, ids: dict[str, str]) -> dict[str, Any]:
    sentences = sentence_words(article)
    entities = entities_of(article)
    starts = [words[0][0] for words in sentences]
    rest = extra_of(article.meta.record_extra).get(OWN)
    place = {
        span.id: (entity, mention)
        for entity, said in enumerate(entities)
        for mention, span in enumerate(said)
    }
    return {
        "title": article.meta.title,
        "sents": [[article.text[start:end] for start, end in words] for words in sentences],
        "vertexSet": _entities(article, sentences, starts),
        "labels": [_label(r, place, starts, ids) for r in article.relations],
        **(rest if isinstance(rest, dict) else {}),
    }


def _entities(
    article: Imported, sentences: list[list[Range]], starts: list[int]
) -> list[list[dict[str, Any]]]:
    numbered = [Numbered(words) for words in sentences]
    before = [0, *itertools.accumulate(map(len, sentences))]
    found: list[list[dict[str, Any]]] = []
    for entity, mentions in enumerate(entities_of(article)):
        found.append([])
        for mention, span in enumerate(mentions):
            first_word = span.start + _leading_space(article.text[span.start : span.end])
            sentence = bisect_right(starts, first_word) - 1
            pos = list(numbered[sentence].range(span.start, span.end))
            surface = article.text[span.start : span.end]
            own = dict(extra_of(span.extra).get(OWN, {}))
            name, of = own.pop("name", None), own.pop("of", None)
            row = {
                "name": name if name is not None and of == surface else surface,
                "pos": pos,
                "sent_id": sentence,
                "type": span.label,
                "global_pos": [before[sentence] + pos[0]] * 2,
                "index": f"{entity}_{mention}",
                **own,
            }
            found[-1].append(row | ({"note": span.note} if span.note else {}))
    return found


def _leading_space(said: str) -> int:
    return len(said) - len(said.lstrip())


def _label(
    relation: Relation, place: dict[int, tuple[int, int]], starts: list[int], ids: dict[str, str]
) -> dict[str, Any]:
    own = dict(extra_of(relation.extra).get(OWN, {}))
    said_id, called = own.pop("r", None), own.pop("called", None)
    if isinstance(said_id, str) and called == relation.label:
        ids.setdefault(relation.label, said_id)
    note, evidence = _evidence(relation.note, own.pop("evidence", []), starts)
    (head, head_mention), (child, child_mention) = place[relation.head], place[relation.child]
    row = {
        "r": ids.get(relation.label, relation.label),
        "h": head,
        "t": child,
        "evidence": evidence,
        **own,
    }
    more = {"h_mention": head_mention, "t_mention": child_mention, "note": note}
    return row | {key: value for key, value in more.items() if value}


def _evidence(note: str, said: Any, starts: list[int]) -> tuple[str, list[int]]:
    """The rest of a note, and the sentences that it names: by their places while they are as read."""
    match = _EVIDENCE.match(note)
    if match is None:
        return note, []
    numbers = [int(number) for number in match[1].split(", ")]
    pairs = said if isinstance(said, list) else []
    if [pair[0] for pair in pairs] == numbers:
        numbers = [max(0, bisect_right(starts, pair[1]) - 1) for pair in pairs]
    return note[match.end() :], [number for number in numbers if number < len(starts)]
