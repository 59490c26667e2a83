"""Values of records, checked: what is of the wrong kind is refused, never guessed."""

import json
from typing import Any

from annotator.core.errors import InputError
from annotator.core.spans import State
from annotator.core.text import without_lone_surrogates

GREATEST_ID = 1_000_000
"""Ids above this are given anew: ids of a document are dense."""
_STATES = {state.value: state for state in State}


class Reading:
    """Collects the problems of one record, each a sentence with its place."""

    def __init__(self, place: str, line: int | None) -> None:
        self._place = place
        self._line = line
        self.problems: list[str] = []
        self.losses: list[str] = []

    def problem(self, sentence: str) -> None:
        """Note something odd; the record is taken all the same."""
        self.problems.append(str(InputError(sentence, self._place, self._line)))

    def loss(self, sentence: str) -> None:
        """Note why something is left out; it is a problem as well."""
        self.problem(f"{sentence} It was left out.")
        self.losses.append(str(InputError(sentence, self._place, self._line)))


def as_list(value: Any, name: str) -> list[Any]:
    """A list; null and a missing key are an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise InputError(f'The "{name}" of the record are not a list.')
    return value


def as_object(value: Any, name: str) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise InputError(f"A {name} is not an object.")
    return value


def as_offset(value: Any, name: str) -> int:
    """A whole number from 0 on; 5.0 is one too, as pandas writes it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(f"The {name} is not a whole number: {value!r:.40}.")
    if value < 0:
        raise InputError(f"The {name} is negative: {value}.")
    if value > 2**31:
        raise InputError(f"The {name} is too large: {value!r:.40}.")
    return value


def as_text(value: Any, name: str) -> str:
    """A text; null is an empty one, a number is written out."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise InputError(f'A "{name}" is not a text: {value!r:.40}.')


def as_score(value: Any) -> float | None:
    """A number or nothing."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"A score is not a number: {value!r:.40}.")
    try:
        return float(value)
    except OverflowError:
        raise InputError(f"A score is too large: {value!r:.40}.") from None


def as_state(value: Any) -> State | None:
    """One of our states, or None where the record says none."""
    return _STATES.get(value) if isinstance(value, str) else None


def state_of(row: dict[str, Any], answer: Any, score: float | None) -> tuple[State, bool]:
    """State and confirmation as said; else accepted gold, or a proposal where a score tells a guess.

    A span's own answer counts where its task was not rejected or ignored as a whole.
    """
    said = as_state(row.get("state"))
    if said is not None:
        return said, row.get("confirmed") is True
    if answer in (None, "accept") and row.get("answer") == "reject":
        return State.REJECTED, True
    if answer in (None, "accept") and row.get("answer") == "ignore":
        return State.PROPOSED, False
    if answer == "accept":
        return State.ACCEPTED, True
    if answer is None and score is not None:
        return State.PROPOSED, False
    return State.ACCEPTED, False


def given_ids(rows: list[dict[str, Any]]) -> list[int]:
    """For each row its own id where that is a fresh small whole number, else a new one."""
    own = [_own_id(row.get("id")) for row in rows]
    fresh = max((number for number in own if number), default=0) + 1
    seen: set[int] = set()
    given: list[int] = []
    for number in own:
        if number and number not in seen:
            given.append(number)
        else:
            given.append(fresh)
            fresh += 1
        seen.add(number)
    return given


def _own_id(value: Any) -> int:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value <= GREATEST_ID else 0


def extra_text(row: dict[str, Any], ours: frozenset[str]) -> str:
    """The keys that are not ours as a JSON object in text; empty when there are none."""
    extra = {key: value for key, value in row.items() if key not in ours}
    return json_text(extra) if extra else ""


def json_text(value: Any) -> str:
    """A value as compact JSON; half a character becomes U+FFFD."""
    import msgspec

    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        whole = without_lone_surrogates(json.dumps(value, ensure_ascii=False))
        return msgspec.json.encode(json.loads(whole)).decode()
