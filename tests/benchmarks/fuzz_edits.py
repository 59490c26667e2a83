"""What an analyst does to an article that came in, at random: so that writers meet originals that have changed."""

import random

from msgspec.structs import replace

from annotator.core.relations import Relation
from annotator.core.spans import Span, State
from annotator.formats.imported import Imported

_VALUES = ("", "x", "Ä 🎉", "a\tb\nc", "B-ORG", '"|[]{}\\', "true", "7", "x" * 300)


def edited(article: Imported, chance: random.Random) -> Imported:
    """The article with spans and relations removed, changed and added; what has lost an end goes, too."""
    spans = [_changed(s, article.text, chance) for s in article.spans if chance.random() < 0.8]
    number = max((s.id for s in article.spans), default=0)
    for _ in range(chance.randrange(4)):
        number += 1
        if place := _place(article.text, chance):
            spans.append(Span(number, *place, chance.choice(_VALUES) or "ORG"))
    ids = [span.id for span in spans]
    relations = [
        replace(r, label=_other(r.label, chance) or "KNOWS", note=_other(r.note, chance))
        for r in article.relations
        if r.head in ids and r.child in ids and chance.random() < 0.8
    ]
    known = {(r.head, r.child, r.label) for r in relations}
    number = max((r.id for r in article.relations), default=0)
    for _ in range(chance.randrange(3) if ids else 0):
        number += 1
        ends = chance.choice(ids), chance.choice(ids)
        label = chance.choice(_VALUES) or "KNOWS"
        if ends[0] != ends[1] and (*ends, label) not in known:
            known.add((*ends, label))
            relations.append(Relation(number, *ends, label))
    return replace(article, spans=tuple(spans), relations=tuple(relations))


def _changed(span: Span, text: str, chance: random.Random) -> Span:
    if chance.random() < 0.6:
        return span
    start, end = _place(text, chance) or (span.start, span.end)
    if chance.random() < 0.7:
        start, end = span.start, span.end
    added = ((chance.choice(("kind", "Identifier", "größe 1", "x")), chance.choice(_VALUES)),)
    return replace(
        span,
        start=start,
        end=end,
        label=_other(span.label, chance) or "ORG",
        state=State.EDITED,
        note=_other(span.note, chance),
        kb_id=_other(span.kb_id, chance),
        attributes=chance.choice((span.attributes, (), (*span.attributes, *added))),
    )


def _other(value: str, chance: random.Random) -> str:
    return chance.choice(_VALUES) if chance.random() < 0.2 else value


def _place(text: str, chance: random.Random) -> tuple[int, int] | None:
    if not text:
        return None
    start = chance.randrange(len(text))
    return start, min(start + chance.choice((1, 2, 5, 12, 60)), len(text))
