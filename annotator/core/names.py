"""Words that look like names: runs of capitalised words that no span covers yet. Rules for Latin script, pure."""

from bisect import bisect_left

from msgspec import Struct

from annotator.core.document import Document

_OPENERS = frozenset(
    "the a an this that these those it its he she we they you i his her our their my your not no"
    " but and or so if when while as at in on by for from of to with after before since until"
    " there here what who how why where all some many most each every both few one nobody everyone"
    " is are was were do does did has have had will would can could may might must yes also only"
    " even still then now today mr mrs ms dr them him said says which whose been being be am than s"
    " into over under out up down off about against between through during such more other any"
    " nor until 's ’s".split()
)
BETWEEN = frozenset(
    "of de du des del della di da do dos das van von der den la le al el bin ibn".split()
)
"""Small words that stand within names and end none."""
_JOINTS = frozenset("-‐‑–&'’/")
_MARKS_BEFORE = "\"'“”‘’«»([— "


class Run(Struct, frozen=True):
    """Words `[start, end)` that stand together; a weak one only begins a sentence with a capital."""

    start: int
    end: int
    is_weak: bool
    words: tuple[int, ...]
    """Where each of its capitalised words begins."""


def is_function_word(word: str) -> bool:
    """Whether a word is too common to be a name by itself."""
    return word.lower() in _OPENERS or word.lower() in BETWEEN


def runs_between(document: Document, low: int, high: int) -> list[Run]:
    """The free runs of capitalised words in a range, in order; spans and excluded lines are left out."""
    tokens, text = document.tokens, document.text
    held = tokens.covering(low, high)
    if held is None:
        return []
    taken = _Taken(document, low, high)
    found: list[Run] = []
    index, last = held
    while index <= last:
        start = tokens.starts[index]
        word = text[start : tokens.ends[index]]
        if start < low or not _is_name(word) or taken.holds(start) or is_function_word(word):
            index += 1
            continue
        if _goes_on_from_span(text, start, taken):
            index += 1
            continue
        end_index, words = _run_end(document, taken, index, last)
        end = tokens.ends[end_index]
        is_weak = len(words) == 1 and _begins_sentence(document, start)
        found.append(Run(start, end, is_weak, words))
        index = end_index + 1
    return found


def run_at(document: Document, offset: int) -> Run | None:
    """The free run that begins with or holds the word at an offset."""
    line = document.paragraphs[document.paragraph_index(offset)]
    found = runs_between(document, line.start, max(line.end, line.start + 1))
    return next((run for run in found if run.start <= offset < run.end), None)


class _Taken:
    """What is covered by spans or excluded, asked in reading order."""

    def __init__(self, document: Document, low: int, high: int) -> None:
        self._document = document
        self._spans = [(s.start, s.end) for s in document.spans_between(low, high)]
        self._ends: list[int] = []
        reach = 0
        for _, end in self._spans:
            reach = max(reach, end)
            self._ends.append(reach)

    def holds(self, offset: int) -> bool:
        index = bisect_left(self._spans, (offset + 1, 0)) - 1
        if index >= 0 and self._ends[index] > offset:
            return True
        return self._document.excluded_at(offset) is not None


def _run_end(
    document: Document, taken: _Taken, first: int, last: int
) -> tuple[int, tuple[int, ...]]:
    """The index of the run's last token, and the starts of its capitalised words."""
    tokens, text = document.tokens, document.text
    words = [tokens.starts[first]]
    end = index = first
    while index < last:
        index += 1
        start = tokens.starts[index]
        gap = text[tokens.ends[index - 1] : start]
        word = text[start : tokens.ends[index]]
        if gap not in ("", " ", "\u00a0") or taken.holds(start):
            break
        if _is_name(word):
            words.append(start)
            end = index
        elif not _may_stand_between(document, index, gap, word):
            break
    return end, tuple(words)


def _may_stand_between(document: Document, index: int, gap: str, word: str) -> bool:
    """A joint inside a name (`Kross-Lepik`), an initial's full stop, a small word (`of`)."""
    tokens, text = document.tokens, document.text
    if word == "." and not gap:
        return tokens.ends[index - 1] - tokens.starts[index - 1] == 1
    if word in _JOINTS:
        after = text[tokens.ends[index] : tokens.ends[index] + 1]
        return word == "&" or (not gap and after.isalnum())
    return bool(gap) and word in BETWEEN


def _goes_on_from_span(text: str, start: int, taken: "_Taken") -> bool:
    """Whether a joint ties the word to a span before it: that span's edge is what is wrong then."""
    return start > 1 and text[start - 1] in _JOINTS and taken.holds(start - 2)


def _is_name(word: str) -> bool:
    return word[:1].isupper() or (word[1:2].isupper() and word[:1].isalpha())


def _begins_sentence(document: Document, start: int) -> bool:
    """Whether only quotes and brackets stand between a sentence's start and the word."""
    text = document.text
    place = start
    while place > 0 and text[place - 1] in _MARKS_BEFORE:
        place -= 1
    return place == 0 or text[place - 1] in "\n\r\v\f\u2028\u2029.!?…:"
