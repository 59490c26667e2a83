"""The help pages and the list of all keys in a window of their own."""

from html import escape

from PySide6.QtGui import QFont, QTextCursor, QTextTable
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from annotator import resources
from annotator.ui import drawing
from annotator.ui.actions import Action, Context
from annotator.ui.key_names import shown

_TITLES = {
    Context.WINDOW: "Anywhere",
    Context.TEXT: "In the text",
    Context.PLACE: "With a selection or a focused span",
    Context.SPAN: "With a focused span",
    Context.RELATION: "With a focused relation",
}
_MORE: dict[Context, list[tuple[str, str]]] = {
    Context.TEXT: [
        ("← → ↑ ↓, Home, End", "Caret, by token and line; with Shift they select"),
        ("Esc", "One step back"),
    ],
    Context.PLACE: [("1 … 0", "Label it with the label of this key")],
    Context.RELATION: [("1 … 0", "Relabel it with the relation type of this key")],
}


def keys_page(table: tuple[Action, ...]) -> str:
    """All keys by context, as HTML."""
    parts: list[str] = []
    for context, title in _TITLES.items():
        rows = [
            (", ".join(dict.fromkeys(shown(key) for key in action.keys)), action.text)
            for action in table
            if action.context is context and action.keys and action.menu
        ]
        rows += _MORE.get(context, [])
        cells = "".join(
            f'<tr><td width="190"><b>{escape(keys)}</b></td><td>{escape(text)}</td></tr>'
            for keys, text in rows
        )
        parts.append(f'<h3>{title}</h3><table cellpadding="3" width="100%">{cells}</table>')
    return "".join(parts)


class HelpWindow(QDialog):
    """One page of the program's own text, never an article's; closed by Esc."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.page = QTextBrowser(self)
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page.setStyleSheet("QTextBrowser { border: none; background: transparent; }")
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(18)
        self.page.setFont(drawing.scaled(self.font(), 1.06))
        self.page.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 2, 8)
        column.addWidget(self.page)
        self.resize(760, 680)

    @classmethod
    def of_markdown(cls, title: str, text: str, parent: QWidget | None = None) -> "HelpWindow":
        """A page of `resources/help`."""
        window = cls(title, parent)
        window.page.setMarkdown(text)
        window._space_out()
        return window

    @classmethod
    def of_html(cls, title: str, text: str, parent: QWidget | None = None) -> "HelpWindow":
        """A page that the program has made."""
        window = cls(title, parent)
        window.page.setHtml(text)
        return window

    @classmethod
    def of_plain(cls, title: str, text: str, parent: QWidget | None = None) -> "HelpWindow":
        """A page with words from elsewhere, such as a pipeline's name."""
        window = cls(title, parent)
        window.page.setPlainText(text)
        window.resize(480, 260)
        return window

    def _space_out(self) -> None:
        """Room around headings, items and cells: Markdown comes without."""
        document = self.page.document()
        cursor = QTextCursor(document)
        block = document.begin()
        while block.isValid():
            cursor.setPosition(block.position())
            layout = block.blockFormat()
            level = layout.headingLevel()
            in_cell = cursor.currentFrame() is not None and document.rootFrame() != (
                cursor.currentFrame()
            )
            layout.setTopMargin(16 if level > 1 else 0 if in_cell else 4)
            layout.setBottomMargin(0 if in_cell else 6)
            layout.setLineHeight(118, 1)
            cursor.setBlockFormat(layout)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _calm(frame)


def _calm(table: QTextTable) -> None:
    """No grid, the head in bold."""
    layout = table.format()
    layout.setBorder(0)
    layout.setCellPadding(4)
    layout.setCellSpacing(0)
    table.setFormat(layout)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        words = cell.format()
        words.setFontWeight(QFont.Weight.DemiBold)
        cell.setFormat(words)


def help_text(name: str) -> str:
    """A page of `resources/help`."""
    return resources.path("help", f"{name}.md").read_text(encoding="utf-8")
