"""The help pages and the list of keys."""

from PySide6.QtWidgets import QApplication

from annotator.ui.actions import ACTIONS
from annotator.ui.help_window import HelpWindow, help_text, keys_page


def test_the_list_of_keys_names_each_key_once_a_row() -> None:
    page = keys_page(ACTIONS)
    assert "Ctrl+Enter, Ctrl+Enter" not in page
    assert "Confirm, on to the next" in page


def test_pages_of_ours_are_shown_as_markdown(qapp: QApplication) -> None:
    window = HelpWindow.of_markdown("Words", help_text("words"))
    shown = window.page.toPlainText()
    window.deleteLater()
    assert "**" not in shown
    assert "|" not in shown


def test_words_from_elsewhere_are_never_read_as_markup(qapp: QApplication) -> None:
    window = HelpWindow.of_plain("About", "<b>x</b> **y**")
    shown = window.page.toPlainText()
    window.deleteLater()
    assert shown == "<b>x</b> **y**"
