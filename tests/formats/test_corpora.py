"""Every file of the real corpora, where they lie beside the repository: format, counts, and there and back."""

import json
import re
import tempfile
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.formats.articles import Imported, read_articles
from annotator.formats.fitting import fitted
from annotator.formats.sniffing import sniffed
from annotator.formats.table import format_named
from tests.benchmarks.fuzz_seeds import with_tokens
from tests.formats.test_round_trips import said, written_and_read
from tests.shared import CORPORA

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here")

KINDS = {
    "brat_*/**/*.ann": "brat",
    "cas_*/**/*.xmi": "cas",
    "webanno_*/tsv3*/**/*.tsv": "webanno",
    "webanno_gum_voyage/*.tsv": "webanno",
    "conll_*/**/*.conll": "conll",
    "conll_uner*/*.iob2": "conll",
    "conll_sec_filings/**/FIN*.txt": "conll",
    "conll_hipe*/**/*.tsv": "conll",
    "doccano_*/**/*.jsonl": "doccano",
    "docs_*/**/*.docx": "word",
    "docs_*/**/*.pdf": "pdf",
    "docs_*/**/*.mbox": "mailbox",
    "docs_*/**/*.mhtml": "mhtml",
    "gate_*/**/gate*.xml": "gate",
    "html_*/**/*.html": "web-page",
    "html_*/**/*.rss": "feed",
    "html_*/**/*.atom": "feed",
    "ls_*/**/tasks.json": "label-studio",
    "ls_*/**/annotations/*.json": "label-studio",
    "ls_*/**/input.json": "label-studio",
    "prodigy_*/**/datasets/*.jsonl": "jsonl",
    "prodigy_rel*/**/*.jsonl": "jsonl",
    "prodigy_*/**/*.spacy": "spacy",
    "rel_redocred*/*.json": "docred",
    "rel_fewrel*/val*.json": "fewrel",
    "rel_typere/**/*.txt": "opennre",
    "rel_re3d*/**/documents.json": "re3d",
    "ud_*/*.conllu": "conllu",
    "text_books/*.txt": "text",
    "text_encodings/**/*.txt": "text",
}


def files(pattern: str) -> list[Path]:
    return sorted(p for p in CORPORA.glob(pattern) if p.is_file())


def read(path: Path) -> tuple[list[Imported], int]:
    """The articles, and how much was said not to have come in."""
    articles: list[Imported] = []
    missing = 0
    for one in read_articles(path):
        if isinstance(one, Imported):
            articles.append(one)
            missing += len(one.losses)
        else:
            missing += 1
    return articles, missing


@pytest.mark.parametrize("pattern", KINDS)
def test_every_file_is_taken_for_what_it_is(pattern: str) -> None:
    found = files(pattern)
    assert found
    kinds = {str(path): fmt.name if (fmt := sniffed(path)) else "none" for path in found}
    wrong = {path: kind for path, kind in kinds.items() if kind != KINDS[pattern]}
    assert wrong == {}


def test_every_file_gives_articles_or_a_sentence() -> None:
    for path in files("**/*"):
        said_of_file: list[str] = []
        try:
            said_of_file += [str(o) for o in read_articles(path) if not isinstance(o, Imported)]
        except AnnotatorError as error:
            said_of_file.append(str(error))
        assert all(path.stem in s and "unforeseen" not in s for s in said_of_file), said_of_file


def test_all_spans_of_brat_come_in() -> None:
    for path in files("brat_*/**/*.ann"):
        said_lines = re.findall(r"^T\d+\t", path.read_text("utf-8"), re.MULTILINE)
        (article,), missing = read(path)
        assert len(article.spans) + missing == len(said_lines), path.name


def test_all_relations_of_brat_come_in() -> None:
    for path in files("brat_*/**/*.ann"):
        text = path.read_text("utf-8")
        relations = set(re.findall(r"^R\d+\t(\S+ \S+ \S+)", text, re.MULTILINE))
        (article,), _ = read(path)
        assert len(article.relations) + len(article.problems) >= len(relations), path.name


@pytest.mark.parametrize("pattern", ["conll_uner*/*.iob2", "conll_wnut*/*.conll"])
def test_all_spans_of_columns_come_in(pattern: str) -> None:
    for path in files(pattern):
        begun = re.findall(r"\tB-\S+", path.read_text("utf-8"))
        articles, _ = read(path)
        assert sum(len(a.spans) for a in articles) == len(begun)


def test_all_spans_and_relations_of_prodigy_come_in_or_are_told() -> None:
    paths = [*files("prodigy_*/**/datasets/*.jsonl"), *files("prodigy_rel*/**/*.jsonl")]
    for path in paths:
        lines = path.read_text("utf-8").splitlines()
        records = [json.loads(line) for line in lines if line.strip()]
        spans = sum(len(r.get("spans") or ()) for r in records)
        links = sum(len(r.get("relations") or ()) for r in records)
        articles, missing = read(path)
        told = sum(len(a.problems) for a in articles) + missing
        assert 0 <= spans - sum(len(a.spans) for a in articles) <= told, path.name
        assert 0 <= links - sum(len(a.relations) for a in articles) <= told, path.name


def test_all_spans_of_doccano_come_in_or_are_told() -> None:
    for path in files("doccano_*/**/sequence_labeling/*.jsonl"):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        spans = sum(len(r.get("label") or r.get("entities") or ()) for r in rows)
        articles, missing = read(path)
        assert sum(len(a.spans) for a in articles) + missing >= spans, path.name


def test_all_mentions_and_relations_of_docred_come_in_or_are_told() -> None:
    (path,) = files("rel_redocred*/*.json")
    rows = json.loads(path.read_text("utf-8"))
    articles, missing = read(path)
    spans = sum(len(mentions) for row in rows for mentions in row["vertexSet"])
    links = sum(len(row["labels"]) for row in rows)
    told = sum(len(a.problems) for a in articles)
    assert len(articles) == len(rows)
    assert sum(len(a.spans) for a in articles) + missing == spans
    assert sum(len(a.relations) for a in articles) + told == links


def test_all_regions_of_label_studio_come_in_or_are_told() -> None:
    for path in files("ls_official_exports_a/**/input.json"):
        (task,) = json.loads(path.read_text("utf-8"))
        result = task["annotations"][0]["result"]
        (article,), missing = read(path)
        links = sum(row["type"] == "relation" for row in result)
        assert len(article.spans) + missing == len(result) - links
        assert len(article.relations) == links


SAMPLES = [
    "brat_nlplab_tutorials/**/*.ann",
    "brat_bionlp2011_epi/**/PMID-1*.ann",
    "prodigy_rel_component/*.jsonl",
    "rel_redocred*/*.json",
    "webanno_gum_voyage/*cuba.tsv",
    "conll_re3d_converted/**/*.conll",
]
TARGETS = ["jsonl", "brat", "label-studio", "doccano", "webanno", "docred", "conll", "spert"]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("pattern", SAMPLES)
def test_what_a_format_holds_of_a_corpus_comes_back(pattern: str, target: str) -> None:
    fmt = format_named(target)
    path = files(pattern)[0]
    articles = [with_tokens(article) for article in read(path)[0][:2]]
    fit = [fitted(article, fmt)[0] for article in articles]
    with tempfile.TemporaryDirectory() as folder:
        found = written_and_read(fit, fmt, Path(folder))
    expected = sorted(repr(said(part, fmt)) for article in fit for part in fmt.parted(article))
    assert sorted(repr(said(article, fmt)) for article in found) == expected
