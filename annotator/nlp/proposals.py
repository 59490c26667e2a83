"""Known habits of models put right, the same way everywhere.

- White space and invisible marks at the edges are cut; a span of nothing else is dropped.
- A span that runs over the end of a line, or over a place where something excluded was left out,
  is cut there: its beginning is nearly always the name, the rest the next line's first word.
- A lower-case the/a/an at the beginning is cut. A capitalised one only at the start of a sentence,
  and only when the rest stands elsewhere in the article without a capitalised article before it
  ("The Kremlin ... the Kremlin"; but "The Hague" stays).
- Titles of works, laws, dates and quantities keep their article: OntoNotes counts it in.
  Events lose it: "the Olympics" and "Olympics" are to be one name.
"""

import re
from collections.abc import Iterable

from msgspec import Struct

from annotator.nlp.chunks import Piece
from annotator.protocol import ProposedSpan

KEEP_ARTICLES = frozenset(
    ("WORK_OF_ART", "LAW", "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL")
)

LABEL_AT_MOST = 100
"""What is longer, or can't be printed, is no label."""

_INVISIBLE = "\ufeff\u200b\u2060\u200e\u200f"
_LINE_END = re.compile(r"[\r\n]")
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_OPENERS = " \t\xa0\"'“‘«„‚([{—–-•*" + _INVISIBLE
_SENTENCE_ENDS = ".!?…。！？:;\r\n\u2028\u2029"
_CLOSERS = "\"'”’»)]}"


class Found(Struct, frozen=True):
    """A span as the model gave it, in characters of what the model saw."""

    start: int
    end: int
    label: str
    score: float | None = None


def cleaned(
    piece: Piece, found: Iterable[Found], article: str, clean_articles: bool
) -> list[ProposedSpan]:
    """Proposals of one piece in the article's offsets: sorted, each place and label once."""
    best: dict[tuple[int, int, str], float | None] = {}
    for span in found:
        if not (0 < len(span.label.strip()) <= LABEL_AT_MOST and span.label.isprintable()):
            continue
        start, end = trimmed(piece.text, span.start, span.end)
        if start >= end or start < piece.core[0] or end > piece.core[1]:
            continue
        start, end = piece.to_article(start), piece.to_article(end - 1) + 1
        if clean_articles and span.label not in KEEP_ARTICLES:
            start = without_article(article, start, end)
        place = (start, end, span.label)
        score = best.get(place)
        new = span.score if span.score is not None and 0 <= span.score <= 1 else None
        if place not in best or (new is not None and (score is None or new > score)):
            best[place] = new
    return [ProposedSpan(*place, score) for place, score in sorted(best.items(), key=_by_place)]


def _by_place(item: tuple[tuple[int, int, str], float | None]) -> tuple[int, int, str]:
    return item[0]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without white space at its edges and without what follows a line end; maybe empty."""
    while start < end and _is_blank(text[start]):
        start += 1
    line_end = _LINE_END.search(text, start, end)
    if line_end:
        end = line_end.start()
    while start < end and _is_blank(text[end - 1]):
        end -= 1
    return start, end


def _is_blank(character: str) -> bool:
    return character.isspace() or character in _INVISIBLE


def without_article(text: str, start: int, end: int) -> int:
    """The start after a leading English article, or the same start."""
    match = _ARTICLE.match(text, start, end)
    if match is None or match.end() >= end:
        return start
    if text[start].islower():
        return match.end()
    if starts_sentence(text, start) and _stands_alone(text, match.end(), end):
        return match.end()
    return start


def starts_sentence(text: str, offset: int) -> bool:
    """Whether the text before ends a sentence or a line, quotes and brackets aside."""
    position = offset
    while position and text[position - 1] in _OPENERS:
        position -= 1
    while position and text[position - 1] in _CLOSERS:
        position -= 1
    return position == 0 or text[position - 1] in _SENTENCE_ENDS


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether these words occur elsewhere without The, A or An before them."""
    words = text[start:end]
    position = text.find(words)
    while position >= 0:
        after = position + len(words)
        is_word = not (
            (position and text[position - 1].isalnum())
            or (after < len(text) and text[after].isalnum())
        )
        if position != start and is_word and not _has_capital_article(text, position):
            return True
        position = text.find(words, position + 1)
    return False


def _has_capital_article(text: str, offset: int) -> bool:
    before = text[max(0, offset - 8) : offset].split()
    return bool(before) and before[-1] in ("The", "THE", "A", "An", "AN")
