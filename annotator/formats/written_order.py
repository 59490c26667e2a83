"""Scripts that run from right to left, from signs as they stand on the page to the order they are written in."""

import re
import unicodedata
from collections.abc import Sequence

_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FORMS = re.compile("[\ufb00-\ufdcf\ufe70-\ufefc]")
_KINDS = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "A", "ES": "S", "CS": "S", "ET": "T"}
_RIGHTWARD_RUN = re.compile("L(?:[LNASTO]*[LNA])?|T*N(?:[ST]?N)*T*|A(?:S?A)*")
_LEFTWARD_RUN = re.compile("R(?:[RNASTO]*R)?")
_CLOSED_BY = dict(zip("([{<«‹", ")]}>»›", strict=True))
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def runs_leftward(text: str) -> bool:
    """Whether a letter of Arabic, Hebrew or a kindred script is in it."""
    return bool(_LEFTWARD.search(text))


def in_letters(text: str) -> str:
    """A text with ligatures and shapes of letters as the letters that they are."""
    return _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]).strip() or form[0], text)


def in_written_order(signs: Sequence[str]) -> str:
    """The text of a line from its signs, each with its marks, given as they stand from left to right.

    Some files name a mirrored bracket by its look, some by its meaning: what closes after it opens is taken.
    """
    looks, means = _in_order(signs, _MIRRORED), _in_order(signs, {})
    return means if _unopened(means) < _unopened(looks) else looks


def _in_order(signs: Sequence[str], mirrored: dict[int, int]) -> str:
    kinds = "".join(map(_kind, signs))
    if any(unicodedata.bidirectional(sign[0]) == "AL" for sign in signs):
        kinds = kinds.replace("T", "O")
    if kinds.count("R") >= kinds.count("L"):
        return _turned(signs, kinds, mirrored)
    text, at = "", 0
    for run in _LEFTWARD_RUN.finditer(kinds):
        text += "".join(signs[at : run.start()])
        text += _turned(signs[run.start() : run.end()], run[0], mirrored)
        at = run.end()
    return text + "".join(signs[at:])


def _turned(signs: Sequence[str], kinds: str, mirrored: dict[int, int]) -> str:
    """From right to left, but numbers and words of other scripts as they stand."""
    parts: list[str] = []
    at = 0
    for run in _RIGHTWARD_RUN.finditer(kinds):
        parts += (sign.translate(mirrored) for sign in signs[at : run.start()])
        parts.append("".join(signs[run.start() : run.end()]))
        at = run.end()
    parts += (sign.translate(mirrored) for sign in signs[at:])
    return "".join(reversed(parts))


def _unopened(text: str) -> int:
    """How many brackets close what did not open."""
    waiting: list[str] = []
    found = 0
    for sign in text:
        if sign in _CLOSED_BY:
            waiting.append(_CLOSED_BY[sign])
        elif sign in _CLOSED_BY.values():
            if waiting and waiting[-1] == sign:
                waiting.pop()
            else:
                found += 1
    return found


def _kind(sign: str) -> str:
    return _KINDS.get(unicodedata.bidirectional(sign[0]), "O")
