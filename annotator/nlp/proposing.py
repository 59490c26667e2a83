"""Proposals for one article, in parts: what is visible first, so that the window shows it at once."""

from collections.abc import Iterator, Sequence

from annotator.nlp.chunks import Piece, Range, pieces
from annotator.nlp.pipeline import Pipeline
from annotator.protocol import Proposals, Propose, ProposedSpan

_PIECES_AT_ONCE = 8
"""About 16,000 characters, a quarter of a second: as long as a cancel may wait."""


def answers(pipeline: Pipeline, request: Propose, clean_articles: bool) -> Iterator[Proposals]:
    """Yield parts until one is `finished`; together they are what the command line proposes."""
    cut = pieces(request.text, request.excluded)
    total = sum(piece.place[1] - piece.place[0] for piece in cut)
    if not cut:
        yield Proposals(request.request, request.article, (), total, total, True)
    done = 0
    parts = _in_order(cut, request.visible)
    for number, part in enumerate(parts):
        spans: list[ProposedSpan] = []
        for piece, found in zip(part, pipeline.found(pipeline.docs(part)), strict=True):
            spans += pipeline.proposals(piece, found, request.text, clean_articles)
            done += piece.place[1] - piece.place[0]
        spans.sort(key=lambda span: (span.start, span.end, span.label))
        finished = number == len(parts) - 1
        yield Proposals(request.request, request.article, tuple(spans), done, total, finished)


def _in_order(cut: Sequence[Piece], visible: Range | None) -> list[list[Piece]]:
    """The visible pieces as one part, then the others from there on, wrapping to the start."""
    low, high = visible or (0, 0)
    seen = [p for p in cut if p.place[0] < high and low < p.place[1]][:_PIECES_AT_ONCE]
    others = [p for p in cut if p not in seen]
    others = [p for p in others if p.place[0] >= low] + [p for p in others if p.place[0] < low]
    steps = range(0, len(others), _PIECES_AT_ONCE)
    parts = [others[i : i + _PIECES_AT_ONCE] for i in steps]
    return [seen, *parts] if seen else parts
