"""A recogniser's greedy parse over whole batches at once: the same entities, in about half the time.

spaCy's parser goes token by token. But a state of its NER system with the short context looks only
at the token, the first token of the open entity and the token before: so all states outside an
entity are known beforehand and scored in one multiplication, and entities grow side by side, a
token a round. Where the recogniser is of another kind, or other parts have a say, `scores.py`
serves, which leaves the parse to spaCy. Follows `_parser_internals/ner.pyx` of spaCy 3.8.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from annotator.nlp.scores import Entity, Ints, Layer, Recogniser

if TYPE_CHECKING:
    from spacy.tokens import Doc

Scores = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

_CONTEXT = 3


class _Moves:
    """The moves by kind; only for labels that have all four."""

    def __init__(self, names: Sequence[str]) -> None:
        self.labels = [name.partition("-")[2] for name in names]
        self.is_begin = np.array([n.startswith("B-") and n != "B-" for n in names], dtype=bool)
        self.is_unit = np.array([n.startswith("U-") and n != "U-" for n in names], dtype=bool)
        self.is_out = np.array([name == "O" for name in names], dtype=bool)
        index = {name: move for move, name in enumerate(names)}
        self.inside = self._after_begin(index, "I")
        self.last = self._after_begin(index, "L")
        begins = self.is_begin
        self.is_whole = bool(
            (self.inside[begins] >= 0).all()
            and (self.last[begins] >= 0).all()
            and self.is_out.any()
        )

    def _after_begin(self, index: dict[str, int], kind: str) -> npt.NDArray[np.int64]:
        return np.array([index.get(f"{kind}-{label}", -1) for label in self.labels], dtype=np.int64)


class GreedyParser:
    """Finds entities and their scores without touching the docs; ask `fits` first."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        system = recogniser.moves
        self._moves = _Moves([system.get_class_name(move) for move in range(system.n_moves)])

    @property
    def fits(self) -> bool:
        """Whether this recogniser is one whose states are known beforehand."""
        model = self._recogniser.model
        lower = model.maybe_get_ref("lower")
        return bool(
            self._moves.is_whole
            and self._recogniser.cfg.get("beam_width", 1) == 1
            and not model.attrs.get("unseen_classes")
            and lower is not None
            and lower.maybe_get_dim("nF") == _CONTEXT
            and isinstance(model.ops.xp.zeros(0), np.ndarray)
        )

    def entities(self, docs: "Sequence[Doc]") -> list[list[tuple[Entity, float]]]:
        """Each doc's entities with their scores, in order; the docs must not have any yet."""
        lengths = [len(doc) for doc in docs]
        if not any(lengths):
            return [[] for _ in docs]
        step = self._recogniser.model.predict(list(docs))
        upper = cast("Layer | None", getattr(step, "vec2scores", None))
        states = _States(cast("Layer", step.state2vec), upper)
        is_last = np.zeros(sum(lengths), dtype=bool)
        is_last[np.cumsum([length for length in lengths if length]) - 1] = True
        spaces = [doc.to_array(["IS_SPACE"]).reshape(-1) for doc in docs if len(doc)]
        spans = self._spans(states, is_last, np.concatenate(spaces) != 0)
        step.clear_memory()
        return _by_doc(spans, lengths)

    def _spans(
        self, states: "_States", is_last: Bools, is_space: Bools
    ) -> list[tuple[int, int, str, float]]:
        moves = self._moves
        count = len(is_last)
        none = np.full(count, -1, dtype=np.int32)
        raw = states.scores(np.arange(count, dtype=np.int32), none, none)
        raw[:, ~(moves.is_begin | moves.is_unit | moves.is_out)] = -np.inf
        raw[np.ix_(is_last, moves.is_begin)] = -np.inf
        raw[np.ix_(is_space, ~moves.is_out)] = -np.inf
        best = raw.argmax(axis=1)
        starts = np.flatnonzero(~moves.is_out[best])
        taken = best[starts]
        chances = _log_chances(raw[starts], taken)
        ends = starts + 1
        grows = np.flatnonzero(moves.is_begin[taken])
        self._grow(states, is_last, starts, taken, ends, chances, grows)
        found: list[tuple[int, int, str, float]] = []
        free = 0
        scores = np.round(np.exp(chances), 4)
        for start, end, move, score in zip(
            starts.tolist(), ends.tolist(), taken.tolist(), scores.tolist(), strict=True
        ):
            if start >= free:
                found.append((start, end, moves.labels[move], score))
                free = end
        return found

    def _grow(
        self,
        states: "_States",
        is_last: Bools,
        starts: npt.NDArray[np.int64],
        taken: npt.NDArray[np.int64],
        ends: npt.NDArray[np.int64],
        chances: npt.NDArray[np.float64],
        grows: npt.NDArray[np.int64],
    ) -> None:
        """Follow every entity that was begun, also those inside another: few, and known only later."""
        inside, last = self._moves.inside[taken], self._moves.last[taken]
        while len(grows):
            tokens = ends[grows]
            raw = states.scores(tokens, starts[grows], tokens - 1)
            rows = np.arange(len(grows))
            stay = raw[rows, inside[grows]].astype(np.float64)
            close = raw[rows, last[grows]].astype(np.float64)
            must_close = is_last[tokens]
            goes_on = (stay > close) | ((stay == close) & (inside[grows] < last[grows]))
            goes_on &= ~must_close
            gap = np.where(goes_on, close - stay, stay - close)
            chances[grows] -= np.where(must_close, 0.0, np.log1p(np.exp(gap)))
            ends[grows] += 1
            grows = grows[goes_on]


class _States:
    """The layers of one prediction: scores of the moves for states given by their three tokens."""

    def __init__(self, state2vec: Layer, upper: Layer | None) -> None:
        self._state2vec = state2vec
        self._upper = upper

    def scores(
        self,
        tokens: npt.NDArray[np.integer],
        firsts: npt.NDArray[np.integer],
        before: npt.NDArray[np.integer],
    ) -> Scores:
        ids: Ints = np.ascontiguousarray(np.stack((tokens, firsts, before), axis=1), np.int32)
        raw = self._state2vec.predict(ids)
        return np.array(self._upper.predict(raw) if self._upper is not None else raw)


def _log_chances(raw: Scores, taken: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    wide = raw.astype(np.float64)
    best = wide[np.arange(len(taken)), taken]
    return np.asarray(-np.log(np.exp(wide - best[:, None]).sum(axis=1)))


def _by_doc(
    spans: Sequence[tuple[int, int, str, float]], lengths: Sequence[int]
) -> list[list[tuple[Entity, float]]]:
    found: list[list[tuple[Entity, float]]] = []
    offset = position = 0
    for length in lengths:
        of_doc: list[tuple[Entity, float]] = []
        while position < len(spans) and spans[position][0] < offset + length:
            start, end, label, score = spans[position]
            of_doc.append(((start - offset, end - offset, label), score))
            position += 1
        found.append(of_doc)
        offset += length
    return found
