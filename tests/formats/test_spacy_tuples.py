"""spaCy 2's training data."""

from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import read_articles
from annotator.formats.imported import Imported
from annotator.formats.table import format_named
from tests.shared import CORPORA

SHAPES = [
    '[["Ana won.", {"entities": [[0, 3, "PER"]]}], ["Osaka.", {"entities": []}]]',
    "TRAIN_DATA = [\n  ('Ana won.', {'entities': [(0, 3, 'PER')]}),\n ('Osaka.', {'entities': []}),\n]",
    '["Ana won.", {"entities": [[0, 3, "PER"]]}]\n["Osaka.", {"entities": []}]\n',
    '{"annotations": [["Ana won.", {"entities": [[0, 3, "PER"]]}], null, ["Osaka.", {"entities": []}]]}',
]


@pytest.mark.parametrize("text", SHAPES)
def test_pairs_come_in_however_they_are_written(text: str, tmp_path: Path) -> None:
    path = tmp_path / "train.json"
    path.write_text(text, "utf-8")
    first, second = read_articles(path)
    assert isinstance(first, Imported)
    assert isinstance(second, Imported)
    assert [(first.text[s.start : s.end], s.label) for s in first.spans] == [("Ana", "PER")]
    assert not second.spans


def test_what_is_no_pair_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "train.json"
    path.write_text('[["Ana.", {"entities": [[0, 3, "PER"]]}], 7, ["", {"entities": []}]]', "utf-8")
    found = list(read_articles(path))
    assert [isinstance(one, Imported) for one in found] == [True, False, False]


def test_a_line_that_is_no_pair_is_named(tmp_path: Path) -> None:
    path = tmp_path / "train.txt"
    path.write_text('["Ana.", {"entities": [[0, 3, "PER"]]}]\n]\n\n("Bo.", {"entities": []}),\n')
    first, broken, last = format_named("spacy-tuples").read(path)
    assert isinstance(first, Imported)
    assert isinstance(last, Imported)
    assert isinstance(broken, InputError)
    assert broken.line == 2


def test_lines_that_are_all_no_pairs_are_one_error(tmp_path: Path) -> None:
    path = tmp_path / "train.txt"
    path.write_text("]\n" * 1000)
    with pytest.raises(InputError, match="neither JSON nor"):
        list(format_named("spacy-tuples").read(path))


def test_broken_data_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "train.json"
    path.write_text('[["Ana.", {"entities": [[0, 3, "PER"', "utf-8")
    with pytest.raises(InputError, match="Repair"):
        list(read_articles(path))


def test_published_data_come_in() -> None:
    folder = CORPORA / "prodigy_ner_drugs_tweets/ner_demo/assets"
    if not folder.exists():
        pytest.skip("the corpora are not here")
    found = [a for path in folder.glob("*.json") for a in read_articles(path)]
    assert sum(len(a.spans) for a in found if isinstance(a, Imported)) == 5
