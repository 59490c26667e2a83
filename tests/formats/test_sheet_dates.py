"""Days and times of Excel's sheets."""

import json
import zipfile
from pathlib import Path

import pytest

from annotator.formats.sheet_dates import Dates
from annotator.formats.sheets import read_xlsx
from tests.formats.test_sheets import SPACE, good, workbook

STYLES = f"""<styleSheet {SPACE}><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode='0.0" days"'/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>
</styleSheet>"""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("45356", "2024-03-05"),
        ("45356.4166666667", "2024-03-05T10:00:00"),
        ("0.5", "12:00:00"),
        ("59", "1900-02-28"),
        ("61", "1900-03-01"),
        ("-1", "-1"),
        ("1e99", "1e99"),
        ("soon", "soon"),
    ],
)
def test_a_number_in_the_style_of_a_date_is_a_date(number: str, said: str) -> None:
    assert Dates(frozenset((1,))).said("1", number) == said
    assert Dates(frozenset((1,))).said("0", number) == number


def test_dates_of_a_workbook_become_dates_and_numbers_stay(tmp_path: Path) -> None:
    text = "<c t='inlineStr'><is><t>The ministers met.</t></is></c>"
    cells = "".join(f"<c s='{style}'><v>45356</v></c>" for style in (1, 2, 3, 0))
    names = "".join(f"<c t='inlineStr'><is><t>{n}</t></is></c>" for n in ("text", *"dabc"))
    rows = f"<row>{names.replace('>d<', '>date<')}</row><row>{text}{cells}</row>"
    path = workbook(tmp_path / "a.xlsx", rows)
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("xl/styles.xml", STYLES)
    (found,) = good(list(read_xlsx(path)))
    assert found.meta.date == "2024-03-05"
    kept = {key: str(value) for key, value in json.loads(found.meta.extra).items()}
    assert kept == {"a": "2024-03-05", "b": "45356", "c": "45356"}


def test_workbooks_that_count_from_1904_are_read_so(tmp_path: Path) -> None:
    rows = "<row><c s='1'><v>43894</v></c><c t='inlineStr'><is><t>They met.</t></is></c></row>"
    path = workbook(tmp_path / "a.xlsx", rows)
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("xl/styles.xml", STYLES)
        book = f"<workbook {SPACE}><workbookPr date1904='1'/></workbook>"
        made.writestr("xl/workbook.xml", book)
    (found,) = good(list(read_xlsx(path)))
    assert "2024-03-05" in str(found.meta)
