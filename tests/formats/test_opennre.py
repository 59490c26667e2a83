"""OpenNRE's and TypeRE's lines."""

from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import read_articles
from annotator.formats.imported import Imported
from tests.shared import CORPORA

LINE = (
    "{'token': ['Ana', 'Lund', \"won\", 'in', 'Osaka'], 'h': {'name': 'ana lund', 'id': 'Q1',"
    " 'pos': [0, 2], 'type': 'Person'}, 't': {'name': 'osaka', 'id': 'Q2', 'pos': [4, 5]},"
    " 'relation': 'won_in'}"
)
JSON = (
    '{"text": "Ana won in Osaka.", "h": {"name": "Ana", "pos": [0, 3]},'
    ' "t": {"name": "Osaka", "pos": [0, 5]}, "relation": "NA"}'
)


def read(path: Path, text: str) -> list[Imported | InputError]:
    path.write_text(text, "utf-8")
    return list(read_articles(path))


def test_python_lines_of_words_are_read(tmp_path: Path) -> None:
    other = LINE.replace("'won_in'", "'NA'")
    (found,) = read(tmp_path / "a.txt", f"{LINE}\n{other}\n")
    assert isinstance(found, Imported)
    assert [(found.text[s.start : s.end], s.label, s.kb_id) for s in found.spans] == [
        ("Ana Lund", "Person", "Q1"),
        ("Osaka", "ENTITY", "Q2"),
    ]
    assert [(r.head, r.label, r.child) for r in found.relations] == [(1, "won_in", 2), (1, "NA", 2)]


def test_places_in_a_text_are_mended_by_the_name(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.jsonl", f"{JSON}\n")
    assert isinstance(found, Imported)
    assert [found.text[s.start : s.end] for s in found.spans] == ["Ana", "Osaka"]
    assert len(found.problems) == 1


def test_a_broken_line_does_not_stop_the_others(tmp_path: Path) -> None:
    found = read(tmp_path / "a.txt", f"{LINE}\n{{'token': \n{LINE.replace('Ana', 'Eva')}\n")
    assert sorted(isinstance(one, Imported) for one in found) == [False, True, True]


def test_a_published_set_comes_in_whole() -> None:
    path = CORPORA / "rel_typere/TypeRE/typere_dev.txt"
    if not path.exists():
        pytest.skip("the corpora are not here")
    found = [a for a in read_articles(path) if isinstance(a, Imported)]
    assert sum(len(a.relations) for a in found) == 300
    assert sum(r.label == "NA" for a in found for r in a.relations) == 150
    assert not any(a.losses for a in found)
