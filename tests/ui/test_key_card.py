from PySide6.QtWidgets import QApplication

from annotator.ui.actions import ACTIONS
from annotator.ui.help_window import keys_page
from annotator.ui.key_card import card


def test_the_card_names_the_keys(qapp: QApplication) -> None:
    text = card(keys_page(ACTIONS)).toPlainText()
    assert "Relation from here" in text
    assert "Shift+a" in text
