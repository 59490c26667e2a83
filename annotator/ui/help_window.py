"""The help pages and the list of all keys in a plain window of their own."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from annotator import resources
from annotator.ui.actions import Action, Context
from annotator.ui.key_names import shown


def keys_page(table: tuple[Action, ...]) -> str:
    """All keys by context, as text."""
    rows: list[str] = []
    titles = {
        Context.WINDOW: "Anywhere",
        Context.TEXT: "In the text",
        Context.PLACE: "With a selection or a focused span",
        Context.SPAN: "With a focused span",
        Context.RELATION: "With a focused relation",
    }
    for context, title in titles.items():
        rows += ["", title, ""]
        for action in table:
            if action.context is context and action.keys and action.menu:
                keys = ", ".join(shown(key) for key in action.keys)
                rows.append(f"  {keys:<24}{action.text}")
        rows += _more.get(context, [])
    return "\n".join(rows).strip() + "\n"


_more = {
    Context.TEXT: [
        f"  {'← → ↑ ↓, Home, End':<24}Caret, by token and line; with Shift they select",
        f"  {'Esc':<24}One step back",
    ],
    Context.PLACE: [f"  {'1 … 0':<24}Label it with the label of this key"],
    Context.RELATION: [f"  {'1 … 0':<24}Relabel it with the relation type of this key"],
}


class HelpWindow(QDialog):
    """One page of plain text; closed by Esc."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = QPlainTextEdit(text, self, readOnly=True)
        page.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        page.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        page.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 8, 12)
        column.addWidget(page)
        self.resize(760, 680)


def help_text(name: str) -> str:
    """A page of `resources/help`."""
    return resources.path("help", f"{name}.md").read_text(encoding="utf-8")
