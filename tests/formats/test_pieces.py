"""Articles cut into paragraphs and sentences."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings

from annotator.core.document import Document, Excluded, Meta
from annotator.core.errors import InputError
from annotator.core.relations import Relation
from annotator.core.spans import Proposal, Span
from annotator.core.tokens import Tokens
from annotator.formats.imported import Imported
from annotator.formats.pieces import Unit, pieces
from tests.formats.documents import documents
from tests.formats.test_round_trips import imported_of

TEXT = "Ana met Bo. Bo left.\n\nMia came to Osaka.\n"


def article(spans: tuple[Span, ...], relations: tuple[Relation, ...] = ()) -> Imported:
    return Imported(TEXT, Meta(title="T"), spans, relations, tokens=Tokens.plain(TEXT))


def cut(found: Imported, unit: Unit) -> tuple[list[Imported], Counter[str]]:
    losses: Counter[str] = Counter()
    return pieces(found, unit, losses), losses


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        (Unit.ARTICLE, [TEXT]),
        (Unit.PARAGRAPH, ["Ana met Bo. Bo left.", "Mia came to Osaka."]),
        (Unit.SENTENCE, ["Ana met Bo.", "Bo left.", "Mia came to Osaka."]),
    ],
)
def test_a_unit_is_an_example(unit: Unit, texts: list[str]) -> None:
    found, losses = cut(article(()), unit)
    assert [piece.text for piece in found] == texts
    assert not losses.total()


def test_spans_and_near_relations_go_with_their_piece_and_the_others_are_counted() -> None:
    spans = (Span(1, 0, 3, "A"), Span(2, 8, 10, "B"), Span(3, 12, 14, "B"))
    relations = (Relation(1, 1, 2, "MET"), Relation(2, 1, 3, "FAR"))
    found, losses = cut(article(spans, relations), Unit.SENTENCE)
    said = [[(p.text[s.start : s.end], s.label) for s in p.spans] for p in found]
    assert said == [[("Ana", "A"), ("Bo", "B")], [("Bo", "B")], []]
    assert [[r.label for r in p.relations] for p in found] == [["MET"], [], []]
    assert losses["relation across sentences"] == 1
    assert json.loads(found[1].meta.extra) == {"piece": 2, "piece_start": 12}
    assert found[1].tokens == Tokens([0, 3, 7], [2, 7, 8], [0])


def test_no_piece_begins_inside_of_a_span() -> None:
    found, _ = cut(article((Span(1, 8, 14, "X"),)), Unit.SENTENCE)
    assert [piece.text for piece in found] == ["Ana met Bo. Bo left.", "Mia came to Osaka."]
    found, _ = cut(article((Span(1, 15, 25, "X"),)), Unit.PARAGRAPH)
    assert [piece.text for piece in found] == [TEXT.strip()]


def test_what_was_proposed_and_parts_move_along() -> None:
    extra = '{"parts":[[22,25],[34,39]]}'
    span = Span(1, 22, 39, "X", proposed=Proposal(22, 25, "Y", "m"), extra=extra)
    _, piece = cut(article((span,)), Unit.PARAGRAPH)[0]
    (moved,) = piece.spans
    assert (moved.start, moved.end) == (0, 17)
    assert moved.proposed == Proposal(0, 3, "Y", "m")
    assert json.loads(moved.extra) == {"parts": [[0, 3], [12, 17]]}


def test_excluded_lines_are_cut_first() -> None:
    whole = Imported(TEXT, Meta(), excluded=(Excluded(1, 0, 20),))
    found, losses = cut(whole, Unit.SENTENCE)
    assert [piece.text for piece in found] == ["Mia came to Osaka."]
    assert losses["excluded range"] == 1


@settings(max_examples=50)
@given(made=documents())
def test_nothing_is_lost_but_what_is_counted(made: Document) -> None:
    whole = imported_of(made)
    for unit in (Unit.PARAGRAPH, Unit.SENTENCE):
        losses: Counter[str] = Counter()
        try:
            found = pieces(whole, unit, losses)
        except InputError:
            continue
        lost = losses["span cut with excluded lines"]
        assert sum(len(piece.spans) for piece in found) == len(whole.spans) - lost
        kept = sum(len(piece.relations) for piece in found)
        assert kept + losses["relation"] + losses[f"relation across {unit}s"] == len(
            whole.relations
        )
        for piece in found:
            assert piece.text.strip() or piece.spans
            assert all(0 <= s.start < s.end <= len(piece.text) for s in piece.spans)
            ids = {span.id for span in piece.spans}
            assert all(r.head in ids and r.child in ids for r in piece.relations)
            if not losses.total():
                said = {(s.label, whole.text[s.start : s.end]) for s in whole.spans}
                assert {(s.label, piece.text[s.start : s.end]) for s in piece.spans} <= said
