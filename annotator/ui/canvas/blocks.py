"""Layout blocks: paragraphs, the long ones cut, so that no layout is longer than a screen or two. No Qt."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence

from annotator.core.text import Line
from annotator.ui.canvas.display import is_right_to_left, joins

LIMIT = 2000
"""Code points in a block, about; a little more is allowed rather than a short rest."""


class Blocks:
    """Starts and ends of all blocks in code points; a block owns the offsets up to the next one's start."""

    __slots__ = ("_right_to_left", "_text", "ends", "starts")

    def __init__(self, text: str = "", paragraphs: Sequence[Line] = ()) -> None:
        self.starts = array("I")
        self.ends = array("I")
        self._text = text
        self._right_to_left: dict[int, bool] = {}
        for line in paragraphs:
            if line.end - line.start <= LIMIT * 5 // 4:
                self.starts.append(line.start)
                self.ends.append(line.end)
            else:
                self._cut(line)
        if not self.starts:
            self.starts.append(0)
            self.ends.append(0)

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, offset: int) -> int:
        """The block that owns the offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def ends_paragraph(self, index: int) -> bool:
        """Whether nothing of the same paragraph follows."""
        return index + 1 >= len(self.starts) or self.starts[index + 1] > self.ends[index]

    def is_right_to_left(self, index: int) -> bool:
        """The base direction of the whole paragraph."""
        first = index
        while first and self.ends[first - 1] == self.starts[first]:
            first -= 1
        found = self._right_to_left.get(first)
        if found is None:
            head = self._text[self.starts[first] : self.ends[first]]
            found = self._right_to_left[first] = is_right_to_left(head)
        return found

    def _cut(self, line: Line) -> None:
        start = line.start
        while line.end - start > LIMIT * 5 // 4:
            cut = _cut_near(self._text, start, start + LIMIT)
            self.starts.append(start)
            self.ends.append(cut)
            start = cut
        self.starts.append(start)
        self.ends.append(line.end)


def _cut_near(text: str, start: int, target: int) -> int:
    """After a sentence, else after a space, else wherever no character is split."""
    low = start + (target - start) * 3 // 5
    for sign in (". ", "。", " ", "\t"):
        found = text.rfind(sign, low, target)
        if found >= 0:
            cut = found + len(sign)
            break
    else:
        cut = target
    lowest = max(cut - 64, start + 1)
    while cut > lowest and joins(text, cut):
        cut -= 1
    return cut
