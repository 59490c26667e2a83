"""Training sets of words: sentences laid out as a text, and an article's words sentence by sentence.

The text is the words with one space between them. An article that still stands so is written with the
very words that it came with.
"""

import itertools
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from annotator.core.tokens import Tokens
from annotator.formats.conll_writing import words_of
from annotator.formats.fitting import sentences_of
from annotator.formats.imported import Imported
from annotator.formats.record_values import as_list, as_offset
from annotator.formats.token_rows import FROM_RECORD, are_spaced_words

Range = tuple[int, int]


class Worded:
    """Words as a text; `words` and `sentences` (of words) are ranges in it, `blank` the empty ones."""

    def __init__(self, sentences: Iterable[Iterable[Any]]) -> None:
        said: list[str] = []
        self.sentences: list[list[Range]] = []
        self.blank = done = 0
        for sentence in sentences:
            self.sentences.append([])
            for word in sentence:
                said.append(word if isinstance(word, str) else str(word))
                if not said[-1]:
                    said[-1] = "_"
                    self.blank += 1
                self.sentences[-1].append((done, done + len(said[-1])))
                done += len(said[-1]) + 1
        self.text = " ".join(said)
        self.words = list(itertools.chain.from_iterable(self.sentences))

    def tokens(self) -> Tokens:
        """The words as tokens; a sentence begins where one was said to."""
        begins = (sentence[0][0] for sentence in self.sentences if sentence)
        return Tokens((s for s, _ in self.words), (e for _, e in self.words), begins, FROM_RECORD)

    def range(self, first: Any, last: Any) -> Range | None:
        """Where the words from first to last (inclusive) stand, None where there are none such.

        InputError when they are no numbers.
        """
        first, last = as_offset(first, "number of a word"), as_offset(last, "number of a word")
        if not first <= last < len(self.words):
            return None
        return self.words[first][0], self.words[last][1]


def worded(tokens: Any, name: str = "tokens") -> Worded:
    """One sentence of words; InputError when it is no list."""
    return Worded([as_list(tokens, name)])


def sentence_words(article: Imported) -> list[list[Range]]:
    """The article's words, cut where a span begins or ends inside, a list a sentence; none is empty."""
    words = _as_they_came(article) or words_of(article)
    starts = [start for start, _ in words]
    begins = sorted({bisect_left(starts, at) for at in sentences_of(article)} | {0, len(words)})
    return [words[first:behind] for first, behind in itertools.pairwise(begins)]


def all_words(article: Imported) -> list[Range]:
    """The same without sentences."""
    return _as_they_came(article) or words_of(article)


def _as_they_came(article: Imported) -> list[Range]:
    tokens = article.tokens
    if tokens is None or not are_spaced_words(article.text, tokens):
        return []
    cuts = sorted({edge for span in article.spans for edge in (span.start, span.end)})
    found: list[Range] = []
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        inside = cuts[bisect_left(cuts, start + 1) : bisect_left(cuts, end)]
        found += itertools.pairwise((start, *inside, end))
    return found


class Numbered:
    """Finds the numbers of words by offsets in the text."""

    def __init__(self, words: list[Range]) -> None:
        self._starts = [start for start, _ in words]

    def range(self, start: int, end: int) -> Range:
        """The first word of a span and the one behind its last; words are cut at the span's edges."""
        return bisect_left(self._starts, start), bisect_left(self._starts, end)
