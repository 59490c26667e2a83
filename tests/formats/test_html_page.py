"""The page of annotated articles: whole text, every span and relation, nothing that runs or loads."""

import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.colours import contrast
from annotator.core.document import Document, Meta
from annotator.core.errors import InputError
from annotator.core.relations import Relation
from annotator.core.schema import Label, Schema
from annotator.core.spans import Span
from annotator.core.text import lines
from annotator.formats.fitting import fitted
from annotator.formats.html_page import write_page
from annotator.formats.html_style import style
from annotator.formats.imported import Imported
from annotator.formats.table import format_named
from tests.formats.documents import documents
from tests.formats.test_round_trips import imported_of

HTML = format_named("html")
VOID = {"meta"}


class Page(HTMLParser):
    """Lines of the text, words of each span by its id, and whether all tags are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.spans: dict[str, str] = {}
        self.tags: set[str] = set()
        self._open: list[tuple[str, str, str]] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        assert not any(key.startswith("on") or key in ("src", "style") for key in values)
        self.tags.add(tag)
        if tag in VOID:
            return
        self._open.append((tag, values.get("class", ""), values.get("id", "")))
        if tag == "p" and self._is_in_text():
            self.lines.append("")
        if tag == "mark" and values.get("id"):
            self.spans.setdefault(values["id"], "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not any(t == "p" for t, _, _ in self._open) or not self._is_in_text():
            return
        if any(c == "label" for _, c, _ in self._open):
            return
        self.lines[-1] += data
        for tag, _, name in self._open:
            if tag == "mark" and name:
                self.spans[name] += data

    def _is_in_text(self) -> bool:
        return any(c == "text" for _, c, _ in self._open)


def page_of(*articles: Imported) -> tuple[str, Page]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.html"
        assert write_page(path, articles) == len(articles)
        text = path.read_bytes().decode()
    return text, Page(text)


@settings(max_examples=60)
@given(made=documents())
def test_the_whole_text_stands_there_and_every_span_begins(made: Document) -> None:
    try:
        article, _ = fitted(imported_of(made), HTML)
    except InputError:
        return
    _, page = page_of(article)
    said = [article.text[line.start : line.end] for line in lines(article.text)]
    assert page.lines == said
    assert set(page.spans) == {f"a1s{span.id}" for span in article.spans}


def article(text: str, spans: list[Span], relations: list[Relation] | None = None) -> Imported:
    meta = Meta(title="A <b>title</b>", url="javascript:alert(1)", author="Jo & Co")
    return Imported(text, meta, tuple(spans), tuple(relations or ()))


def test_nested_and_crossing_spans_hold_their_words() -> None:
    text = "The Bank of Japan rose."
    spans = [
        Span(1, 0, 17, "ORG"),
        Span(2, 12, 17, "GPE"),
        Span(3, 4, 8, "X"),
        Span(4, 12, 22, "Y"),
    ]
    html, page = page_of(article(text, spans))
    assert page.spans["a1s1"] == "The Bank of Japan"
    assert (page.spans["a1s2"], page.spans["a1s3"]) == ("Japan", "Bank")
    assert html.count(">ORG</span></mark>") == 1
    assert html.count('on">') == 1


def test_what_is_in_the_article_is_escaped_and_nothing_runs() -> None:
    text = 'A <script>alert("x")</script> & more.'
    spans = [Span(1, 2, 10, "<i>", note='"quoted" <u>'), Span(2, 30, 31, "B")]
    html, page = page_of(article(text, spans, [Relation(1, 1, 2, "<rel>", note="<note>")]))
    assert page.lines == [text]
    assert page.tags.isdisjoint({"script", "i", "b", "u", "rel", "note", "img", "link", "iframe"})
    assert "default-src 'none'" in html
    assert 'href="javascript' not in html
    assert "&lt;rel&gt; →" in html


def test_relations_and_notes_are_listed_by_number() -> None:
    spans = [Span(1, 0, 3, "A", note="sure"), Span(2, 4, 7, "B"), Span(3, 8, 11, "C")]
    html, _ = page_of(article("one two six", spans, [Relation(1, 2, 1, "AFTER")]))
    assert '<span class="label">A 1</span>' in html
    assert '<span class="label">B 2</span>' in html
    assert '<span class="label">C</span>' in html
    assert "<td>AFTER →</td>" in html
    assert "<td>sure</td>" in html


def test_several_articles_are_listed_first() -> None:
    one = article("one", [])
    html, page = page_of(one, one)
    assert html.count('href="#a2"') == 1
    assert page.lines == ["one", "one"]


any_colour = st.tuples(*[st.integers(0, 255)] * 3).map(lambda c: "#{:02x}{:02x}{:02x}".format(*c))


@settings(max_examples=60)
@given(colour=any_colour)
def test_words_and_labels_are_legible_in_any_colour(colour: str) -> None:
    schema = Schema(labels=(Label("A", colour=colour),))
    sheet = style(schema, {"A": "l0"})
    texts = re.findall(r"--text: (#\w+)", sheet)
    found = re.findall(r"\.l0 \{ --fill: (#\w+); --ink: (#\w+)", sheet)
    assert len(texts) == len(found) == 2
    for text, (fill, ink) in zip(texts, found, strict=True):
        assert contrast(text, fill) >= 7
        assert contrast(ink, fill) >= 4.5


@pytest.mark.parametrize(
    "place", ["@media print", "@media screen and (prefers-color-scheme: dark)"]
)
def test_the_sheet_knows_paper_and_the_dark(place: str) -> None:
    assert place in style(Schema(), {})
