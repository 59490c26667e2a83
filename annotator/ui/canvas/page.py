"""The whole document as a page of px: where anything stands, laid out only where it is asked for."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from annotator.core.document import Document
from annotator.core.tokens import Tokens
from annotator.ui.canvas.blocks import Blocks
from annotator.ui.canvas.decor import LineBox, decorated
from annotator.ui.canvas.heights import Heights
from annotator.ui.canvas.layout import BlockLayout
from annotator.ui.canvas.metrics import Metrics
from annotator.ui.state import Arcs

_KEPT_CHARACTERS = 60_000
_EMPTY = Document.made(0, "", Tokens((), ()))


class Laid(Struct):
    """A block that is laid out."""

    index: int
    layout: BlockLayout
    lines: list[LineBox]
    height: int

    def line_at(self, y: float) -> int:
        """The line at a height below the block's top; the nearest one outside."""
        for number, line in enumerate(self.lines):
            if y < line.bottom:
                return number
        return len(self.lines) - 1


class Page:
    """Places in px from the page's top and from the text's left; offsets are code points."""

    def __init__(self, metrics: Metrics) -> None:
        self.document = _EMPTY
        self.metrics = metrics
        self.arcs = Arcs.FOCUSED
        self.scroll = 0
        """The page's y at the viewport's top."""
        self.viewport_height = 0
        self._blocks = Blocks()
        self._heights = Heights((0,))
        self._laid: OrderedDict[int, Laid] = OrderedDict()
        self._kept = 0
        self._unmeasured: list[int] = []
        self._measured = bytearray(1)

    # What is shown

    def show(self, document: Document) -> None:
        """Another document: nothing is laid out yet."""
        self.document = document
        self._blocks = Blocks(document.text, document.paragraphs)
        self.scroll = 0
        self.forget()

    def replace_document(self, document: Document, blocks: Iterable[int]) -> None:
        """The same text with other spans or relations in some blocks."""
        self.document = document
        for index in blocks:
            self.redecorate(index)

    def set_metrics(self, metrics: Metrics) -> None:
        """Other fonts or width; layouts stay where lines break as before."""
        same = self.metrics.same_text_layout(metrics)
        self.metrics = metrics
        if not same:
            self.forget()

    def set_arcs(self, arcs: Arcs) -> None:
        """Which relations need room."""
        if arcs is not self.arcs:
            self.arcs = arcs
            for laid in tuple(self._laid.values()):
                self.redecorate(laid.index)
            self._forget_measures()

    def forget(self) -> None:
        """Drop every layout and estimate all heights anew."""
        self._laid.clear()
        self._kept = 0
        blocks, metrics = self._blocks, self.metrics
        has_spans = self.document.span_count > 0
        known: dict[int, int] = {}
        heights = []
        for start, end in zip(blocks.starts, blocks.ends, strict=True):
            height = known.get(end - start)
            if height is None:
                height = known[end - start] = metrics.estimated(end - start, has_spans)
            heights.append(height + metrics.paragraph_gap)
        self._heights = Heights(heights)
        self._forget_measures()

    def _forget_measures(self) -> None:
        self._measured = bytearray(len(self._blocks))
        for index in self._laid:
            self._measured[index] = 1
        self._unmeasured = list(range(len(self._blocks) - 1, -1, -1))

    # Blocks

    def block_of(self, offset: int) -> int:
        """The block that owns the offset."""
        return self._blocks.at(offset)

    def blocks_of(self, start: int, end: int) -> range:
        """The blocks that the range touches."""
        return range(self._blocks.at(start), self._blocks.at(max(end - 1, start)) + 1)

    def last_block(self) -> int:
        """The index of the last block."""
        return len(self._blocks) - 1

    def laid(self, index: int) -> Laid:
        """The block, laid out now if it was not."""
        found = self._laid.get(index)
        if found is not None:
            self._laid.move_to_end(index)
            return found
        blocks = self._blocks
        start, end = blocks.starts[index], blocks.ends[index]
        layout = BlockLayout(
            self.document.text, start, end, self.metrics, blocks.is_right_to_left(index)
        )
        laid = self._laid[index] = self._decorated(index, layout)
        self._kept += end - start + 200
        while self._kept > _KEPT_CHARACTERS and len(self._laid) > 8:
            _, old = self._laid.popitem(last=False)
            self._kept -= old.layout.end - old.layout.start + 200
        return laid

    def laid_if_cached(self, index: int) -> Laid | None:
        """The block if it is laid out."""
        return self._laid.get(index)

    def redecorate(self, index: int) -> None:
        """Spans or relations of a block have changed; its text stays broken as it is."""
        laid = self._laid.get(index)
        if laid is not None:
            self._laid[index] = self._decorated(index, laid.layout)
        elif self._measured[index]:
            self._measured[index] = 0
            self._unmeasured.append(index)

    def _decorated(self, index: int, layout: BlockLayout) -> Laid:
        blocks = self._blocks
        after = blocks.starts[index + 1] if index + 1 < len(blocks) else blocks.ends[index] + 1
        lines = decorated(self.document, layout, after, self.metrics, self.arcs)
        metrics = self.metrics
        height = lines[-1].bottom if layout.end > layout.start else metrics.blank
        if layout.end == layout.start:
            lines[0].bottom = height
        if blocks.ends_paragraph(index):
            height += metrics.paragraph_gap
        self._measured[index] = 1
        self._set_height(index, height)
        return Laid(index, layout, lines, height)

    def _set_height(self, index: int, height: int) -> None:
        if height != self._heights[index]:
            bottom = self.top(index) + self._heights[index]
            change = self._heights.set(index, height)
            if bottom <= self.scroll:
                self.scroll += change

    def measure_some(self, blocks: int) -> bool:
        """Lay out a few blocks whose height is an estimate; whether any are left."""
        left = self._unmeasured
        while blocks and left:
            index = left.pop()
            if not self._measured[index]:
                cached = self._laid.get(index)
                if cached is None:
                    self._measure(index)
                blocks -= 1
        return bool(left)

    def _measure(self, index: int) -> None:
        blocks = self._blocks
        self._decorated(
            index,
            BlockLayout(
                self.document.text,
                blocks.starts[index],
                blocks.ends[index],
                self.metrics,
                blocks.is_right_to_left(index),
            ),
        )

    # Heights

    @property
    def height(self) -> int:
        """Of the whole page, as far as it is known."""
        return self._heights.total + 2 * self.metrics.margin

    @property
    def most_scroll(self) -> int:
        """The lowest place to scroll to."""
        return max(self.height - self.viewport_height, 0)

    def height_of(self, index: int) -> int:
        """The height of a block, an estimate until it is laid out."""
        return self._heights[index]

    def top(self, index: int) -> int:
        """The y of a block."""
        return self.metrics.margin + self._heights.top(index)

    def block_at(self, y: float) -> int:
        """The block at a height."""
        return self._heights.block_at(y - self.metrics.margin)

    def settle(self) -> None:
        """Lay out what is to be seen; estimates become heights, the scroll place stays valid."""
        for _ in range(6):
            before = self.scroll, self.height
            if self.scroll >= self.most_scroll and self.scroll:
                self._settle_end()
            for _ in self.visible():
                pass
            self.scroll = min(max(self.scroll, 0), self.most_scroll)
            if (self.scroll, self.height) == before:
                return

    def _settle_end(self) -> None:
        index, room = self.last_block(), self.viewport_height
        while index >= 0 and room > 0:
            room -= self.laid(index).height
            index -= 1
        self.scroll = self.most_scroll

    def visible(self) -> Iterator[tuple[int, Laid]]:
        """The blocks in the viewport with their y on the page."""
        return self.between(self.scroll, self.scroll + self.viewport_height)

    def between(self, y: float, bottom: float) -> Iterator[tuple[int, Laid]]:
        """The blocks between two heights with their y on the page."""
        index = self.block_at(y)
        top = self.top(index)
        while index <= self.last_block() and top < bottom:
            laid = self.laid(index)
            yield top, laid
            top += laid.height
            index += 1

    def line_of(self, offset: int) -> tuple[int, Laid, int]:
        """Y of the block, the block, and the number of the line that holds the offset."""
        index = self._blocks.at(min(max(offset, 0), len(self.document.text)))
        laid = self.laid(index)
        return self.top(index), laid, laid.layout.line_of(min(offset, laid.layout.end))

    def place_of(self, offset: int) -> tuple[float, int, int]:
        """X, top and bottom of the text at a caret position."""
        top, laid, number = self.line_of(offset)
        line = laid.lines[number]
        x = laid.layout.x_of(min(offset, laid.layout.end), number)
        return x, top + line.text_top, top + line.text_bottom

    def bounds(self, start: int, end: int) -> tuple[float, int, float, int]:
        """Left, top, right, bottom of the first line of a range with what stands above and beneath it."""
        top, laid, number = self.line_of(start)
        line = laid.lines[number]
        boxes = laid.layout.boxes(start, max(end, start), number)
        if not boxes:
            x = laid.layout.x_of(min(start, laid.layout.end), number)
            boxes = [(x, x)]
        return boxes[0][0], top + line.text_top, boxes[-1][1], top + line.text_bottom
