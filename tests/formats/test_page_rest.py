"""A page with all that stands around its article."""

from pathlib import Path

import pytest

from annotator.core.document import Meta
from annotator.formats.articles import Imported, read_articles
from annotator.formats.choices import Choices, chosen
from annotator.formats.imported import document_of
from annotator.formats.page_rest import REST, with_rest

PAGE = (
    "<html><head><title>Talks</title></head><body><nav>Home</nav><nav>Sport</nav><article>"
    "<h1>Talks in Osaka</h1>"
    "<p>Aiko Tanaka met Budi Hartawan in Osaka on Thursday to agree on how to share medicines.</p>"
    "<aside>Also read: Rain</aside>"
    "<p>The talks went on until late in the evening, and nobody at the harbour remembered it.</p>"
    "</article><footer>Imprint</footer></body></html>"
)


def included(article: Imported) -> str:
    done, parts = 0, []
    for excluded in article.excluded:
        if excluded.source == REST:
            parts.append(article.text[done : excluded.start])
            done = excluded.end
    return "".join([*parts, article.text[done:]])


def read(path: Path, *, keeps_rest: bool) -> Imported:
    with chosen(Choices(keeps_rest=keeps_rest)):
        (found,) = read_articles(path)
    assert isinstance(found, Imported)
    return found


def test_the_rest_is_kept_as_excluded_around_the_same_article(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE)
    alone, whole = read(path, keeps_rest=False), read(path, keeps_rest=True)
    assert "Imprint" not in alone.text
    assert "Home" in whole.text
    assert "Imprint" in whole.text
    assert included(whole).split() == alone.text.split()
    assert whole.meta == alone.meta
    document_of(whole)


@pytest.mark.parametrize(
    ("body", "page", "expected"),
    [
        ("One.\nTwo.", "Top\nOne.\nTwo.\nEnd", ["Top", "End"]),
        ("One.\nTwo.", "One.\nBetween\nTwo.", ["Between"]),
        ("One long line here.", "One long\nline here.", []),
        ("One.", "", []),
    ],
)
def test_lines_of_the_page_that_are_not_in_the_article_are_excluded(
    body: str, page: str, expected: list[str]
) -> None:
    found = with_rest(Imported(body, Meta()), page)
    assert [found.text[e.start : e.end] for e in found.excluded] == expected
    assert included(found).split() == body.split()
