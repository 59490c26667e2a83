"""Documents as records."""

import json

import pytest
from hypothesis import assume, given
from msgspec.structs import replace

from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.relations import Relation
from annotator.core.spans import Proposal, Span, State
from annotator.core.tokens import Tokens
from annotator.formats.cuts import Cuts, with_line_ends
from annotator.formats.jsonl import encoded
from annotator.formats.record_reader import read_record
from annotator.formats.records import saved
from tests.formats.documents import document_of, documents

TEXT = "Advertisement\nAiko Tanaka met Ana Lund.\nAdvertisement\nThey spoke in Osaka."
AD = TEXT.index("Advertisement", 5)
KEYS = (
    "text tokens spans relations meta answer _input_hash _task_hash _view_id _annotator_id"
    " _timestamp"
)


def through_json(record: dict[str, object]) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(encoded(record))
    return loaded


def span(number: int, surface: str, label: str = "PERSON", **more: object) -> Span:
    start = TEXT.index(surface)
    return Span(number, start, start + len(surface), label, **more)  # type: ignore[arg-type]


def made(*spans: Span, **more: object) -> Document:
    return Document.made(1, TEXT, Tokens.plain(TEXT), spans=spans, **more)  # type: ignore[arg-type]


def example(**more: object) -> Document:
    spans = (span(3, "Aiko Tanaka"), span(1, "Ana Lund"), span(2, "Osaka", "GPE"))
    excluded = (Excluded(1, 0, 13), Excluded(2, AD, AD + 13))
    return made(*spans, relations=[Relation(1, 3, 1, "MEETS")], excluded=excluded, **more)


def test_every_key_is_there_in_a_fixed_order() -> None:
    record = saved(example()).record
    assert list(record) == KEYS.split()
    assert list(record["tokens"][0]) == ["text", "start", "end", "id", "ws"]
    assert (
        list(record["spans"][0])
        == (
            "start end token_start token_end label id state confirmed source score note kb_id"
            " attributes proposed"
        ).split()
    )
    assert (
        list(record["relations"][0])
        == (
            "head child head_span child_span label id head_id child_id state confirmed source score"
            " note proposed"
        ).split()
    )
    assert (
        list(record["meta"])[:8]
        == ("title source source_sha256 author date url excluded extra").split()
    )


def test_texts_that_are_missing_are_empty_so_that_loaders_see_their_type() -> None:
    record = saved(example()).record
    assert {record["spans"][0][key] for key in ("source", "note", "kb_id")} == {""}
    assert {record["relations"][0][key] for key in ("source", "note")} == {""}
    keys = ("title", "source", "source_sha256", "author", "date", "url", "encoding")
    assert {record["meta"][key] for key in keys} == {""}


def test_excluded_lines_are_cut_and_offsets_recomputed() -> None:
    record = saved(example()).record
    assert record["text"] == "Aiko Tanaka met Ana Lund.\nThey spoke in Osaka."
    assert [record["text"][s["start"] : s["end"]] for s in record["spans"]] == [
        "Aiko Tanaka",
        "Ana Lund",
        "Osaka",
    ]
    assert record["meta"]["excluded"] == [[0, 14], [AD, AD + 14]]


def test_head_and_child_are_the_last_tokens_of_their_spans() -> None:
    (relation,) = saved(example()).record["relations"]
    assert (relation["head"], relation["child"]) == (1, 4)
    assert (relation["head_id"], relation["child_id"]) == (3, 1)
    assert relation["head_span"] == {
        "start": 0,
        "end": 11,
        "token_start": 0,
        "token_end": 1,
        "label": "PERSON",
    }


def test_a_misaligned_span_has_no_tokens() -> None:
    document = made(span(1, "Tana"), span(2, "Ana Lund"), relations=[Relation(1, 1, 2, "MEETS")])
    record = saved(document).record
    assert record["spans"][0]["token_start"] is record["spans"][0]["token_end"] is None
    assert record["relations"][0]["head"] is None
    assert document_of(read_record(record)).relation(1).head == 1


def test_what_lies_in_an_excluded_line_is_left_out_and_counted() -> None:
    spans = (span(1, "Advertisement", "ORG"), span(2, "Ana Lund"), span(3, "Advertisement\nAiko"))
    relations = [Relation(1, 1, 2, "MEETS"), Relation(2, 3, 2, "MEETS")]
    found = saved(made(*spans, relations=relations, excluded=(Excluded(1, 0, 13),)))
    assert (found.spans_left_out, found.relations_left_out) == (2, 2)
    assert [s["id"] for s in found.record["spans"]] == [2]


def test_rejected_spans_and_exclusions_are_not_written() -> None:
    rejected = span(1, "Osaka", state=State.REJECTED)
    found = saved(made(rejected, excluded=(Excluded(1, 0, 13, State.REJECTED),)))
    assert (found.record["spans"], found.record["text"]) == ([], TEXT)


@pytest.mark.parametrize(
    ("status", "answer", "reviewed"),
    [
        (Status.NEW, None, False),
        (Status.IN_PROGRESS, None, False),
        (Status.DONE, "accept", True),
        (Status.SKIPPED, "ignore", True),
        (Status.REJECTED, "reject", True),
    ],
)
def test_the_answer_follows_the_status(status: Status, answer: str, reviewed: bool) -> None:
    record = saved(example(status=status)).record
    assert (record["answer"], record["meta"]["reviewed"]) == (answer, reviewed)
    assert read_record(record).status is status


def test_an_imported_hash_is_kept_while_the_text_is() -> None:
    document = made(meta=Meta(input_hash=-7))
    assert saved(document).record["_input_hash"] == -7
    cut = replace(document, excluded=(Excluded(1, 0, 13),))
    assert saved(cut).record["_input_hash"] not in {-7, None}


def test_hashes_are_signed_32_bit_numbers_that_never_change() -> None:
    record = saved(made(span(1, "Osaka", "GPE"))).record
    assert (record["_input_hash"], record["_task_hash"]) == (-1339062097, -1316589436)


def test_a_proposal_is_written_in_offsets_of_the_saved_text() -> None:
    start = TEXT.index("Tanaka")
    proposed = Proposal(start, start + 6, "ORG", "model", 0.5)
    edited = span(1, "Aiko Tanaka", state=State.EDITED, proposed=proposed)
    (row,) = saved(made(edited, excluded=(Excluded(1, 0, 13),))).record["spans"]
    assert (row["proposed"]["start"], row["proposed"]["end"]) == (5, 11)


def test_the_text_that_a_span_said_is_brought_up_to_date() -> None:
    grown = span(1, "Aiko Tanaka", extra='{"text":"Tanaka","rank":0}')
    (row,) = saved(made(grown)).record["spans"]
    assert (row["text"], row["rank"]) == ("Aiko Tanaka", 0)


def test_flat_keeps_the_longest_aligned_spans_and_names_the_rest() -> None:
    spans = (span(1, "Tanaka"), span(2, "Aiko Tanaka"), span(3, "Osa", "GPE"))
    found = saved(made(*spans), flat=True)
    assert [row["id"] for row in found.record["spans"]] == [2]
    assert len(found.problems) == 2


def test_ranges_cut_later_are_named_in_offsets_of_the_source() -> None:
    first = read_record(through_json(saved(example()).record))
    line = first.text.index("They")
    later = replace(document_of(first), excluded=(Excluded(1, line, len(first.text)),))
    start = TEXT.index("They")
    assert saved(later).record["meta"]["excluded"] == [[0, 14], [AD, len(TEXT)]]
    kept = saved(later, keep_excluded=True).record
    assert kept["meta"]["excluded"] == [[0, 14], [AD, AD + 14], [start, len(TEXT)]]
    again = document_of(read_record(through_json(kept)))
    assert saved(again).record == saved(later).record


@given(documents())
def test_a_record_that_keeps_excluded_ranges_gives_the_document_back(document: Document) -> None:
    record = through_json(saved(document, keep_excluded=True).record)
    back = read_record(record)
    assert back.problems == ()
    assert back.text == document.text
    assert sorted(back.spans, key=lambda s: s.id) == sorted(document.spans(), key=lambda s: s.id)
    by_id = sorted(back.relations, key=lambda r: r.id)
    assert by_id == sorted(document.relations(), key=lambda r: r.id)
    ranges = [(e.start, e.end, e.state, e.source) for e in document.excluded]
    assert [(e.start, e.end, e.state, e.source) for e in back.excluded] == ranges
    assert back.status is document.status
    same = replace(back.meta, record_extra="", input_hash=None)
    assert same == replace(document.meta, record_extra="", input_hash=None)


@given(documents())
def test_a_saved_document_is_the_document_without_what_is_excluded(document: Document) -> None:
    found = saved(document)
    assume(found.record["text"].strip())
    back = read_record(through_json(found.record))
    live = [(e.start, e.end) for e in document.live_excluded()]
    cuts = Cuts(document.text, with_line_ends(document.text, live))
    places = {s.id: cuts.mapped(s.start, s.end) for s in document.spans()}
    assert {s.id: (s.start, s.end) for s in back.spans} == {k: v for k, v in places.items() if v}
    assert len(back.spans) + found.spans_left_out == document.span_count
    assert len(back.relations) + found.relations_left_out == document.relation_count
    surfaces = {s.id: document.surface(s) for s in document.spans()}
    assert all(back.text[s.start : s.end] == surfaces[s.id] for s in back.spans)


@given(documents())
def test_a_record_read_and_saved_again_is_the_same_bytes(document: Document) -> None:
    for keep in (False, True):
        first = saved(document, keep_excluded=keep).record
        if first["text"].strip():
            again = saved(document_of(read_record(through_json(first))), keep_excluded=keep)
            assert encoded(again.record) == encoded(first)


@given(documents())
def test_tokens_rebuild_the_text(document: Document) -> None:
    record = saved(document).record
    joined = "".join(t["text"] + " " * t["ws"] for t in record["tokens"])
    assert joined == record["text"]
    assert all(record["text"][t["start"] : t["end"]] == t["text"] for t in record["tokens"])


@given(documents())
def test_flat_spans_never_overlap_and_stand_on_tokens(document: Document) -> None:
    found = saved(document, flat=True)
    rows = found.record["spans"]
    ends = [-1, *(row["token_end"] for row in rows)]
    assert all(row["token_start"] > end for row, end in zip(rows, ends, strict=False))
    left = len(found.problems) + found.spans_left_out + len(rows)
    assert left == document.span_count


@given(documents())
def test_a_record_is_one_line_for_every_reader(document: Document) -> None:
    line = encoded(saved(document).record).decode()
    assert len(line.splitlines()) == 1
