"""Articles from PDF files."""

from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats import pdf as pdf_module
from annotator.formats.articles import Imported, read_articles
from annotator.formats.pdf import joined_paragraphs, pdf_article
from tests.shared import CORPORA

SAMPLE = CORPORA / "docs_baleen_files/contentextractors/wrappingLines.pdf"


def pdf(path: Path, lines: list[tuple[int, str]]) -> Path:
    """A file of one page with lines of 12 points, each at a height in points."""
    shown = "".join(f"BT /F1 12 Tf 72 {height} Td ({text}) Tj ET\n" for height, text in lines)
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 7 0 R>>",
        f"<</Length {len(shown)}>>\nstream\n{shown}endstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Title(Grain talks)/Author(Ada)/CreationDate(D:20240305100000)>>",
        "<</Font<</F1 5 0 R>>>>",
    ]
    return written(path, bodies)


def written(path: Path, bodies: list[str]) -> Path:
    """A file of these objects, numbered from one; the first is the root, the sixth says title and author."""
    data = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(data)
    size = len(bodies) + 1
    data += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    data += f"trailer\n<</Size {size}/Root 1 0 R/Info 6 0 R>>\n"
    path.write_text(f"{data}startxref\n{start}\n%%EOF", encoding="latin-1")
    return path


LINES = [(700, "The ministers talked about har-"), (686, "bours and grain."), (630, "They left.")]


def test_lines_are_joined_and_parted_words_mended(tmp_path: Path) -> None:
    (found,) = read_articles(pdf(tmp_path / "a.pdf", LINES))
    assert isinstance(found, Imported)
    assert found.text == "The ministers talked about harbours and grain.\nThey left."
    meta = found.meta
    assert (meta.title, meta.author, meta.date) == ("Grain talks", "Ada", "2024-03-05")


def test_hyphens_stay_on_request(tmp_path: Path) -> None:
    found = pdf_article(pdf(tmp_path / "a.pdf", LINES), mends_hyphens=False)
    assert found.text.startswith("The ministers talked about har-bours")


def test_a_word_that_the_text_writes_with_a_hyphen_keeps_it_at_a_line_end() -> None:
    page = ["A Debian-based system.", "Use a Debian-\nbased har-\nbour."]
    assert list(joined_paragraphs([page]))[1] == "Use a Debian-based harbour."


def test_a_paragraph_that_goes_on_overleaf_is_one() -> None:
    pages = [["One.", "The ship left the"], ["harbour at noon.", "Two."]]
    assert list(joined_paragraphs(pages)) == ["One.", "The ship left the harbour at noon.", "Two."]


def test_a_file_without_text_layer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text layer"):
        list(read_articles(pdf(tmp_path / "a.pdf", [])))


def test_more_pages_than_are_read_are_refused_and_not_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_module, "_PAGES_AT_MOST", 0)
    with pytest.raises(InputError, match="more than 0 pages"):
        pdf_article(pdf(tmp_path / "a.pdf", LINES))


@pytest.mark.parametrize("data", [b"%PDF-1.4\nrubbish", b"text", b""])
def test_a_damaged_file_is_refused_with_its_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.pdf: "):
        list(read_articles(path))


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the corpora are not there")
def test_a_file_of_the_corpus_has_its_paragraphs() -> None:
    lines = pdf_article(SAMPLE).text.split("\n")
    assert len(lines) == 3
    assert "over two lines but we want it" in lines[1]
