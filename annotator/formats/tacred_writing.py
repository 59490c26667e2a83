"""TACRED's examples out: one for each relation, with the words from the first to the last of its sentences."""

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.formats.atomic import written
from annotator.formats.building import extra_of
from annotator.formats.entities import ENTITY, entities_of, entity_of
from annotator.formats.imported import Imported
from annotator.formats.jsonl import encoded
from annotator.formats.record_values import json_text
from annotator.formats.tacred import OWN
from annotator.formats.worded import Numbered, Range, all_words, sentence_words

NO_RELATION = "no_relation"
_PAIRED_AT_MOST = 200
"""Spans of a sentence: more are a list or table, and their pairs would be millions."""


def as_said(article: Imported, losses: "Counter[str]") -> Imported:
    """The relations and the spans that they join; ends of one place and label are one span."""
    first: dict[tuple[int, int, str], Span] = {}
    same: dict[int, int] = {}
    for span in article.spans:
        said = article.text[span.start : span.end]
        start = span.start + len(said) - len(said.lstrip())
        key = (start, start + len(said.strip()), span.label)
        same[span.id] = first.setdefault(key, span).id
    links: dict[tuple[int, int, str], Relation] = {}
    for relation in article.relations:
        head, child = same[relation.head], same[relation.child]
        moved = replace(relation, head=head, child=child)
        links.setdefault((head, child, relation.label), moved)
    losses["relation that stands there twice"] += len(article.relations) - len(links)
    ends = {end for head, child, _ in links for end in (head, child)}
    spans = tuple(span for span in article.spans if span.id in ends)
    losses["span without a relation"] += len(article.spans) - len(spans)
    losses["example without a relation"] += not links
    own = extra_of(article.meta.record_extra).get(OWN) or {}
    if own and own.get("words") != len(all_words(article)):
        losses["unknown key or line of the source"] += len(own.get("features") or ())
    return replace(article, spans=spans, relations=tuple(links.values()))


def with_negatives(article: Imported, losses: "Counter[str]") -> Imported:
    """The same with `no_relation` both ways between any two spans of a sentence whose entities nothing joins.

    Sentences of more than 200 spans get none.
    """
    losses["attribute"] += sum(bool(entity_of(span)) for span in article.spans)
    article = replace(article, spans=tuple(_unsaid(span) for span in article.spans))
    named = replace(article, spans=tuple(_named(span) for span in article.spans))
    entity = {s.id: number for number, said in enumerate(entities_of(named)) for s in said}
    joined = {frozenset((entity[r.head], entity[r.child])) for r in article.relations}
    number = max((r.id for r in article.relations), default=0)
    relations = list(article.relations)
    for spans in _by_sentence(article):
        if len(spans) > _PAIRED_AT_MOST:
            losses["sentence with too many spans for `no_relation`"] += 1
            continue
        for head, child in itertools.permutations(spans, 2):
            pair = frozenset((entity[head.id], entity[child.id]))
            if len(pair) > 1 and pair not in joined:
                number += 1
                relations.append(Relation(number, head.id, child.id, NO_RELATION))
    return as_said(replace(article, relations=tuple(relations)), losses)


def _unsaid(span: Span) -> Span:
    """The span without its attribute `entity`, which is no part of the file, but known to this module."""
    if not entity_of(span):
        return span
    extra = json_text({OWN: {ENTITY: entity_of(span)}})
    return replace(span, attributes=(), extra=extra)


def _named(span: Span) -> Span:
    entity = (extra_of(span.extra).get(OWN) or {}).get(ENTITY)
    return replace(span, attributes=((ENTITY, entity),)) if entity else span


def _by_sentence(article: Imported) -> Iterator[list[Span]]:
    sentence = _Sentences(article)
    spans = sorted(article.spans, key=lambda span: span.key)
    for _, group in itertools.groupby(spans, key=sentence.of):
        yield list(group)


class _Sentences:
    """The sentences of an article as words."""

    def __init__(self, article: Imported) -> None:
        self._text = article.text
        self.words = sentence_words(article)
        self._starts = [words[0][0] for words in self.words]

    def of(self, span: Span) -> int:
        """The number of the sentence in which a span lies."""
        said = self._text[span.start : span.end]
        first = span.start + len(said) - len(said.lstrip())
        return bisect_right(self._starts, first) - 1


def parts(article: Imported) -> list[Imported]:
    """An article for each run of sentences that relations need, in order."""
    sentences = _Sentences(article)
    at = {span.id: sentences.of(span) for span in article.spans}
    runs: dict[Range, list[Relation]] = {}
    for relation in article.relations:
        head, child = at[relation.head], at[relation.child]
        runs.setdefault((min(head, child), max(head, child)), []).append(relation)
    if list(runs) == [(0, len(sentences.words) - 1)]:
        return [article]
    spans = {span.id: span for span in article.spans}
    return [
        _cut(article, sentences.words[first][0][0], sentences.words[last][-1][1], relations, spans)
        for (first, last), relations in sorted(runs.items())
    ]


def _cut(
    article: Imported, start: int, end: int, relations: list[Relation], spans: dict[int, Span]
) -> Imported:
    ends = sorted({end for relation in relations for end in (relation.head, relation.child)})
    kept = tuple(
        replace(s, start=max(s.start, start) - start, end=min(s.end, end) - start)
        for s in (spans[number] for number in ends)
    )
    return replace(
        article,
        text=article.text[start:end],
        spans=kept,
        relations=tuple(relations),
        tokens=_cut_tokens(article.tokens, start, end) if article.tokens is not None else None,
    )


def _cut_tokens(tokens: Tokens, start: int, end: int) -> Tokens:
    first, behind = bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)
    begins = tokens.sentences[bisect_left(tokens.sentences, start) :]
    return Tokens(
        (at - start for at in tokens.starts[first:behind]),
        (min(at, end) - start for at in tokens.ends[first:behind]),
        (at - start for at in itertools.takewhile(lambda at: at < end, begins)),
        tokens.source,
    )


def write_tacred(path: Path, articles: Iterable[Imported]) -> int:
    """Write an array of examples; how many articles there were."""
    count = examples = 0
    before: tuple[str, list[str]] = ("", [])
    with written(path) as file:
        file.write(b"[")
        for count, article in enumerate(articles, 1):
            for number, part in enumerate(parts(article), 1):
                words = all_words(part)
                said = [part.text[start:end] for start, end in words]
                name = _name(article, count)
                # Two articles with the same words would be read as one.
                name = f"{name}#{number}" if (name, said) == before else name
                before = name, said
                for example in _examples(part, words, said, name):
                    example["id"] = example.get("id") or f"{name}:{examples + 1}"
                    file.write(b",\n" if examples else b"\n")
                    file.write(encoded(example))
                    examples += 1
        file.write(b"\n]\n")
    return count


def _name(article: Imported, number: int) -> str:
    said = (extra_of(article.meta.record_extra).get(OWN) or {}).get("docid")
    return str(said) if said else f"{Path(article.meta.source).stem or 'article'}:{number}"


def _examples(
    article: Imported, words: list[Range], said: list[str], name: str
) -> Iterator[dict[str, Any]]:
    numbered = Numbered(words)
    spans = {span.id: span for span in article.spans}
    own = extra_of(article.meta.record_extra).get(OWN) or {}
    features = own.get("features") if own.get("words") == len(words) else None
    for relation in article.relations:
        beside = extra_of(relation.extra).get(OWN)
        example: dict[str, Any] = {
            "id": "",
            "docid": name,
            "relation": relation.label,
            "token": said,
        }
        for key, span in (("subj", spans[relation.head]), ("obj", spans[relation.child])):
            first, behind = numbered.range(span.start, span.end)
            example |= {f"{key}_start": first, f"{key}_end": behind - 1, f"{key}_type": span.label}
        yield example | (features or {}) | (beside or {})
