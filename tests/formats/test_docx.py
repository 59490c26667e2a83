"""Articles from Word documents."""

import zipfile
from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats import zipped
from annotator.formats.articles import Imported, read_articles
from tests.shared import CORPORA

CORPUS = CORPORA / "docs_baleen_files/contentextractors"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = (
    "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>Grain </w:t></w:r>"
    "<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:t>talks</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Port</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>Odesa</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "<w:p><w:r><w:t>After</w:t><w:tab/><w:t>the table.</w:t></w:r></w:p>"
)
CORE = (
    '<cp:p xmlns:cp="c" xmlns:dc="d"><dc:title>Grain</dc:title><dc:creator>Ada</dc:creator></cp:p>'
)


def word(path: Path, body: str = BODY, before: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        page = f"{before}<w:document {SPACE}><w:body>{body}</w:body></w:document>"
        made.writestr("word/document.xml", page)
        made.writestr("docProps/core.xml", CORE)
    return path


def test_paragraphs_and_tables_come_in_reading_order_without_deleted_text(tmp_path: Path) -> None:
    (found,) = read_articles(word(tmp_path / "a.docx"))
    assert isinstance(found, Imported)
    assert found.text == "Grain talks\nPort\tOdesa\nAfter\tthe table."
    assert (found.meta.title, found.meta.author) == ("Grain", "Ada")


def test_entities_are_refused(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///x">]>')
    with pytest.raises(InputError, match=r"a\.docx: It declares entities"):
        list(read_articles(path))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "AT_MOST", 1 << 20)
    with pytest.raises(InputError, match="larger than 1 MB"):
        list(read_articles(word(tmp_path / "a.docx", " " * (2 << 20))))


@pytest.mark.parametrize("data", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0", b"none", b""])
def test_what_is_no_word_document_is_refused_with_its_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.docx: "):
        list(read_articles(path))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not there")
def test_the_corpus_is_read_and_its_broken_file_refused() -> None:
    for path in sorted(CORPUS.rglob("*.docx")):
        if path.name == "corrupt.docx":
            with pytest.raises(InputError, match="corrupt"):
                list(read_articles(path))
        else:
            (found,) = read_articles(path)
            assert isinstance(found, Imported)


def test_notes_and_comments_beside_the_text_are_told(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx")
    note = "<w:{0}><w:p><w:r><w:t>Said.</w:t></w:r></w:p></w:{0}>"
    with zipfile.ZipFile(path, "a") as made:
        empty = "<w:footnote w:type='separator'><w:p/></w:footnote>"
        notes = empty + note.format("footnote") * 2
        made.writestr("word/footnotes.xml", f"<w:footnotes {SPACE}>{notes}</w:footnotes>")
        said = note.format("comment")
        made.writestr("word/comments.xml", f"<w:comments {SPACE}>{said}</w:comments>")
        made.writestr("word/endnotes.xml", "no XML")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    assert found.problems == (f"{path}: Left out: 2 footnotes, 1 comment.",)
