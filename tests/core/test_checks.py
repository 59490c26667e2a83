"""What is odd in a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.checks import Severity, flat_problems, problems, token_problems
from annotator.core.document import Document, Excluded
from annotator.core.relations import Relation
from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.core.spans import Span, State
from annotator.core.tokens import Tokens

TEXT = "Aiko Tanaka met Ana Lund in Osaka.\nLund left Osaka on Friday.\n"
SCHEMA = Schema(
    labels=(Label("PERSON"), Label("GPE")),
    relations=(RelationType("MEETS", ("PERSON",), ("PERSON",)),),
)


def made(*spans: Span, relations: tuple[Relation, ...] = (), excluded: tuple[Excluded, ...] = ()):
    return Document.made(
        1, TEXT, Tokens.plain(TEXT), spans=spans, relations=relations, excluded=excluded
    )


def span(number: int, surface: str, label: str, after: int = 0) -> Span:
    start = TEXT.index(surface, after)
    return Span(number, start, start + len(surface), label)


def kinds(document: Document, schema: Schema | None = SCHEMA) -> list[str]:
    return [problem.kind for problem in problems(document, schema)]


def test_a_clean_document_has_no_problems() -> None:
    spans = (span(1, "Aiko Tanaka", "PERSON"), span(2, "Ana Lund", "PERSON"))
    assert kinds(made(*spans, relations=(Relation(1, 1, 2, "MEETS"),))) == []


@pytest.mark.parametrize(
    ("surface", "label", "kind"),
    [
        ("Osaka", "CITY", "unknown label"),
        ("Osa", "GPE", "misaligned"),
        ("Osaka.\nLund", "GPE", "paragraphs"),
    ],
)
def test_a_span_that_is_odd_is_named_with_its_place(surface: str, label: str, kind: str) -> None:
    (problem,) = problems(made(span(1, surface, label)), SCHEMA)
    assert (problem.kind, problem.span) == (kind, 1)
    assert "(line 1, column 29)" in problem.message


def test_white_space_at_an_edge_is_named() -> None:
    assert kinds(made(span(1, "Osaka. ".replace(". ", ".") + "\n", "GPE"))) == [
        "misaligned",
        "white space",
    ]


def test_a_line_end_at_the_end_is_no_other_paragraph() -> None:
    assert "paragraphs" not in kinds(made(span(1, "Osaka.\n", "GPE")))


def test_a_span_partly_in_an_excluded_line_is_named() -> None:
    document = made(span(1, "Osaka", "GPE"), excluded=(Excluded(1, 30, 40),))
    assert kinds(document) == ["excluded"]


def test_a_rejected_exclusion_is_not_met() -> None:
    excluded = (Excluded(1, 30, 40, State.REJECTED),)
    assert kinds(made(span(1, "Osaka", "GPE"), excluded=excluded)) == []


def test_overlap_follows_the_rule_of_the_schema() -> None:
    document = made(span(1, "Aiko Tanaka", "PERSON"), span(2, "Aiko", "PERSON"))
    assert kinds(document) == []
    flat = Schema(overlap=Overlap.FLAT, labels=SCHEMA.labels)
    assert kinds(document, flat) == ["overlap"]


def test_without_a_schema_labels_are_not_judged() -> None:
    assert kinds(made(span(1, "Osaka", "CITY")), None) == []


def test_the_rarer_label_of_the_same_words_is_a_note() -> None:
    second = span(2, "Osaka", "PERSON", 35)
    third = Span(3, TEXT.index("Osaka"), TEXT.index("Osaka") + 5, "GPE")
    first = span(1, "Osaka", "GPE")
    document = made(first, second)
    assert kinds(document) == []
    text = TEXT + "Osaka grew."
    more = Document.made(
        1,
        text,
        Tokens.plain(text),
        spans=(third, second, Span(4, len(TEXT), len(TEXT) + 5, "GPE")),
    )
    (problem,) = problems(more, SCHEMA)
    assert (problem.kind, problem.severity, problem.span) == ("other label", Severity.NOTE, 2)


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        (Relation(1, 1, 2, "OWNS"), "unknown relation"),
        (Relation(1, 1, 3, "MEETS"), "relation ends"),
        (Relation(1, 1, 1, "MEETS"), "self relation"),
    ],
)
def test_a_relation_that_is_odd_is_named(relation: Relation, kind: str) -> None:
    spans = (
        span(1, "Aiko Tanaka", "PERSON"),
        span(2, "Ana Lund", "PERSON"),
        span(3, "Osaka", "GPE"),
    )
    (problem,) = problems(made(*spans, relations=(relation,)), SCHEMA)
    assert (problem.kind, problem.relation) == (kind, 1)


def test_flat_names_what_ents_would_refuse() -> None:
    document = made(
        span(1, "Aiko Tanaka", "PERSON"), span(2, "Tanaka", "PERSON"), span(3, "Osa", "GPE")
    )
    assert [(p.kind, p.span) for p in flat_problems(document)] == [
        ("overlap", 2),
        ("misaligned", 3),
    ]


def test_text_in_no_token_is_one_finding_with_its_first_place() -> None:
    text = "Aiko met Lund\nin Osaka."
    tokens = Tokens((0, 17), (4, 22))
    (problem,) = token_problems(Document.made(1, text, tokens))
    assert (problem.start, problem.end) == (4, 17)
    assert "line 1, column 5" in problem.message
    assert "first of 2" in problem.message


@given(st.text())
def test_plain_tokens_cover_any_text(text: str) -> None:
    assert token_problems(Document.made(1, text, Tokens.plain(text))) == []


def test_many_problems_in_a_long_article_take_no_long_time() -> None:
    text = "Osaka grew.\n" * 20_000
    spans = [Span(i + 1, i * 12, i * 12 + 5, "CITY") for i in range(20_000)]
    document = Document.made(1, text, Tokens.plain(text), spans=spans)
    assert len(problems(document, SCHEMA)) == 20_000
