"""Asks how a file is to be read: its encoding, the column with the text, hyphens, the rest of a page."""

from PySide6.QtWidgets import QComboBox, QWidget

from annotator.rereading import Choices, Ways
from annotator.ui.encoding_dialog import ENCODINGS
from annotator.ui.form import Form
from annotator.ui.tick_box import TickBox


class ReadingDialog(Form):
    """Shows only what can be chosen for this file."""

    def __init__(
        self, name: str, ways: Ways, encoding: str, choices: Choices, parent: QWidget | None = None
    ) -> None:
        super().__init__("Read in another way", "Read again", parent)
        self.add_text(name)
        self.encoding = QComboBox()
        self.column = QComboBox()
        if ways.has_encoding:
            self.encoding.addItem(
                f"Found out: {encoding.replace('cp12', 'windows-12') or 'by itself'}", ""
            )
            for value, text in ENCODINGS:
                self.encoding.addItem(text, value)
            self.add_field("Encoding", self.encoding)
        if ways.columns:
            for column in ways.columns:
                self.column.addItem(column, column)
            wanted = choices.column or ways.column
            self.column.setCurrentIndex(max(0, self.column.findData(wanted)))
            self.add_field("Column with the text (the others are kept beside it)", self.column)
        self.hyphens = TickBox("Make words whole that are parted at the end of a line")
        self.hyphens.setChecked(choices.mends_hyphens)
        self.rest = TickBox("Keep what stands around the article, as excluded lines")
        self.rest.setChecked(choices.keeps_rest)
        for box, is_shown in ((self.hyphens, ways.has_hyphens), (self.rest, ways.has_rest)):
            if is_shown:
                self.add_widget(box)
            else:
                box.setParent(self)
                box.hide()
        self.add_text(
            "The file is read again. What was read from it before is marked rejected, unless"
            " somebody has worked on it.",
            quiet=True,
        )
        self.setMinimumWidth(480)
        self.check()

    @classmethod
    def ask(
        cls,
        name: str,
        ways: Ways,
        encoding: str,
        choices: Choices,
        parent: QWidget | None = None,
    ) -> tuple[str, Choices] | None:
        """An encoding (empty: found out) and the choices, or None."""
        dialog = cls(name, ways, encoding, choices, parent)
        return dialog.value if dialog.done_well() else None

    @property
    def value(self) -> tuple[str, Choices]:
        """What is chosen."""
        return str(self.encoding.currentData() or ""), Choices(
            str(self.column.currentData() or ""),
            self.hyphens.isChecked(),
            self.rest.isChecked(),
        )
