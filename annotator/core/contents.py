"""What an article holds, as it is kept and exchanged: plain lists, quick to make and to write."""

from collections.abc import Sequence

from msgspec import Struct

from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.core.tokens import Tokens


class Contents(Struct, frozen=True):
    """A document before it is laid out for work; spans, relations and excluded ranges of every state.

    `next_ids` (span, relation, excluded) are lower bounds.
    """

    article: int
    text: str
    tokens: Tokens
    spans: Sequence[Span] = ()
    relations: Sequence[Relation] = ()
    excluded: Sequence[Excluded] = ()
    status: Status = Status.NEW
    meta: Meta = Meta()
    hard_wrapped: bool = False
    changed_at: float = 0.0
    changed_by: str = ""
    next_ids: tuple[int, int, int] = (1, 1, 1)

    @classmethod
    def of(cls, document: Document) -> "Contents":
        """What a document holds."""
        return cls(
            document.article,
            document.text,
            document.tokens,
            list(document.all_spans()),
            list(document.all_relations()),
            document.excluded,
            document.status,
            document.meta,
            document.hard_wrapped,
            document.changed_at,
            document.changed_by,
            (document.next_span_id, document.next_relation_id, document.next_excluded_id),
        )

    @property
    def excluded_in_order(self) -> list[Excluded]:
        """The excluded ranges by place, as documents hold them."""
        return sorted(self.excluded, key=lambda one: (one.start, one.end, one.id))

    def laid_out(self) -> Document:
        """The document."""
        return Document.made(
            self.article,
            self.text,
            self.tokens,
            spans=self.spans,
            relations=self.relations,
            excluded=self.excluded,
            status=self.status,
            meta=self.meta,
            hard_wrapped=self.hard_wrapped,
            changed_at=self.changed_at,
            changed_by=self.changed_by,
            next_ids=self.next_ids,
        )
