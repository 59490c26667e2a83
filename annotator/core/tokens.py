"""The tokens of an article as two arrays of offsets, made once by the project's tokenizer."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from annotator.core.text import segment, sentence_starts


class Tokens:
    """Sorted, non-overlapping `[start, end)` code point ranges, and the starts of sentences."""

    __slots__ = ("ends", "sentences", "source", "starts")

    def __init__(
        self,
        starts: Iterable[int],
        ends: Iterable[int],
        sentences: Iterable[int] = (),
        source: str = "",
    ) -> None:
        self.starts = array("I", starts)
        self.ends = array("I", ends)
        self.sentences = array("I", sentences)
        self.source = source

    @classmethod
    def plain(cls, text: str) -> "Tokens":
        """The plain segmenter's tokens, with an empty source: they serve until the tokenizer has answered."""
        # A million pairs in a list would take ten times the memory of the two arrays.
        starts, ends = array("I"), array("I")
        for start, end in segment(text):
            starts.append(start)
            ends.append(end)
        return cls(starts, ends, sentence_starts(text))

    @classmethod
    def from_bytes(cls, starts: bytes, ends: bytes, sentences: bytes, source: str) -> "Tokens":
        """Read little-endian 32-bit offsets, as stored and as sent by the worker."""
        made = cls((), (), (), source)
        for values, data in ((made.starts, starts), (made.ends, ends), (made.sentences, sentences)):
            values.frombytes(data)
            if sys.byteorder == "big":
                values.byteswap()
        return made

    def to_bytes(self) -> tuple[bytes, bytes, bytes]:
        """Starts, ends, sentence starts as little-endian 32-bit offsets."""
        starts, ends, sentences = self.starts, self.ends, self.sentences
        if sys.byteorder == "big":
            starts, ends, sentences = (array("I", found) for found in (starts, ends, sentences))
            for values in (starts, ends, sentences):
                values.byteswap()
        return starts.tobytes(), ends.tobytes(), sentences.tobytes()

    def __len__(self) -> int:
        return len(self.starts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tokens) and (
            (self.starts, self.ends, self.sentences, self.source)
            == (other.starts, other.ends, other.sentences, other.source)
        )

    __hash__ = None  # type: ignore[assignment]

    def aligned(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last token (inclusive) when both edges meet token edges, else None."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.ends, end)
        if first >= len(self.starts) or last >= len(self.ends) or first > last:
            return None
        meets = self.starts[first] == start and self.ends[last] == end
        return (first, last) if meets else None

    def covering(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last token (inclusive) that share a character with the range, else None."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end) - 1
        return (first, last) if first <= last else None

    def snapped(self, start: int, end: int) -> tuple[int, int]:
        """The range grown to whole tokens; unchanged where it holds none."""
        tokens = self.covering(start, end)
        if tokens is None:
            return start, end
        return min(start, self.starts[tokens[0]]), max(end, self.ends[tokens[1]])

    def start_before(self, offset: int) -> int | None:
        """The nearest token start left of the offset."""
        index = bisect_left(self.starts, offset) - 1
        return self.starts[index] if index >= 0 else None

    def start_after(self, offset: int) -> int | None:
        """The nearest token start right of the offset."""
        index = bisect_right(self.starts, offset)
        return self.starts[index] if index < len(self.starts) else None

    def end_before(self, offset: int) -> int | None:
        """The nearest token end left of the offset."""
        index = bisect_left(self.ends, offset) - 1
        return self.ends[index] if index >= 0 else None

    def end_after(self, offset: int) -> int | None:
        """The nearest token end right of the offset."""
        index = bisect_right(self.ends, offset)
        return self.ends[index] if index < len(self.ends) else None

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """Start of the sentence around the offset and start of the next one (or the last token's end)."""
        index = bisect_right(self.sentences, offset) - 1
        start = self.sentences[index] if index >= 0 else 0
        last = max(self.ends[-1], offset) if len(self.ends) else offset
        end = self.sentences[index + 1] if index + 1 < len(self.sentences) else last
        return start, end
