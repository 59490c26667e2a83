"""Random articles through every format that can be written and read: what it holds comes back."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.errors import InputError
from annotator.formats.building import parts_of
from annotator.formats.fitting import fitted
from annotator.formats.imported import Imported
from annotator.formats.sniffing import paths_of
from annotator.formats.table import FORMATS, Format, Trait
from tests.formats.documents import documents

IN_A_PROCESS = {"spacy"}
"""A process each time: tests/nlp/test_docbin.py goes the same way without."""
BOTH_WAYS = [f for f in FORMATS if f.reader and f.writer and f.name not in IN_A_PROCESS]


def imported_of(document: Document) -> Imported:
    return Imported(
        document.text,
        document.meta,
        tuple(document.spans()),
        tuple(document.relations()),
        document.excluded,
        document.status,
        document.tokens,
    )


def written_and_read(articles: list[Imported], fmt: Format, folder: Path) -> list[Imported]:
    path = folder / f"out{'' if fmt.is_folder else fmt.suffixes[0]}"
    assert fmt.write(path, articles) == len(articles)
    found = []
    for file in paths_of(fmt, path) if fmt.is_folder else [path]:
        for article in fmt.read(file):
            assert not isinstance(article, InputError), str(article)
            found.append(article)
    return found


def squeezed(text: str, fmt: Format) -> str:
    return text if Trait.EXACT_TEXT in fmt.holds else "".join(text.split())


def said(article: Imported, fmt: Format) -> object:
    place = {s.id: (*_place(article, s.start, s.end, fmt), s.label) for s in article.spans}
    spans = sorted(place.values())
    relations = sorted((place[r.head], place[r.child], r.label) for r in article.relations)
    parts: list[object] = []
    if Trait.DISCONTINUOUS in fmt.holds:
        parts = sorted(parts_of(s) for s in article.spans)
    notes = sorted(s.note for s in article.spans) if Trait.NOTES in fmt.holds else []
    links = sorted(s.kb_id for s in article.spans) if Trait.LINKS in fmt.holds else []
    extras = sorted(s.attributes for s in article.spans) if Trait.ATTRIBUTES in fmt.holds else []
    return squeezed(article.text, fmt), spans, relations, parts, notes, links, extras


def _place(article: Imported, start: int, end: int, fmt: Format) -> tuple[int, int]:
    if Trait.EXACT_TEXT in fmt.holds:
        return start, end
    before = len(squeezed(article.text[:start], fmt))
    return before, before + len(squeezed(article.text[start:end], fmt))


@pytest.mark.parametrize("fmt", BOTH_WAYS, ids=lambda fmt: fmt.name)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=st.lists(documents(), min_size=1, max_size=3))
def test_what_a_format_holds_comes_back(fmt: Format, made: list[Document]) -> None:
    articles = []
    for document in made:
        try:
            article, _ = fitted(imported_of(document), fmt)
        except InputError:
            continue
        is_guess = fmt.family == "doccano" and max(article.text) > "\uffff"
        looks_binary = fmt.is_folder and "\x1f" in article.text
        has_text = article.text.strip("\ufeff \t\r\n\v\f\u00a0\u2028\x85\x1f")
        if has_text and not is_guess and not looks_binary:
            articles.append(article)
    if not articles:
        return
    with tempfile.TemporaryDirectory() as folder:
        found = written_and_read(articles, fmt, Path(folder))
    expected = sorted(repr(said(part, fmt)) for article in articles for part in fmt.parted(article))
    assert sorted(repr(said(article, fmt)) for article in found) == expected
