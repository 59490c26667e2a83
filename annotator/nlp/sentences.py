"""Plain sentence starts over a doc's tokens, without an object a token."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# spaCy's sentencizer knows 150 such signs; those of scripts that it has a blank language for.
_ENDERS = (*"!.?…։؟۔܀܁܂।॥၊။።፧፨᙮។៕‼‽⁇⁈⁉。﹒﹖﹗！．？｡", *".. ... .... ?! !? !! !!!".split())


class Sentencizer:
    """Sentences begin after the end of a line, and after an end sign at the next word.

    Closing quotes and brackets stay with the sentence before; opening ones, known by the white
    space before them, begin the next. White space never begins a sentence.
    """

    def __init__(self, nlp: "Language") -> None:
        hashes = [nlp.vocab.strings.add(sign) for sign in _ENDERS]
        self._enders = np.array(hashes, dtype=np.uint64)
        self._line_ends: dict[int, bool] = {}

    def starts(self, doc: "Doc") -> npt.NDArray[np.int64]:
        """Indices of the tokens that begin a sentence."""
        if not len(doc):
            return np.zeros(0, dtype=np.int64)
        table = doc.to_array(["ORTH", "IS_PUNCT", "IS_SPACE", "SPACY"])
        orth, space = table[:, 0], table[:, 2] != 0
        ender = np.isin(orth, self._enders)
        line_end = np.zeros(len(doc), dtype=bool)
        for index in np.flatnonzero(space):
            line_end[index] = self._ends_line(doc, int(orth[index]))
        after_space = np.ones(len(doc), dtype=bool)
        after_space[1:] = (table[:-1, 3] != 0) | space[:-1]
        may_begin = ~space & ~ender & ((table[:, 1] == 0) | after_space)
        after_line = np.zeros(len(doc), dtype=bool)
        words = np.flatnonzero(~space)
        if not len(words):
            return words
        ended = np.concatenate(([0], np.cumsum(line_end)))
        after_line[words[0]] = True
        after_line[words[1:]] = ended[words[1:]] > ended[words[:-1]]
        can = np.flatnonzero(may_begin | after_line)
        signs = np.concatenate(([0], np.cumsum(ender)))
        begins = after_line[can]
        begins[1:] |= signs[can[1:]] > signs[can[:-1]]
        return can[begins]

    def _ends_line(self, doc: "Doc", orth: int) -> bool:
        known = self._line_ends.get(orth)
        if known is None:
            text = doc.vocab.strings[orth]
            known = self._line_ends[orth] = "\n" in text or "\r" in text
        return known
