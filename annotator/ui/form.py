"""What all dialogs share: a title, fields under their names, one line for what is wrong, two buttons."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPalette, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from annotator.ui import drawing


def row_of_list(rows: QWidget) -> QSize:
    """The size in px of a row in a dialog's list."""
    return QSize(0, rows.fontMetrics().height() + 9)


class Form(QDialog):
    """Subclasses add fields, call `check` when one changes, and say in `_problem` what is wrong."""

    def __init__(self, title: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._first: QWidget | None = None
        self._fields = QVBoxLayout()
        self._fields.setSpacing(5)
        self.problem = drawing.plain_label(wraps=True)
        self.problem.setAccessibleName("What is wrong")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.action = self._buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        self.action.setDefault(True)
        cancel = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        # Else it becomes the default while the action can't be pressed, and looks like one.
        cancel.setAutoDefault(False)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(12)
        column.addLayout(self._fields, 1)
        column.addWidget(self.problem)
        column.addWidget(self._buttons)
        self.setMinimumWidth(420)

    def add_field(self, name: str, field: QWidget, stretch: int = 0) -> QLabel:
        """A field under its name."""
        label = drawing.plain_label(name, quiet=True)
        label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(name)
        if self._first is None:
            self._first = field
        if self._fields.count():
            self._fields.addSpacing(7)
        self._fields.addWidget(label)
        self._fields.addWidget(field, stretch)
        return label

    def add_text(self, text: str, *, quiet: bool = False) -> QLabel:
        """A sentence between the fields."""
        label = drawing.plain_label(text, quiet=quiet, wraps=True)
        self._fields.addWidget(label)
        return label

    def add_widget(self, widget: QWidget) -> None:
        """A field that carries its own name."""
        self._fields.addSpacing(4)
        self._fields.addWidget(widget)

    def check(self) -> None:
        """Say what is wrong and let the action be pressed only when nothing is."""
        problem = self._problem()
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        can_act = not problem and self._is_complete()
        self.action.setEnabled(can_act)
        self.action.setDefault(can_act)
        palette = QPalette(self.palette())
        theme = drawing.theme_of(self)
        palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.problem))
        self.problem.setPalette(palette)
        if problem and self.isVisible():
            self.fit()

    def fit(self) -> None:
        """Grow so that all lines of the texts are seen; never smaller than the analyst made it."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            needed = layout.totalHeightForWidth(self.width())
            if needed > self.height():
                self.resize(self.width(), min(needed, self.screen().availableGeometry().height()))

    def _problem(self) -> str:
        """What is wrong, in a sentence; empty: nothing."""
        return ""

    def _is_complete(self) -> bool:
        """Whether all that is needed has been entered."""
        return True

    def done_well(self) -> bool:
        """Ask the analyst; whether the action was chosen. The dialog is gone afterwards."""
        try:
            return self.exec() == QDialog.DialogCode.Accepted
        finally:
            self.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        """Check at first sight, so that the action is right from the start."""
        self.check()
        super().showEvent(event)
        self.fit()
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)
