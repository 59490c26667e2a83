"""What is read from a spaCy Doc in one sweep, without an object a token or span."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from annotator.nlp.scores import Entity

if TYPE_CHECKING:
    from spacy.tokens import Doc

Counts = npt.NDArray[np.uint64]

_INSIDE, _BEGIN = 1, 3
"""Values of ENT_IOB."""


def entities_of(doc: "Doc") -> list[Entity]:
    """The same as `doc.ents`, as tokens and label."""
    if not len(doc):
        return []
    table = doc.to_array(["ENT_IOB", "ENT_TYPE"])
    iob, types = table[:, 0], table[:, 1]
    firsts = np.flatnonzero((iob == _BEGIN) & (types != 0))
    outside = np.append(np.flatnonzero(iob != _INSIDE), len(doc))
    ends = outside[np.searchsorted(outside, firsts, side="right")]
    strings = doc.vocab.strings
    return [
        (int(first), int(end), strings[int(types[first])])
        for first, end in zip(firsts, ends, strict=True)
    ]


def offsets_of(doc: "Doc") -> tuple[Counts, Counts]:
    """Starts and ends of the tokens in characters."""
    if not len(doc):
        empty = np.zeros(0, dtype=np.uint64)
        return empty, empty
    table: Counts = doc.to_array(["IDX", "LENGTH"]).astype(np.uint64, copy=False)
    return table[:, 0], table[:, 0] + table[:, 1]
