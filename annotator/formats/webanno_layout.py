"""A file of WebAnno TSV 3 cut into layers, sentences and units, and its text put together.

Layout: INCEpTION's user guide, appendix WebAnno TSV. Offsets count UTF-16 units; a file whose words fit better as
code points is read so.
"""

import re
from collections.abc import Callable

from msgspec import Struct, field

from annotator.core.errors import InputError
from annotator.formats.layers import ANY, is_beside
from annotator.formats.webanno_cells import text_reader

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV (3(?:\.\d+)?)\s*")
_UNIT = re.compile(r"(\d+)-(\d+)(?:\.(\d+))?")
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")
_KINDS = {"#T_SP=": "SP", "#T_RL=": "RL", "#T_CH=": "CH"}


class Layer(Struct):
    """A layer of the header: kind SP, RL or CH; features, slots and the base type of relations."""

    kind: str
    name: str
    columns: list[str]
    first: int

    @property
    def base(self) -> str:
        """The type that a relation leads between."""
        return next((c[3:] for c in self.columns if c.startswith("BT_")), "")

    @property
    def is_kept(self) -> bool:
        """Whether its cells go along as they are."""
        is_of_words = self.kind == "RL" and self.base != ANY and is_beside(self.base)
        return is_beside(self.name) or is_of_words

    @property
    def width(self) -> int:
        """How many columns it has; a layer without features has one."""
        return max(1, len(self.columns))


class Unit(Struct):
    """A token or sub-token: its offsets as written, then as code points."""

    id: str
    begin: int
    end: int
    form: str
    cells: list[str]
    line: int
    start: int = 0
    stop: int = 0

    @property
    def is_token(self) -> bool:
        """Whether it is no part of a token."""
        return "." not in self.id


class Sentence(Struct):
    """A sentence with its lines of text and others (`#Sentence.id=`)."""

    texts: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    start: int = 0


class Parsed(Struct):
    """The whole file; `beside` are lines of the header that are no layers."""

    version: str
    layers: list[Layer]
    beside: list[str]
    sentences: list[Sentence]
    text: str = ""
    moved: int = 0
    """How many words do not stand where their offsets say."""
    counts_utf16: bool = True


def version_of(text: str) -> str | None:
    """The version that the first line names, None where it is another file."""
    match = _FORMAT.fullmatch(text.partition("\n")[0].rstrip("\r"))
    return match[1] if match else None


def parsed(text: str, place: str = "") -> Parsed:
    """The file understood; InputError names the line that is broken."""
    lines = text.replace("\r\n", "\n").split("\n")
    version = version_of(text)
    if version is None:
        raise InputError("The first line is not #FORMAT=WebAnno TSV 3.", place)
    found = Parsed(version, [], [], [])
    begins = _header(lines, found)
    _body(lines, begins, found, place)
    if not any(sentence.units for sentence in found.sentences):
        raise InputError("The file has no words.", place)
    _put_together(found)
    return found


def _header(lines: list[str], found: Parsed) -> int:
    column = 0
    for number, line in enumerate(lines[1:], 1):
        kind = _KINDS.get(line[:6])
        if kind is not None:
            name, *columns = line[6:].split("|")
            columns = [c for c in columns if c]
            layer = Layer(kind, name.strip(), columns, column)
            found.layers.append(layer)
            column += layer.width
        elif not line.strip() or line.startswith("#Text="):
            return number
        else:
            found.beside.append(line)
    return len(lines)


def _body(lines: list[str], begins: int, found: Parsed, place: str) -> None:
    read = text_reader(found.version)
    current = Sentence()
    for number, line in enumerate(lines[begins:], begins + 1):
        if line.startswith("#") and current.units and not _UNIT.match(line):
            found.sentences.append(current)
            current = Sentence()
        if line.startswith("#Text="):
            current.texts.append(read(line[6:]))
        elif line.startswith("#"):
            current.beside.append(line)
        elif line.strip():
            current.units.append(_unit(line, number, place))
    if current.units or current.texts:
        found.sentences.append(current)


def _unit(line: str, number: int, place: str) -> Unit:
    cells = line.split("\t")
    where = _PLACE.fullmatch(cells[1]) if len(cells) > 2 else None
    if not _UNIT.fullmatch(cells[0]) or where is None:
        raise InputError("The line is no unit of WebAnno TSV 3.", place, number)
    return Unit(cells[0], int(where[1]), int(where[2]), cells[2], cells[3:], number)


def _put_together(found: Parsed) -> None:
    """Text and places by that way of counting in which more words stand where they should."""
    ways = (True, False) if any(_is_wide(s) for s in found.sentences) else (True,)
    tried = [(_placed(found, counts_utf16=way), way) for way in ways]
    (text, places, moved), way = min(tried, key=lambda t: t[0][2])
    found.text, found.moved, found.counts_utf16 = text, moved, way
    units = iter(places)
    for sentence in found.sentences:
        sentence.start, _ = next(units)
        for unit in sentence.units:
            unit.start, unit.stop = next(units)


def _is_wide(sentence: Sentence) -> bool:
    return any(max(text, default="") > "\uffff" for text in sentence.texts)


def _placed(found: Parsed, *, counts_utf16: bool) -> tuple[str, list[tuple[int, int]], int]:
    """The text; for each sentence its range, then those of its units; how many words stand elsewhere."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = written = moved = 0
    read = text_reader(found.version)
    for number, sentence in enumerate(found.sentences):
        said = "\n".join(sentence.texts)
        begin = sentence.units[0].begin if sentence.units else written
        gap = min(max(begin - written, 0), 1 << 20)
        between = _between(gap, is_first=not number)
        parts += [between, said]
        start = length + len(between)
        places.append((start, start + len(said)))
        to_code_points = _converter(said, counts_utf16=counts_utf16)
        done = 0
        for unit in sentence.units:
            first, last = to_code_points(unit.begin - begin), to_code_points(unit.end - begin)
            # Some write words escaped as the text is, some as they are.
            form = unit.form if said[first:last] == unit.form else read(unit.form)
            if not _stands(said, first, last, form):
                moved += 1
                at = said.find(form, done) if unit.is_token else -1
                if at >= 0:
                    first, last = at, at + len(form)
            done = first if unit.is_token else done
            places.append((start + first, start + last))
        length = start + len(said)
        written = begin + (_utf16(said) if counts_utf16 else len(said))
    return "".join(parts), places, moved


def _stands(said: str, first: int, last: int, form: str) -> bool:
    there = said[first:last]
    return there == form or " ".join(there.split()) == " ".join(form.split()) or not there.strip()


def _between(gap: int, *, is_first: bool) -> str:
    """What no line of text says: sentences stand on lines of their own, where there is room for a line end."""
    return " " * gap if is_first or not gap else "\n" + " " * (gap - 1)


def _converter(said: str, *, counts_utf16: bool) -> Callable[[int], int]:
    if not counts_utf16 or max(said, default="") <= "\uffff":
        return lambda offset: max(offset, 0)
    from annotator.core.text import Utf16Map

    utf16, most = Utf16Map(said), _utf16(said)

    def convert(offset: int) -> int:
        # Behind the last word there may be white space that no line of text says.
        inside = min(max(offset, 0), most)
        return utf16.to_code_points(inside) + max(offset - most, 0)

    return convert


def _utf16(said: str) -> int:
    return len(said) + sum(c > "\uffff" for c in said)
