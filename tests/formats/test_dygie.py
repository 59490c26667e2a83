"""SciERC's and DyGIE++'s documents."""

import json
from pathlib import Path
from typing import Any

from annotator.core.spans import State
from annotator.formats.articles import read_articles
from annotator.formats.dygie_writing import write_dygie
from annotator.formats.fitting import fitted
from annotator.formats.imported import Imported
from annotator.formats.table import format_named

DOCUMENT: dict[str, Any] = {
    "doc_key": "X1",
    "dataset": "reports",
    "sentences": [["Ana", "Lund", "won", "."], ["She", "left", "the", "Osaka", "rally", "."]],
    "ner": [[[0, 1, "PER"]], [[7, 7, "LOC"], [7, 8, "EVENT"]]],
    "relations": [[], [[7, 8, 7, 7, "HELD_IN"]]],
    "clusters": [[[0, 1], [4, 4]]],
    "predicted_ner": [[[0, 1, "PER", 9.5, 0.99]], [[4, 4, "PER", 1.5, 0.6]]],
    "predicted_relations": [[], [[4, 4, 7, 8, "LEFT", 0.2, 0.5]]],
    "events": [[], [[[5, "Move"], [4, 4, "Agent"]]]],
    "_sentence_start": [0, 4],
}
DYGIE = format_named("dygie")


def read(tmp_path: Path, document: dict[str, Any]) -> Imported:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(document) + "\n", "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    return found


def written(tmp_path: Path, article: Imported) -> dict[str, Any]:
    path = tmp_path / "b.jsonl"
    assert write_dygie(path, [article]) == 1
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def test_word_numbers_count_the_document_and_include_the_last(tmp_path: Path) -> None:
    found = read(tmp_path, DOCUMENT)
    said = {(found.text[s.start : s.end], s.label, s.state) for s in found.spans}
    assert said == {
        ("Ana Lund", "PER", State.ACCEPTED),
        ("Osaka", "LOC", State.ACCEPTED),
        ("Osaka rally", "EVENT", State.ACCEPTED),
        ("She", "PER", State.PROPOSED),
    }
    by_id = {span.id: found.text[span.start : span.end] for span in found.spans}
    relations = [(by_id[r.head], r.label, by_id[r.child], r.state) for r in found.relations]
    assert relations == [
        ("Osaka rally", "HELD_IN", "Osaka", State.ACCEPTED),
        ("She", "LEFT", "Osaka rally", State.PROPOSED),
    ]
    assert found.meta.title == "X1"
    assert found.tokens is not None
    assert list(found.tokens.sentences) == [0, 15]


def test_a_document_is_written_as_it_came(tmp_path: Path) -> None:
    article, losses = fitted(read(tmp_path, DOCUMENT), DYGIE)
    assert not losses.total()
    again = written(tmp_path, article)
    assert again.pop("predicted_ner") == [[], [[4, 4, "PER", 0.6]]]
    assert again.pop("predicted_relations") == [[], [[4, 4, 7, 8, "LEFT", 0.5]]]
    expected = {key: value for key, value in DOCUMENT.items() if not key.startswith("predicted")}
    assert again == expected


def test_a_mention_without_a_label_stays_a_mention(tmp_path: Path) -> None:
    document = {k: v for k, v in DOCUMENT.items() if not k.startswith("predicted")}
    article = read(tmp_path, document)
    assert [s.label for s in article.spans if article.text[s.start : s.end] == "She"] == ["MENTION"]
    again = written(tmp_path, fitted(article, DYGIE)[0])
    assert (again["ner"], again["clusters"]) == (document["ner"], document["clusters"])


def test_what_has_no_words_is_listed(tmp_path: Path) -> None:
    document = {"doc_key": "a", "sentences": [["Ana"]], "ner": [[[0, 4, "PER"], [0, 0, "PER"]]]}
    found = read(
        tmp_path, document | {"relations": [[[0, 0, 3, 3, "KNOWS"]]], "clusters": [[[5, 5]]]}
    )
    assert (len(found.spans), len(found.relations), len(found.losses)) == (1, 0, 3)


def test_keys_that_count_words_go_when_the_words_change(tmp_path: Path) -> None:
    from msgspec.structs import replace

    from annotator.core.spans import Span

    article = read(tmp_path, DOCUMENT)
    inside = Span(90, 0, 2, "SYLLABLE")
    found, losses = fitted(replace(article, spans=(*article.spans, inside)), DYGIE)
    assert losses["unknown key or line of the source"] == 2
    again = written(tmp_path, found)
    assert "events" not in again
    assert again["dataset"] == "reports"


def test_an_end_of_a_relation_may_be_no_entity(tmp_path: Path) -> None:
    document = {
        "doc_key": 7,
        "dataset": "x",
        "sentences": [["Ana", "won", "."]],
        "ner": [[[0, 0, "PER"]]],
        "relations": [[[1, 2, 0, 0, "DONE_BY"]]],
        "clusters": [],
    }
    article, losses = fitted(read(tmp_path, document), DYGIE)
    assert [span.label for span in article.spans] == ["PER", "MENTION"]
    assert not losses.total()
    assert written(tmp_path, article) == document
