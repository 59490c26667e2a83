"""One block of text broken into lines: offsets are code points, UTF-16 only inside; x in px from the left."""

from bisect import bisect_right
from typing import cast

from msgspec import Struct
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextLine, QTextOption

from annotator.core.text import Utf16Map
from annotator.ui.canvas.display import displayed, needs_bidi
from annotator.ui.canvas.metrics import Metrics

_RETRIEVE = QTextLayout.GlyphRunRetrievalFlag
_WITH_INDEXES = _RETRIEVE.RetrieveStringIndexes | _RETRIEVE.RetrieveGlyphPositions

Box = tuple[float, float]
"""Left and right of a stretch of glyphs."""


class _Cell(Struct, frozen=True):
    """A grapheme on a line: where it is and which caret positions stand at its sides."""

    left: float
    right: float
    start: int
    end: int
    right_to_left: bool


class BlockLayout:
    """The lines of one block `[start, end)`."""

    __slots__ = (
        "_cells",
        "_layout",
        "_lines",
        "_map",
        "_metrics",
        "_text",
        "end",
        "is_bidi",
        "right_to_left",
        "start",
        "starts",
    )

    def __init__(
        self, text: str, start: int, end: int, metrics: Metrics, right_to_left: bool
    ) -> None:
        self.start, self.end = start, end
        source = text[start:end]
        self._metrics = metrics
        self._text = displayed(source)
        self._map = Utf16Map(source)
        self.right_to_left = right_to_left
        self.is_bidi = right_to_left or needs_bidi(source)
        self._layout = QTextLayout(self._text, metrics.font)
        self._layout.setTextOption(_option(metrics, right_to_left))
        self._layout.setCacheEnabled(True)
        self._lines = self._broken(metrics.column)
        self.starts = [start + self._map.to_code_points(ln.textStart()) for ln in self._lines]
        self._cells: dict[int, list[_Cell]] = {}

    def _broken(self, width: float) -> list[QTextLine]:
        lines = []
        self._layout.beginLayout()
        line = self._layout.createLine()
        while line.isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, 0))
            lines.append(line)
            line = self._layout.createLine()
        self._layout.endLayout()
        return lines

    def __len__(self) -> int:
        return len(self._lines)

    def line_of(self, offset: int) -> int:
        """The line that holds the character at this offset."""
        return min(max(bisect_right(self.starts, offset) - 1, 0), len(self.starts) - 1)

    def line_end(self, line: int) -> int:
        """Where the line ends, its trailing space included."""
        return self.starts[line + 1] if line + 1 < len(self.starts) else self.end

    def shown_end(self, line: int) -> int:
        """Where the line ends without the space at which it was broken; the block's end on its last line."""
        end = self.line_end(line)
        if line + 1 < len(self.starts):
            while end > self.starts[line] + 1 and self._text[end - 1 - self.start].isspace():
                end -= 1
        return end

    def ascent(self, line: int) -> int:
        """Above the baseline; more than the metrics' only where another script's font is taller."""
        own = self._lines[line].ascent()
        metrics = self._metrics
        return metrics.ascent if own <= metrics.font_ascent + 1 else round(own)

    def descent(self, line: int) -> int:
        """Below the baseline."""
        own = self._lines[line].descent()
        metrics = self._metrics
        return metrics.descent if own <= metrics.font_descent + 1 else round(own)

    def x_of(self, offset: int, line: int) -> float:
        """Where a caret before this offset stands."""
        # The stubs say object; it is the pair (x, position).
        found = cast("tuple[float, int]", self._lines[line].cursorToX(self._utf16(offset)))
        return min(found[0], self._metrics.column + 1.0)

    def boxes(self, start: int, end: int, line: int) -> list[Box]:
        """Where the characters of a range stand on a line; several stretches in mixed directions."""
        start, end = max(start, self.starts[line]), min(end, self.line_end(line))
        if start >= end:
            return []
        if not self.is_bidi:
            left, right = self.x_of(start, line), self.x_of(end, line)
            return [(left, right)] if right > left else [(left, left)]
        cells = self._cells_of(line)
        return _merged([(c.left, c.right) for c in cells if c.start < end and c.end > start])

    def text_width(self, line: int) -> Box:
        """Left and right of the whole line's text."""
        rect = self._lines[line].naturalTextRect()
        return rect.left(), rect.right()

    def offset_at(self, line: int, x: float) -> int:
        """The caret position nearest to x, never inside a grapheme."""
        if self.is_bidi:
            cell = self._cell_at(line, x)
            if cell is None:
                return self.starts[line]
            at_left = x < (cell.left + cell.right) / 2
            return cell.start if at_left is not cell.right_to_left else cell.end
        kind = QTextLine.CursorPosition.CursorBetweenCharacters
        return self._valid(self._lines[line].xToCursor(x, kind), line)

    def character_at(self, line: int, x: float) -> int | None:
        """The offset of the grapheme under x, or None beside the text."""
        left, right = self.text_width(line)
        if not left - 1 <= x <= right + 1 or self.start == self.end:
            return None
        if self.is_bidi:
            cell = self._cell_at(line, x)
            return None if cell is None else cell.start
        kind = QTextLine.CursorPosition.CursorOnCharacter
        offset = self._valid(self._lines[line].xToCursor(x, kind), line)
        return min(offset, self.end - 1)

    def is_boundary(self, offset: int) -> bool:
        """Whether a caret may stand here."""
        return self._layout.isValidCursorPosition(self._utf16(offset))

    def next_boundary(self, offset: int) -> int:
        """The end of the grapheme at the offset; stays at the block's end."""
        return self._code_points(self._layout.nextCursorPosition(self._utf16(offset)))

    def previous_boundary(self, offset: int) -> int:
        """The start of the grapheme before the offset; stays at the block's start."""
        return self._code_points(self._layout.previousCursorPosition(self._utf16(offset)))

    def snapped(self, offset: int) -> int:
        """The offset, or the start of the grapheme that it would split."""
        return offset if self.is_boundary(offset) else self.previous_boundary(offset)

    def beside(self, offset: int, to_right: bool) -> int:
        """The caret position to the right or left as the eye sees it; unchanged at the block's edge."""
        layout, here = self._layout, self._utf16(offset)
        found = layout.rightCursorPosition(here) if to_right else layout.leftCursorPosition(here)
        return self._code_points(found)

    def draw(self, painter: QPainter, line: int, x: float, baseline: float) -> None:
        """Draw a line with the painter's pen."""
        drawn = self._lines[line]
        drawn.draw(painter, QPointF(x, baseline - drawn.ascent()))

    def _utf16(self, offset: int) -> int:
        return self._map.to_utf16(min(max(offset, self.start), self.end) - self.start)

    def _code_points(self, offset_utf16: int) -> int:
        return self.start + self._map.to_code_points(offset_utf16)

    def _valid(self, found_utf16: int, line: int) -> int:
        if not self._layout.isValidCursorPosition(found_utf16):
            found_utf16 = self._layout.previousCursorPosition(found_utf16)
        offset = self._code_points(found_utf16)
        last = self.line_end(line)
        if line + 1 < len(self._lines) and offset >= last:
            offset = self.previous_boundary(last)
        return offset

    def _cells_of(self, line: int) -> list[_Cell]:
        cells = self._cells.get(line)
        if cells is None:
            cells = self._cells[line] = self._measured(line)
        return cells

    def _cell_at(self, line: int, x: float) -> _Cell | None:
        cells = self._cells_of(line)
        if not cells:
            return None
        inside = [c for c in cells if c.left <= x < c.right]
        if inside:
            return inside[0]
        return min(cells, key=lambda c: min(abs(c.left - x), abs(c.right - x)))

    def _measured(self, line: int) -> list[_Cell]:
        """Cells from runs of one direction: `cursorToX` alone is ambiguous where directions meet."""
        drawn = self._lines[line]
        runs = []
        for run in drawn.glyphRuns(drawn.textStart(), drawn.textLength(), _WITH_INDEXES):
            indexes, box = run.stringIndexes(), run.boundingRect()
            if indexes:
                first, highest = self._code_points(min(indexes)), self._code_points(max(indexes))
                runs.append((first, highest, (box.left(), box.right()), run.isRightToLeft()))
        runs.sort()
        ends = [first for first, *_ in runs[1:]] + [self.line_end(line)]
        cells: list[_Cell] = []
        for (first, highest, extent, right_to_left), last in zip(runs, ends, strict=True):
            # A tab and the space at which a line is broken have no glyph.
            end = last
            while end > highest + 1 and self._text[end - 1 - self.start].isspace():
                end -= 1
            cells += self._cells_of_run(line, first, end, extent, right_to_left)
            cells += [
                self._cell_of_tab(line, offset)
                for offset in range(end, last)
                if self._text[offset - self.start] == "\t"
            ]
        return cells

    def _cell_of_tab(self, line: int, offset: int) -> _Cell:
        x, following = self.x_of(offset, line), self.x_of(offset + 1, line)
        left, right = min(x, following), max(x, following)
        return _Cell(left, right, offset, offset + 1, self.right_to_left)

    def _cells_of_run(
        self, line: int, first: int, last: int, box: Box, right_to_left: bool
    ) -> list[_Cell]:
        cells: list[_Cell] = []
        x, position = box[1] if right_to_left else box[0], first
        while position < last:
            following = min(max(self.next_boundary(position), position + 1), last)
            edge = box[0] if right_to_left else box[1]
            if following < last:
                edge = self.x_of(following, line)
            left, right = min(x, edge), max(x, edge)
            cells.append(_Cell(left, right, position, following, right_to_left))
            x, position = edge, following
        return cells


def _option(metrics: Metrics, right_to_left: bool) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    direction = Qt.LayoutDirection
    option.setTextDirection(direction.RightToLeft if right_to_left else direction.LeftToRight)
    if right_to_left:
        option.setAlignment(Qt.AlignmentFlag.AlignRight)
    option.setTabStopDistance(metrics.character * 6)
    return option


def _merged(boxes: list[Box]) -> list[Box]:
    merged: list[Box] = []
    for left, right in sorted(boxes):
        if merged and left <= merged[-1][1] + 1.5:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged
