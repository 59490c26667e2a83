"""A web page's article with all that stands around it: kept in the text, excluded."""

from bisect import bisect_left

from msgspec.structs import replace

from annotator.core.document import Excluded
from annotator.core.spans import State
from annotator.formats.imported import Imported

REST = "page"
"""Source of the excluded ranges that are the rest of a page."""
_SHORT = 3


def with_rest(article: Imported, whole: str) -> Imported:
    """The lines of the whole page between those of its article, each run of them excluded.

    What is not excluded is the article as it was, line for line.
    """
    body = article.text.split("\n")
    rest = _rest(body, whole.split("\n"))
    lines: list[str] = []
    ranges: list[tuple[int, int]] = []
    moved: list[tuple[int, int, int]] = []
    at = source = 0
    for number in range(len(body) + 1):
        start = at
        for line in rest.get(number, ()):
            lines.append(line)
            at += len(line) + 1
        if at > start:
            ranges.append((start, at - 1))
        if number < len(body):
            moved.append((source, source + len(body[number]), at - source))
            lines.append(body[number])
            at += len(body[number]) + 1
            source += len(body[number]) + 1
    kept = [_moved(excluded, moved) for excluded in article.excluded]
    added = [Excluded(0, start, end, State.PROPOSED, REST) for start, end in ranges]
    found = sorted((*kept, *added), key=lambda e: (e.start, e.end))
    numbered = tuple(replace(e, id=number) for number, e in enumerate(found, 1))
    return replace(article, text="\n".join(lines), excluded=numbered)


def _rest(body: list[str], whole: list[str]) -> dict[int, list[str]]:
    """The page's lines that are not in the article, by the number of the article's line they stand before."""
    plain = [_plain(line) for line in body]
    found: dict[int, list[str]] = {}
    at = 0
    for line in whole:
        words = _plain(line)
        if not words:
            continue
        place = _place(words, plain, at)
        if place is None:
            found.setdefault(at, []).append(line)
        else:
            at = place + 1
    return found


def _place(words: str, body: list[str], at: int) -> int | None:
    """The line of the article that these words are or are part of, from the last one on, else anywhere."""
    order: list[int] = [*range(max(0, at - 1), len(body)), *range(at)]
    for number in order:
        held = body[number]
        if not held:
            continue
        if words == held or (len(words) > _SHORT and (words in held or held in words)):
            return int(number)
    return None


def _plain(line: str) -> str:
    return "".join(c for c in line if c.isalnum()).casefold()


def _moved(excluded: Excluded, moved: list[tuple[int, int, int]]) -> Excluded:
    """A range of the article in the text with the rest; it begins and ends in lines of the article."""
    starts = [start for start, _, _ in moved]
    first = moved[max(0, bisect_left(starts, excluded.start + 1) - 1)][2]
    last = moved[max(0, bisect_left(starts, excluded.end) - 1)][2]
    return replace(excluded, start=excluded.start + first, end=excluded.end + last)
