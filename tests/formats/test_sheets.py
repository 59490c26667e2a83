"""Articles from tables."""

import json
import zipfile
from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import Imported
from annotator.formats.choices import Choices, chosen
from annotator.formats.sheets import read_csv, read_xlsx
from tests.shared import CORPORA

CORPUS = CORPORA / "docs_baleen_files/contentextractors/test.csv"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def good(found: list[Imported | InputError]) -> list[Imported]:
    assert all(isinstance(f, Imported) for f in found)
    return [f for f in found if isinstance(f, Imported)]


def table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(("name", "sign"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_the_text_column_is_found_by_name_and_the_rest_is_kept(
    tmp_path: Path, name: str, sign: str
) -> None:
    rows = (("id", "Title", "Text", "url"), ("7", "Grain", '"One, ""two""\nthree; ok"', "u"))
    path = table(tmp_path / name, "\r\n".join(sign.join(row) for row in rows))
    (found,) = good(list(read_csv(path)))
    assert found.text == 'One, "two"\nthree; ok'
    assert (found.meta.title, found.meta.url) == ("Grain", "u")
    assert json.loads(found.meta.extra) == {"id": "7"}


def test_without_names_the_longest_column_is_the_text(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "1,Ada met Ben in Rome,x\n2,Ben went to Oslo later,y\n")
    first, second = good(list(read_csv(path)))
    assert (first.text, second.text) == ("Ada met Ben in Rome", "Ben went to Oslo later")
    assert json.loads(first.meta.extra) == {"column 1": "1", "column 3": "x"}


def test_words_above_numbers_are_names_though_the_texts_are_short(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "item_description,number\nTwo old ships,7\nA grain silo,12\n")
    found = good(list(read_csv(path)))
    assert [article.text for article in found] == ["Two old ships", "A grain silo"]
    assert json.loads(found[0].meta.extra) == {"number": "7"}


def test_utf_16_as_excel_writes_it_is_read(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "id\ttext\n1\tŁódź is here\n", "utf-16")
    assert good(list(read_csv(path)))[0].text == "Łódź is here"


def test_a_row_without_text_is_told_with_its_number(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "id,text\n1,One\n2,\n3,Three\n")
    found = list(read_csv(path))
    assert isinstance(found[1], InputError)
    assert "line 3" in str(found[1])
    assert len(found) == 3


def workbook(path: Path, rows: str, shared: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("xl/sharedStrings.xml", f"<sst {SPACE}>{shared}</sst>")
        sheet = f"<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>"
        made.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def test_an_excel_sheet_gives_an_article_a_row(tmp_path: Path) -> None:
    shared = "<si><t>text</t></si><si><r><t>One </t></r><r><t>two</t></r></si>"
    rows = (
        '<row><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="C1" t="s"><v>0</v></c></row>'
        '<row><c r="A2"><v>7</v></c><c r="C2" t="s"><v>1</v></c></row>'
    )
    (found,) = good(list(read_xlsx(workbook(tmp_path / "a.xlsx", rows, shared))))
    assert found.text == "One two"
    assert json.loads(found.meta.extra) == {"id": "7"}


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"none", b""])
def test_a_broken_workbook_is_refused_with_its_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.xlsx: "):
        list(read_xlsx(path))


@pytest.mark.skipif(not CORPUS.is_file(), reason="the corpora are not there")
def test_a_row_of_the_corpus_is_read() -> None:
    assert good(list(read_csv(CORPUS)))[0].text == "Hello world, my name is John Smith"


def test_the_chosen_column_is_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,long,short\nA,A long text about Osaka and Lund.,Short one.\n")
    with chosen(Choices(column="short")):
        (found,) = good(list(read_csv(path)))
    assert found.text == "Short one."
    assert json.loads(found.meta.extra)["long"] == "A long text about Osaka and Lund."
    path.write_text("1,A long text about Osaka and Lund.\n2,Another text about Lima, too.\n")
    with chosen(Choices(column="column 1")):
        assert [f.text for f in good(list(read_csv(path)))] == ["1", "2"]
