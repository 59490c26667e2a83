"""The list of all keys on paper (or as a PDF, by the system's print dialog)."""

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget


def card(keys: str) -> QTextDocument:
    """The keys (HTML of `keys_page`) as a page of small print, black on white."""
    document = QTextDocument()
    font = document.defaultFont()
    font.setPointSizeF(8.0)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet("body, td, h2, h3 { color: black; }")
    document.setHtml(f"<h2>Annotator: all keys</h2>{keys}")
    return document


def print_card(keys: str, parent: QWidget) -> None:
    """Ask for a printer and print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Annotator keys")
    dialog = QPrintDialog(printer, parent)
    if dialog.exec():
        card(keys).print_(printer)
