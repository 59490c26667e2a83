"""Pages whose text stands in pictures, in very many boxes, or in signs that no font explains."""

import builtins
import time
from pathlib import Path

import pytest
from pdfminer.layout import LTComponent

from annotator.core.errors import InputError
from annotator.formats.pdf import pdf_article
from tests.formats.test_pdf import pdf, written

id_ = id


def with_form(path: Path, own: str, width: int) -> Path:
    """A page with a text of its own and one inside of a form of some width and half that height."""
    outside = f"BT /F1 12 Tf 72 700 Td ({own}) Tj ET\n/X1 Do\n"
    inside = "BT /F1 12 Tf 72 600 Td (Inside the form.) Tj ET\n"
    form = f"/Type/XObject/Subtype/Form/BBox[0 0 {width} {width}]/Resources 7 0 R"
    return written(
        path,
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 8 0 R>>",
            f"<</Length {len(outside)}>>\nstream\n{outside}endstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            "<<>>",
            "<</Font<</F1 5 0 R>>>>",
            "<</Font<</F1 5 0 R>>/XObject<</X1 9 0 R>>>>",
            f"<<{form}/Length {len(inside)}>>\nstream\n{inside}endstream",
        ],
    )


@pytest.mark.parametrize(("own", "width"), [("", 100), ("Outside.", 700)])
def test_a_form_that_is_the_page_is_read(tmp_path: Path, own: str, width: int) -> None:
    found = pdf_article(with_form(tmp_path / "a.pdf", own, width))
    assert "Inside the form." in found.text
    assert not found.problems


def test_the_text_of_a_picture_is_left_out_and_told(tmp_path: Path) -> None:
    found = pdf_article(with_form(tmp_path / "a.pdf", "Outside.", 100))
    assert found.text == "Outside."
    assert found.problems[0].endswith("Text inside of pictures was left out: 14 letters on page 1.")


def cells(path: Path, columns: int, rows: int, width: int, height: int) -> Path:
    """A page of cells, each with its row and column."""
    each = "".join(
        f"1 0 0 1 {30 + column * width} {760 - row * height} Tm ({row}.{column}) Tj\n"
        for column in range(columns)
        for row in range(rows)
    )
    shown = f"BT /F1 6 Tf\n{each}ET\n"
    return written(
        path,
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 7 0 R>>",
            f"<</Length {len(shown)}>>\nstream\n{shown}endstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            "<<>>",
            "<</Font<</F1 5 0 R>>>>",
        ],
    )


def test_a_page_of_very_many_cells_is_read_by_rows(tmp_path: Path) -> None:
    path = cells(tmp_path / "a.pdf", 20, 40, 28, 18)
    began = time.process_time()
    words = pdf_article(path).text.split()
    assert time.process_time() - began < 3
    assert words[:3] == ["0.0", "0.1", "0.2"]
    assert words[-1] == "39.19"


def test_the_order_of_boxes_does_not_hang_on_where_they_lie_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def address(item: object) -> int:
        assert not isinstance(item, LTComponent)
        return id_(item)

    monkeypatch.setattr(builtins, "id", address)
    found = pdf_article(cells(tmp_path / "a.pdf", 2, 2, 110, 110))
    monkeypatch.undo()
    assert found.text.split() == ["0.0", "0.1", "1.0", "1.1"]


def test_letters_without_size_are_left_out_and_told(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [(700, "Grain talks."), (600, "Hidden.")])
    data = path.read_bytes()
    path.write_bytes(data.replace(b"F1 12 Tf 72 600", b"F1 00 Tf 72 600"))
    found = pdf_article(path)
    assert found.text == "Grain talks."
    assert found.problems[0].endswith("Text without size was left out: 7 letters on page 1.")
    path.write_bytes(data.replace(b"F1 12 Tf", b"F1 00 Tf"))
    with pytest.raises(InputError, match="its letters have no size"):
        pdf_article(path)


def test_ligatures_of_fonts_become_letters(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [(700, "\\256nance")])
    coded = path.read_text("latin-1").replace(
        "/BaseFont/Helvetica", "/BaseFont/Helvetica/Encoding/StandardEncoding"
    )
    path.write_text(coded, "latin-1")
    assert pdf_article(path).text == "finance"


def test_signs_without_letters_are_told_and_a_text_of_them_is_refused(tmp_path: Path) -> None:
    some = pdf_article(pdf(tmp_path / "a.pdf", [(700, "The end\\001")]))
    assert some.text == "The end\ufffd"
    assert some.problems[0].endswith("Signs whose letter the fonts don't tell became U+FFFD: 1.")
    with pytest.raises(InputError, match="which letters they show"):
        pdf_article(pdf(tmp_path / "b.pdf", [(700, "a \\001 \\001 \\001")]))
