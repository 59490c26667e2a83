"""What doccano's own import demands of lines, and what its project must allow."""

import json
from pathlib import Path

from annotator.core.document import Meta
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.formats.datasets import WHOLE, Facts, Made
from annotator.formats.doccano_writing import write_sets, write_triple_sets
from annotator.formats.imported import Imported


def article(text: str, extra: str = "") -> Imported:
    spans = (Span(1, 0, 3, "PER"), Span(2, 0, 6, "EVENT"))
    return Imported(text, Meta(record_extra=extra), spans, (Relation(1, 1, 2, "IN"),))


ARTICLES = (
    article("Ana met Bo."),
    article("Ana left.", '{"doccano":{"page":3,"id":9,"labels":["A"]}}'),
)


def made(path: Path, *articles: Imported, facts: Facts | None = None) -> Made:
    return write_sets(path, {WHOLE: lambda: articles}, facts or Facts())


def test_all_lines_have_the_same_keys(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for write in (write_sets, write_triple_sets):
        write(path, {WHOLE: lambda: ARTICLES}, Facts())
        first, second = (json.loads(line) for line in path.read_text("utf-8").splitlines())
        assert set(first) == set(second)
        assert (first["id"], first["page"], first["labels"]) == (1, "", [])
        assert (second["id"], second["page"], second["labels"]) == (9, 3, ["A"])


def test_what_the_project_must_allow_is_said(tmp_path: Path) -> None:
    facts = Facts(relation_labels=("IN",), overlaps=True)
    assert made(tmp_path / "a.jsonl", *ARTICLES).advice == ""
    said = made(tmp_path / "a.jsonl", *ARTICLES, article("😀 Ana"), facts=facts).advice
    assert all(word in said for word in ("overlapping", "relation", "grapheme"))
