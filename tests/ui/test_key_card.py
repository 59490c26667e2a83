import re
from pathlib import Path

from PySide6.QtGui import QPageSize, QPdfWriter
from PySide6.QtWidgets import QApplication

from annotator import opening
from annotator.core.schema import Schema
from annotator.ui.actions import ACTIONS
from annotator.ui.key_card import card


def test_the_card_names_the_keys(qapp: QApplication) -> None:
    text = card(ACTIONS, Schema()).toPlainText()
    assert "Relation from here" in text
    assert "Shift+a" in text


def test_the_card_names_the_labels_of_the_project(qapp: QApplication) -> None:
    text = card(ACTIONS, opening.default_schema()).toPlainText()
    assert "2 ORG" in text.replace("\xa0", " ")
    assert "h FAC" in text.replace("\xa0", " ")


def test_the_card_is_printed_on_one_page(qapp: QApplication, tmp_path: Path) -> None:
    printed = card(ACTIONS, opening.default_schema())
    writer = QPdfWriter(str(tmp_path / "keys.pdf"))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printed.print_(writer)
    data = (tmp_path / "keys.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
