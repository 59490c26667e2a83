"""CoNLL columns in: IOB1, IOB2, BILOU, BIOES and BMES alike, with or without `-DOCSTART-`.

A tag without a beginning begins a span, as IOB1 has it. Words are joined by spaces, sentences by line ends,
unless a `# text = ` says how they stood.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.building import Building
from annotator.formats.conll_columns import (
    TAG,
    Columns,
    cells_of,
    chosen_columns,
    found_columns,
    has_bare_labels,
    rows_of,
)
from annotator.formats.imported import Imported
from annotator.formats.table import Glimpse
from annotator.formats.text_lines import lines_of
from annotator.formats.token_rows import FROM_RECORD
from annotator.formats.whole_files import file_digest

_LOOKED_AT = 400
_CUT = 10_000
_TEXT = "# text = "
_DOCSTART = "-DOCSTART-"
_NEW = re.compile(rf"{_DOCSTART}|# newdoc|#\s*(?:\w+:)?document_id\s*=")
_OUTSIDE = ("", "_", "-", "0", "*", "NULL", "None")
_UNSPACED = ("NoSpaceAfter", "SpaceAfter=No")


class _Sentence(Struct):
    words: list[str] = field(default_factory=list)
    tags: list[list[str]] = field(default_factory=list)
    spaced: list[bool] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    text: str = ""


def is_conll(glimpse: Glimpse) -> bool:
    """Whether nearly all rows have the same columns, one of them of tags."""
    text = glimpse.text
    if text.startswith(_DOCSTART):
        return True
    lines = itertools.islice(rows_of(text.split("\n")), _LOOKED_AT)
    rows = [cells for line in lines if (cells := cells_of(line))]
    # A glimpse may end within a row.
    rows = rows[:-1] if len(text) >= _CUT else rows
    good = [cells for cells in rows if len(cells) > 1 and any(map(TAG.fullmatch, cells[1:]))]
    least = 2 if glimpse.suffix in (".txt", ".tsv", "") else 1
    if len(good) < least:
        return False
    return len(good) >= 0.9 * len(rows) or has_bare_labels(rows)


def read_conll(
    path: Path, encoding: str | None = None, columns: str = "", docstart: str = ""
) -> Iterator[Imported | InputError]:
    """One article for each `-DOCSTART-` or `# newdoc`, or one for the file.

    `columns` are those of words and tags, by number from 1 (-1 is the last) or by the name in the header
    row: `1,4`. `docstart` `no`: two empty lines part articles.
    """
    lines, name, remarks = lines_of(path, encoding)
    rows = rows_of(lines)
    head = list(itertools.islice(rows, 10 * _LOOKED_AT))
    layout = chosen_columns(head, columns, str(path)) if columns else found_columns(head)
    if layout is None:
        reason = "No column of it holds tags such as B-PER, I-PER and O. Choose the columns."
        raise InputError(reason, str(path))
    meta = Meta(source=path.as_posix(), source_sha256=file_digest(path), encoding=name)
    rows = itertools.chain(head, rows)
    for line, sentences in _articles(rows, layout, parted=docstart == "no"):
        if not sentences:
            yield InputError("The article has no words.", str(path), line)
            continue
        yield _article(sentences, layout, meta, line, remarks)
        remarks = ()


def _articles(
    rows: Iterable[str], columns: Columns, *, parted: bool = False
) -> Iterator[tuple[int, list[_Sentence]]]:
    is_empty = is_bare = False
    sentences: list[_Sentence] = []
    current = _Sentence()
    began = 1
    for number, line in enumerate(itertools.chain(rows, [""]), 1):
        cells = cells_of(line)
        if cells and "\t".join(cells) != columns.header:
            is_empty = False
            _add(current, cells, columns)
            continue
        if current.words and not cells:
            sentences.append(current)
            current = _Sentence()
        is_border = parted and is_empty and not line.strip()
        is_empty = not line.strip()
        is_start = line.startswith(_DOCSTART)
        if (_NEW.match(line) or is_border) and (sentences or (is_start and is_bare)):
            yield began, sentences
            sentences, began = [], number
        # Of two of them in a row the first one begins an article of no words.
        is_bare = is_start or (is_bare and not sentences)
        if line.startswith(_TEXT):
            current.text = line.removeprefix(_TEXT).strip()
    if sentences or is_bare:
        yield began, sentences


def _add(sentence: _Sentence, cells: list[str], columns: Columns) -> None:
    word = cells[columns.word] if len(cells) > columns.word else cells[0]
    tags = (cells[n] if len(cells) > n else "O" for n in columns.tags)
    sentence.words.append(word.removeprefix(columns.prefix) or "_")
    sentence.tags.append([_tag(tag, is_bare=columns.is_bare) for tag in tags])
    sentence.links.append(columns.link_of(cells) if columns.header else "")
    sentence.spaced.append(not any(said in cells[-1] for said in _UNSPACED))


def _tag(cell: str, *, is_bare: bool) -> str:
    """A cell as a tag; where labels are bare, or the column was chosen, one is inside of a span."""
    if TAG.fullmatch(cell):
        return cell
    is_label = is_bare and cell.strip() not in _OUTSIDE and not any(map(str.isspace, cell))
    return f"I-{cell}" if is_label else "O"


def _article(
    sentences: list[_Sentence],
    columns: Columns,
    meta: Meta,
    line: int,
    remarks: tuple[str, ...],
) -> Imported:
    text = ""
    tokens: list[tuple[int, int]] = []
    starts: list[int] = []
    claims: list[tuple[int, int, str]] = []
    links: dict[int, str] = {}
    unread = [0] * len(columns.tags)
    for sentence in sentences:
        said, places = _placed(sentence)
        text += "\n" if text else ""
        shift = len(text)
        starts.append(shift)
        text += said
        shifted = [(start + shift, end + shift) for start, end in places]
        tokens += shifted
        links |= {start: link for (start, _), link in zip(shifted, sentence.links, strict=True)}
        for n, tags in enumerate(zip(*sentence.tags, strict=True)):
            spans = spans_of(tags, shifted)
            if columns.tags[n] in columns.others:
                unread[n] += len(spans)
            else:
                claims += spans
    building = Building(text, meta.source, line)
    building.reading.problems += remarks
    for start, end, label in claims:
        building.span(None, start, end, label, kb_id=links[start])
    for column, count in zip(columns.tags, unread, strict=True):
        if count:
            said = f"The column {columns.named(column)} has {count:,} spans of its own"
            building.reading.loss(f"{said}; columns can be chosen.")
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
    # Where blanks are words of their own, as in KLUE, the rows are characters.
    is_spelled = " " in sentence.words
    for word, spaced in zip(sentence.words, sentence.spaced, strict=True):
        places.append((len(text), len(text) + len(word)))
        text += word + (" " if spaced and not is_spelled else "")
    return text.rstrip(" "), places


def spans_of(tags: Sequence[str], places: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """The spans (start, end, label) that tags of any scheme say of words at these places."""
    found: list[tuple[int, int, str]] = []
    is_open = False
    for tag, (start, end) in zip(tags, places, strict=True):
        kind, _, label = tag.partition("-")
        if kind == "O":
            is_open = False
            continue
        goes_on = is_open and kind in "ILME" and found[-1][2] == label
        if goes_on:
            found[-1] = (found[-1][0], end, label)
        else:
            found.append((start, end, label))
        is_open = kind in "BIM"
    return found
