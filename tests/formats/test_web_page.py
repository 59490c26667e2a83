"""Articles from saved web pages."""

from pathlib import Path
from typing import Any

import pytest
import trafilatura

from annotator.core.errors import InputError
from annotator.formats import web_page
from annotator.formats.articles import Imported, article_paths, read_articles
from annotator.formats.plain_html import plain_text
from annotator.formats.web_page import page_text
from tests.shared import CORPORA

CORPUS = CORPORA / "html_trafilatura_res/resources"
FIRST = (
    "Ministers of the five states met in Zürich on Monday to talk about grain and about"
    " the harbours through which it leaves the region."
)
SECOND = (
    "A second meeting is planned for the spring, the host said, and both sides were asked"
    " to bring figures that can be compared."
)
BODY = (FIRST, SECOND)
PAGE = f"""<!doctype html><html><head><meta charset="CHARSET"><title>Grain talks - The Paper</title>
<meta property="og:title" content="Grain talks"><meta name="author" content="Ada Writer">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<link rel="canonical" href="https://paper.example/grain">
<script>document.write("never run")</script></head>
<body><nav><a href="/">Home</a> <a href="/more">More</a></nav>
<article><h1>Grain talks</h1><p>{BODY[0]}</p><p>{BODY[1]}</p></article>
<footer>All rights reserved</footer></body></html>"""


def one(path: Path, encoding: str | None = None) -> Imported:
    (found,) = read_articles(path, encoding)
    assert isinstance(found, Imported)
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_body_title_author_date_and_address_of_a_page(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.replace("CHARSET", encoding).encode(encoding))
    found = one(path)
    assert all(paragraph in found.text.split("\n") for paragraph in BODY)
    assert not any(word in found.text for word in ("never run", "More", "rights"))
    meta = found.meta
    assert (meta.title, meta.author, meta.date) == ("Grain talks", "Ada Writer", "2024-03-05")
    assert (meta.url, meta.encoding) == ("https://paper.example/grain", encoding)


def test_the_forced_encoding_goes_before_what_the_page_says() -> None:
    data = '<meta charset="utf-8"><p>Zażółć'.encode("cp1250")
    assert "Zażółć" in page_text(data, encoding="cp1250")[0]


def test_latin_1_means_the_windows_code_page_as_in_browsers() -> None:
    assert "£" in page_text(b'<meta charset="iso-8859-1"><p>\xa3')[0]


def test_a_search_for_dates_that_takes_long_costs_the_date_and_not_the_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = trafilatura.bare_extraction

    def slow_with_dates(page: str, **wanted: Any) -> Any:
        while wanted["date_extraction_params"]["extensive_search"]:
            pass
        return real(page, **wanted)

    monkeypatch.setattr(trafilatura, "bare_extraction", slow_with_dates)
    monkeypatch.setattr(web_page, "_SECONDS", 0.2)
    path = tmp_path / "a.html"
    path.write_text(PAGE.replace("CHARSET", "utf-8"), "utf-8")
    found = one(path)
    assert not found.problems
    assert found.text.endswith(SECOND)
    assert found.meta.title == "Grain talks"


@pytest.mark.parametrize("data", [b"", b"<html><body></body></html>", b"\0\1\2\3" * 99])
def test_a_page_without_text_is_refused_with_its_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.html"):
        list(read_articles(path))


def test_plain_text_has_a_line_a_block_and_no_script() -> None:
    page = "<p>One<br>two &amp; <b>three</b></p><script>x</script><table><tr><td>a<td>b</table>"
    assert plain_text(page) == "One\ntwo & three\na\tb"


def test_a_folder_takes_pages(tmp_path: Path) -> None:
    (tmp_path / "a.HTML").write_text(PAGE.replace("CHARSET", "utf-8"), encoding="utf-8")
    assert [path.name for path in article_paths(tmp_path)] == ["a.HTML"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not there")
def test_every_page_of_the_corpus_gives_text() -> None:
    for path in sorted(CORPUS.glob("*.html")):
        assert one(path).text
