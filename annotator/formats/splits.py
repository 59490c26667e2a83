"""A fixed division of articles into training, development and test parts; copies stay together."""

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from annotator.core.errors import AnnotatorError

PARTS = ("train", "dev", "test")
_SEED = b"annotator split 1"
_WORD = re.compile(r"\w+")
_WORDS_A_SHINGLE = 5
_SKETCH = 64
SHARED_AT_LEAST = 0.4
COMMON = 50
"""A shingle of more articles than this is boilerplate and says nothing about copies."""


def shares(text: str) -> tuple[int, int, int]:
    """`80/10/10` as three numbers; AnnotatorError when it is not of that form."""
    parts = text.split("/")
    if len(parts) == len(PARTS) and all(p.isascii() and p.isdigit() for p in parts):
        train, dev, test = (int(part) for part in parts)
        if train > 0:
            return train, dev, test
    raise AnnotatorError(f"A split is written like 80/10/10 (train/dev/test), not {text!r}.")


def parts_of(texts: Iterable[str], share: tuple[int, int, int]) -> list[str]:
    """The part of each text. Near copies get the same one; the same texts always get the same parts."""
    sketches: list[frozenset[int]] = []
    orders: list[bytes] = []
    for text in texts:
        sketches.append(sketch(text))
        orders.append(hashlib.blake2b(text.encode(), key=_SEED).digest())
    groups: dict[int, list[int]] = defaultdict(list)
    for number, root in enumerate(_roots(sketches)):
        groups[root].append(number)
    ordered = sorted(groups.values(), key=lambda group: min(orders[n] for n in group))
    return _assigned(ordered, len(sketches), share)


def _assigned(groups: Sequence[list[int]], count: int, share: tuple[int, int, int]) -> list[str]:
    """Each group goes where most is missing."""
    total = sum(share)
    missing = [count * part / total for part in share]
    found = [""] * count
    for group in groups:
        chosen = max(range(len(PARTS)), key=lambda part: missing[part])
        missing[chosen] -= len(group)
        for number in group:
            found[number] = PARTS[chosen]
    return found


def sketch(text: str) -> frozenset[int]:
    """The smallest hashes of runs of five words: near copies share most of them."""
    words = _WORD.findall(text.casefold())
    runs = max(1, len(words) - _WORDS_A_SHINGLE + 1)
    shingles = {" ".join(words[i : i + _WORDS_A_SHINGLE]) for i in range(runs)}
    return frozenset(sorted(zlib.crc32(shingle.encode()) for shingle in shingles)[:_SKETCH])


def _roots(sketches: Sequence[frozenset[int]]) -> list[int]:
    """For each sketch the first one that it belongs to, by steps of near copies."""
    roots = list(range(len(sketches)))

    def root_of(number: int) -> int:
        while roots[number] != number:
            roots[number] = roots[roots[number]]
            number = roots[number]
        return number

    holders: dict[int, list[int]] = defaultdict(list)
    for number, sketch in enumerate(sketches):
        met: Counter[int] = Counter()
        for value in sketch:
            if len(holders[value]) <= COMMON:
                met.update(holders[value])
            holders[value].append(number)
        for other, shared in met.items():
            if shared >= SHARED_AT_LEAST * min(len(sketch), len(sketches[other])):
                first, second = sorted((root_of(number), root_of(other)))
                roots[second] = first
    return [root_of(number) for number in range(len(sketches))]
