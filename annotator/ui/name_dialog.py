"""Asks once for the annotator's name."""

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.ui.form import Form

_LENGTH_AT_MOST = 80


class NameDialog(Form):
    """The name that saved data carries."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("Your name", "Keep", parent)
        self.field = QLineEdit(name, maxLength=_LENGTH_AT_MOST)
        self.field.selectAll()
        self.add_field("Name in saved data and in the journal", self.field)
        self.add_text("Each saved article says who worked on it last.", quiet=True)
        self.field.textChanged.connect(self.check)
        self.check()

    @classmethod
    def ask(cls, name: str, parent: QWidget | None = None) -> str | None:
        """The name, without white space around it; None when the analyst does not say."""
        dialog = cls(name, parent)
        return dialog.value if dialog.done_well() else None

    @property
    def value(self) -> str:
        """What is entered."""
        return " ".join(self.field.text().split())

    def _is_complete(self) -> bool:
        return bool(self.value)
