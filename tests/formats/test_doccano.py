"""doccano's shapes."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.core.errors import InputError
from annotator.core.schema import Label
from annotator.formats.articles import read_articles
from annotator.formats.doccano import labels_json, schema_from_labels
from annotator.formats.imported import Imported
from annotator.formats.sniffing import sniffed
from tests.shared import CORPORA

TEXT = "😀 Ana Lund met Bo."


def read(tmp_path: Path, *records: dict[str, Any], indent: int | None = None) -> list[Imported]:
    path = tmp_path / "a.jsonl"
    lines = (json.dumps(record, indent=indent) for record in records)
    path.write_text("\n".join(lines), "utf-8")
    found = sniffed(path)
    assert found is not None
    assert found.name == "doccano"
    return [article for article in read_articles(path) if isinstance(article, Imported)]


@pytest.mark.parametrize(
    "spans",
    [
        {"label": [[2, 10, "PERSON"]]},
        {"labels": [[2, 10, "PERSON"]]},
        {"entities": [[2, 10, "PERSON"]]},
        {"entities": [{"id": 7, "start_offset": 2, "end_offset": 10, "label": "PERSON"}]},
        {"annotations": [{"start_offset": 2, "end_offset": 10, "label": "PERSON", "user": 1}]},
    ],
)
def test_every_shape_of_spans_is_read(tmp_path: Path, spans: dict[str, Any]) -> None:
    (found,) = read(tmp_path, {"id": 1, "text": TEXT, **spans, "page": 3})
    (span,) = found.spans
    assert TEXT[span.start : span.end] == "Ana Lund"
    assert found.meta.record_extra == '{"doccano":{"id":1,"page":3}}'


def test_offsets_in_utf_16_are_told_by_the_edges_of_words(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"data": TEXT, "label": [[3, 11, "PERSON"], [16, 18, "PERSON"]]})
    assert [TEXT[s.start : s.end] for s in found.spans] == ["Ana Lund", "Bo"]
    assert "UTF-16" in found.problems[0]


def test_relations_and_pretty_printed_records_are_read(tmp_path: Path) -> None:
    entities = [
        {"id": 71, "start_offset": 2, "end_offset": 10, "label": "PERSON"},
        {"id": 70, "start_offset": 15, "end_offset": 17, "label": "PERSON"},
    ]
    links = [{"id": 1, "from_id": 71, "to_id": 70, "type": "KNOWS"}]
    links.append({"id": 2, "from_id": 71, "to_id": 99, "type": "KNOWS"})
    record = {"text": TEXT, "entities": entities, "relations": links}
    found = read(tmp_path, record, record, indent=2)
    assert len(found) == 2
    (relation,) = found[1].relations
    assert (relation.head, relation.child, relation.label) == (1, 2, "KNOWS")
    assert "missing span" in found[1].losses[0]


def test_an_offset_behind_the_end_is_a_loss(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"text": TEXT, "label": [[2, 90, "PERSON"], [4, 4, "PERSON"]]})
    assert found.spans == ()
    assert len(found.losses) == 2


def test_a_list_of_labels_becomes_a_schema() -> None:
    rows = [{"text": "Dog", "suffix_key": "a", "background_color": "#FF0000"}]
    (label,) = schema_from_labels(rows).labels
    assert (label.name, label.key, label.colour) == ("Dog", "a", "#ff0000")
    with pytest.raises(InputError):
        schema_from_labels({})


def test_keys_that_its_labels_can_not_have_stay_out() -> None:
    rows = json.loads(labels_json([Label("A", "É"), Label("B", "b")]))
    assert [row["suffix_key"] for row in rows] == [None, "b"]


@pytest.mark.parametrize(
    ("name", "articles", "spans", "relations"),
    [
        ("doccano_es_products/sample.jsonl", 49, 86, 0),
        ("doccano_transformer/labeling/labeling.jsonl", 2, 16, 0),
        ("doccano_transformer/labeling/labeling_text_label.jsonl", 2, 11, 0),
        (
            "doccano_official/data_export/pipeline/examples/relation_extraction/example.jsonl",
            *(1, 4, 3),
        ),
    ],
)
def test_published_files_come_in_whole(
    name: str, articles: int, spans: int, relations: int
) -> None:
    path = CORPORA / name
    if not path.exists():
        pytest.skip("the corpora are not here")
    found = [article for article in read_articles(path) if isinstance(article, Imported)]
    counts = len(found), sum(len(a.spans) for a in found), sum(len(a.relations) for a in found)
    assert counts == (articles, spans, relations)
