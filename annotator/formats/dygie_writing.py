"""SciERC's and DyGIE++'s documents out, a line each; proposals as `predicted_`, clusters by `entity`."""

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.core.relations import Relation
from annotator.core.spans import Span, State
from annotator.formats.building import extra_of
from annotator.formats.dygie import MENTION, OWN
from annotator.formats.entities import entity_of
from annotator.formats.imported import Imported
from annotator.formats.record_values import json_text
from annotator.formats.worded import Numbered, Range, sentence_words

_DATASET = "annotator"
"""Of a document that comes from elsewhere: DyGIE++ asks for one."""


def as_said(article: Imported, losses: "Counter[str]") -> Imported:
    """Relations lead to places: to the first span there. What can't be told apart is counted, and goes."""
    article = _without_lone_entities(_with_valid_rest(article, losses), losses)
    numbered = Numbered([word for sentence in sentence_words(article) for word in sentence])
    place = {span.id: numbered.range(span.start, span.end) for span in article.spans}
    kept, first = _spans(article, place)
    losses["span that stands there twice"] += len(article.spans) - len(kept)
    links: dict[tuple[int, int, str], Relation] = {}
    for relation in sorted(article.relations, key=_is_guess):
        head, child = first[place[relation.head]], first[place[relation.child]]
        key = (head, child, relation.label)
        is_moved = (head, child) != (relation.head, relation.child)
        losses["relation that stands there twice"] += key in links
        losses["end of a relation among spans of one place"] += is_moved and key not in links
        links.setdefault(key, replace(relation, head=head, child=child))
    spans = tuple(span for span in article.spans if span.id in kept)
    return replace(article, spans=spans, relations=tuple(links.values()))


def _spans(article: Imported, place: dict[int, Range]) -> tuple[set[int], dict[Range, int]]:
    """The spans that are not there already as others, and the one that stands for each place."""
    bare = _bare(article)
    first: dict[Range, int] = {}
    seen: set[tuple[Range, str]] = set()
    kept: set[int] = set()
    for span in sorted(article.spans, key=lambda s: (s.id in bare, _is_guess(s))):
        there = place[span.id]
        is_same = _is_guess(span) and (there, span.label) in seen
        if not is_same and not (there in first and span.id in bare):
            kept.add(span.id)
            first.setdefault(there, span.id)
            seen.add((there, span.label))
    return kept, first


def _is_guess(item: Span | Relation) -> bool:
    return item.state is State.PROPOSED


def _without_lone_entities(article: Imported, losses: "Counter[str]") -> Imported:
    """A cluster has several mentions: the number of an entity with one can't be said."""
    clustered = _clustered(article.spans)
    lone = {s.id for s in article.spans if entity_of(s) and entity_of(s) not in clustered}
    losses["number of an entity with one mention"] += len(lone)
    spans = (replace(s, attributes=()) if s.id in lone else s for s in article.spans)
    return replace(article, spans=tuple(spans))


def _with_valid_rest(article: Imported, losses: "Counter[str]") -> Imported:
    """Without what came along when it counts words or sentences that are no longer the same."""
    said = extra_of(article.meta.record_extra)
    own = said.get(OWN)
    if not isinstance(own, dict):
        return article
    sentences = sentence_words(article)
    shape = {"words": sum(map(len, sentences)), "sentences": len(sentences)}
    if shape == own.get("shape"):
        return article
    rest = own.get("rest")
    safe = {k: v for k, v in rest.items() if not isinstance(v, list)} if rest else {}
    losses["unknown key or line of the source"] += len(rest or ()) - len(safe)
    extra = json_text({**said, OWN: {"rest": safe, "shape": shape}})
    return replace(article, meta=replace(article.meta, record_extra=extra))


def _clustered(spans: Iterable[Span]) -> dict[str, list[Span]]:
    """The spans of each entity that has several places, in order."""
    found: dict[str, list[Span]] = {}
    for span in sorted(spans, key=lambda span: span.key):
        if entity := entity_of(span):
            found.setdefault(entity, []).append(span)
    several = {e: s for e, s in found.items() if len({(x.start, x.end) for x in s}) > 1}
    return dict(sorted(several.items(), key=lambda item: _order(item[0])))


def _order(entity: str) -> tuple[int, int]:
    return (0, int(entity)) if entity.isdecimal() else (1, 0)


def _bare(article: Imported) -> set[int]:
    """The spans that are written as mentions of a cluster or ends of a relation alone."""
    clustered = _clustered(article.spans)
    ends = {end for relation in article.relations for end in (relation.head, relation.child)}
    return {
        span.id
        for span in article.spans
        if span.label == MENTION
        and (extra_of(span.extra).get(OWN) or {}).get("unlabelled")
        and (entity_of(span) in clustered or span.id in ends)
    }


def write_dygie(path: Path, articles: Iterable[Imported]) -> int:
    """Write a document a line."""
    from annotator.formats.jsonl import write_file

    return write_file(path, _documents(articles))


def _documents(articles: Iterable[Imported]) -> Iterator[dict[str, Any]]:
    for number, article in enumerate(articles, 1):
        yield _document(article, number)


def _document(article: Imported, number: int) -> dict[str, Any]:
    sentences = sentence_words(article)
    numbered = Numbered(list(itertools.chain.from_iterable(sentences)))
    begins = [0, *itertools.accumulate(map(len, sentences))][:-1]
    clustered, bare = _clustered(article.spans), _bare(article)
    place = {s.id: _inclusive(numbered.range(s.start, s.end)) for s in article.spans}
    lists: dict[str, list[list[Any]]] = {
        name: [[] for _ in sentences]
        for name in ("ner", "relations", "predicted_ner", "predicted_relations")
    }
    for span in article.spans:
        if span.id not in bare:
            sentence = bisect_right(begins, place[span.id][0]) - 1
            _put(lists, "ner", span, sentence, [*place[span.id], span.label])
    for relation in article.relations:
        sentence = bisect_right(begins, place[relation.head][0]) - 1
        ends = [*place[relation.head], *place[relation.child]]
        _put(lists, "relations", relation, sentence, [*ends, relation.label])
    clusters = [
        [list(pair) for pair in dict.fromkeys(place[span.id] for span in spans)]
        for spans in clustered.values()
    ]
    own = extra_of(article.meta.record_extra).get(OWN)
    rest = dict(own.get("rest") or {}) if isinstance(own, dict) else {}
    guesses = {
        name: rows for name, rows in lists.items() if name.startswith("predicted") and any(rows)
    }
    return {
        "doc_key": rest.pop("doc_key", None) or article.meta.title or str(number),
        "dataset": rest.pop("dataset", None) or _DATASET,
        "sentences": [[article.text[start:end] for start, end in words] for words in sentences],
        "ner": lists["ner"],
        "relations": lists["relations"],
        "clusters": clusters,
        **guesses,
        **rest,
    }


def _inclusive(found: Range) -> Range:
    return found[0], found[1] - 1


def _put(
    lists: dict[str, list[list[Any]]],
    name: str,
    item: Span | Relation,
    sentence: int,
    row: list[Any],
) -> None:
    if not _is_guess(item):
        lists[name][sentence].append(row)
        return
    score = [] if item.score is None else [item.score]
    lists[f"predicted_{name}"][sentence].append([*row, *score])
