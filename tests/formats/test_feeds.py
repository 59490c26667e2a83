"""Articles from feed files."""

from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import Imported, read_articles
from tests.shared import CORPORA

CORPUS = CORPORA / "html_trafilatura_res/resources"
RSS = """<?xml version="1.0"?><rss xmlns:c="c" xmlns:d="d"><channel><title>Paper</title>
<item><title>Grain &amp; ships</title><link>https://paper.example/1</link><d:creator>Ada</d:creator>
<pubDate>Tue, 05 Mar 2024 10:00:00 +0000</pubDate><description>Short.</description>
<c:encoded><![CDATA[<p>Ada met <b>Ben</b>.</p><p>Twice.</p>]]></c:encoded></item>
<item><title>Empty</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Grain</title>
<link rel="self" href="no"/><link href="yes"/><author><name>Ada</name></author>
<updated>2024-03-05T10:00:00Z</updated><summary>Some text.</summary></entry></feed>"""


def test_an_rss_entry_is_an_article_and_an_empty_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    path.write_text(RSS)
    first, second = read_articles(path)
    assert isinstance(first, Imported)
    assert first.text == "Ada met Ben.\nTwice."
    meta = first.meta
    assert (meta.title, meta.author) == ("Grain & ships", "Ada")
    assert (meta.url, meta.date) == ("https://paper.example/1", "2024-03-05T10:00:00+00:00")
    assert isinstance(second, InputError)


def test_an_atom_entry_is_an_article(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(ATOM)
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    assert (found.text, found.meta.author, found.meta.url) == ("Some text.", "Ada", "yes")


def entry(path: Path, inside: str, encoding: str = "utf-8", head: str = "") -> Imported:
    feed = f'<?xml version="1.0" encoding="{encoding}"?>\n{head}<rss><channel><item>{inside}'
    path.write_bytes(f"{feed}</item></channel></rss>".encode(encoding))
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    return found


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Caf&eacute;&nbsp;Z&uuml;rich", "Café\u00a0Zürich"),
        ("Bread & butter, R&D &amp; more", "Bread & butter, R&D & more"),
        ("One\x0btwo", "Onetwo"),
        ("a &unknown; b", "a &unknown; b"),
    ],
)
def test_what_many_feeds_have_wrong_is_put_right(tmp_path: Path, said: str, text: str) -> None:
    assert entry(tmp_path / "a.rss", f"<description>{said}</description>").text == text


def test_a_document_type_that_declares_nothing_is_passed_over(tmp_path: Path) -> None:
    head = '<!DOCTYPE rss PUBLIC "-//Somebody//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'
    found = entry(tmp_path / "a.rss", "<description>Text.</description>", head=head)
    assert found.text == "Text."


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb2312", "部长们在大阪会面。"),
        ("shift_jis", "大臣たちは大阪で会った。"),
        ("koi8-r", "Да."),
    ],
)
def test_feeds_in_other_encodings_are_read(tmp_path: Path, encoding: str, text: str) -> None:
    found = entry(tmp_path / "a.rss", f"<description>{text}</description>", encoding)
    assert found.text == text


def test_elements_of_a_page_keep_words_whole_and_lines_apart(tmp_path: Path) -> None:
    page = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Har<b>bour</b>s.</p><p>Grain.</p></div>'
    found = entry(tmp_path / "a.rss", f'<content type="xhtml">{page}</content>')
    assert found.text == "Harbours.\nGrain."


def test_a_text_that_is_no_page_stays_as_it_is(tmp_path: Path) -> None:
    found = entry(tmp_path / "a.rss", '<content type="text">if a &lt;b and c&gt; d</content>')
    assert found.text == "if a <b and c> d"


def test_what_is_said_of_pictures_is_not_the_text(tmp_path: Path) -> None:
    media = (
        '<m:content xmlns:m="http://search.yahoo.com/mrss/"><m:title>Photo</m:title></m:content>'
    )
    found = entry(tmp_path / "a.rss", f"{media}<description>Text.</description>")
    assert found.text == "Text."


def test_an_author_is_known_by_name(tmp_path: Path) -> None:
    author = "<author><name>Ada</name><email>ada@x.example</email></author>"
    found = entry(tmp_path / "a.rss", f"{author}<description>Text.</description>")
    assert found.meta.author == "Ada"


@pytest.mark.parametrize("data", ["", "<rss", "<rss/>", '<!DOCTYPE rss [<!ENTITY a "b">]><rss/>'])
def test_a_broken_feed_is_refused_with_its_name(tmp_path: Path, data: str) -> None:
    path = tmp_path / "a.rss"
    path.write_text(data)
    with pytest.raises(InputError, match=r"a\.rss"):
        list(read_articles(path))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not there")
@pytest.mark.parametrize(("name", "count"), [("feed1.atom", 2), ("feed2.rss", 1)])
def test_the_corpus_is_read(name: str, count: int) -> None:
    assert len([f for f in read_articles(CORPUS / name) if isinstance(f, Imported)]) == count
