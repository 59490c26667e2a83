"""Which paragraphs of an article were read: ranges of their indices, kept as text. Pure."""

from collections.abc import Iterable

from annotator.core.document import Document
from annotator.core.spans import Span, State

Ranges = tuple[tuple[int, int], ...]
"""Sorted, separate `[first, last]` indices of paragraphs, both inclusive."""


def with_range(ranges: Ranges, first: int, last: int) -> Ranges:
    """The ranges with one more, joined where they touch."""
    kept: list[tuple[int, int]] = []
    for low, high in sorted((*ranges, (first, last))):
        if kept and low <= kept[-1][1] + 1:
            kept[-1] = kept[-1][0], max(kept[-1][1], high)
        else:
            kept.append((low, high))
    return tuple(kept)


def is_read(ranges: Ranges, index: int) -> bool:
    """Whether a paragraph was read."""
    return any(low <= index <= high for low, high in ranges)


def shown_paragraphs(document: Document, start: int, end: int) -> tuple[int, int]:
    """The paragraphs that are whole within a shown range; a longer one counts by its end alone."""
    first = document.paragraph_index(start)
    last = document.paragraph_index(max(end - 1, start))
    if document.paragraphs and document.paragraphs[last].end > end:
        last -= 1
    return first, last


def unread_proposals(document: Document, ranges: Ranges) -> list[Span]:
    """The proposals in paragraphs that were not read."""
    return [
        span
        for span in document.spans()
        if span.state is State.PROPOSED
        and not is_read(ranges, document.paragraph_index(span.start))
        and document.excluded_at(span.start) is None
    ]


def unread_count(document: Document, ranges: Ranges) -> int:
    """How many paragraphs with text in them were not read."""
    text = document.text
    return sum(
        not is_read(ranges, index)
        for index, line in enumerate(document.paragraphs)
        if text[line.start : line.end].strip()
    )


def as_text(ranges: Ranges) -> str:
    """`0-4,7-9`."""
    return ",".join(f"{low}-{high}" for low, high in ranges)


def from_text(text: str) -> Ranges:
    """Inverse of `as_text`; what can't be read is left out."""
    return tuple(_pairs(text.split(",")))


def _pairs(parts: Iterable[str]) -> Iterable[tuple[int, int]]:
    for part in parts:
        low, _, high = part.partition("-")
        if low.isdigit() and high.isdigit():
            yield int(low), int(high)
