"""Records of Prodigy and others as articles."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from annotator.core.document import Status
from annotator.core.errors import InputError
from annotator.core.spans import State
from annotator.core.tokens import Tokens
from annotator.formats.articles import read_articles
from annotator.formats.imported import document_of
from annotator.formats.record_reader import read_record
from annotator.formats.records import saved
from tests.shared import CORPORA

TEXT = "Aiko met Ana Lund in Osaka."
AIKO = {"start": 0, "end": 4, "label": "PERSON"}
ANA = {"start": 9, "end": 17, "label": "PERSON"}
TOKENS = [
    {"text": TEXT[s:e], "start": s, "end": e, "id": n}
    for n, (s, e) in enumerate([(0, 4), (5, 8), (9, 12), (13, 17), (18, 20), (21, 26), (26, 27)])
]


def record(**more: Any) -> dict[str, Any]:
    return {"text": TEXT, **more}


@pytest.mark.parametrize("more", [{}, {"spans": None}, {"spans": [], "relations": None}])
def test_a_record_of_text_alone_is_an_article(more: dict[str, Any]) -> None:
    found = read_record(record(**more))
    assert (found.text, found.spans, found.tokens, found.problems) == (TEXT, (), None, ())
    assert found.meta.title == TEXT


@pytest.mark.parametrize(
    ("answer", "status", "state", "confirmed"),
    [
        ("accept", Status.DONE, State.ACCEPTED, True),
        ("reject", Status.REJECTED, State.ACCEPTED, False),
        ("ignore", Status.SKIPPED, State.ACCEPTED, False),
        (None, Status.NEW, State.ACCEPTED, False),
    ],
)
def test_the_answer_gives_status_and_state(
    answer: str, status: Status, state: State, confirmed: bool
) -> None:
    found = read_record(record(spans=[AIKO], answer=answer))
    (span,) = found.spans
    assert (found.status, span.state, span.confirmed) == (status, state, confirmed)


def test_a_scored_span_without_answer_is_a_proposal() -> None:
    (span,) = read_record(record(spans=[{**AIKO, "score": 0.5, "source": "m"}])).spans
    assert span.state is State.PROPOSED
    assert span.proposed is not None
    assert (span.proposed.score, span.proposed.source) == (0.5, "m")


def test_tokens_without_ws_are_taken() -> None:
    found = read_record(record(tokens=TOKENS))
    assert found.tokens is not None
    assert list(found.tokens.ends)[-1] == len(TEXT)


def test_tokens_that_do_not_fit_are_named_and_made_anew() -> None:
    found = read_record(record(tokens=[*TOKENS, {"start": 20, "end": 99}]))
    assert found.tokens is None
    assert "from 20 on" in found.problems[0]


@pytest.mark.parametrize(
    "ends",
    [
        {"head_id": "a", "child_id": "b"},
        {"head": 0, "child": 3},
        {"head": 0, "child": 2},
        {"head": 99, "child": 99, "head_span": AIKO, "child_span": ANA},
        {"head_id": "?", "head_span": AIKO, "child": 3},
    ],
)
def test_ends_are_found_by_id_then_range_then_token(ends: dict[str, Any]) -> None:
    spans = [{**AIKO, "id": "a"}, {**ANA, "id": "b"}]
    found = read_record(record(tokens=TOKENS, spans=spans, relations=[{**ends, "label": "MEETS"}]))
    (relation,) = found.relations
    assert (relation.head, relation.child) == (1, 2)


def test_of_nested_spans_a_token_means_the_one_that_ends_there() -> None:
    spans = [{**ANA, "end": 12}, ANA, AIKO]
    for token, expected in ((2, 1), (3, 2)):
        relation = {"head": token, "child": 0, "label": "MEETS"}
        found = read_record(record(tokens=TOKENS, spans=spans, relations=[relation]))
        assert found.relations[0].head == expected


def test_of_doubles_in_one_place_the_label_decides() -> None:
    spans = [{**ANA, "label": "ORG"}, ANA, AIKO]
    relation = {"head_span": ANA, "child_span": AIKO, "label": "MEETS"}
    assert read_record(record(spans=spans, relations=[relation])).relations[0].head == 2


def test_a_relation_to_nowhere_and_a_double_are_named() -> None:
    relations = [
        {"head": 0, "child": 3, "label": "MEETS"},
        {"head": 0, "child": 3, "label": "MEETS"},
        {"head": 0, "child": 3, "label": "AIDS"},
        {"head": 0, "child": 5, "label": "MEETS"},
    ]
    found = read_record(record(tokens=TOKENS, spans=[AIKO, ANA], relations=relations))
    assert [relation.label for relation in found.relations] == ["MEETS", "AIDS"]
    assert ["twice" in found.problems[0], "no span at its child" in found.problems[1]] == [1, 1]


def test_a_span_outside_the_text_is_found_by_its_words_or_named() -> None:
    spans = [
        {"start": 90, "end": 95, "label": "GPE", "text": "Osaka"},
        {"start": 90, "end": 95, "label": "GPE"},
        {"start": 3, "end": 3, "label": "GPE"},
        {"start": 0, "end": 4},
    ]
    found = read_record(record(spans=spans), "a.jsonl", 7)
    assert [(s.start, s.end) for s in found.spans] == [(21, 26)]
    assert len(found.problems) == 4
    assert all(problem.startswith("a.jsonl, line 7: ") for problem in found.problems)


def test_a_span_that_says_other_words_is_kept_and_named() -> None:
    found = read_record(record(spans=[{**AIKO, "text": "Jo"}]))
    assert len(found.spans) == len(found.problems) == 1


def test_offsets_in_utf16_units_are_seen_and_converted() -> None:
    text = "😀😀 Ana met 😀 Bo"
    spans = [
        {"start": 5, "end": 8, "label": "P", "text": "Ana"},
        {"start": 16, "end": 18, "label": "P", "text": "Bo"},
    ]
    relation = {"head_span": spans[0], "child_span": spans[1], "label": "MEETS"}
    found = read_record({"text": text, "spans": spans, "relations": [relation]})
    assert [text[s.start : s.end] for s in found.spans] == ["Ana", "Bo"]
    assert len(found.relations) == 1


def test_offsets_in_code_points_are_left_alone() -> None:
    text = "😀😀 Ana met"
    found = read_record(
        {"text": text, "spans": [{"start": 3, "end": 6, "label": "P", "text": "Ana"}]}
    )
    assert (found.spans[0].start, found.problems) == (3, ())


def test_a_span_may_be_given_by_tokens_alone() -> None:
    spans = [{"token_start": 2, "token_end": 3, "label": "PERSON"}]
    (span,) = read_record(record(tokens=TOKENS, spans=spans)).spans
    assert (span.start, span.end) == (9, 17)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"text": None}, 'no "text"'),
        ({"text": " \n"}, "is empty"),
        ({"spans": {}}, "not a list"),
        ({"spans": ["PERSON"]}, "not an object"),
        ({"spans": [{**AIKO, "start": "0"}]}, "start of a span is not a whole number: '0'"),
        ({"spans": [{**AIKO, "start": -1}]}, "negative"),
        ({"spans": [{**AIKO, "end": True}]}, "not a whole number"),
        ({"spans": [{**AIKO, "end": 4.5}]}, "not a whole number"),
        ({"spans": [{**AIKO, "end": 10**30}]}, "too large"),
        ({"spans": [{"start": 0, "label": "P"}]}, "end of a span is not"),
        ({"spans": [{**AIKO, "label": 3}]}, "label is not a text"),
        ({"spans": [{**AIKO, "score": "0.5"}]}, "score is not a number"),
        ({"spans": [{**AIKO, "note": []}]}, '"note" is not a text'),
        ({"relations": [{"head": "x", "child": 0, "label": "M"}], "tokens": TOKENS}, "head of a"),
    ],
)
def test_values_of_the_wrong_kind_refuse_the_record(more: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read_record(record(**more), "a.jsonl", 3)
    assert str(caught.value).startswith("a.jsonl, line 3: ")


def test_ids_that_are_no_small_numbers_or_come_twice_are_given_anew() -> None:
    ids: list[Any] = [7, 7, "T1", 10**12, None, True, 0]
    spans = [{**AIKO, "id": said} for said in ids]
    assert [s.id for s in read_record(record(spans=spans)).spans] == [7, 8, 9, 10, 11, 12, 13]


def test_a_whole_float_is_a_whole_number() -> None:
    assert read_record(record(spans=[{**AIKO, "end": 4.0}])).spans[0].end == 4


@pytest.mark.skipif(not CORPORA.exists(), reason="the real files are not here")
@pytest.mark.parametrize("path", sorted(CORPORA.glob("prodigy_*/**/*.jsonl")), ids=lambda p: p.name)
def test_nothing_of_a_real_file_is_lost_unsaid(path: Path) -> None:
    import json

    if "patterns" in path.name:
        pytest.skip("patterns are no articles")
    found = list(read_articles(path))
    good = [f for f in found if not isinstance(f, InputError)]
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    problems = sum(len(f.problems) for f in good)
    spans = sum(len(row.get("spans") or []) for row in rows)
    relations = sum(len(row.get("relations") or []) for row in rows)
    assert len(found) == len(rows)
    kept = sum(sum(s.live for s in f.spans) + len(f.relations) for f in good)
    assert kept + problems == spans + relations


def test_what_a_token_says_beside_comes_out_again_while_the_tokens_are_the_same() -> None:
    tokens = [
        {"text": "Ana", "start": 0, "end": 3, "id": 0, "ws": True, "disabled": False},
        {"text": "won", "start": 4, "end": 7, "id": 1, "disabled": True, "style": {"x": 1}},
    ]
    article = read_record({"text": "Ana won", "tokens": tokens})
    written = saved(document_of(article)).record
    assert written["tokens"] == [tokens[0], tokens[1] | {"ws": False}]
    assert saved(document_of(read_record(written))).record["tokens"] == written["tokens"]
    anew = replace(article, tokens=Tokens.plain("Ana won!"), text="Ana won!")
    assert "disabled" not in saved(document_of(anew)).record["tokens"][0]


@pytest.mark.parametrize("answer", [None, "accept"])
def test_a_spans_own_answer_counts_in_an_accepted_task(answer: str | None) -> None:
    spans = [{**AIKO, "answer": "reject"}, {**ANA, "answer": "accept"}]
    relation = {"head_span": ANA, "child_span": AIKO, "label": "MEETS"}
    article = read_record(record(spans=spans, relations=[relation], answer=answer))
    assert [span.state for span in article.spans] == [State.REJECTED, State.ACCEPTED]
    assert not article.relations
    assert len(article.problems) == 2
    rejected = read_record(record(spans=spans, answer="reject"))
    assert rejected.status is Status.REJECTED
    assert all(span.live for span in rejected.spans)


def test_of_a_review_the_decision_counts_and_the_versions_are_kept() -> None:
    versions = [{"text": TEXT, "spans": [], "sessions": ["b"], "default": False}]
    beside = {"versions": versions, "sessions": ["a", "b"], "view_id": "ner_manual"}
    article = read_record(record(spans=[AIKO], answer="accept", **beside))
    assert [span.label for span in article.spans] == ["PERSON"]
    written = saved(document_of(article)).record
    assert {key: written[key] for key in beside} == beside


def test_of_a_choice_task_options_and_choices_are_kept() -> None:
    beside = {"options": [{"id": 1, "text": "yes"}], "accept": [1], "label": "NEWS"}
    written = saved(document_of(read_record(record(answer="accept", **beside)))).record
    assert {key: written[key] for key in beside} == beside
