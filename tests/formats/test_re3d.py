"""re3d's three files."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import article_paths, read_articles
from annotator.formats.imported import Imported
from tests.shared import CORPORA

TEXT = "“Ana” met the Osaka guard."
DOCUMENT = {"_id": "d1", "title": "A meeting", "text": TEXT, "sourceUrl": "http://a.example/1"}


def row(begin: int, end: int, label: str, confidence: float, **more: Any) -> dict[str, Any]:
    said = TEXT[begin:end]
    place = {"begin": begin, "end": end, "type": label, "value": said}
    return {"_id": f"{begin}", "documentId": "d1", **place, "confidence": confidence, **more}


def put(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / f"{name}.json"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def test_documents_come_with_what_lies_beside(tmp_path: Path) -> None:
    put(
        tmp_path,
        "entities",
        [
            row(1, 4, "Person", 1),
            row(14, 19, "Organisation", 0.4),
            row(14, 19, "Location", 0.9),
            row(0, 1, "Person", 1) | {"documentId": "d9"},
        ],
    )
    ends = {"sourceBegin": 1, "sourceEnd": 4, "targetBegin": 14, "targetEnd": 19}
    put(tmp_path, "relations", [row(6, 9, "CommWith", 0.7, **ends)])
    path = put(tmp_path, "documents", [DOCUMENT])
    assert path in article_paths(tmp_path)
    found, error = read_articles(path)
    assert isinstance(found, Imported)
    assert isinstance(error, InputError)
    assert [(s.label, s.score) for s in found.spans] == [
        ("Person", 1.0),
        ("Organisation", 0.4),
        ("Location", 0.9),
    ]
    (relation,) = found.relations
    assert (relation.head, relation.child, relation.note, relation.score) == (1, 3, "met", 0.7)
    assert (found.meta.title, found.meta.url) == ("A meeting", "http://a.example/1")


def test_a_bad_file_beside_is_named_and_the_documents_come_in(tmp_path: Path) -> None:
    (tmp_path / "entities.json").write_bytes(b"\x00\x01\x02" * 50)
    path = put(tmp_path, "documents", [DOCUMENT])
    put(tmp_path, "relations", [{"type": "X"}])
    first, second, article = read_articles(path)
    assert "entities.json beside it" in str(first)
    assert "relations.json beside it, line 1" in str(second)
    assert isinstance(article, Imported)
    assert not article.spans


def test_the_published_sets_come_in_whole() -> None:
    folder = CORPORA / "rel_re3d_public"
    if not folder.exists():
        pytest.skip("the corpora are not here")
    found = [a for path in sorted(folder.glob("*/documents.json")) for a in read_articles(path)]
    articles = [article for article in found if isinstance(article, Imported)]
    counts = len(articles), sum(len(a.spans) for a in articles)
    assert counts == (29, 70 + 1439 + 110)
    assert sum(len(a.relations) for a in articles) == 17 + 538 + 13
    assert not any(a.losses for a in articles)


def test_the_same_documents_as_conll_say_the_same() -> None:
    corpora = CORPORA
    folder = corpora / "conll_re3d_converted" / "conll" / "CENTCOM"
    if not folder.exists():
        pytest.skip("the corpora are not here")
    wholes: dict[str, Imported] = {}
    for article in read_articles(corpora / "rel_re3d_public" / "CENTCOM" / "documents.json"):
        if isinstance(article, Imported):
            wholes[json.loads(article.meta.extra)["id"]] = article
    agreeing = total = 0
    for path in folder.glob("*.conll"):
        (flat,) = read_articles(path)
        assert isinstance(flat, Imported)
        whole = wholes[path.stem]
        said = {("".join(whole.text[s.start : s.end].split()), s.label) for s in whole.spans}
        for span in flat.spans:
            total += 1
            agreeing += ("".join(flat.text[span.start : span.end].split()), span.label) in said
    assert len(list(folder.glob("*.conll"))) == len(wholes)
    assert agreeing >= 0.95 * total > 0, (agreeing, total)
