"""Published sets of relations through the formats that hold some: what goes in comes out or is counted."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.articles import read_articles
from annotator.formats.exporting import Order, differing, looked_over, written
from annotator.formats.table import format_named
from tests.shared import CORPORA

SETS = {
    "rel_redocred_dev50/dev_revised_first50.json": (50, 1451, 1868),
    "rel_re3d_public/CENTCOM/documents.json": (23, 1439, 538),
    "prodigy_rel_component/annotations.jsonl": (149, 466, 263),
    "rel_fewrel_wiki/val_wiki_20_per_relation.json": (320, 654, 320),
}
FORMATS = ["docred", "spert", "dygie", "tacred", "rebel", "rebel-json", "conll", "brat"]
_SPANS = (
    "span",
    "nested span",
    "crossing span",
    "span of white space",
    "span without a relation",
    "span that stands there twice",
)
_RELATIONS = (
    "relation",
    "relation across sentences",
    "relation that stands there twice",
    "further relation of a pair",
    "further relation of the same two entities",
)


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("source", SETS)
def test_all_comes_out_or_is_counted(source: str, name: str, tmp_path: Path) -> None:
    fmt = format_named(name)
    target = tmp_path / f"out{'' if fmt.is_folder else fmt.suffixes[0]}"
    order = Order(target, fmt)
    articles = list(read_articles(CORPORA / source))
    outlook = looked_over(lambda: articles, order)
    read, kept, losses = outlook.read, outlook.kept, outlook.losses
    assert (read.articles, read.spans, read.relations) == SETS[source]
    assert read.relations == kept.relations + sum(losses[word] for word in _RELATIONS)
    if not fmt.parts and name != "rebel":
        assert read.articles == kept.articles
        assert read.spans == kept.spans + sum(losses[word] for word in _SPANS)
    made = written(lambda: articles, order, outlook)
    assert differing(made, order, outlook) == 0


def as_trained(record: dict[str, Any]) -> tuple[Any, ...]:
    """What spaCy's tutorial rel_component makes of a record: ends by last tokens, pairs by first ones."""
    words = [(token["text"], token["ws"]) for token in record["tokens"]]
    first = {span["token_end"]: span["token_start"] for span in record["spans"]}
    spans = {(span["start"], span["end"], span["label"]) for span in record["spans"]}
    relations = {(first[r["head"]], first[r["child"]], r["label"]) for r in record["relations"]}
    return words, spans, relations, record["answer"], record["meta"]["source"]


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
def test_the_tutorials_training_data_say_the_same_again(tmp_path: Path) -> None:
    source, target = CORPORA / "prodigy_rel_component/annotations.jsonl", tmp_path / "out.jsonl"
    order = Order(target, format_named("jsonl"))
    outlook = looked_over(lambda: read_articles(source), order)
    written(lambda: read_articles(source), order, outlook)
    before, after = (
        [as_trained(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        for path in (source, target)
    )
    assert after == before
