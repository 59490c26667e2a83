"""WebAnno TSV 3.3 out: a folder with a file an article.

An article that came from WebAnno keeps its sentences, tokens and the layers that are no spans; when nothing has
changed, its file is written as it came. How layers become columns stands in `webanno_columns`.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.text import Utf16Map
from annotator.formats.fitting import sentences_of
from annotator.formats.folders import Names, written_folder
from annotator.formats.imported import Imported
from annotator.formats.layers import with_few_features
from annotator.formats.originals import original
from annotator.formats.webanno import article_of_tsv
from annotator.formats.webanno_cells import NONE, escaped_text
from annotator.formats.webanno_columns import Columns, Piece, Table
from annotator.formats.webanno_layout import Layer, Parsed, parsed


class _Row(Struct):
    """A token: its name, its place, the cells that are kept, and its sub-tokens by their places."""

    id: str
    start: int
    end: int
    kept: list[str] = field(default_factory=list)
    parts: dict[tuple[int, int], str] = field(default_factory=dict)


class _Sentence(Struct):
    head: list[str]
    start: int
    rows: list[_Row] = field(default_factory=list)


def write_webanno(path: Path, articles: Iterable[Imported]) -> int:
    """Write the files into a new or empty folder; how many there were."""
    names = Names()
    count = 0
    with written_folder(path) as folder:
        for article in articles:
            name = names.of(article.meta.source)
            (folder / f"{name}.tsv").write_bytes(tsv_of(article).encode("utf-8", "replace"))
            count += 1
    return count


def with_few_columns(article: Imported, losses: Counter[str]) -> Imported:
    """The article with as many attributes as layers have columns for."""
    return with_few_features(article, losses, "webanno")


def tsv_of(article: Imported) -> str:
    """The file of an article."""
    kept = original(article.meta, "webanno", article.text).get("tsv")
    if kept is not None:
        text = kept.decode("utf-8", "replace")
        try:
            again, file = article_of_tsv(text, Meta()), parsed(text)
        except InputError:
            again = None
        if again is not None and again.text == article.text:
            if _said(again) == _said(article):
                return text
            return _File(article, file).written()
    return _File(article, None).written()


def _said(article: Imported) -> object:
    """All that a file says, to be compared."""
    places = {s.id: (s.start, s.end, s.label, s.kb_id, s.note, s.attributes) for s in article.spans}
    links = sorted((places[r.head], places[r.child], r.label, r.note) for r in article.relations)
    return sorted(places.values()), links


class _File:
    def __init__(self, article: Imported, file: Parsed | None) -> None:
        self._text = article.text
        self._utf16 = Utf16Map(article.text)
        self._counts_utf16 = file is None or file.counts_utf16
        self._old = file
        self._kept = [layer for layer in file.layers if layer.is_kept] if file else []
        self._sentences = _old_sentences(file, self._kept) if file else _new_sentences(article)
        self._rows = [row for sentence in self._sentences for row in sentence.rows]
        self._starts = [row.start for row in self._rows]
        self._ends = [row.end for row in self._rows]
        columns = Columns(file.layers if file else [], _greatest_number(file, self._kept))
        self._table = columns.table(article, self._pieces)

    def written(self) -> str:
        table = self._table
        layers = [*table.spans, *table.chains, *table.relations]
        kinds = {"SP": 0, "CH": 1, "RL": 2}
        names = [layer.name for layer in self._old.layers] if self._old else []
        place = {name: n for n, name in enumerate(names)}
        order = sorted(
            [*self._kept, *layers],
            key=lambda layer: (kinds[layer.kind], place.get(layer.name, len(place))),
        )
        lines = [f"#FORMAT=WebAnno TSV {self._old.version if self._old else '3.3'}"]
        lines += [_declared(layer) for layer in order]
        lines += self._old.beside if self._old else []
        lines.append("")
        for sentence in self._sentences:
            lines += ["", *sentence.head]
            for n, row in enumerate(sentence.rows):
                # The text of a sentence begins where its first word does.
                start = row.start if n else sentence.start
                lines.append(self._line(row, (start, row.end), order, table))
                for (start, end), name in sorted(row.parts.items(), key=lambda part: part[1]):
                    lines.append(self._line(_Row(name, start, end), (start, end), order, table))
        return "\n".join(lines) + "\n"

    def _line(self, row: _Row, said: tuple[int, int], order: list[Layer], table: Table) -> str:
        begin, behind = self._offset(said[0]), self._offset(said[1])
        form = escaped_text(self._text[row.start : row.end])
        cells = [row.id, f"{begin}-{behind}", form]
        left = list(row.kept)
        for layer in order:
            if layer in self._kept:
                cells += [left.pop(0) if left else NONE for _ in range(layer.width)]
            else:
                cells += table.cells.get((row.id, layer.name)) or [NONE] * layer.width
        return "\t".join(cells) + "\t"

    def _offset(self, place: int) -> int:
        return self._utf16.to_utf16(place) if self._counts_utf16 else place

    def _pieces(self, start: int, end: int) -> list[Piece]:
        """The units that a range covers; white space at its edges is a part of the word before it."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end) - 1
        if first >= len(self._rows) or first > last:
            row = self._rows[max(min(first, len(self._rows)) - 1, 0)]
            return [self._part(row, start, end)]
        pieces: list[Piece] = []
        if start < self._starts[first]:
            pieces.append(self._part(self._rows[max(first - 1, 0)], start, self._starts[first]))
        for row in self._rows[first : last + 1]:
            if start <= row.start and row.end <= end:
                pieces.append(Piece(row.id))
            else:
                pieces.append(self._part(row, max(start, row.start), min(end, row.end)))
        if end > self._ends[last]:
            pieces.append(self._part(self._rows[last], self._ends[last], end))
        return pieces

    def _part(self, row: _Row, start: int, end: int) -> Piece:
        name = row.parts.setdefault((start, end), f"{row.id}.{len(row.parts) + 1}")
        return Piece(name)


def _declared(layer: Layer) -> str:
    """A layer without features is written with a bare sign, as INCEpTION does."""
    return f"#T_{layer.kind}={'|'.join([layer.name, *(layer.columns or [''])])}"


def _greatest_number(file: Parsed | None, kept: list[Layer]) -> int:
    """The greatest number in brackets among the cells that are kept."""
    units = [unit for sentence in file.sentences for unit in sentence.units] if file else []
    cells = (c for layer in kept for u in units for c in u.cells[layer.first :][: layer.width])
    return max((int(n) for cell in cells for n in re.findall(r"\[(\d{1,9})", cell)), default=0)


def _old_sentences(file: Parsed, kept: list[Layer]) -> list[_Sentence]:
    found: list[_Sentence] = []
    for sentence in file.sentences:
        head = [*sentence.beside, *(f"#Text={escaped_text(t)}" for t in sentence.texts)]
        made = _Sentence(head, sentence.start)
        for unit in sentence.units:
            cells = [c for layer in kept for c in _padded(unit.cells, layer)]
            if unit.is_token:
                made.rows.append(_Row(unit.id, unit.start, unit.stop, cells))
        found.append(made)
    return found


def _padded(cells: list[str], layer: Layer) -> list[str]:
    found = cells[layer.first : layer.first + layer.width]
    return [*found, *([NONE] * (layer.width - len(found)))]


def _new_sentences(article: Imported) -> list[_Sentence]:
    from annotator.formats.conll_writing import words_of

    text = article.text
    words = words_of(replace(article, spans=()))
    if words and words[0][0]:
        # The first word begins the first line of text: white space before it is a word as well.
        words.insert(0, (0, words[0][0]))
    starts = [start for start, _ in words]
    begins = sorted({bisect_left(starts, start) for start in sentences_of(article)} | {0})
    begins = [n for n in begins if n < len(words)]
    found: list[_Sentence] = []
    for number, (first, behind) in enumerate(
        zip(begins, [*begins[1:], len(words)], strict=True), 1
    ):
        ends = words[behind][0] if behind < len(words) else len(text)
        said = text[words[first][0] : ends]
        if behind < len(words):
            # One line end is what readers put between sentences where nothing is said.
            said = re.sub(r"\n *\Z", "", said)
        head = [f"#Text={escaped_text(line)}" for line in said.split("\n")]
        made = _Sentence(head, words[first][0])
        for n in range(first, behind):
            made.rows.append(_Row(f"{number}-{n - first + 1}", *words[n]))
        found.append(made)
    return found
