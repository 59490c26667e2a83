"""A text without its excluded ranges, and the way of offsets there and back."""

from bisect import bisect_right
from collections.abc import Iterable

Range = tuple[int, int]


def with_line_ends(text: str, ranges: Iterable[Range]) -> list[Range]:
    """The ranges merged, each that begins a line grown by the line end behind it."""
    grown: list[Range] = []
    for start, end in ranges:
        begins_line = start == 0 or text[start - 1] in "\r\n"
        ends_line = text[end - 1 : end] in ("\r", "\n")
        behind = _line_end(text, end) if begins_line and not ends_line else 0
        grown.append((start, end + behind))
    return merged(grown)


def _line_end(text: str, offset: int) -> int:
    """The length of the line end that stands there."""
    if text.startswith("\r\n", offset):
        return 2
    return 1 if text.startswith(("\r", "\n"), offset) else 0


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Sorted ranges, those that touch joined."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def in_source(ranges: Iterable[Range], cut_before: Iterable[Range]) -> list[Range]:
    """Ranges of a text as offsets of the source from which other ranges had been cut before."""
    earlier = merged(cut_before)
    return [(_source(start, earlier), _source(end - 1, earlier) + 1) for start, end in ranges]


def _source(offset: int, earlier: list[Range]) -> int:
    for start, end in earlier:
        if start > offset:
            break
        offset += end - start
    return offset


class Cuts:
    """The text that is left, and where ranges of the whole text are in it."""

    __slots__ = ("_ends", "_removed", "_starts", "ranges", "text")

    def __init__(self, text: str, ranges: list[Range]) -> None:
        self.ranges = ranges
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]
        self._removed = [0]
        pieces: list[str] = []
        done = 0
        for start, end in ranges:
            pieces.append(text[done:start])
            self._removed.append(self._removed[-1] + end - start)
            done = end
        pieces.append(text[done:])
        self.text = "".join(pieces) if ranges else text

    def mapped(self, start: int, end: int) -> Range | None:
        """The range in the text that is left, or None when it shares a character with a cut."""
        index = bisect_right(self._starts, start)
        if index and self._ends[index - 1] > start:
            return None
        if index < len(self._starts) and self._starts[index] < end:
            return None
        removed = self._removed[index]
        return start - removed, end - removed

    def clipped(self, start: int, end: int) -> list[Range]:
        """The parts of the range that are left."""
        found: list[Range] = []
        index = bisect_right(self._ends, start)
        while start < end:
            cut = index < len(self._starts) and self._starts[index] < end
            stop = self._starts[index] if cut else end
            if start < stop:
                removed = self._removed[index]
                found.append((start - removed, stop - removed))
            if not cut:
                break
            start = self._ends[index]
            index += 1
        return found
