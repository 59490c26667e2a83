"""Random documents, operations and texts for the tests of core, store and session."""

from hypothesis import strategies as st

from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.operations import (
    ExcludedChanged,
    MetaChanged,
    RelationChanged,
    SchemaChanged,
    SpanChanged,
    StatusChanged,
    TokensChanged,
    WrappingChanged,
)
from annotator.core.relations import ProposedRelation, Relation
from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.core.spans import Proposal, Span, State
from annotator.core.tokens import Tokens

PIECES = (
    "Ana Ruiz", "met", "the WHO", "in", "Nairobi", "👩‍👩‍👧", "🇰🇪", "e\u0301clair", "مكتب", "ירושלים",
    "said.", "“Fine!”", "\r\n", "\n", "\r", "\t", "\u00a0", "\ufeff", "3.5%", "U.S.", "don’t", "x" * 700,
)  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
any_text = st.one_of(texts, st.text(max_size=40).filter(lambda t: t.isascii() or _is_writable(t)))
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
labels = st.sampled_from(("ORG", "GPE", "PERSON"))
states = st.sampled_from(State)
scores = st.none() | st.floats(0, 1)
small = st.integers(0, 3000)
ids = st.integers(1, 400)


def _is_writable(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)


@st.composite
def proposals(draw: st.DrawFn) -> Proposal:
    start = draw(small)
    return Proposal(
        start, start + draw(st.integers(1, 50)), draw(labels), draw(words), draw(scores)
    )


@st.composite
def spans(draw: st.DrawFn, span_id: int | None = None, length: int = 3000) -> Span:
    start = draw(st.integers(0, length - 1))
    end = draw(st.integers(start + 1, length))
    return Span(
        draw(ids) if span_id is None else span_id,
        start,
        end,
        draw(labels),
        draw(states),
        draw(st.booleans()),
        draw(words),
        draw(scores),
        draw(words),
        draw(words),
        draw(st.lists(st.tuples(words, words), max_size=2).map(tuple)),
        draw(st.none() | proposals()),
        draw(words),
    )


@st.composite
def relations(draw: st.DrawFn, relation_id: int | None = None) -> Relation:
    proposed = st.builds(ProposedRelation, ids, ids, labels, words, scores)
    return Relation(
        draw(ids) if relation_id is None else relation_id,
        draw(ids),
        draw(ids),
        draw(labels),
        draw(states),
        draw(st.booleans()),
        draw(words),
        draw(scores),
        draw(words),
        draw(st.none() | proposed),
        draw(words),
    )


excluded = st.builds(Excluded, ids, small, small, states, words)
metas = st.builds(
    Meta, words, words, words, words, input_hash=st.none() | st.integers(-(2**31), 2**31 - 1)
)
tokens = texts.map(Tokens.plain)
schemas = st.builds(
    Schema,
    words,
    overlap=st.sampled_from(Overlap),
    clean_articles=st.booleans(),
    labels=st.lists(st.builds(Label, words, aliases=st.tuples(words)), max_size=3).map(tuple),
    relations=st.lists(
        st.builds(RelationType, words, heads=st.tuples(words), symmetric=st.booleans()), max_size=3
    ).map(tuple),
    ignored=st.lists(words, max_size=2).map(tuple),
)
operations = st.one_of(
    st.builds(SpanChanged, ids, st.none() | spans(), st.none() | spans()),
    st.builds(RelationChanged, ids, st.none() | relations(), st.none() | relations()),
    st.builds(ExcludedChanged, ids, st.none() | excluded, st.none() | excluded),
    st.builds(StatusChanged, ids, st.sampled_from(Status), st.sampled_from(Status)),
    st.builds(MetaChanged, ids, metas, metas),
    st.builds(TokensChanged, ids, tokens, tokens),
    st.builds(WrappingChanged, ids, st.booleans(), st.booleans()),
    st.builds(SchemaChanged, schemas, schemas),
)

NEWS = Schema(
    "news",
    labels=(Label("ORG", aliases=("COMPANY",)), Label("GPE"), Label("PERSON")),
    relations=(
        RelationType("HEAD_OF", ("PERSON",), ("ORG", "GPE")),
        RelationType("MEETS", ("PERSON",), ("PERSON",), symmetric=True),
        RelationType("KNOWS"),
    ),
)


def document_of(
    text: str, found: tuple[Span, ...] = (), relations: tuple[Relation, ...] = (), **more: object
) -> Document:
    """A document of article 1 with plain tokens."""
    return Document.made(
        1,
        text,
        Tokens.plain(text),
        spans=found,
        relations=relations,
        **more,  # type: ignore[arg-type]
    )
