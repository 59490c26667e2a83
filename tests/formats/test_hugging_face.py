"""Hugging Face's layout: tokens and numbered tags, with their names, as JSON Lines and Parquet."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import main
from annotator.core.errors import AnnotatorError, InputError
from annotator.formats import hugging_face
from annotator.formats.articles import article_paths, read_articles
from annotator.formats.imported import Imported

WORDS = ["Ana", "Lund", "won", "in", "Osaka", "."]
TAGS = ["B-PER", "I-PER", "O", "O", "B-LOC", "O"]
NAMES = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
NUMBERS = [NAMES.index(tag) for tag in TAGS]
FORMATS = ["huggingface", "huggingface-parquet"]


def records(path: Path) -> Path:
    rows = []
    for number in range(30):
        text = f"In week {number * 7} Ana Lund won {number * 13} of the games in Osaka.\n"
        at = text.index("Ana")
        spans = [
            {"start": at, "end": at + 8, "label": "PER"},
            {"start": len(text) - 7, "end": len(text) - 2, "label": 'LOC: "x"'},
        ]
        rows.append({"text": text, "spans": spans})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def example(path: Path, **values: Any) -> Path:
    path.write_text(json.dumps({"tokens": WORDS, "ner_tags": NUMBERS} | values) + "\n", "utf-8")
    return path


def spans_of(path: Path) -> list[tuple[str, str]]:
    found = []
    for article in read_articles(path):
        assert isinstance(article, Imported), str(article)
        found += [(article.text[s.start : s.end], s.label) for s in article.spans]
    return found


LOOK = """
import json, sys, datasets
found = datasets.load_dataset(sys.argv[1])
features = datasets.Features.from_dict(json.load(open(sys.argv[1] + "/features.json")))
assert features == found["train"].features, found["train"].features
tags = found["train"].features["ner_tags"].feature
row = found["train"][0]
labels = [(word, tags.int2str(tag)) for word, tag in zip(row["tokens"], row["ner_tags"]) if tag]
print(json.dumps([{part: len(rows) for part, rows in found.items()}, labels]))
"""


@pytest.mark.skipif(importlib.util.find_spec("datasets") is None, reason="datasets is not here")
@pytest.mark.parametrize("name", FORMATS)
def test_load_dataset_reads_the_folder_offline(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ["--to", name, "--split", "60/20/20", "--manifest"]
    assert main(["convert", str(records(tmp_path / "a.jsonl")), "-o", str(out), *options]) == 0
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-c", LOOK, str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    sizes, labels = json.loads(done.stdout.splitlines()[-1])
    assert sizes == {"train": 18, "validation": 6, "test": 6}
    assert labels == [["Ana", "B-PER"], ["Lund", "I-PER"], ["Osaka", 'B-LOC: "x"']]


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_is_read_again_without_its_readme(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    source = records(tmp_path / "a.jsonl")
    assert main(["convert", str(source), "-o", str(out), "--to", name]) == 0
    (path,) = article_paths(out)
    assert len(spans_of(path)) == 60
    assert {label for _, label in spans_of(path)} == {"PER", 'LOC: "x"'}


def test_a_single_parquet_file_holds_the_names(tmp_path: Path) -> None:
    out = tmp_path / "a.parquet"
    assert main(["convert", str(records(tmp_path / "a.jsonl")), "-o", str(out)]) == 0
    (tmp_path / "features.json").unlink()
    assert len(spans_of(out)) == 60


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "features.json",
            {"ner_tags": {"feature": {"names": NAMES, "_type": "ClassLabel"}, "_type": "Sequence"}},
        ),
        ("dataset_info.json", {"features": {"ner_tags": {"feature": {"names": NAMES}}}}),
        (
            "dataset_infos.json",
            {
                "default": {
                    "features": {"ner_tags": {"feature": {"num_classes": 5, "names": NAMES}}}
                }
            },
        ),
    ],
)
def test_names_are_found_beside_or_above(name: str, content: Any, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / name).write_text(json.dumps(content), "utf-8")
    assert spans_of(example(tmp_path / "data" / "train.jsonl")) == [
        ("Ana Lund", "PER"),
        ("Osaka", "LOC"),
    ]


def test_names_are_found_in_a_readme(tmp_path: Path) -> None:
    rows = "".join(f"          '{n}': {name}\n" for n, name in enumerate(NAMES))
    head = "---\ndataset_info:\n  features:\n    - name: tokens\n      sequence: string\n"
    tags = f"    - name: ner_tags\n      sequence:\n        class_label:\n          names:\n{rows}"
    (tmp_path / "README.md").write_text(f"{head}{tags}  splits:\n    - name: train\n---\n", "utf-8")
    assert len(spans_of(example(tmp_path / "train.json"))) == 2


def test_a_number_of_a_name_may_have_any_length(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"- name: ner_tags\n  '{'9' * 5000}': PER\n", "utf-8")
    with pytest.raises(InputError, match="names them"):
        list(read_articles(example(tmp_path / "a.jsonl")))


def test_half_a_character_in_a_name_is_replaced(tmp_path: Path) -> None:
    names = [name.replace("PER", "P\ud800") for name in NAMES]
    said = {"ner_tags": {"feature": {"names": names}}}
    (tmp_path / "features.json").write_text(json.dumps(said), "utf-8")
    assert spans_of(example(tmp_path / "a.jsonl"))[0] == ("Ana Lund", "P\ufffd")


def test_numbers_without_names_are_one_sentence(tmp_path: Path) -> None:
    path = example(tmp_path / "a.jsonl")
    path.write_text(path.read_text() * 5)
    with pytest.raises(InputError, match="names them"):
        list(read_articles(path))


def test_tags_may_be_words(tmp_path: Path) -> None:
    path = example(tmp_path / "a.jsonl", ner_tags=TAGS)
    assert spans_of(path) == [("Ana Lund", "PER"), ("Osaka", "LOC")]
    bare = ["PER", "PER", "O", "O", "LOC", "O"]
    assert spans_of(example(path, ner_tags=bare)) == [("Ana Lund", "PER"), ("Osaka", "LOC")]


def test_other_columns_are_kept_or_told_once(tmp_path: Path) -> None:
    path = example(tmp_path / "a.jsonl", ner_tags=TAGS, id="7", pos_tags=[1] * 6)
    path.write_text(path.read_text() * 3)
    found = [a for a in read_articles(path) if isinstance(a, Imported)]
    assert [json.loads(a.meta.extra) for a in found] == [{"id": "7"}] * 3
    assert [len(a.losses) for a in found] == [1, 0, 0]
    assert "pos_tags" in found[0].losses[0]


def test_a_bad_row_does_not_stop_the_others(tmp_path: Path) -> None:
    path = example(tmp_path / "a.jsonl", ner_tags=TAGS)
    with path.open("a") as file:
        file.write('{"tokens": ["a"], "ner_tags": []}\n{"tokens": ["b"], "ner_tags": ["O"]}\n')
    found = list(hugging_face.read_rows(path))
    assert [isinstance(article, Imported) for article in found] == [True, False, True]


def test_without_pyarrow_the_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(AnnotatorError, match=r"annotator-desktop\[parquet\]"):
        list(read_articles(tmp_path / "a.parquet"))


def test_a_broken_parquet_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 broken")
    with pytest.raises(InputError, match="can't be read"):
        list(read_articles(tmp_path / "a.parquet"))


def test_a_parquet_table_of_texts_becomes_articles(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["Osaka grew.", ""], "title": ["One", "Two"]}), path)
    first, second = read_articles(path)
    assert isinstance(first, Imported)
    assert (first.text, first.meta.title) == ("Osaka grew.", "One")
    assert isinstance(second, InputError)


@pytest.mark.parametrize("name", FORMATS)
def test_a_part_without_examples_has_no_file(tmp_path: Path, name: str) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "out"
    source.write_text('{"text": "Ana won."}\n{"text": "The rain came late this year."}\n', "utf-8")
    order = ["convert", str(source), "-o", str(out), "--to", name, "--split", "60/20/20"]
    if name == "huggingface-parquet" and importlib.util.find_spec("pyarrow") is None:
        pytest.skip("pyarrow is not here")
    assert main(order) == 0
    assert len(list((out / "data").iterdir())) == 2
    assert "split: test" not in (out / "README.md").read_text("utf-8")
