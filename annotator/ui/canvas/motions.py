"""Where the caret goes: by token or grapheme, line, page, paragraph, sentence. Offsets are code points."""

from bisect import bisect_left, bisect_right
from enum import StrEnum

from annotator.ui.canvas.hit import line_at, offset_at
from annotator.ui.canvas.page import Page


class Motion(StrEnum):
    """One movement of the caret; left and right as the eye sees them."""

    LEFT = "left"
    RIGHT = "right"
    WORD_LEFT = "word left"
    WORD_RIGHT = "word right"
    UP = "up"
    DOWN = "down"
    LINE_START = "line start"
    LINE_END = "line end"
    PAGE_UP = "page up"
    PAGE_DOWN = "page down"
    PARAGRAPH_UP = "paragraph up"
    PARAGRAPH_DOWN = "paragraph down"
    SENTENCE_PREVIOUS = "sentence previous"
    SENTENCE_NEXT = "sentence next"
    DOCUMENT_START = "document start"
    DOCUMENT_END = "document end"


_SIDEWAYS = {Motion.LEFT, Motion.RIGHT, Motion.WORD_LEFT, Motion.WORD_RIGHT}
_VERTICAL = {Motion.UP: -1, Motion.DOWN: 1, Motion.PAGE_UP: -1, Motion.PAGE_DOWN: 1}


class Motions:
    """Keeps the column that vertical motions aim at."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._goal: float | None = None

    def forget_column(self) -> None:
        """The caret was put somewhere by other means."""
        self._goal = None

    def moved(
        self, offset: int, motion: Motion, by_characters: bool, anchor: int | None = None
    ) -> int:
        """The new caret; with an anchor, the selection between them grows or shrinks by whole tokens."""
        if motion in _VERTICAL:
            return self._vertical(offset, motion, by_characters)
        self._goal = None
        if motion in _SIDEWAYS:
            return self._sideways(offset, motion, by_characters, anchor)
        return self._far(offset, motion)

    def _sideways(
        self, offset: int, motion: Motion, by_characters: bool, anchor: int | None
    ) -> int:
        to_right = motion in (Motion.RIGHT, Motion.WORD_RIGHT)
        if by_characters and motion in (Motion.LEFT, Motion.RIGHT):
            return self._by_character(offset, to_right)
        index = self._page.block_of(offset)
        forward = to_right is not self._page.laid(index).layout.right_to_left
        return self._by_token(offset, forward, anchor)

    def _by_character(self, offset: int, to_right: bool) -> int:
        page = self._page
        index = page.block_of(offset)
        layout = page.laid(index).layout
        found = layout.beside(min(offset, layout.end), to_right)
        if found != min(offset, layout.end):
            return found
        forward = to_right is not layout.right_to_left
        if forward and index < page.last_block():
            return page.laid(index + 1).layout.start
        if not forward and index > 0:
            return page.laid(index - 1).layout.end
        return found

    def _by_token(self, offset: int, forward: bool, anchor: int | None) -> int:
        tokens, length = self._page.document.tokens, len(self._page.document.text)
        if anchor is None:
            found = tokens.start_after(offset) if forward else tokens.start_before(offset)
        elif forward:
            grows = offset >= anchor
            found = tokens.end_after(offset) if grows else tokens.start_after(offset)
            if not grows and (found is None or found > anchor):
                found = anchor
        else:
            grows = offset <= anchor
            found = tokens.start_before(offset) if grows else tokens.end_before(offset)
            if not grows and (found is None or found < anchor):
                found = anchor
        if found is None:
            found = length if forward else 0
        return found

    def _vertical(self, offset: int, motion: Motion, by_characters: bool) -> int:
        page = self._page
        top, laid, number = page.line_of(offset)
        if self._goal is None:
            self._goal = laid.layout.x_of(min(offset, laid.layout.end), number)
        goal, line = self._goal, laid.lines[number]
        sign = _VERTICAL[motion]
        if motion in (Motion.PAGE_UP, Motion.PAGE_DOWN):
            step = max(page.viewport_height - 2 * page.metrics.pitch, page.metrics.pitch)
            y = top + line.baseline + sign * step
            y = min(max(y, page.metrics.margin), page.height - page.metrics.margin - 1)
        elif sign > 0:
            y = (
                top
                + line.bottom
                + (page.metrics.paragraph_gap if number + 1 == len(laid.lines) else 0)
            )
            if laid.index == page.last_block() and number + 1 == len(laid.lines):
                return len(page.document.text)
        else:
            y = top + line.top - 1
            if laid.index == 0 and number == 0:
                return 0
        return self._on_line(y, goal, by_characters)

    def _on_line(self, y: float, x: float, by_characters: bool) -> int:
        found = offset_at(self._page, x, y)
        if by_characters:
            return found
        tokens = self._page.document.tokens
        place = bisect_right(tokens.starts, found) - 1
        if place >= 0 and found < tokens.ends[place]:
            start = tokens.starts[place]
            _, laid, number = line_at(self._page, y)
            if laid.layout.starts[number] <= start:
                return start
        return found

    def _far(self, offset: int, motion: Motion) -> int:
        page = self._page
        document = page.document
        _, laid, number = page.line_of(offset)
        if motion is Motion.LINE_START:
            return laid.layout.starts[number]
        if motion is Motion.LINE_END:
            end = laid.layout.line_end(number)
            is_last = number + 1 == len(laid.lines)
            return end if is_last else laid.layout.previous_boundary(end)
        if motion is Motion.PARAGRAPH_UP:
            index = document.paragraph_index(max(offset - 1, 0))
            return document.paragraphs[index].start
        if motion is Motion.PARAGRAPH_DOWN:
            index = document.paragraph_index(offset) + 1
            is_there = index < len(document.paragraphs)
            return document.paragraphs[index].start if is_there else len(document.text)
        sentences = document.tokens.sentences
        if motion is Motion.SENTENCE_PREVIOUS:
            place = bisect_left(sentences, offset) - 1
            return sentences[place] if place >= 0 else 0
        if motion is Motion.SENTENCE_NEXT:
            place = bisect_right(sentences, offset)
            return sentences[place] if place < len(sentences) else len(document.text)
        return 0 if motion is Motion.DOCUMENT_START else len(document.text)
