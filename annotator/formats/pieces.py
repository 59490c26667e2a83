"""Articles cut into paragraphs or sentences, each an article of its own with its spans and relations.

No piece begins inside of a span; white space around a piece is left out where no span holds it. A
relation from piece to piece can't be written and is counted. `meta.extra` says where a piece began.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec.structs import replace

from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.core.text import is_hard_wrapped, paragraphs
from annotator.core.tokens import Tokens
from annotator.formats.building import extra_of, parts_of
from annotator.formats.fitting import Losses, sentences_of, without_hidden
from annotator.formats.imported import Imported
from annotator.formats.record_values import json_text


class Unit(StrEnum):
    """What becomes one example of a dataset."""

    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"


def pieces(article: Imported, unit: Unit, losses: Losses) -> list[Imported]:
    """The article itself, or its paragraphs or sentences; InputError when all its lines are excluded."""
    if unit is Unit.ARTICLE:
        return [article]
    article = without_hidden(article, losses)
    spans = sorted(article.spans, key=lambda span: span.key)
    relations = {r.id: r for r in article.relations}
    found = list(_pieces(article, _starts(article, unit), spans, relations))
    losses[f"relation across {unit}s"] += len(relations)
    return found


def _starts(article: Imported, unit: Unit) -> list[int]:
    """Where pieces begin, in order; none inside of a span."""
    if unit is Unit.SENTENCE:
        return sentences_of(article)
    text = article.text
    begun = [line.start for line in paragraphs(text, is_hard_wrapped(text))]
    inside = _Inside(article.spans)
    return [start for start in begun if not inside(start)]


class _Inside:
    """Whether an offset lies inside of a span, its start not counted."""

    def __init__(self, spans: Iterable[Span]) -> None:
        from annotator.formats.cuts import merged

        # A stretch from behind the first character: where two spans only touch there is no inside.
        self._ranges = merged((s.start + 1, s.end) for s in spans if s.end - s.start > 1)
        self._starts = [start for start, _ in self._ranges]

    def __call__(self, offset: int) -> bool:
        from bisect import bisect_right

        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ranges[index][1]


def _pieces(
    article: Imported, starts: list[int], spans: list[Span], relations: dict[int, Relation]
) -> Iterator[Imported]:
    """The pieces in order; relations that found their piece are taken out of the given ones."""
    begun = sorted({0, *starts})
    of_span: dict[int, list[Relation]] = {}
    for relation in relations.values():
        of_span.setdefault(relation.head, []).append(relation)
    done = number = 0
    for start, behind in zip(begun, [*begun[1:], len(article.text)], strict=True):
        first = done
        while done < len(spans) and spans[done].start < behind:
            done += 1
        held = spans[first:done]
        low, high = _trimmed(article.text, start, behind, held)
        if low >= high:
            continue
        number += 1
        ids = {span.id for span in held}
        near = [r for i in ids for r in of_span.get(i, ()) if r.child in ids]
        for relation in near:
            relations.pop(relation.id, None)
        yield _piece(article, (low, high), held, sorted(near, key=lambda r: r.id), number)


def _trimmed(text: str, start: int, end: int, held: list[Span]) -> tuple[int, int]:
    low, high = start, end
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    if held:
        low = min(low, *(span.start for span in held))
        high = max(high, *(span.end for span in held))
    return low, high


def _piece(
    article: Imported,
    place: tuple[int, int],
    spans: list[Span],
    relations: list[Relation],
    number: int,
) -> Imported:
    start, end = place
    facts = extra_of(article.meta.extra) | {"piece": number, "piece_start": start}
    meta = replace(article.meta, extra=json_text(facts), input_hash=None)
    return replace(
        article,
        text=article.text[start:end],
        meta=meta,
        spans=tuple(_shifted(span, start, end) for span in spans),
        relations=tuple(relations),
        tokens=None if article.tokens is None else _tokens(article.tokens, start, end),
        problems=(),
        losses=(),
    )


def _shifted(span: Span, start: int, end: int) -> Span:
    proposed = span.proposed
    if proposed is not None:
        inside = start <= proposed.start and proposed.end <= end
        proposed = (
            replace(proposed, start=proposed.start - start, end=proposed.end - start)
            if inside
            else None
        )
    extra = span.extra
    if '"parts"' in extra:
        parts = [[low - start, high - start] for low, high in parts_of(span)]
        extra = json_text(extra_of(extra) | {"parts": parts})
    return replace(
        span, start=span.start - start, end=span.end - start, proposed=proposed, extra=extra
    )


def _tokens(tokens: Tokens, start: int, end: int) -> Tokens:
    from bisect import bisect_left, bisect_right

    first, behind = bisect_right(tokens.ends, start), bisect_left(tokens.starts, end)
    low, high = bisect_left(tokens.sentences, start), bisect_left(tokens.sentences, end)
    return Tokens(
        (max(s - start, 0) for s in tokens.starts[first:behind]),
        (min(e, end) - start for e in tokens.ends[first:behind]),
        (s - start for s in tokens.sentences[low:high]),
        tokens.source,
    )
