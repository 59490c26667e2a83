"""A document: text, tokens, spans, relations, excluded ranges and status as one immutable value."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from annotator.core.chunked import Chunked
from annotator.core.errors import ConflictError
from annotator.core.relations import Relation
from annotator.core.spans import Span, State
from annotator.core.text import Line, paragraphs
from annotator.core.tokens import Tokens

_WINDOW_BITS = 10


class Status(StrEnum):
    """How far the work on an article has come."""

    NEW = "new"
    IN_PROGRESS = "in progress"
    DONE = "done"
    SKIPPED = "skipped"
    REJECTED = "rejected"


class Excluded(Struct, frozen=True):
    """A range `[start, end)` that is not part of the article; rejected means: the analyst wants it in."""

    id: int
    start: int
    end: int
    state: State = State.ADDED
    source: str = ""

    @property
    def live(self) -> bool:
        """Dimmed and left out of saved data."""
        return self.state is not State.REJECTED


class Meta(Struct, frozen=True):
    """Where an article comes from; `extra` and `record_extra` are JSON objects as text, kept as they came."""

    title: str = ""
    source: str = ""
    source_sha256: str = ""
    author: str = ""
    date: str = ""
    url: str = ""
    encoding: str = ""
    extra: str = ""
    record_extra: str = ""
    input_hash: int | None = None


class ArticleRow(Struct, frozen=True):
    """What the article list shows of an article; `highlighted_by` names the pipeline that proposed last."""

    id: int
    title: str
    source: str
    status: Status
    span_count: int
    proposed_count: int
    relation_count: int
    highlighted_by: str = ""

    @classmethod
    def of(cls, document: "Document", highlighted_by: str = "") -> "ArticleRow":
        """The row of a document."""
        meta = document.meta
        counts = document.span_count, document.proposed_count, document.relation_count
        return cls(
            document.article, meta.title, meta.source, document.status, *counts, highlighted_by
        )


def _windows(span: Span) -> range:
    return range(span.start >> _WINDOW_BITS, (max(span.end - 1, span.start) >> _WINDOW_BITS) + 1)


def _key(span: Span) -> tuple[int, int, str, int]:
    return span.key


class Document(Struct, frozen=True):
    """Immutable; `with_…` give a new one that shares nearly everything. The cost of a change does not grow with it.

    Live spans stand in windows of 1,024 code points; a span stands in each window that it touches.
    """

    article: int
    text: str
    tokens: Tokens
    paragraphs: tuple[Line, ...]
    hard_wrapped: bool = False
    status: Status = Status.NEW
    meta: Meta = field(default_factory=Meta)
    excluded: tuple[Excluded, ...] = ()
    changed_at: float = 0.0
    changed_by: str = ""
    label_counts: dict[str, int] = field(default_factory=dict)
    relation_counts: dict[str, int] = field(default_factory=dict)
    proposed_count: int = 0
    proposed_relation_count: int = 0
    next_span_id: int = 1
    next_relation_id: int = 1
    next_excluded_id: int = 1
    _spans: Chunked[Span] = field(default_factory=Chunked)
    _relations: Chunked[Relation] = field(default_factory=Chunked)
    _windows: Chunked[tuple[Span, ...]] = field(default_factory=Chunked)
    _hidden: Chunked[Span] = field(default_factory=Chunked)
    _relations_of: Chunked[tuple[int, ...]] = field(default_factory=Chunked)

    @classmethod
    def made(
        cls,
        article: int,
        text: str,
        tokens: Tokens,
        *,
        spans: Iterable[Span] = (),
        relations: Iterable[Relation] = (),
        excluded: Iterable[Excluded] = (),
        status: Status = Status.NEW,
        meta: Meta | None = None,
        hard_wrapped: bool = False,
        changed_at: float = 0.0,
        changed_by: str = "",
        next_ids: tuple[int, int, int] = (1, 1, 1),
    ) -> "Document":
        """Build a document at once; ids must be unique, `next_ids` (span, relation, excluded) are lower bounds."""
        span_list, relation_list, excluded_list = list(spans), list(relations), list(excluded)
        windows: dict[int, list[Span]] = {}
        label_counts: dict[str, int] = {}
        proposed = 0
        for span in sorted((s for s in span_list if s.live), key=_key):
            label_counts[span.label] = label_counts.get(span.label, 0) + 1
            proposed += span.state is State.PROPOSED
            for window in _windows(span):
                windows.setdefault(window, []).append(span)
        ends: dict[int, list[int]] = {}
        relation_counts: dict[str, int] = {}
        proposed_relations = 0
        for relation in sorted(relation_list, key=lambda r: r.id):
            for end in {relation.head, relation.child}:
                ends.setdefault(end, []).append(relation.id)
            if relation.live:
                relation_counts[relation.label] = relation_counts.get(relation.label, 0) + 1
                proposed_relations += relation.state is State.PROPOSED
        return cls(
            article=article,
            text=text,
            tokens=tokens,
            paragraphs=tuple(paragraphs(text, hard_wrapped)),
            hard_wrapped=hard_wrapped,
            status=status,
            meta=meta or Meta(),
            excluded=tuple(sorted(excluded_list, key=lambda e: (e.start, e.end, e.id))),
            changed_at=changed_at,
            changed_by=changed_by,
            label_counts=label_counts,
            relation_counts=relation_counts,
            proposed_count=proposed,
            proposed_relation_count=proposed_relations,
            next_span_id=max([next_ids[0], *(s.id + 1 for s in span_list)]),
            next_relation_id=max([next_ids[1], *(r.id + 1 for r in relation_list)]),
            next_excluded_id=max([next_ids[2], *(e.id + 1 for e in excluded_list)]),
            _spans=Chunked((s.id, s) for s in span_list),
            _relations=Chunked((r.id, r) for r in relation_list),
            _windows=Chunked((w, tuple(held)) for w, held in windows.items()),
            _hidden=Chunked((s.id, s) for s in span_list if not s.live),
            _relations_of=Chunked((i, tuple(held)) for i, held in ends.items()),
        )

    # Spans

    def find_span(self, span_id: int) -> Span | None:
        """The span of this id in any state, or None."""
        return self._spans.get(span_id)

    def span(self, span_id: int) -> Span:
        """The span of this id in any state; ConflictError when there is none."""
        span = self._spans.get(span_id)
        if span is None:
            raise ConflictError(f"There is no span {span_id} in this article.")
        return span

    def all_spans(self) -> Iterator[Span]:
        """Every span, rejected ones too, by id."""
        return iter(self._spans)

    def spans(self) -> Iterator[Span]:
        """The live spans in order of (start, end, label, id)."""
        for number in range((len(self.text) >> _WINDOW_BITS) + 1):
            for span in self._windows.get(number) or ():
                if span.start >> _WINDOW_BITS == number:
                    yield span

    def hidden_spans(self) -> Iterator[Span]:
        """The rejected spans by id."""
        return iter(self._hidden)

    @property
    def span_count(self) -> int:
        """The number of live spans."""
        return sum(self.label_counts.values())

    @property
    def relation_count(self) -> int:
        """The number of live relations."""
        return sum(self.relation_counts.values())

    def spans_between(self, start: int, end: int) -> list[Span]:
        """The live spans that share a character with the range, in order."""
        found: list[Span] = []
        first = start >> _WINDOW_BITS
        for number in range(first, (max(end - 1, start) >> _WINDOW_BITS) + 1):
            for span in self._windows.get(number) or ():
                if span.start >= end:
                    break
                if span.end > start and (number == first or span.start >> _WINDOW_BITS == number):
                    found.append(span)
        return found

    def spans_at(self, offset: int) -> list[Span]:
        """The live spans that hold the character at this offset, in order."""
        return self.spans_between(offset, offset + 1)

    def span_after(self, key: tuple[int, int, str, int]) -> Span | None:
        """The first live span whose key is greater; `(offset, -1, "", 0)` asks for one from an offset on."""
        for number in range(max(key[0], 0) >> _WINDOW_BITS, (len(self.text) >> _WINDOW_BITS) + 1):
            for span in self._windows.get(number) or ():
                if span.start >> _WINDOW_BITS == number and span.key > key:
                    return span
        return None

    def span_before(self, key: tuple[int, int, str, int]) -> Span | None:
        """The last live span whose key is smaller."""
        for number in range(min(key[0], len(self.text)) >> _WINDOW_BITS, -1, -1):
            for span in reversed(self._windows.get(number) or ()):
                if span.start >> _WINDOW_BITS == number and span.key < key:
                    return span
        return None

    def surface(self, span: Span) -> str:
        """The text that the span covers."""
        return self.text[span.start : span.end]

    # Relations

    def find_relation(self, relation_id: int) -> Relation | None:
        """The relation of this id in any state, or None."""
        return self._relations.get(relation_id)

    def relation(self, relation_id: int) -> Relation:
        """The relation of this id in any state; ConflictError when there is none."""
        relation = self._relations.get(relation_id)
        if relation is None:
            raise ConflictError(f"There is no relation {relation_id} in this article.")
        return relation

    def all_relations(self) -> Iterator[Relation]:
        """Every relation, rejected ones too, by id."""
        return iter(self._relations)

    def relations(self) -> Iterator[Relation]:
        """The live relations by id."""
        return (relation for relation in self._relations if relation.live)

    def all_relations_of(self, span_id: int) -> list[Relation]:
        """Every relation that begins or ends at the span, rejected ones too, by id."""
        found = (self._relations.get(i) for i in self._relations_of.get(span_id) or ())
        return [relation for relation in found if relation is not None]

    def has_relations(self, span_id: int) -> bool:
        """Whether any relation, rejected ones too, begins or ends at the span."""
        return self._relations_of.get(span_id) is not None

    def relations_of(self, span_id: int) -> list[Relation]:
        """The live relations that begin or end at the span, by id."""
        return [relation for relation in self.all_relations_of(span_id) if relation.live]

    # Places

    def paragraph_index(self, offset: int) -> int:
        """The index of the paragraph that holds the offset."""
        low, high = 0, len(self.paragraphs)
        while low < high:
            middle = (low + high) // 2
            if self.paragraphs[middle].start <= offset:
                low = middle + 1
            else:
                high = middle
        return max(low - 1, 0)

    def excluded_at(self, offset: int) -> Excluded | None:
        """The live excluded range that holds the offset."""
        index = bisect_right(self.excluded, offset, key=lambda e: e.start)
        for excluded in reversed(self.excluded[:index]):
            if excluded.live and excluded.start <= offset < excluded.end:
                return excluded
        return None

    def live_excluded(self) -> list[Excluded]:
        """The live excluded ranges in order."""
        return [excluded for excluded in self.excluded if excluded.live]

    # Changes; each trusts its caller (operations.py) to have checked the state before

    def with_span(self, before: Span | None, after: Span | None) -> "Document":
        """A span added (no `before`), removed (no `after`) or changed."""
        windows = self._windows
        counts = dict(self.label_counts)
        proposed = self.proposed_count
        if before is not None and before.live:
            _count(counts, before.label, -1)
            proposed -= before.state is State.PROPOSED
            for number in _windows(before):
                held = tuple(s for s in windows.get(number) or () if s.id != before.id)
                windows = windows.with_item(number, held or None)
        if after is not None and after.live:
            _count(counts, after.label, 1)
            proposed += after.state is State.PROPOSED
            for number in _windows(after):
                ordered = list(windows.get(number) or ())
                insort(ordered, after, key=_key)
                windows = windows.with_item(number, tuple(ordered))
        span_id = after.id if after is not None else before.id if before is not None else 0
        hidden = self._hidden
        if after is not None and not after.live:
            hidden = hidden.with_item(span_id, after)
        elif before is not None and not before.live:
            hidden = hidden.with_item(span_id, None)
        return replace(
            self,
            _spans=self._spans.with_item(span_id, after),
            _windows=windows,
            _hidden=hidden,
            label_counts=counts,
            proposed_count=proposed,
            next_span_id=max(self.next_span_id, span_id + 1),
        )

    def with_relation(self, before: Relation | None, after: Relation | None) -> "Document":
        """A relation added (no `before`), removed (no `after`) or changed."""
        ends = self._relations_of
        counts = dict(self.relation_counts)
        proposed = self.proposed_relation_count
        if before is not None:
            for end in {before.head, before.child}:
                left = tuple(i for i in ends.get(end) or () if i != before.id)
                ends = ends.with_item(end, left or None)
            if before.live:
                _count(counts, before.label, -1)
                proposed -= before.state is State.PROPOSED
        if after is not None:
            for end in {after.head, after.child}:
                ends = ends.with_item(end, tuple(sorted((*(ends.get(end) or ()), after.id))))
            if after.live:
                _count(counts, after.label, 1)
                proposed += after.state is State.PROPOSED
        relation_id = after.id if after is not None else before.id if before is not None else 0
        return replace(
            self,
            _relations=self._relations.with_item(relation_id, after),
            _relations_of=ends,
            relation_counts=counts,
            proposed_relation_count=proposed,
            next_relation_id=max(self.next_relation_id, relation_id + 1),
        )

    def with_excluded(self, before: Excluded | None, after: Excluded | None) -> "Document":
        """An excluded range added, removed or changed."""
        kept = [e for e in self.excluded if before is None or e.id != before.id]
        if after is not None:
            insort(kept, after, key=lambda e: (e.start, e.end, e.id))
        next_id = max(self.next_excluded_id, (after.id if after is not None else 0) + 1)
        return replace(self, excluded=tuple(kept), next_excluded_id=next_id)

    def with_paragraphs(self, hard_wrapped: bool) -> "Document":
        """Paragraphs made anew by the other rule."""
        made = tuple(paragraphs(self.text, hard_wrapped))
        return replace(self, hard_wrapped=hard_wrapped, paragraphs=made)


def _count(counts: dict[str, int], name: str, change: int) -> None:
    left = counts.get(name, 0) + change
    if left:
        counts[name] = left
    else:
        counts.pop(name, None)
