"""Which columns of a CoNLL file hold its words and its tags.

The tags are those of the last column that holds nothing but tags (of the first one under a header row).
Columns that say more about the same rows are levels, as GermEval has them for names inside of names, and
read as well; one that says the same again (a prediction), or has labels of its own, is not: its spans are
counted. Chunks of CoNLL-2003 are no spans. Where a label stands without B or I, as in Few-NERD and for
Stanford's recogniser, a run of it is a span.
"""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from annotator.core.errors import InputError

TAG = re.compile(r"O|[BILMUES]-\S+")
_PIPED = re.compile(r"\S+\|(?:O|[BILMUES]-[^\s|]+)(?: +\S+\|(?:O|[BILMUES]-[^\s|]+))*\s*")
_LANGUAGE = re.compile(r"([a-z]{2,3}(?:-[a-z-]+)?:)\S")
_LINK = re.compile(r"Q[0-9]+")
_BARE = re.compile(r"[A-Za-z][\w./&-]*")
_BARE_AT_MOST = 100
_OUTSIDE_AT_LEAST = 0.3
_STOPS = frozenset((".", ",", "。", "，", "،"))
_BLANKS = re.compile(" +")
_CHUNK = re.compile(r"(?:NP|VP|PP|ADVP|ADJP|SBAR|PRT|CONJP|INTJ|LST|UCP|NC|VC|PC)")


class Columns(Struct, frozen=True):
    """The columns, from 0, of words and tags; `levels` are read with `tag`, `others` only counted.

    `prefix` stands before each word and names its language, as in WikiANN.
    """

    word: int
    tag: int
    header: str = ""
    is_bare: bool = False
    levels: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    prefix: str = ""

    @property
    def tags(self) -> tuple[int, ...]:
        """All columns of tags, those that are read first."""
        return (self.tag, *self.levels, *self.others)

    def link_of(self, cells: list[str]) -> str:
        """The entity of a knowledge base in a row; empty where there is none."""
        names = self.header.split("\t") if self.header else []
        column = next((n for n, name in enumerate(names) if name.startswith("NEL")), len(cells))
        said = cells[column] if column < len(cells) else ""
        return said if _LINK.fullmatch(said) else ""

    def named(self, column: int) -> str:
        """How an analyst chooses a column."""
        names = self.header.split("\t") if self.header else []
        return names[column] if column < len(names) else str(column + 1)


def rows_of(lines: Iterable[str]) -> Iterator[str]:
    """The rows; a line of word|pos|tag, as WikiNER has a sentence, becomes as many with an empty one behind."""
    for line in lines:
        if "|" not in line or not _PIPED.fullmatch(line):
            yield line
            continue
        words = line.split()
        marks = min(word.count("|") for word in words)
        yield from ("\t".join(word.rsplit("|", marks)) for word in words)
        yield ""


def cells_of(line: str) -> list[str]:
    """The cells of a row; none of a comment or of what parts articles."""
    line = line.rstrip("\r\n")
    cells = line.split("\t") if "\t" in line else _BLANKS.split(line.strip(" "))
    cells = cells if line.strip() else []
    is_comment = line.startswith("#") and not any(map(TAG.fullmatch, cells[1:]))
    return [] if is_comment or line.startswith("-DOCSTART-") else cells


def found_columns(rows: list[str]) -> Columns | None:
    """The columns of a file by its first rows; None where no column is one of tags."""
    looked = [cells for line in rows if (cells := cells_of(line))]
    header = ""
    if looked and len(looked[0]) > 1 and not any(map(TAG.fullmatch, looked[0])):
        header = "\t".join(looked.pop(0)) if len(looked[0]) == len(looked[-1]) else ""
    full = [cells for cells in looked if len(cells) > 1]
    width = max((len(cells) for cells in full), default=0)
    tags = [
        n
        for n in range(1, width)
        if sum(bool(TAG.fullmatch(c[n])) for c in full if len(c) > n) >= 0.9 * len(full)
    ]
    tags = tags or [n for n in range(1, width) if _is_bare(full, n)]
    if not tags:
        return None
    # `-X-` is what stands for nothing behind a word, in an article of numbers as well.
    is_numbered = tags[0] > 1 and all(c[0].isdigit() and c[1] != "-X-" for c in full)
    # A column of nothing but O says nothing where another has spans.
    telling = [n for n in tags if any(len(c) > n and c[n] != "O" for c in full)] or tags
    chosen = telling[0] if header else telling[-1]
    is_bare = _is_bare(full, chosen)
    named = header.split("\t")[chosen : chosen + 1]
    if is_bare and named and named in [cells[chosen : chosen + 1] for cells in full]:
        header = ""
    others = [n for n in telling if n != chosen and not _are_chunks(full, n)]
    levels = [] if header else [n for n in others if _are_levels(full, chosen, n)]
    others = [n for n in others if n not in levels]
    return Columns(
        int(is_numbered),
        chosen,
        header,
        is_bare,
        levels=tuple(levels),
        others=tuple(others),
        prefix=_prefix(full, int(is_numbered)),
    )


def has_bare_labels(rows: list[list[str]]) -> bool:
    """Whether rows are words with labels beside them: as many cells each, and a full stop or comma among them."""
    widths = {len(cells) for cells in rows}
    if len(widths) != 1 or not any(_STOPS.intersection(cells) for cells in rows):
        return False
    return any(_is_bare(rows, n) for n in range(1, widths.pop()))


def _is_bare(rows: list[list[str]], column: int) -> bool:
    said = [cells[column] for cells in rows if len(cells) > column]
    labels = [cell for cell in said if cell != "O"]
    return (
        0 < len(labels) <= (1 - _OUTSIDE_AT_LEAST) * len(said)
        and len(set(labels)) <= _BARE_AT_MOST
        and all(_BARE.fullmatch(cell) and not TAG.fullmatch(cell) for cell in labels)
    )


def _prefix(rows: list[list[str]], word: int) -> str:
    found = {m[1] if (m := _LANGUAGE.match(cells[word])) else "" for cells in rows}
    return found.pop() if len(found) == 1 else ""


def _labels(rows: list[list[str]], column: int) -> set[str]:
    return {c[column].partition("-")[2] for c in rows if len(c) > column} - {""}


def _are_chunks(rows: list[list[str]], column: int) -> bool:
    return all(map(_CHUNK.fullmatch, _labels(rows, column)))


def _are_levels(rows: list[list[str]], one: int, other: int) -> bool:
    """Whether two columns share labels, and mostly say different things where both say something."""
    both = [(c[one], c[other]) for c in rows if len(c) > max(one, other)]
    both = [pair for pair in both if "O" not in pair]
    same = sum(first == second for first, second in both)
    return bool(_labels(rows, one) & _labels(rows, other)) and 2 * same <= len(both)


def chosen_columns(rows: list[str], said: str, place: str = "") -> Columns:
    """The columns that are meant; InputError when they are none of the file's."""
    looked = [cells for line in rows if (cells := cells_of(line))]
    if not looked:
        raise InputError("The file has no rows.", place)
    names = [part.strip() for part in said.split(",")]
    if len(names) != 2 or not all(names):
        raise InputError(f"Columns are chosen as two, words and tags: 1,4. This is not: {said}.")
    width = max(len(cells) for cells in looked)
    numbers = [_column(name, looked[0], width) for name in names]
    if any(number is None for number in numbers):
        raise InputError(f"The file has no columns {said}; it has {width}.", place)
    is_header = any(not _is_number(name) for name in names)
    header = "\t".join(looked[0]) if is_header else ""
    return Columns(numbers[0] or 0, numbers[1] or 0, header, is_bare=True)


def _is_number(name: str) -> bool:
    return name.removeprefix("-").isdecimal() and len(name) < 6


def _column(name: str, first: list[str], width: int) -> int | None:
    """The index of a column by number or name, None where there is none."""
    if not _is_number(name):
        return first.index(name) if name in first else None
    number = int(name)
    index = number - 1 if number > 0 else width + number
    return index if number and 0 <= index < width else None
