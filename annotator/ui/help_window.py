"""The help pages and the list of all keys in a window of their own."""

from collections.abc import Sequence
from html import escape

from PySide6.QtGui import QFont, QTextCursor, QTextTable
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from annotator import resources
from annotator.core.schema import Label, RelationType, Schema
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
        ("letters of a place", "Answer a key that asks where; with Shift it asks again"),
        ("1 … 0 after a head", "Relation to the nearest span that this type allows"),
        ("PgDn while asked", "The letters go on to what comes into sight"),
    ],
    Context.PLACE: [("1 … 0, letters of labels", "Label it with the label of this key")],
    Context.RELATION: [("1 … 0", "Relabel it with the relation type of this key")],
}


def keys_page(table: tuple[Action, ...], schema: Schema | None = None) -> str:
    """All keys by context, as HTML; with a schema those of its labels and relation types, too."""
    return "".join(section for _, section in key_sections(table, schema))


def key_sections(
    table: tuple[Action, ...], schema: Schema | None = None, padding: int = 3, key_width: int = 190
) -> list[tuple[Context | None, str]]:
    """The parts of the page: labels first (no context), then one for each context."""
    parts: list[tuple[Context | None, str]] = []
    for title, kinds in _kinds(schema):
        words = " &nbsp; ".join(
            f"<b>{escape(k.key)}</b>&nbsp;{escape(k.name)}" for k in kinds if k.key
        )
        if words:
            parts.append((None, f"<h3>{title}</h3><p>{words}</p>"))
    for context, title in _TITLES.items():
        rows = [
            (", ".join(dict.fromkeys(shown(key) for key in action.keys)), action.text)
            for action in table
            if action.context is context and action.keys and action.menu
        ]
        rows += _MORE.get(context, [])
        cells = "".join(
            f'<tr><td width="{key_width}"><b>{escape(keys)}</b></td><td>{escape(text)}</td></tr>'
            for keys, text in rows
        )
        body = f'<table cellpadding="{padding}" width="100%">{cells}</table>'
        parts.append((context, f"<h3>{title}</h3>{body}"))
    return parts


def _kinds(schema: Schema | None) -> list[tuple[str, Sequence[Label | RelationType]]]:
    if schema is None:
        return []
    return [("Labels", schema.labels), ("Relation types", schema.relations)]


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
