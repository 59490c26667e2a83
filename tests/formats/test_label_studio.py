"""Label Studio's tasks, its flat exports and its configuration."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.core.document import Meta, Status
from annotator.core.errors import InputError
from annotator.core.schema import Schema
from annotator.core.spans import Span, State
from annotator.formats.articles import read_articles
from annotator.formats.imported import Imported
from annotator.formats.label_studio_config import config_of, schema_from_config
from annotator.formats.label_studio_writing import task_of
from annotator.formats.schemas import read_schema
from annotator.formats.table import format_named
from tests.shared import CORPORA

TEXT = "😀 Ana Lund met Bo.\r\nThey spoke."


def region(number: str, start: int, end: int, label: str, **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]}
    own = {"id": number, "from_name": "label", "to_name": "text", "type": "labels"}
    return {**own, "value": value, **more}


RESULT = [
    region("a", 2, 10, "PERSON", meta={"text": ["sure?"]}),
    region("b", 15, 17, "PERSON"),
    {"id": "a", "from_name": "sex", "type": "choices", "value": {"choices": ["f"]}},
    {"type": "relation", "from_id": "b", "to_id": "a", "direction": "left", "labels": ["KNOWS"]},
    {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"},
    {"from_name": "mood", "type": "choices", "value": {"choices": ["calm"]}},
]


def one(tmp_path: Path, *tasks: dict[str, Any], name: str = "a.json") -> Imported:
    path = tmp_path / name
    path.write_text(json.dumps(tasks), "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Imported), str(found)
    return found


@pytest.mark.parametrize("key", ["annotations", "completions"])
def test_regions_relations_notes_and_choices_come_in(tmp_path: Path, key: str) -> None:
    found = one(tmp_path, {"data": {"text": TEXT, "title": "T", "n": 1}, key: [{"result": RESULT}]})
    assert [TEXT[s.start : s.end] for s in found.spans] == ["Ana Lund", "Bo"]
    assert (found.spans[0].note, found.spans[0].attributes) == ("sure?", (("sex", "f"),))
    assert [(r.head, r.child, r.label) for r in found.relations] == [
        (1, 2, "KNOWS"),
        (1, 2, "RELATION"),
    ]
    assert (found.status, found.meta.title) == (Status.DONE, "T")
    assert '"mood"' in found.meta.record_extra


def test_what_came_in_goes_out_again(tmp_path: Path) -> None:
    found = one(tmp_path, {"data": {"text": TEXT, "n": 1}, "annotations": [{"result": RESULT}]})
    again = one(tmp_path, task_of(found, 1))
    assert (again.text, again.spans, again.meta.record_extra) == (
        found.text,
        found.spans,
        found.meta.record_extra,
    )
    assert [(r.head, r.child, r.label) for r in again.relations] == [
        (r.head, r.child, r.label) for r in found.relations
    ]


def test_offsets_in_utf_16_are_found_by_the_words(tmp_path: Path) -> None:
    rows = [region("a", 2, 10, "PERSON")]
    rows[0]["value"] |= {"start": 3, "end": 11}
    found = one(tmp_path, {"data": {"text": TEXT}, "annotations": [{"result": rows}]})
    assert TEXT[found.spans[0].start : found.spans[0].end] == "Ana Lund"


def test_predictions_are_proposals_and_further_annotations_are_listed(tmp_path: Path) -> None:
    rows = {"result": RESULT[:2], "model_version": "m1", "score": 0.5}
    found = one(tmp_path, {"data": {"text": TEXT}, "predictions": [rows]})
    assert {(s.state, s.source, s.score) for s in found.spans} == {(State.PROPOSED, "m1", 0.5)}
    cancelled = {"result": [], "was_cancelled": True}
    tasks = {"data": {"text": TEXT}, "annotations": [{"result": RESULT}, cancelled]}
    assert "1 further" in one(tmp_path, tasks).losses[0]
    skipped = one(tmp_path, {"data": {"text": TEXT}, "annotations": [cancelled]})
    assert (skipped.status, skipped.losses) == (Status.SKIPPED, ())


def test_a_draft_comes_in_where_nothing_was_sent_off(tmp_path: Path) -> None:
    task: dict[str, Any] = {"data": {"text": TEXT}, "drafts": [{"result": RESULT[:2]}]}
    found = one(tmp_path, task)
    assert (len(found.spans), found.status) == (2, Status.IN_PROGRESS)
    task["annotations"] = [{"result": RESULT[:1]}]
    found = one(tmp_path, task)
    assert len(found.spans) == 1
    assert found.losses[0].endswith("The task also has 1 draft.")


def test_predictions_that_are_only_numbers_are_listed(tmp_path: Path) -> None:
    found = one(tmp_path, {"data": {"text": TEXT}, "annotations": [], "predictions": [7]})
    assert "1 prediction of which only the number" in found.losses[0]


def test_places_on_a_page_are_those_of_its_words(tmp_path: Path) -> None:
    value = {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 0, "endOffset": 3}
    value |= {"text": "Ana", "hypertextlabels": ["PERSON"]}
    rows = [{"id": "a", "type": "hypertextlabels", "value": value}]
    task = {"data": {"html": "<p>Ana &amp; <b>Bo</b></p>"}, "annotations": [{"result": rows}]}
    found = one(tmp_path, task)
    assert (found.text, found.spans[0].end) == ("Ana & Bo", 3)
    value["globalOffsets"] = {"start": 6, "end": 8}
    value["text"] = "Bo"
    assert one(tmp_path, task).spans[0].start == 6


@pytest.mark.parametrize("text", ["<p>Ana</p>", "https://a.b/Ana"])
def test_a_plain_text_that_looks_like_a_page_or_an_address_stays(tmp_path: Path, text: str) -> None:
    at = text.index("Ana")
    value = {"start": at, "end": at + 3, "text": "Ana", "labels": ["PERSON"]}
    rows = [{"id": "a", "type": "labels", "value": value}]
    found = one(tmp_path, {"data": {"text": text}, "annotations": [{"result": rows}]})
    assert (found.text, found.spans[0].start) == (text, at)


def test_flat_exports_come_in_with_their_spans(tmp_path: Path) -> None:
    rows = [{"start": 2, "end": 10, "text": "Ana Lund", "labels": ["PERSON"]}]
    assert len(one(tmp_path, {"id": 1, "text": TEXT, "label": rows}).spans) == 1
    cell = json.dumps(rows).replace('"', '""')
    (tmp_path / "a.csv").write_bytes(f'text,label\n"{TEXT}","{cell}"\n'.encode())
    (found,) = read_articles(tmp_path / "a.csv")
    assert isinstance(found, Imported)
    assert len(found.spans) == 1


def test_a_flat_export_whose_first_row_has_no_spans_is_known(tmp_path: Path) -> None:
    rows = [{"start": 2, "end": 10, "text": "Ana Lund", "labels": ["PERSON"]}]
    flat = {"id": 1, "text": TEXT, "annotator": 1, "annotation_id": 7, "lead_time": None}
    path = tmp_path / "a.json"
    path.write_text(json.dumps([flat, flat | {"label": rows}]), "utf-8")
    found = [article for article in read_articles(path) if isinstance(article, Imported)]
    assert [len(article.spans) for article in found] == [0, 1]


def test_a_task_without_text_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    tasks = [{"data": {"image": "https://a.b/c.png"}}, {"data": {"text": TEXT}}]
    path.write_text(json.dumps(tasks), "utf-8")
    first, second = read_articles(path)
    assert isinstance(first, InputError)
    assert isinstance(second, Imported)


def test_a_configuration_becomes_a_schema_and_back(tmp_path: Path) -> None:
    text = (
        '<View><Relations><Relation value="KNOWS"/></Relations><Labels name="l" toName="t">'
        '<Label value="A&amp;B" background="#FF0000" hotkey="a"/></Labels><Text name="t"/></View>'
    )
    path = tmp_path / "config.xml"
    path.write_text(text)
    schema = read_schema(path)
    assert [label.name for label in schema.labels] == ["A&B"]
    assert schema_from_config(config_of(schema)) == schema
    with pytest.raises(InputError, match="document type"):
        schema_from_config('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><View/>')


def test_a_label_is_called_as_its_spans_say() -> None:
    row = '<Label value="Person" alias="PER"/>'
    schema = schema_from_config(f"<View><Labels>{row}</Labels></View>")
    assert schema.labels[0].name == "PER"
    assert "alias" not in config_of(schema)


def test_a_configuration_without_labels_has_no_empty_list() -> None:
    assert "<Labels" not in config_of(Schema())


def test_no_attribute_is_called_as_the_labels_or_the_text_are(tmp_path: Path) -> None:
    names = ("label", "text", "label_", "kind")
    span = Span(1, 0, 3, "PER", attributes=tuple((name, "x") for name in names))
    task = task_of(Imported("Ana", Meta(), spans=(span,)), 1)
    controls = [row["from_name"] for row in task["annotations"][0]["result"][1:]]
    assert controls == ["label_", "text_", "label__", "kind"]
    config = config_of(Schema(), {name: ["x"] for name in names})
    assert all(f'<Choices name="{name}"' in config for name in controls)
    assert [name for name, _ in one(tmp_path, task).spans[0].attributes] == list(names)


@pytest.mark.parametrize(
    ("name", "spans", "relations"),
    [
        ("ls_official_exports_a/relation_template/input.json", 4, 3),
        ("ls_official_exports_a/relation_template/JSON_MIN_result.json", 4, 0),
        ("ls_official_exports_a/relation_template/CSV_result.csv", 4, 0),
        ("ls_official_exports_a/relation_template/TSV_result.csv", 4, 0),
        ("ls_kiji_predictions_rel/sample_predictions.json", 5, 2),
        ("ls_frontend_examples/rich_text_html/annotations/1.json", 4, 0),
    ],
)
def test_published_files_come_in_whole(name: str, spans: int, relations: int) -> None:
    path = CORPORA / name
    if not path.exists():
        pytest.skip("the corpora are not here")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    assert (len(found.spans), len(found.relations)) == (spans, relations)


def test_the_configuration_that_a_project_needs_is_written_beside(tmp_path: Path) -> None:
    from annotator.cli import main

    record = {
        "text": "Ana met Bo.",
        "spans": [
            {"start": 0, "end": 3, "label": "PER", "attributes": [{"name": "sex", "value": "f"}]}
        ],
    }
    source, out = tmp_path / "a.jsonl", tmp_path / "out.json"
    source.write_text(json.dumps(record) + "\n", "utf-8")
    assert main(["convert", str(source), "-o", str(out), "--to", "label-studio"]) == 0
    said = (tmp_path / "out.config.xml").read_text("utf-8")
    assert [label.name for label in schema_from_config(said).labels] == ["PER"]
    assert '<Choices name="sex" toName="text" perRegion="true"' in said
    assert '<Choice value="f"/>' in said


def test_an_article_of_hundreds_of_pages_is_read_from_csv(tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    text = "It was so. " * 20_000
    rows = '[{""start"": 0, ""end"": 2, ""text"": ""It"", ""labels"": [""X""]}]'
    path.write_text(f'id,text,label\n1,"{text}","{rows}"\n')
    (found,) = format_named("label-studio").read(path)
    assert isinstance(found, Imported)
    assert (found.text, len(found.spans)) == (text, 1)
