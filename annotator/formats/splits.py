"""A fixed division of articles into training, development and test parts; copies stay together."""

import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from annotator.core.errors import AnnotatorError
from annotator.formats.near_copies import NearCopies

PARTS = ("train", "dev", "test")
SEED = 1
"""What the division is made with where no other number is given."""
_WORD = re.compile(r"\w+")
_WORDS_A_SHINGLE = 5
_SKETCH = 64
SHARED_AT_LEAST = 0.4
COMMON = 50
"""Of the articles that have a shingle, so many are looked at: in more it is boilerplate."""


def shares(text: str) -> tuple[int, int, int]:
    """`80/10/10` as three numbers; AnnotatorError when it is not of that form."""
    parts = text.split("/")
    if len(parts) == len(PARTS) and all(p.isascii() and p.isdigit() for p in parts):
        train, dev, test = (int(part) for part in parts)
        if train > 0:
            return train, dev, test
    raise AnnotatorError(f"A split is written like 80/10/10 (train/dev/test), not {text!r}.")


class Division(Struct, frozen=True):
    """The part of each text, in their order; how many texts have a near copy and stay with it."""

    parts: list[str]
    kept_together: int


def parts_of(texts: Iterable[str], share: tuple[int, int, int], seed: int = SEED) -> list[str]:
    """The part of each text. Near copies get the same one; the same texts and seed give the same parts."""
    return divided(texts, share, seed).parts


def divided(texts: Iterable[str], share: tuple[int, int, int], seed: int = SEED) -> Division:
    """The same, with the number of texts that have a near copy."""
    key = f"annotator split {seed}".encode()
    copies = NearCopies(SHARED_AT_LEAST, COMMON)
    orders: list[bytes] = []
    for text in texts:
        copies.add(sketch(text))
        orders.append(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key).digest())
    groups: dict[int, list[int]] = defaultdict(list)
    for number, root in enumerate(copies.roots()):
        groups[root].append(number)
    ordered = sorted(groups.values(), key=lambda group: min(orders[n] for n in group))
    together = sum(len(group) for group in ordered if len(group) > 1)
    return Division(_assigned(ordered, len(copies), share), together)


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
    runs = zip(*(words[start:] for start in range(_WORDS_A_SHINGLE)), strict=False)
    shingles = map(" ".join, runs) if len(words) >= _WORDS_A_SHINGLE else [" ".join(words)]
    return frozenset(sorted(set(map(zlib.crc32, map(str.encode, shingles))))[:_SKETCH])
