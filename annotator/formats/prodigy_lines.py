"""Records in Prodigy's layout, written as ours at once: a fifth of what reading and writing them takes.

Only what needs no decision goes this way: tokens that rebuild the text, spans and relations that lie in it, keys
that Prodigy writes (prodi.gy/docs/api-interfaces and files of its users). All else goes the long way; a random
test holds both ways together.
"""

from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType, field

from annotator.formats.imported import title_of
from annotator.formats.jsonl import encoded, is_too_deep
from annotator.formats.ready import Ready
from annotator.formats.record_shapes import End, Relation, Span, Strict, Token, aligned, tokens_hold
from annotator.formats.records import ANSWERS, stable_hash, task_hash
from annotator.formats.whole_files import file_digest

_META_TEXTS = frozenset(("title", "source", "source_sha256", "author", "date", "url", "encoding"))
_META_OTHERS = frozenset(("excluded", "excluded_kept", "extra", "status", "reviewed"))
_STATUS_OF = {answer: status.value for status, answer in ANSWERS.items()}


class _Token(Token):
    disabled: bool | UnsetType = UNSET


class _Said(Strict):
    start: int
    end: int
    label: str
    token_start: int | None = None
    token_end: int | None = None
    source: str = ""
    text: str | UnsetType = UNSET
    type: str | UnsetType = UNSET


class _SaidEnd(msgspec.Struct, gc=False):
    start: int
    end: int
    label: str | None = None


class _SaidRelation(Strict):
    head: int
    child: int
    head_span: _SaidEnd
    child_span: _SaidEnd
    label: str
    color: str | UnsetType = UNSET


class _Task(Strict):
    text: str
    tokens: list[_Token]
    spans: list[_Said] | None = None
    relations: list[_SaidRelation] | None = None
    meta: dict[str, Any] | None = None
    answer: Literal["accept", "reject", "ignore"] | None = None
    input_hash: int | None = field(name="_input_hash", default=None)
    task_hash: int | None = field(name="_task_hash", default=None)
    view_id: str | None = field(name="_view_id", default=None)
    annotator_id: str | None = field(name="_annotator_id", default=None)
    timestamp: int | None = field(name="_timestamp", default=None)
    session_id: str | UnsetType | None = field(name="_session_id", default=UNSET)
    is_binary: bool | UnsetType = field(name="_is_binary", default=UNSET)


class _Span(Span):
    text: str | UnsetType = UNSET
    type: str | UnsetType = UNSET


class _Relation(Relation):
    color: str | UnsetType = UNSET


class _Written(msgspec.Struct):
    text: str
    tokens: list[_Token]
    spans: list[_Span]
    relations: list[_Relation]
    meta: dict[str, Any]
    answer: str | None
    input_hash: int = field(name="_input_hash")
    task_hash: int = field(name="_task_hash")
    view_id: str = field(name="_view_id")
    annotator_id: str | None = field(name="_annotator_id")
    timestamp: int | None = field(name="_timestamp")
    session_id: str | UnsetType | None = field(name="_session_id")
    is_binary: bool | UnsetType = field(name="_is_binary")


class _NotPlainError(Exception):
    """The record takes the long way."""


_decode = msgspec.json.Decoder(_Task).decode


class ProdigyLines:
    """What a line of this file becomes, or None where that takes a closer look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digest = ""

    def __call__(self, line: bytes) -> Ready | None:
        """The line as it is to be written."""
        try:
            task = _decode(line)
            if not _is_plain(task):
                return None
            self._digest = self._digest or file_digest(self._path)
            made = _written(task, self._path.as_posix(), self._digest)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, _NotPlainError):
            return None
        return Ready(encoded(made), len(made.spans), len(made.relations))


def _is_plain(task: _Task) -> bool:
    text, said = task.text, task.input_hash
    return (
        bool(text.strip())
        # Beyond these, offsets may count UTF-16 units.
        and (text.isascii() or max(text) <= "\uffff")
        and tokens_hold(text, task.tokens)
        and (said is None or -(2**31) <= said < 2**31)
    )


def _written(task: _Task, source: str, digest: str) -> _Written:
    text, answer = task.text, task.answer
    is_accepted = answer == "accept"
    given = enumerate(task.spans or (), 1)
    spans = [_span(said, number, task, is_accepted) for number, said in given]
    relations = _relations(task.relations or [], spans, is_accepted)
    spans.sort(key=lambda span: (span.start, span.end, span.label, span.id))
    input_hash = stable_hash(text.encode()) if task.input_hash is None else task.input_hash
    places = {span.id: [span.start, span.end, span.label] for span in spans}
    said = [[places[r.head_id], places[r.child_id], r.label] for r in relations]
    return _Written(
        text,
        task.tokens,
        spans,
        relations,
        _meta(task, source, digest),
        answer,
        input_hash,
        task_hash(input_hash, list(places.values()), said),
        "relations",
        task.annotator_id,
        task.timestamp,
        task.session_id,
        task.is_binary,
    )


def _span(said: _Said, number: int, task: _Task, confirmed: bool) -> _Span:
    start, end, text = said.start, said.end, task.text
    if not (0 <= start < end <= len(text) and said.label):
        raise _NotPlainError
    if said.text is not UNSET and said.text != text[start:end]:
        raise _NotPlainError
    first, last = said.token_start, said.token_end
    tokens = task.tokens
    if first is None or last is None or not _meets(tokens, first, last, start, end):
        first, last = aligned(tokens, start, end) or (None, None)
    facts = (said.label, number, "accepted", confirmed, said.source)
    return _Span(start, end, first, last, *facts, None, "", "", [], None, said.text, said.type)


def _meets(tokens: list[_Token], first: int, last: int, start: int, end: int) -> bool:
    is_in = 0 <= first <= last < len(tokens)
    return is_in and tokens[first].start == start and tokens[last].end == end


def _relations(said: list[_SaidRelation], spans: list[_Span], confirmed: bool) -> list[_Relation]:
    """Each end is the span at its range; with its label, where several are there."""
    if not said:
        return []
    by_range: dict[tuple[int, int], list[_Span]] = {}
    for span in spans:
        by_range.setdefault((span.start, span.end), []).append(span)
    made = []
    for number, row in enumerate(said, 1):
        head, child = _end(row.head_span, by_range), _end(row.child_span, by_range)
        if not row.label:
            raise _NotPlainError
        made.append(
            _Relation(
                head=head.token_end,
                child=child.token_end,
                head_span=_as_end(head),
                child_span=_as_end(child),
                label=row.label,
                id=number,
                head_id=head.id,
                child_id=child.id,
                state="accepted",
                confirmed=confirmed,
                source="",
                score=None,
                note="",
                proposed=None,
                color=row.color,
            )
        )
    if len({(r.head_id, r.child_id, r.label) for r in made}) < len(made):
        raise _NotPlainError
    made.sort(key=_order)
    return made


def _end(said: _SaidEnd, by_range: dict[tuple[int, int], list[_Span]]) -> _Span:
    there = by_range.get((said.start, said.end))
    if not there:
        raise _NotPlainError
    return next((span for span in there if span.label == said.label), there[0])


def _as_end(span: _Span) -> End:
    return End(span.start, span.end, span.token_start, span.token_end, span.label)


def _order(row: _Relation) -> tuple[Any, ...]:
    head, child = row.head, row.child
    return (head is None, head or 0, child is None, child or 0, row.label, row.id)


def _meta(task: _Task, source: str, digest: str) -> dict[str, Any]:
    said = task.meta or {}
    if not _META_OTHERS.isdisjoint(said):
        raise _NotPlainError
    for key, value in said.items():
        if key in _META_TEXTS and not (isinstance(value, str) and value):
            raise _NotPlainError
        if isinstance(value, dict | list) and is_too_deep(said):
            raise _NotPlainError
    row: dict[str, Any] = {
        "title": title_of(task.text),
        "source": source,
        "source_sha256": digest,
        "author": "",
        "date": "",
        "url": "",
        "excluded": [],
        "extra": None,
        "encoding": "",
        "status": _STATUS_OF.get(task.answer or "", "new"),
        "reviewed": task.answer is not None,
        "excluded_kept": [],
    }
    row.update(said)
    return row
