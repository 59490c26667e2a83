"""What of an article a format can hold, and a count of what it can't, by one policy for all formats.

Excluded ranges are cut and rejected spans left out everywhere. Of spans that share characters where a
format wants none, the longest stays (as spaCy's `filter_spans` keeps it); relations go with their spans.
A discontinuous span becomes the stretch that covers its parts.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from annotator.core.document import Meta, Status
from annotator.core.errors import InputError
from annotator.core.relations import Relation
from annotator.core.spans import Span, State
from annotator.core.text import sentence_starts
from annotator.formats.building import extra_of, parts_of
from annotator.formats.imported import Imported
from annotator.formats.originals import is_of_another_text
from annotator.formats.record_values import json_text
from annotator.formats.table import Format, Trait
from annotator.formats.token_rows import are_spaced_words

Losses = Counter[str]
"""How often each thing can't be written, under the word for it."""

_ODD_SPACE = re.compile(r"[^\S ]")
_ALONE = {
    Trait.NOTES: "note",
    Trait.ATTRIBUTES: "attribute",
    Trait.LINKS: "link to a knowledge base",
    Trait.STATES: "state, source or score",
    Trait.STATUS: "status",
    Trait.META: "title or other fact",
    Trait.EXACT_TEXT: "text with its exact white space",
}


def fitted(article: Imported, fmt: Format, *, whole: bool = True) -> tuple[Imported, Losses]:
    """The article as the format can hold it, and what of it will not be written.

    Not `whole`: it will be cut first, and `fmt.as_said` is for the pieces.

    InputError when all its lines are excluded.
    """
    losses: Losses = Counter()
    if fmt.is_lossless:
        return _live(article, losses), losses
    article = without_hidden(article, losses)
    spans = _spans(article, fmt, losses)
    kept = {span.id for span in spans}
    relations = _relations(article, fmt, kept, losses)
    meta, status = _facts(article, fmt, losses)
    article = replace(article, spans=spans, relations=relations, meta=meta, status=status)
    if fmt.sign_refused:
        article = _with_signs(article, re.compile(fmt.sign_refused), losses)
    return fmt.as_said(article, losses) if whole else article, losses


def _with_signs(article: Imported, refused: re.Pattern[str], losses: Losses) -> Imported:
    """The article with U+FFFD for what the format's files can't hold; each offset stays."""

    def clean(value: str) -> str:
        found, count = refused.subn("\ufffd", value)
        losses["character that its files can't hold"] += count
        return found

    spans = tuple(
        replace(
            span,
            label=clean(span.label),
            note=clean(span.note),
            kb_id=clean(span.kb_id),
            attributes=tuple((clean(k), clean(v)) for k, v in span.attributes),
        )
        for span in article.spans
    )
    relations = tuple(
        replace(r, label=clean(r.label), note=clean(r.note)) for r in article.relations
    )
    said = article.meta
    meta = replace(said, title=clean(said.title), author=clean(said.author), date=clean(said.date))
    text = clean(article.text)
    return replace(article, text=text, meta=meta, spans=spans, relations=relations)


def sentence(losses: Losses) -> str:
    """What will not be written, for the analyst: `14 relations, 3 nested spans, 2 notes`."""
    return ", ".join(f"{count:,} {_many(word, count)}" for word, count in losses.items() if count)


def _many(word: str, count: int) -> str:
    if count == 1:
        return word
    irregular = {
        "state, source or score": "states, sources or scores",
        "status": "statuses",
        "article's exact white space": "articles' exact white space",
        "span of white space": "spans of white space",
        "title or other fact": "titles or other facts",
        "text with its exact white space": "texts with their exact white space",
        "link to a knowledge base": "links to a knowledge base",
        "relation across sentences": "relations across sentences",
        "relation across paragraphs": "relations across paragraphs",
        "further relation of a pair": "further relations of a pair",
        "span cut with excluded lines": "spans cut with excluded lines",
        "further relation of the same two entities": "further relations of the same two entities",
        "label of a span": "labels of spans",
        "number of an entity with one mention": "numbers of entities with one mention",
        "place of a relation (the nearest is found)": "places of relations (the nearest are found)",
        "span without a relation": "spans without a relation",
        "example without a relation": "examples without a relation",
        "sentence with too many spans for `no_relation`": (
            "sentences with too many spans for `no_relation`"
        ),
        "span that stands there twice": "spans that stand there twice",
        "relation that stands there twice": "relations that stand there twice",
        "end of a relation among spans of one place": "ends of relations among spans of one place",
        "unknown key or line of the source": "unknown keys or lines of the source",
        "character that its files can't hold": "characters that its files can't hold",
        "attribute beyond fifty features": "attributes beyond fifty features",
        "exact label (written with _)": "exact labels (written with _)",
    }
    return irregular.get(word, f"{word}s")


def _live(article: Imported, losses: Losses) -> Imported:
    """The article without rejected spans and relations, which are never written."""
    spans = tuple(span for span in article.spans if span.live)
    relations = tuple(r for r in article.relations if r.live)
    if len(spans) == len(article.spans) and len(relations) == len(article.relations):
        return article
    losses["rejected span"] += len(article.spans) - len(spans)
    losses["rejected relation"] += len(article.relations) - len(relations)
    return replace(article, spans=spans, relations=relations)


def without_hidden(article: Imported, losses: Losses) -> Imported:
    """The article without rejected spans and relations, its excluded ranges cut; all are counted."""
    live = [e for e in article.excluded if e.live]
    article = replace(_live(article, losses), excluded=())
    if not live:
        return article
    losses["excluded range"] += len(live)
    return _cut(replace(article, excluded=tuple(live)), losses)


def _cut(article: Imported, losses: Losses) -> Imported:
    from annotator.formats.imported import document_of
    from annotator.formats.record_reader import read_record
    from annotator.formats.records import is_empty, saved

    found = saved(document_of(article))
    if is_empty(found):
        title = article.meta.source or article.meta.title
        raise InputError("All its lines are excluded, so it was left out.", title)
    losses["span cut with excluded lines"] += found.spans_left_out
    losses["relation"] += found.relations_left_out
    left = read_record(found.record)
    return replace(left, problems=article.problems, losses=article.losses)


def _spans(article: Imported, fmt: Format, losses: Losses) -> tuple[Span, ...]:
    holds = fmt.holds
    spans: Iterable[Span] = article.spans
    if Trait.SPANS not in holds:
        losses["span"] += len(article.spans)
        return ()
    if Trait.EXACT_TEXT not in holds:
        spans = [s for s in spans if article.text[s.start : s.end].strip()]
        losses["span of white space"] += len(article.spans) - len(spans)
        losses["article's exact white space"] += not _is_of_words(article, fmt)
    if Trait.DISCONTINUOUS not in holds:
        losses["parted span"] += sum(len(parts_of(span)) > 1 for span in spans)
    if Trait.NESTED not in holds or Trait.CROSSING not in holds:
        spans = _flat(spans, fmt, losses)
    return tuple(_bared(span, fmt, losses) for span in spans)


def _is_of_words(article: Imported, fmt: Format) -> bool:
    """Whether the words alone give the text again: a blank between them, in CoNLL a line a sentence."""
    text, tokens = article.text, article.tokens
    if tokens is None:
        return False
    if not fmt.name.startswith("conll"):
        return are_spaced_words(text, tokens) and not _ODD_SPACE.search(text)
    edges = {*tokens.starts, *tokens.ends}
    if not {edge for span in article.spans for edge in (span.start, span.end)} <= edges:
        return False
    begins = set(sentences_of(article))
    said = "".join(
        ("\n" if start in begins else " ") * bool(number) + text[start:end]
        for number, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True))
    )
    words = (text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True))
    return said == text and all(word.split() == [word] for word in words)


def _flat(spans: Iterable[Span], fmt: Format, losses: Losses) -> list[Span]:
    """The spans that may stand beside each other, longest first; in their own order again."""
    kept: list[Span] = []
    ends = _Covered()
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start, s.label, s.id)):
        crosses, touches = ends.meets(span)
        if crosses and Trait.CROSSING not in fmt.holds:
            losses["crossing span"] += 1
        elif touches and not crosses and Trait.NESTED not in fmt.holds:
            losses["nested span"] += 1
        else:
            kept.append(span)
            ends.add(span)
    return sorted(kept, key=lambda s: s.key)


class _Covered:
    """The spans taken so far, in windows of 1,024 code points."""

    def __init__(self) -> None:
        self._windows: dict[int, list[Span]] = {}

    def add(self, span: Span) -> None:
        for window in range(span.start >> 10, (span.end >> 10) + 1):
            self._windows.setdefault(window, []).append(span)

    def meets(self, span: Span) -> tuple[bool, bool]:
        """Whether it crosses one, and whether it shares a character with one."""
        touched = [
            other
            for window in range(span.start >> 10, (span.end >> 10) + 1)
            for other in self._windows.get(window, ())
            if other.overlaps(span.start, span.end)
        ]
        return any(other.crosses(span.start, span.end) for other in touched), bool(touched)


def _bared(span: Span, fmt: Format, losses: Losses) -> Span:
    changes: dict[str, object] = {}
    if Trait.NOTES not in fmt.holds and span.note:
        losses["note"] += 1
        changes["note"] = ""
    if Trait.ATTRIBUTES not in fmt.holds and span.attributes:
        kept_attributes = tuple(pair for pair in span.attributes if pair[0] in fmt.attributes)
        losses["attribute"] += len(span.attributes) - len(kept_attributes)
        changes["attributes"] = kept_attributes
    if Trait.LINKS not in fmt.holds and span.kb_id:
        losses[_ALONE[Trait.LINKS]] += 1
        changes["kb_id"] = ""
    if fmt.proposals and span.state is State.PROPOSED:
        losses[_ALONE[Trait.STATES]] += bool(span.source)
    elif Trait.STATES not in fmt.holds:
        losses[_ALONE[Trait.STATES]] += _has_state(span)
        changes |= {
            "state": State.ACCEPTED,
            "confirmed": False,
            "source": "",
            "score": None,
            "proposed": None,
        }
    kept = {fmt.family, "parts"} if Trait.DISCONTINUOUS in fmt.holds else {fmt.family}
    changes["extra"] = _only(span.extra, kept)
    changes["label"] = _label(span.label, fmt, losses)
    return replace(span, **changes)


def _only(extra: str, keys: set[str]) -> str:
    """Of what came along, what this format understands."""
    kept = {key: value for key, value in extra_of(extra).items() if key in keys}
    return json_text(kept) if kept else ""


def _label(label: str, fmt: Format, losses: Losses) -> str:
    import re

    if not fmt.label_refused or re.search(fmt.label_refused, label) is None:
        return label
    losses["exact label (written with _)"] += 1
    return re.sub(fmt.label_refused, "_", label)


def _has_state(item: Span | Relation) -> int:
    is_plain = item.state in (State.ACCEPTED, State.ADDED)
    return int(not is_plain or bool(item.source) or item.score is not None)


def _relations(
    article: Imported, fmt: Format, kept: set[int], losses: Losses
) -> tuple[Relation, ...]:
    if Trait.RELATIONS not in fmt.holds:
        losses["relation"] += len(article.relations)
        return ()
    relations = [r for r in article.relations if r.head in kept and r.child in kept]
    losses["relation"] += len(article.relations) - len(relations)
    if Trait.PARALLEL not in fmt.holds:
        first: dict[tuple[int, int], Relation] = {}
        for relation in relations:
            first.setdefault((relation.head, relation.child), relation)
        losses["further relation of a pair"] += len(relations) - len(first)
        relations = list(first.values())
    if Trait.DISTANT not in fmt.holds:
        relations = _near(article, relations, losses)
    bare = [_bare_relation(relation, fmt, losses) for relation in relations]
    return _once(bare, losses) if fmt.label_refused else tuple(bare)


def _once(relations: list[Relation], losses: Losses) -> tuple[Relation, ...]:
    """Labels that have become the same make relations the same: the first one stays."""
    first: dict[tuple[int, int, str], Relation] = {}
    for r in relations:
        first.setdefault((r.head, r.child, r.label), r)
    losses["relation that stands there twice"] += len(relations) - len(first)
    return tuple(first.values())


def _near(article: Imported, relations: list[Relation], losses: Losses) -> list[Relation]:
    from bisect import bisect_right

    starts = sentences_of(article)
    at = {span.id: span.start for span in article.spans}
    near = [
        r
        for r in relations
        if bisect_right(starts, at[r.head]) == bisect_right(starts, at[r.child])
    ]
    losses["relation across sentences"] += len(relations) - len(near)
    return near


def sentences_of(article: Imported) -> list[int]:
    """The starts of the article's sentences; none begins inside of a span."""
    starts: Iterable[int] = article.tokens.sentences if article.tokens is not None else ()
    starts = list(starts) or sentence_starts(article.text)
    inside = {
        start for span in article.spans for start in _between(starts, span.start + 1, span.end)
    }
    return [start for start in starts if start not in inside]


def _between(starts: list[int], low: int, high: int) -> list[int]:
    from bisect import bisect_left

    return starts[bisect_left(starts, low) : bisect_left(starts, high)]


def _bare_relation(relation: Relation, fmt: Format, losses: Losses) -> Relation:
    if Trait.NOTES not in fmt.holds and relation.note:
        losses["note"] += 1
        relation = replace(relation, note="")
    if fmt.proposals and relation.state is State.PROPOSED:
        losses[_ALONE[Trait.STATES]] += bool(relation.source)
    elif Trait.STATES not in fmt.holds:
        losses[_ALONE[Trait.STATES]] += _has_state(relation)
        relation = replace(
            relation, state=State.ACCEPTED, confirmed=False, source="", score=None, proposed=None
        )
    label = _label(relation.label, fmt, losses)
    return replace(relation, label=label, extra=_only(relation.extra, {fmt.family}))


def _foreign(beside: dict[str, Any]) -> int:
    """How many keys came along; where a record lay before and what was cut of it are none of them."""
    facts = beside.get("meta")
    is_place = isinstance(facts, dict) and facts.keys() <= {"source", "source_sha256", "excluded"}
    return len(beside) - (1 if is_place else 0)


def _facts(article: Imported, fmt: Format, losses: Losses) -> tuple[Meta, Status]:
    meta, status = article.meta, article.status
    if Trait.META not in fmt.holds:
        said = (meta.author, meta.date, meta.url, meta.extra)
        losses[_ALONE[Trait.META]] += sum(bool(value) for value in said)
    beside = extra_of(meta.record_extra)
    own = {key: value for key, value in beside.items() if key == fmt.family}
    if is_of_another_text(own.get(fmt.family), article.text):
        own = {}
    losses["unknown key or line of the source"] += _foreign(beside) - len(own)
    if Trait.STATUS not in fmt.holds:
        # A dataset is of what is done; another status is what a reader of it can't know.
        losses["status"] += status not in (Status.NEW, Status.DONE)
        status = Status.NEW
    return replace(meta, record_extra=json_text(own) if own else ""), status
