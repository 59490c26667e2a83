"""CoNLL columns in: IOB1, IOB2, BILOU and BIOES alike, with or without `-DOCSTART-`.

The column of tags is the last one that holds nothing but tags (the first one under a header row). A tag
without a beginning begins a span, as IOB1 has it. Words are joined by spaces, sentences by line ends,
unless a `# text = ` says how they stood.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct, field

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.building import Building
from annotator.formats.imported import Imported
from annotator.formats.reading import file_digest
from annotator.formats.table import Glimpse
from annotator.formats.text_lines import lines_of
from annotator.formats.token_rows import FROM_RECORD

_TAG = re.compile(r"O|[BILUES]-\S+")
_BLANKS = re.compile(" +")
_LOOKED_AT = 400
_CUT = 10_000
_TEXT = "# text = "
_NEW = ("-DOCSTART-", "# newdoc")
_OUTSIDE = ("", "_", "-", "0", "*", "NULL", "None")
_UNSPACED = ("NoSpaceAfter", "SpaceAfter=No")


class _Sentence(Struct):
    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    spaced: list[bool] = field(default_factory=list)
    text: str = ""


class _Columns(Struct, frozen=True):
    word: int
    tag: int
    header: str = ""
    is_chosen: bool = False


def is_conll(glimpse: Glimpse) -> bool:
    """Whether nearly all rows have the same columns, one of them of tags."""
    text = glimpse.text
    if text.startswith("-DOCSTART-"):
        return True
    rows = [cells for line in text.split("\n")[:_LOOKED_AT] if (cells := _cells(line))]
    # A glimpse may end within a row.
    rows = rows[:-1] if len(text) >= _CUT else rows
    good = [cells for cells in rows if len(cells) > 1 and any(map(_TAG.fullmatch, cells[1:]))]
    least = 2 if glimpse.suffix in (".txt", ".tsv") else 1
    return len(good) >= least and len(good) >= 0.9 * len(rows)


def read_conll(
    path: Path, encoding: str | None = None, columns: str = "", docstart: str = ""
) -> Iterator[Imported | InputError]:
    """One article for each `-DOCSTART-` or `# newdoc`, or one for the file.

    `columns` are those of words and tags, by number from 1 (-1 is the last) or by the name in the header
    row: `1,4`. `docstart` `no`: two empty lines part articles.
    """
    rows, name = lines_of(path, encoding)
    head = list(itertools.islice(rows, 10 * _LOOKED_AT))
    found_columns = chosen_columns(head, columns, str(path)) if columns else _columns(head)
    if found_columns is None:
        reason = "No column of it holds tags such as B-PER, I-PER and O. Choose the columns."
        raise InputError(reason, str(path))
    meta = Meta(source=path.as_posix(), source_sha256=file_digest(path), encoding=name)
    rows = itertools.chain(head, rows)
    for line, sentences in _articles(rows, found_columns, parted=docstart == "no"):
        yield _article(sentences, meta, line)


def _cells(line: str) -> list[str]:
    line = line.rstrip("\r\n")
    cells = line.split("\t") if "\t" in line else _BLANKS.split(line.strip(" "))
    cells = cells if line.strip() else []
    is_comment = line.startswith("#") and not any(map(_TAG.fullmatch, cells[1:]))
    return [] if is_comment or line.startswith("-DOCSTART-") else cells


def _columns(rows: list[str]) -> _Columns | None:
    looked = [cells for line in rows if (cells := _cells(line))]
    header = ""
    if looked and len(looked[0]) > 1 and not any(map(_TAG.fullmatch, looked[0])):
        header = "\t".join(looked.pop(0)) if len(looked[0]) == len(looked[-1]) else ""
    full = [cells for cells in looked if len(cells) > 1]
    width = max((len(cells) for cells in full), default=0)
    tags = [
        n
        for n in range(1, width)
        if sum(bool(_TAG.fullmatch(c[n])) for c in full if len(c) > n) >= 0.9 * len(full)
    ]
    if not tags:
        return None
    is_numbered = tags[0] > 1 and all(cells[0].isdigit() for cells in full)
    # A column of nothing but O says nothing where another has spans.
    telling = [n for n in tags if any(len(c) > n and c[n] != "O" for c in full)] or tags
    return _Columns(int(is_numbered), telling[0] if header else telling[-1], header)


def chosen_columns(rows: list[str], said: str, place: str = "") -> _Columns:
    """The columns that are meant; InputError when they are none of the file's."""
    looked = [cells for line in rows if (cells := _cells(line))]
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
    return _Columns(numbers[0] or 0, numbers[1] or 0, header, is_chosen=True)


def _is_number(name: str) -> bool:
    return name.removeprefix("-").isdecimal() and len(name) < 6


def _column(name: str, first: list[str], width: int) -> int | None:
    """The index of a column by number or name, None where there is none."""
    if not _is_number(name):
        return first.index(name) if name in first else None
    number = int(name)
    index = number - 1 if number > 0 else width + number
    return index if number and 0 <= index < width else None


def _articles(
    rows: Iterable[str], columns: _Columns, *, parted: bool = False
) -> Iterator[tuple[int, list[_Sentence]]]:
    is_empty = False
    sentences: list[_Sentence] = []
    current = _Sentence()
    began = 1
    for number, line in enumerate(itertools.chain(rows, [""]), 1):
        cells = _cells(line)
        if cells and "\t".join(cells) != columns.header:
            is_empty = False
            _add(current, cells, columns)
            continue
        if current.words and not cells:
            sentences.append(current)
            current = _Sentence()
        is_border = parted and is_empty and not line.strip()
        is_empty = not line.strip()
        if (line.startswith(_NEW) or is_border) and sentences:
            yield began, sentences
            sentences, began = [], number
        if line.startswith(_TEXT):
            current.text = line.removeprefix(_TEXT).strip()
    if sentences:
        yield began, sentences


def _add(sentence: _Sentence, cells: list[str], columns: _Columns) -> None:
    word = cells[columns.word] if len(cells) > columns.word else cells[0]
    tag = cells[columns.tag] if len(cells) > columns.tag else "O"
    sentence.words.append(word or "_")
    sentence.tags.append(_tag(tag, is_chosen=columns.is_chosen))
    sentence.spaced.append(not any(said in cells[-1] for said in _UNSPACED))


def _tag(cell: str, *, is_chosen: bool) -> str:
    """A cell as a tag; a bare label, where the column was chosen, is inside of a span."""
    if _TAG.fullmatch(cell):
        return cell
    is_bare = is_chosen and cell.strip() not in _OUTSIDE and not any(map(str.isspace, cell))
    return f"I-{cell}" if is_bare else "O"


def _article(sentences: list[_Sentence], meta: Meta, line: int) -> Imported:
    text = ""
    tokens: list[tuple[int, int]] = []
    starts: list[int] = []
    claims: list[tuple[int, int, str]] = []
    for sentence in sentences:
        said, places = _placed(sentence)
        text += "\n" if text else ""
        shift = len(text)
        starts.append(shift)
        text += said
        shifted = [(start + shift, end + shift) for start, end in places]
        tokens += shifted
        claims += spans_of(sentence.tags, shifted)
    building = Building(text, meta.source, line)
    for start, end, label in claims:
        building.span(None, start, end, label)
    made = Tokens((s for s, _ in tokens), (e for _, e in tokens), starts, FROM_RECORD)
    return building.finished(meta, tokens=made, exact=True)


def _placed(sentence: _Sentence) -> tuple[str, list[tuple[int, int]]]:
    """The sentence's text, and where its words stand in it."""
    places: list[tuple[int, int]] = []
    done = 0
    for word in sentence.words if sentence.text else ():
        start = sentence.text.find(word, done)
        if start < 0 or sentence.text[done:start].strip():
            break
        done = start + len(word)
        places.append((start, done))
    if sentence.text and len(places) == len(sentence.words):
        return sentence.text, places
    text = ""
    places = []
    for word, spaced in zip(sentence.words, sentence.spaced, strict=True):
        places.append((len(text), len(text) + len(word)))
        text += word + (" " if spaced else "")
    return text.rstrip(" "), places


def spans_of(tags: list[str], places: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """The spans (start, end, label) that tags of any scheme say of words at these places."""
    found: list[tuple[int, int, str]] = []
    is_open = False
    for tag, (start, end) in zip(tags, places, strict=True):
        kind, _, label = tag.partition("-")
        if kind == "O":
            is_open = False
            continue
        goes_on = is_open and kind in "ILE" and found[-1][2] == label
        if goes_on:
            found[-1] = (found[-1][0], end, label)
        else:
            found.append((start, end, label))
        is_open = kind in "BI"
    return found
