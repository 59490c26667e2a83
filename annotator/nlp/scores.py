"""How sure a transition-based recogniser was of each span, from the moves it made anyway.

A span's score is the product, over its tokens, of the softmax of the move taken among the moves
allowed there. The parser itself runs unchanged, in C; afterwards its hidden layer, which is
computed already, is asked once more at the tokens of spans only. Reads spaCy's internals
(`ParserStepModel.state2vec`, `vec2scores`; spaCy 3.8): where these differ there are no scores.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.api import Model

Entity = tuple[int, int, str]
"""First token, token after the last, label."""
Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

_SHORT, _LONG = 3, 6
"""Context tokens of a state: `state_type = "ner"` without and with `extra_state_tokens`."""


class TransitionSystem(Protocol):
    """The part of spaCy's `BiluoPushDown` that is used here."""

    n_moves: int

    def get_class_name(self, move: int) -> str:
        """B-ORG, I-ORG, L-ORG, U-ORG, O; `U-` is a move that only forbids."""
        ...


class Recogniser(Protocol):
    """The part of spaCy's `EntityRecognizer` that is used here."""

    model: "Model[list[Doc], Any]"
    moves: TransitionSystem
    cfg: Mapping[str, object]

    def predict(self, docs: "Sequence[Doc]") -> object:
        """Parse; returns the final states."""
        ...

    def set_annotations(self, docs: "Sequence[Doc]", states: object) -> None:
        """Write the states' entities to the docs."""
        ...


class Layer(Protocol):
    """A layer of thinc, or spaCy's `precompute_hiddens`."""

    def predict(self, values: object) -> "npt.NDArray[np.float32]":
        """The output for these inputs."""
        ...


class _Moves:
    """Which moves there are, by label; made again when the recogniser got new labels."""

    def __init__(self, names: Sequence[str]) -> None:
        self.count = len(names)
        self.index = {name: index for index, name in enumerate(names)}
        self.begins = np.array([n.startswith("B-") and n != "B-" for n in names], dtype=bool)
        units = np.array(
            [n == "O" or (n.startswith("U-") and n != "U-") for n in names], dtype=bool
        )
        self.outside = self.begins | units


class ScoredRecogniser:
    """A recogniser that annotates docs as it always does and tells the scores of its spans."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._layers: tuple[Layer, Layer | None, int] | None = None
        self._moves = _Moves(())
        self._watch(recogniser.model)

    def _watch(self, model: "Model[list[Doc], Any]") -> None:
        """Keep the layers of the last prediction: the parser frees them as soon as it is done."""
        forward = model._func

        def watched(
            model: "Model[list[Doc], Any]", docs: "list[Doc]", is_train: bool
        ) -> tuple[object, object]:
            step, finish = forward(model, docs, is_train)
            state2vec = getattr(step, "state2vec", None)
            features = getattr(state2vec, "nF", 0)
            if not is_train and features in (_SHORT, _LONG):
                upper = cast("Layer | None", getattr(step, "vec2scores", None))
                self._layers = (cast("Layer", state2vec), upper, features)
            return step, finish

        model._func = watched

    def annotate(self, docs: "Sequence[Doc]") -> None:
        """Predict and set the entities of the docs."""
        self._layers = None
        states = self._recogniser.predict(docs)
        self._recogniser.set_annotations(docs, states)

    def scores(
        self, lengths: Sequence[int], entities: Sequence[Sequence[Entity]]
    ) -> list[list[float | None]]:
        """Scores of the entities of the docs annotated last (their lengths in tokens); call once."""
        layers, self._layers = self._layers, None
        if layers is None or not any(entities):
            return [[None] * len(of_doc) for of_doc in entities]
        moves = self._recogniser.moves
        if moves.n_moves != self._moves.count:
            self._moves = _Moves([moves.get_class_name(move) for move in range(moves.n_moves)])
        states, allowed, taken, owners = self._states(lengths, entities, layers[2])
        raw = layers[0].predict(states)
        if layers[1] is not None:
            raw = layers[1].predict(raw)
        chances = _log_chances(np.asarray(raw, dtype=np.float64), allowed, taken)
        total = int(owners[-1]) + 1 if len(owners) else 0
        sums = np.bincount(owners, weights=chances, minlength=total)
        flat = iter(np.round(np.exp(sums), 4).tolist())
        return [[next(flat) for _ in of_doc] for of_doc in entities]

    def _states(
        self, lengths: Sequence[int], entities: Sequence[Sequence[Entity]], features: int
    ) -> tuple[Ints, npt.NDArray[np.bool_], Ints, Ints]:
        """For each token of each span: context tokens, allowed moves, move taken, span's number."""
        moves = self._moves
        rows: list[list[int]] = []
        taken: list[int] = []
        owners: list[int] = []
        inside: list[tuple[int, int, int]] = []
        at_end: list[int] = []
        offset = number = 0
        for length, of_doc in zip(lengths, entities, strict=True):
            for first, end, label in of_doc:
                unit = end - first == 1
                for token in range(first, end):
                    row = len(rows)
                    if token == first:
                        name = f"{'U' if unit else 'B'}-{label}"
                        if token == length - 1:
                            at_end.append(row)
                    else:
                        name = f"{'L' if token == end - 1 else 'I'}-{label}"
                        stay = -1 if token == length - 1 else moves.index.get(f"I-{label}", -1)
                        inside.append((row, stay, moves.index.get(f"L-{label}", -1)))
                    taken.append(moves.index.get(name, -1))
                    rows.append(_context(offset, first, token, features))
                    owners.append(number)
                number += 1
            offset += length
        allowed = np.tile(moves.outside, (len(rows), 1))
        allowed[at_end] &= ~moves.begins
        for row, stay, last in inside:
            allowed[row] = False
            for move in (stay, last):
                if move >= 0:
                    allowed[row, move] = True
        as_ints = np.array(rows, dtype=np.int32)
        return as_ints, allowed, np.array(taken, dtype=np.int32), np.array(owners, dtype=np.int32)


def _context(offset: int, first: int, token: int, features: int) -> list[int]:
    """The tokens a state looks at (`StateC.set_context_tokens`); -1 stands for none."""
    if features == _SHORT:
        if token == first:
            return [offset + token, -1, -1]
        return [offset + token, offset + first, offset + token - 1]
    seen = [offset + token, *range(offset + first, offset + min(token, first + _LONG - 1))]
    return seen + [-1] * (_LONG - len(seen))


def _log_chances(raw: Floats, allowed: npt.NDArray[np.bool_], taken: Ints) -> Floats:
    masked = np.where(allowed, raw, -np.inf)
    rows = np.arange(len(taken))
    masked[rows, taken] = raw[rows, taken]
    top = masked.max(axis=1)
    return np.asarray(raw[rows, taken] - top - np.log(np.exp(masked - top[:, None]).sum(axis=1)))
