"""The one chunk rule: what a model is given of an article, the same for window and command line.

An article of up to 20,000 characters goes whole, without its excluded ranges. A longer one goes by
paragraphs (lines), a few at a time, with the nearest non-blank paragraph before and after as
context; a span that is not wholly inside the piece's own paragraphs is dropped. How an article is
cut depends on its text and excluded ranges only, never on what is visible.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct

from annotator.core.text import lines

WHOLE_CHARACTERS = 20_000
"""Up to here an article is one piece; no paragraph gives a longer core. Below spaCy's max_length."""
PIECE_CHARACTERS = 2_000
"""Paragraphs are put together until their piece has this many characters: one call costs less."""
CONTEXT_CHARACTERS = 2_000
"""A longer neighbour gives only its nearest part, from a white space on."""

_SENTENCE_BREAK = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s+|[。！？]")
_SPACE = re.compile(r"\s+")

Range = tuple[int, int]


class Piece(Struct, frozen=True):
    """What one call of the model sees, and the way back to the article's offsets."""

    text: str
    starts: tuple[int, ...]
    """Where each stretch of the article begins in `text`."""
    sources: tuple[int, ...]
    """Where the same stretches begin in the article."""
    core: Range
    """In `text`: only spans wholly inside are kept."""
    place: Range
    """The core in the article, with what is excluded in it."""
    is_article: bool
    """Whether `text` is the article, unchanged."""

    def to_article(self, offset: int) -> int:
        """The article's offset of a character of `text`; an inserted line end goes to its place."""
        index = max(0, bisect_right(self.starts, offset) - 1)
        return self.sources[index] + offset - self.starts[index]


def pieces(text: str, excluded: Iterable[Range] = ()) -> list[Piece]:
    """Cut an article into pieces whose cores are in order, disjoint, and hold all that is not blank."""
    gaps = merged(excluded, len(text))
    if len(text) <= WHOLE_CHARACTERS:
        whole = (0, len(text))
        made = _piece(text, whole, whole, gaps)
        return [made] if made.text.strip() else []
    units = _units(text, gaps)
    groups = _groups(units)
    found = []
    for first, last in groups:
        core = (units[first][0], units[last][1])
        before = units[first - 1] if first else None
        after = units[last + 1] if last + 1 < len(units) else None
        found.append(_piece(text, _with_context(text, core, before, after), core, gaps))
    return found


def merged(ranges: Iterable[Range], length: int) -> list[Range]:
    """Sorted ranges without overlap, inside the text."""
    found: list[Range] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in ranges):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def kept(within: Range, gaps: Sequence[Range]) -> list[Range]:
    """What is left of a range without the gaps (merged ones)."""
    position, end = within
    found: list[Range] = []
    for index in range(max(0, bisect_right(gaps, (position, position)) - 1), len(gaps)):
        gap_start, gap_end = gaps[index]
        if gap_start >= end:
            break
        if position < gap_start:
            found.append((position, gap_start))
        position = max(position, gap_end)
    if position < end:
        found.append((position, end))
    return found


def _piece(text: str, seen: Range, core: Range, gaps: Sequence[Range]) -> Piece:
    parts: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = 0
    core_start = core_end = -1
    for start, end in kept(seen, gaps):
        part = text[start:end]
        if parts and not _breaks(parts[-1][-1:], part[:1]):
            parts.append("\n")
            length += 1
        starts.append(length)
        sources.append(start)
        parts.append(part)
        if core_start < 0 and end > core[0]:
            core_start = length + max(0, core[0] - start)
        if start < core[1]:
            core_end = length + min(end, core[1]) - start
        length += end - start
    made = "".join(parts)
    return Piece(
        made,
        tuple(starts) or (0,),
        tuple(sources) or (seen[0],),
        (max(core_start, 0), max(core_end, 0)),
        core,
        len(made) == len(text),
    )


def _breaks(before: str, after: str) -> bool:
    """Whether a line ends here anyway, so that nothing must be put between."""
    return before in "\r\n" or after in "\r\n"


def _units(text: str, gaps: Sequence[Range]) -> list[Range]:
    """The non-blank paragraphs; one too long is cut at the ends of sentences or words."""
    found: list[Range] = []
    for line in lines(text):
        if any(text[start:end].strip() for start, end in kept((line.start, line.end), gaps)):
            found.extend(_cut(text, line.start, line.end))
    return found


def _cut(text: str, start: int, end: int) -> Iterable[Range]:
    while end - start > WHOLE_CHARACTERS:
        border = _border(text, start + WHOLE_CHARACTERS // 2, start + WHOLE_CHARACTERS)
        yield start, border
        start = border
    yield start, end


def _border(text: str, low: int, high: int) -> int:
    for pattern in (_SENTENCE_BREAK, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, low, high)]
        if ends:
            return ends[-1]
    return high


def _groups(units: Sequence[Range]) -> list[Range]:
    """First and last unit of each piece."""
    found: list[Range] = []
    first = 0
    for index, (_, end) in enumerate(units):
        is_last = index + 1 == len(units)
        full = end - units[first][0] >= PIECE_CHARACTERS
        far = not is_last and units[index + 1][0] - end > CONTEXT_CHARACTERS
        too_long = not is_last and units[index + 1][1] - units[first][0] > WHOLE_CHARACTERS
        if is_last or full or far or too_long:
            found.append((first, index))
            first = index + 1
    return found


def _with_context(text: str, core: Range, before: Range | None, after: Range | None) -> Range:
    start, end = core
    if before is not None and start - before[1] <= CONTEXT_CHARACTERS:
        start = before[0]
        if before[1] - start > CONTEXT_CHARACTERS:
            start = before[1] - CONTEXT_CHARACTERS
            space = _SPACE.search(text, start, before[1])
            start = space.end() if space else start
    if after is not None and after[0] - end <= CONTEXT_CHARACTERS:
        low, high = after[0] + CONTEXT_CHARACTERS // 2, after[0] + CONTEXT_CHARACTERS
        end = after[1] if after[1] <= high else _border(text, low, high)
    return start, end
