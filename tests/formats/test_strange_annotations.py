"""Annotations in layouts that no format has."""

from typing import Any

import pytest

from annotator.formats.record_reader import read_record
from annotator.formats.strange_annotations import strange_annotations


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"entities": [{"name": "Ana", "span": [0, 3]}], "id": 1}, "entities"),
        ({"label": {"name": {"Ana": [[0, 2]]}}}, "label"),
        ({"label": "sports", "tags": ["a", "b"], "options": [{"id": 1}]}, ""),
    ],
)
def test_lists_of_lists_or_objects_under_usual_names_are_meant(
    values: dict[str, Any], said: str
) -> None:
    assert strange_annotations(values) == said


def test_a_record_with_such_annotations_and_no_spans_says_so() -> None:
    found = read_record({"text": "Ana won.", "entities": [{"start_idx": 0, "end_idx": 2}]})
    assert "no known layout and stay beside: entities" in found.problems[0]


def test_relations_of_a_record_are_no_strange_ones() -> None:
    found = read_record({"text": "Ana won.", "relations": [{"head": 0, "child": 1, "label": "x"}]})
    assert not any("no known layout" in problem for problem in found.problems)
