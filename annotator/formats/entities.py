"""Mentions of one entity: those with the same attribute `entity`, in formats that have clusters."""

from annotator.core.spans import Span
from annotator.formats.imported import Imported

ENTITY = "entity"
"""The attribute whose value the mentions of one entity share."""


def entity_of(span: Span) -> str:
    """What its attribute `entity` says; empty when it has none."""
    return next((value for name, value in span.attributes if name == ENTITY), "")


def entities_of(article: Imported) -> list[list[Span]]:
    """All spans, those of one entity together: of one attribute `entity`, else of one entry in a
    knowledge base, else of one label and name. Entities and their mentions in the order of ids.
    """
    found: dict[tuple[str, ...], list[Span]] = {}
    for span in sorted(article.spans, key=lambda span: span.id):
        said = entity_of(span)
        name = " ".join(article.text[span.start : span.end].casefold().split())
        key = ("said", said) if said else ("kb", span.kb_id) if span.kb_id else (span.label, name)
        found.setdefault(key, []).append(span)
    return list(found.values())
