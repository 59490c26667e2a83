"""Which relations pass over a place: a dyadic (segment) index of the stretch between the ends of each. No Qt."""

from collections.abc import Iterable, Iterator
from heapq import nsmallest

from annotator.core.document import Document
from annotator.core.operations import Operation, RelationChanged, SpanChanged
from annotator.core.relations import Relation

MOST_PASSING = 100
"""Relations drawn where more pass over: the gutter has no room to tell more apart; the shortest are kept."""

_LEAF_BITS = 6
_Stretch = tuple[int, int]


class Passing:
    """Stretches in code points from the start of one end to that of the other, in a tree over equal parts of the text.

    Built in slices when asked for; a change costs the logarithm of the text's length.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._leaves = 1 << (len(document.text) >> _LEAF_BITS).bit_length()
        self._stretches: dict[int, _Stretch] = {}
        self._nodes: dict[int, set[int]] = {}
        self._left: Iterator[Relation] | None = document.relations()
        self._changed: set[int] = set()

    @property
    def is_complete(self) -> bool:
        """Whether every relation is in the index."""
        return self._left is None

    def collect(self, most: int) -> bool:
        """Take in some more relations; whether any are left."""
        if self._left is None:
            return False
        for relation in self._left:
            if relation.id not in self._changed:
                self._put(relation)
            most -= 1
            if not most:
                return True
        self._left = None
        self._changed.clear()
        return False

    def change(self, document: Document, operations: Iterable[Operation]) -> None:
        """Follow what was done; `document` is how it stands now."""
        self.document = document
        for operation in operations:
            if isinstance(operation, RelationChanged):
                for relation in (operation.before, operation.after):
                    if relation is not None:
                        self._renew(relation.id)
            elif isinstance(operation, SpanChanged):
                before, after = operation.before, operation.after
                if before is None or after is None or before.start != after.start:
                    span = after if after is not None else before
                    for relation in document.relations_of(span.id) if span is not None else ():
                        self._renew(relation.id)

    def over(self, start: int, end: int) -> list[Relation]:
        """The relations with one end before the range and one behind it, the shortest first, a limited number."""
        node = self._leaf(start) + self._leaves
        found: list[tuple[int, int]] = []
        while node:
            for relation_id in self._nodes.get(node, ()):
                first, last = self._stretches[relation_id]
                if first < start and last >= end:
                    found.append((last - first, relation_id))
            node >>= 1
        shortest = nsmallest(MOST_PASSING, found)
        return [self.document.relation(relation_id) for _, relation_id in shortest]

    def _renew(self, relation_id: int) -> None:
        if self._left is not None:
            self._changed.add(relation_id)
        self._drop(relation_id)
        relation = self.document.find_relation(relation_id)
        if relation is not None and relation.live:
            self._put(relation)

    def _put(self, relation: Relation) -> None:
        stretch = stretch_of(self.document, relation)
        if stretch is None:
            return
        self._stretches[relation.id] = stretch
        for node in self._nodes_of(stretch):
            self._nodes.setdefault(node, set()).add(relation.id)

    def _drop(self, relation_id: int) -> None:
        stretch = self._stretches.pop(relation_id, None)
        if stretch is None:
            return
        for node in self._nodes_of(stretch):
            held = self._nodes[node]
            held.discard(relation_id)
            if not held:
                del self._nodes[node]

    def _leaf(self, offset: int) -> int:
        return min(offset >> _LEAF_BITS, self._leaves - 1)

    def _nodes_of(self, stretch: _Stretch) -> list[int]:
        """The few nodes that together cover a stretch and nothing else."""
        low = self._leaf(stretch[0]) + self._leaves
        high = self._leaf(stretch[1]) + self._leaves + 1
        nodes = []
        while low < high:
            if low & 1:
                nodes.append(low)
                low += 1
            if high & 1:
                high -= 1
                nodes.append(high)
            low >>= 1
            high >>= 1
        return nodes


def stretch_of(document: Document, relation: Relation) -> _Stretch | None:
    """From the start of the end that comes first to that of the other; None when a span is missing."""
    head, child = document.find_span(relation.head), document.find_span(relation.child)
    if head is None or child is None:
        return None
    return min(head.start, child.start), max(head.start, child.start)
