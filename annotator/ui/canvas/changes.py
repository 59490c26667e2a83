"""What operations touch on the page. No Qt."""

from collections.abc import Iterable, Sequence

from annotator.core.document import Document
from annotator.core.operations import (
    Operation,
    RelationChanged,
    SpanChanged,
    WrappingChanged,
)
from annotator.core.spans import Span
from annotator.ui.canvas.page import Page


def needs_new_page(operations: Sequence[Operation]) -> bool:
    """Whether the paragraphs themselves are others now."""
    return any(isinstance(operation, WrappingChanged) for operation in operations)


def blocks_touched(
    page: Page, before: Document, after: Document, operations: Iterable[Operation]
) -> set[int]:
    """The blocks whose spans or arcs are others now; the cost depends on the operations only."""
    touched: set[int] = set()
    for operation in operations:
        if isinstance(operation, SpanChanged) and operation.article == after.article:
            for span in (operation.before, operation.after):
                if span is not None:
                    touched.update(page.blocks_of(span.start, span.end))
            touched |= _blocks_of_partners(page, after, operation)
        elif isinstance(operation, RelationChanged) and operation.article == after.article:
            for relation in (operation.before, operation.after):
                if relation is not None:
                    ends = (relation.head, relation.child)
                    touched |= _blocks_of_spans(page, (before, after), ends)
    return touched


def _blocks_of_partners(page: Page, document: Document, operation: SpanChanged) -> set[int]:
    """Where arcs may take another way because a span begins elsewhere."""
    old, new = operation.before, operation.after
    if old is None or new is None or old.start == new.start:
        return set()
    partners = {
        end for r in document.relations_of(new.id) for end in (r.head, r.child) if end != new.id
    }
    return _blocks_of_spans(page, (document,), partners)


def _blocks_of_spans(
    page: Page, documents: Iterable[Document], span_ids: Iterable[int]
) -> set[int]:
    found: set[int] = set()
    ids = tuple(span_ids)
    for document in documents:
        spans: Iterable[Span | None] = (document.find_span(span_id) for span_id in ids)
        found.update(page.block_of(span.start) for span in spans if span is not None)
    return found
