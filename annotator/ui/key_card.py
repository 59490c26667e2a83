"""The list of all keys on one sheet of paper (or as a PDF, by the system's print dialog)."""

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from annotator.core.schema import Schema
from annotator.ui.actions import Action, Context
from annotator.ui.help_window import key_sections

_LEFT = (Context.WINDOW, Context.RELATION, Context.PLACE)


def card(table: tuple[Action, ...], schema: Schema) -> QTextDocument:
    """The keys in two columns of small print, black on white; labels and relation types above them."""
    parts = key_sections(table, schema, padding=1, key_width=105)
    above = "".join(section for context, section in parts if context is None)
    left = "".join(section for context, section in parts if context in _LEFT)
    right = "".join(section for context, section in parts if context and context not in _LEFT)
    columns = f'<td width="50%">{left}</td><td width="50%">{right}</td>'
    document = QTextDocument()
    font = document.defaultFont()
    font.setPointSizeF(7.0)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet("body, td, h2, h3, p { color: black; }")
    document.setHtml(
        f"<h2>Annotator: all keys</h2>{above}"
        f'<table width="100%" cellspacing="6"><tr>{columns}</tr></table>'
    )
    return document


def print_card(table: tuple[Action, ...], schema: Schema, parent: QWidget) -> None:
    """Ask for a printer and print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Annotator keys")
    dialog = QPrintDialog(printer, parent)
    if dialog.exec():
        card(table, schema).print_(printer)
