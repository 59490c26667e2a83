"""Articles from feed files."""

from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import Imported, read_articles

CORPUS = Path("/work/shared/corpora/html_trafilatura_res/resources")
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
