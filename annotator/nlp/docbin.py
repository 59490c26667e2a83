"""The child process that knows DocBin: docs of a `.spacy` file as lines, or lines to files and a config."""

import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from annotator.core.errors import AnnotatorError, InputError
from annotator.formats.atomic import OutputError, written
from annotator.formats.docbin_messages import (
    DocRow,
    Done,
    EndFile,
    Failed,
    FromChild,
    ReadFile,
    SpanRow,
    WriteConfig,
    WriteFile,
    Wrote,
    line_of,
    to_child,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan
    from spacy.vocab import Vocab

ALL_SPANS = "sc"
"""The span group of all spans: spaCy's span categorizer looks there when it is told nothing else."""
RELATIONS = ("._.", "rel", None, None)
"""Where spaCy keeps `doc._.rel` in its user data."""
AT_MOST = 512 << 20
"""Unpacked bytes of the largest file that is read."""
NEAR_TOKENS = 200
"""Pairs without relation are listed in doc._.rel up to this distance; spaCy's tutorial looks at 100."""
_ATTRIBUTES = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "SENT_START")
_OURS = frozenset(("annotator", "relations", "meta"))


def main() -> int:
    """Do what stdin says; the exit code."""
    output = _own_output()
    try:
        _serve(sys.stdin.buffer, output)
    except AnnotatorError as error:
        _say(output, Failed(str(error)))
        return 0
    except BrokenPipeError:
        return 0
    _say(output, Done())
    return 0


def _own_output() -> BinaryIO:
    """The real stdout; whatever else is printed goes to stderr."""
    kept = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return os.fdopen(kept, "wb")


def _say(output: BinaryIO, message: FromChild) -> None:
    output.write(line_of(message))
    output.flush()


def _serve(lines: BinaryIO, output: BinaryIO) -> None:
    writer: _Writer | None = None
    for line in lines:
        match to_child(line):
            case ReadFile(path=path):
                output.writelines(line_of(row) for row in read(Path(path)))
            case WriteFile(path=path, at_most=at_most):
                writer = _Writer(Path(path), at_most)
            case DocRow() as row:
                if writer is not None:
                    writer.add(row)
            case EndFile():
                if writer is not None:
                    _say(output, Wrote(str(writer.ended())))
            case WriteConfig() as config:
                write_config(config)


# Out


class _Writer:
    """One part: a file, or a folder of files when it has more tokens than one file shall hold."""

    def __init__(self, path: Path, at_most: int) -> None:
        self._path = path
        self._at_most = at_most
        self._tokens = 0
        self._files = 0
        self._begin()

    def _begin(self) -> None:
        from spacy.tokens import DocBin
        from spacy.vocab import Vocab

        # Strings stay in a vocabulary for ever: a file has its own.
        self._vocab = Vocab()
        self._bin = DocBin(attrs=_ATTRIBUTES, store_user_data=True)
        self._tokens = 0

    def add(self, row: DocRow) -> None:
        """One more doc."""
        if self._tokens and self._tokens + len(row.starts) > self._at_most:
            self._write(self._folder() / f"{self._files + 1:04}.spacy")
            self._begin()
        self._bin.add(doc_of(row, self._vocab))
        self._tokens += len(row.starts)

    def ended(self) -> Path:
        """Write what is left; the file or folder with all."""
        if not self._files:
            self._write(self._path)
            return self._path
        self._write(self._folder() / f"{self._files + 1:04}.spacy")
        return self._folder()

    def _folder(self) -> Path:
        return self._path.with_suffix("")

    def _write(self, path: Path) -> None:
        if path.parent == self._folder() and not self._files:
            _make_empty(path.parent)
        with written(path) as file:
            file.write(self._bin.to_bytes())
        self._files += 1


def _make_empty(folder: Path) -> None:
    """A folder without files of an earlier writing: they would be trained on too."""
    try:
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.spacy"):
            old.unlink()
    except OSError as error:
        raise OutputError(f"{folder} was not written: {error.strerror}. Choose another.") from error


def doc_of(row: DocRow, vocab: "Vocab") -> "Doc":
    """The doc of a row; its text is the row's text."""
    from spacy.tokens import Doc, Span

    starts, ends = row.starts, row.ends
    words = [row.text[start:end] for start, end in zip(starts, ends, strict=True)]
    spaces = [end != behind for end, behind in zip(ends, [*starts[1:], len(row.text)], strict=True)]
    begins: list[bool | int | None] | None = None
    if row.sentences:
        begun = set(row.sentences)
        begins = [number in begun for number in range(len(words))]
    doc = Doc(vocab, words=words, spaces=spaces, sent_starts=begins)
    first = {start: number for number, start in enumerate(starts)}
    behind = {end: number + 1 for number, end in enumerate(ends)}
    doc.set_ents(
        [Span(doc, first[e.start], behind[e.end], e.label, kb_id=e.kb_id) for e in row.ents],
        default="outside",
    )
    groups: dict[str, list[Span]] = {ALL_SPANS: []}
    for said in row.spans:
        place = (first[said.start], behind[said.end])
        span = Span(doc, *place, said.label, kb_id=said.kb_id, span_id=said.id)
        groups[ALL_SPANS].append(span)
        if said.group:
            groups.setdefault(said.group, []).append(span)
    for name, spans in groups.items():
        doc.spans[name] = spans
    doc.cats = dict(row.cats)
    doc.user_data.update(row.user_data)
    doc.user_data["annotator"] = 1
    doc.user_data["meta"] = row.meta
    if row.pairs:
        data: dict[Any, Any] = doc.user_data
        data["relations"] = [list(relation) for relation in row.relations]
        data[RELATIONS] = _pairs(row, first)
    return doc


def _pairs(row: DocRow, first: dict[int, int]) -> dict[tuple[int, int], dict[str, float]]:
    """By first tokens of head and child, as spaCy's tutorial: {} for near ones without relation."""
    begun = sorted({first[ent.start] for ent in row.ents})
    found: dict[tuple[int, int], dict[str, float]] = {}
    low = 0
    for number, one in enumerate(begun):
        while begun[low] < one - NEAR_TOKENS:
            low += 1
        for other in begun[low : number + 1]:
            found[other, one] = {}
            found[one, other] = {}
    for head, child, label in row.relations:
        pair = (first[row.spans[head].start], first[row.spans[child].start])
        found.setdefault(pair, {})[label] = 1.0
    return found


def write_config(said: WriteConfig) -> None:
    """A config that trains as it is; AnnotatorError when spaCy knows no such language."""
    from spacy.cli.init_config import init_config

    try:
        config = init_config(
            lang=said.language, pipeline=[said.component], optimize="efficiency", gpu=False
        )
    except Exception as error:
        raise AnnotatorError(
            f"No config for the language {said.language!r} ({type(error).__name__}); give the"
            " schema the code of a language that spaCy knows, such as en."
        ) from error
    config["paths"]["train"], config["paths"]["dev"] = said.train, said.dev
    if said.component == "spancat":
        config["components"]["spancat"]["suggester"] = {
            "@misc": "spacy.ngram_range_suggester.v1",
            "min_size": 1,
            "max_size": max(1, min(said.longest, 12)),
        }
    comment = "".join(f"# {line}\n" for line in said.comment.splitlines())
    with written(Path(said.path)) as file:
        file.write(f"{comment}\n{config.to_str()}\n".encode())


# In


def read(path: Path) -> Iterator[DocRow]:
    """The docs of a file; InputError when it is none of spaCy's."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
    if _is_larger_unpacked(data, AT_MOST):
        reason = f"Unpacked it is larger than {AT_MOST >> 20} MB. Split it."
        raise InputError(reason, str(path))
    try:
        docs = DocBin().from_bytes(data).get_docs(Vocab())
        is_first = True
        for doc in docs:
            yield row_of(doc, is_first=is_first)
            is_first = False
    except Exception as error:  # whatever a broken file makes of spaCy
        reason = f"The file is no DocBin of spaCy 3, or is broken ({type(error).__name__})."
        raise InputError(f"{reason} Write it anew.", str(path)) from error


def _is_larger_unpacked(data: bytes, at_most: int) -> bool:
    """Whether a DocBin unpacks to more: a megabyte can become a gigabyte."""
    unpacking = zlib.decompressobj()
    size = 0
    try:
        while data and not unpacking.eof and size <= at_most:
            size += len(unpacking.decompress(data, 1 << 20))
            data = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return size > at_most


def row_of(doc: "Doc", *, is_first: bool = True) -> DocRow:
    """A doc as a row. What can't be taken over is told of the first doc."""
    spans, of_ent = _spans(doc)
    starts = [token.idx for token in doc]
    has_sentences = doc.has_annotation("SENT_START")
    data: dict[Any, Any] = dict(doc.user_data)
    relations = _relations(doc, spans, of_ent)
    meta = data.get("meta")
    left = {k: v for k, v in data.items() if isinstance(k, str) and k not in _OURS}
    if not isinstance(meta, dict):
        meta = {}
    return DocRow(
        doc.text,
        starts,
        [token.idx + len(token) for token in doc],
        [sent.start for sent in doc.sents] if has_sentences else [],
        spans,
        relations=relations,
        meta=meta,
        cats={str(k): float(v) for k, v in doc.cats.items()},
        user_data={k: v for k, v in left.items() if _is_plain(v)},
        lost=_lost(doc, left) if is_first else [],
    )


def _spans(doc: "Doc") -> tuple[list[SpanRow], dict[int, int]]:
    """Each span once, and the spans that begin at a token, by its number: entities before others."""
    rows: dict[tuple[int, int, str, int], SpanRow] = {}
    ents = {(e.start_char, e.end_char, e.label_) for e in doc.ents}
    is_ours = "annotator" in doc.user_data and ALL_SPANS in doc.spans
    if is_ours:
        for number, span in enumerate(doc.spans[ALL_SPANS]):
            place = (span.start_char, span.end_char, span.label_)
            rows[(*place, number)] = _row(span, "", place in ents)
        known = {key[:3]: key for key in rows}
    else:
        for span in doc.ents:
            rows[(span.start_char, span.end_char, span.label_, 0)] = _row(span, "", True)
        known = {key[:3]: key for key in rows}
    for name, group in doc.spans.items():
        if is_ours and name == ALL_SPANS:
            continue
        for span in group:
            place = (span.start_char, span.end_char, span.label_)
            key = known.setdefault(place, (*place, 0))
            if key not in rows or not rows[key].group:
                rows[key] = _row(span, "" if name == ALL_SPANS else name, place in ents)
    first = {token.idx: token.i for token in doc}
    of_token: dict[int, int] = {}
    listed = list(rows.values())
    ordered = sorted(enumerate(listed), key=lambda p: (not p[1].is_ent, p[1].start - p[1].end))
    for number, row in ordered:
        of_token.setdefault(first[row.start], number)
    return listed, of_token


def _row(span: "SpacySpan", group: str, is_ent: bool) -> SpanRow:
    return SpanRow(span.start_char, span.end_char, span.label_, span.kb_id_, "", group, is_ent)


def _relations(
    doc: "Doc", spans: list[SpanRow], of_token: dict[int, int]
) -> list[tuple[int, int, str]]:
    """By the numbers of spans where we wrote them, else by first tokens."""
    own = doc.user_data.get("relations")
    if "annotator" in doc.user_data and isinstance(own, list | tuple):
        return [(int(h), int(c), str(label)) for h, c, label in own if max(h, c) < len(spans)]
    data: dict[Any, Any] = doc.user_data
    pairs = data.get(RELATIONS)
    found: list[tuple[int, int, str]] = []
    for pair, labels in pairs.items() if isinstance(pairs, dict) else ():
        head, child = (of_token.get(token, -1) for token in pair)
        found += [(head, child, str(label)) for label, value in labels.items() if value >= 0.5]
    return found


def _is_plain(value: Any) -> bool:
    """Whether JSON can hold it."""
    if isinstance(value, dict):
        return all(isinstance(k, str) and _is_plain(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float | bool)


def _lost(doc: "Doc", left: dict[str, Any]) -> list[str]:
    said = []
    layers = [name for name in ("TAG", "POS", "DEP", "LEMMA", "MORPH") if doc.has_annotation(name)]
    # An empty doc is said to have everything.
    if layers and len(doc):
        said.append(f"What spaCy says of single tokens ({', '.join(layers).lower()}) was not read.")
    keys: list[Any] = list(doc.user_data)
    strange = [str(k) for k in keys if not isinstance(k, str) and k != RELATIONS]
    strange += [k for k, v in left.items() if not _is_plain(v)]
    if strange:
        said.append(f"User data was not read: {', '.join(strange)[:200]}.")
    return said


if __name__ == "__main__":
    sys.exit(main())
