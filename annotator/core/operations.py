"""Operations: one change as a value with its inverse, resolved so that replay never asks the schema."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.errors import ConflictError
from annotator.core.relations import Relation
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.core.tokens import Tokens


class SpanChanged(Struct, frozen=True):
    """A span added (`before` None), removed (`after` None) or changed."""

    article: int
    before: Span | None
    after: Span | None

    def inverse(self) -> "SpanChanged":
        """The operation that takes this one back."""
        return SpanChanged(self.article, self.after, self.before)


class RelationChanged(Struct, frozen=True):
    """A relation added (`before` None), removed (`after` None) or changed."""

    article: int
    before: Relation | None
    after: Relation | None

    def inverse(self) -> "RelationChanged":
        """The operation that takes this one back."""
        return RelationChanged(self.article, self.after, self.before)


class ExcludedChanged(Struct, frozen=True):
    """An excluded range added (`before` None), removed (`after` None) or changed."""

    article: int
    before: Excluded | None
    after: Excluded | None

    def inverse(self) -> "ExcludedChanged":
        """The operation that takes this one back."""
        return ExcludedChanged(self.article, self.after, self.before)


class StatusChanged(Struct, frozen=True):
    """The status of an article."""

    article: int
    before: Status
    after: Status

    def inverse(self) -> "StatusChanged":
        """The operation that takes this one back."""
        return StatusChanged(self.article, self.after, self.before)


class MetaChanged(Struct, frozen=True):
    """What is known of an article: title, author, date …"""

    article: int
    before: Meta
    after: Meta

    def inverse(self) -> "MetaChanged":
        """The operation that takes this one back."""
        return MetaChanged(self.article, self.after, self.before)


class TokensChanged(Struct, frozen=True):
    """The tokens of an article made anew."""

    article: int
    before: Tokens
    after: Tokens

    def inverse(self) -> "TokensChanged":
        """The operation that takes this one back."""
        return TokensChanged(self.article, self.after, self.before)


class WrappingChanged(Struct, frozen=True):
    """Whether an article's lines are joined to paragraphs."""

    article: int
    before: bool
    after: bool

    def inverse(self) -> "WrappingChanged":
        """The operation that takes this one back."""
        return WrappingChanged(self.article, self.after, self.before)


class SchemaChanged(Struct, frozen=True):
    """The schema of the project; it belongs to no article (0)."""

    before: Schema
    after: Schema
    article: int = 0

    def inverse(self) -> "SchemaChanged":
        """The operation that takes this one back."""
        return SchemaChanged(self.after, self.before)


DocumentOperation = (
    SpanChanged
    | RelationChanged
    | ExcludedChanged
    | StatusChanged
    | MetaChanged
    | TokensChanged
    | WrappingChanged
)
Operation = DocumentOperation | SchemaChanged


class Step(Struct, frozen=True):
    """Named operations done together: one undo. The name is a phrase for the Undo menu."""

    name: str
    operations: tuple[Operation, ...]

    @property
    def articles(self) -> tuple[int, ...]:
        """The ids of the articles that the step touches, ascending."""
        return tuple(sorted({op.article for op in self.operations if op.article}))

    def inverse(self) -> "Step":
        """The step that takes this one back, last operation first."""
        return Step(self.name, tuple(op.inverse() for op in reversed(self.operations)))


def applied(document: Document, operation: DocumentOperation) -> Document:
    """The document after the operation; ConflictError when it is not in the state the operation was made for."""
    match operation:
        case SpanChanged(_, before, after):
            return _with_span(document, before, after)
        case RelationChanged(_, before, after):
            return _with_relation(document, before, after)
        case ExcludedChanged(_, before, after):
            known = {e.id: e for e in document.excluded}
            _expect(before, known.get(_id_of(before, after)))
            return document.with_excluded(before, after)
        case StatusChanged(_, before, after):
            _expect(before, document.status)
            return replace(document, status=after)
        case MetaChanged(_, before, after):
            _expect(before, document.meta)
            return replace(document, meta=after)
        case TokensChanged(_, before, after):
            _expect(before, document.tokens)
            return replace(document, tokens=after)
        case WrappingChanged(_, before, after):
            _expect(before, document.hard_wrapped)
            return document.with_paragraphs(after)


def applied_all(documents: Mapping[int, Document], step: Step) -> dict[int, Document]:
    """The touched documents after the whole step; ConflictError and nothing changed when one operation fails."""
    made: dict[int, Document] = {}
    for operation in step.operations:
        if not isinstance(operation, SchemaChanged):
            article = operation.article
            made[article] = applied(made.get(article) or documents[article], operation)
    return made


def spans_named(operation: Operation) -> set[int]:
    """Ids of the spans that the operation changes, or whose relation it changes."""
    match operation:
        case SpanChanged(_, before, after):
            return {span.id for span in (before, after) if span is not None}
        case RelationChanged(_, before, after):
            return {end for r in (before, after) if r is not None for end in (r.head, r.child)}
        case _:
            return set()


def _with_span(document: Document, before: Span | None, after: Span | None) -> Document:
    span_id = _id_of(before, after)
    _expect(before, document.find_span(span_id))
    if after is not None and not 0 <= after.start < after.end <= len(document.text):
        raise ConflictError(f"Span {span_id} does not lie within the text of its article.")
    gone = after is None or not after.live
    if gone:
        held = (
            document.all_relations_of(span_id) if after is None else document.relations_of(span_id)
        )
        if held:
            raise ConflictError(f"Span {span_id} still has {len(held)} relations.")
    return document.with_span(before, after)


def _with_relation(document: Document, before: Relation | None, after: Relation | None) -> Document:
    _expect(before, document.find_relation(_id_of(before, after)))
    for end in (after.head, after.child) if after is not None else ():
        span = document.find_span(end)
        if span is None or (after is not None and after.live and not span.live):
            raise ConflictError(f"A relation points to span {end}, which is not there.")
    return document.with_relation(before, after)


def _id_of(
    before: Span | Relation | Excluded | None, after: Span | Relation | Excluded | None
) -> int:
    if before is not None and after is not None and before.id != after.id:
        raise ConflictError("An operation must not change an id.")
    known = after if after is not None else before
    if known is None:
        raise ConflictError("An operation must name what it changes.")
    return known.id


def _expect(before: object, found: object) -> None:
    if before != found:
        raise ConflictError("The article has changed since this operation was made.")
