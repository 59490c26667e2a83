"""Choosing one's own keys: every action with its keys, clashes named, kept in the settings."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from annotator.ui import actions
from annotator.ui.actions import Action, Context
from annotator.ui.form import Form
from annotator.ui.key_names import shown
from annotator.ui.keys import key_name, shortcut_name

_NOT_OURS = {"Esc", "Tab", "Shift+Tab"}
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class KeyCapture(QLineEdit):
    """Shows the key that is pressed in it, by the name that the action table uses."""

    plain_wanted = Signal()
    """The key of the table is wanted back."""

    def __init__(self) -> None:
        super().__init__(placeholderText="Press the key here; ⌫ takes it away", readOnly=True)
        self.setAccessibleName("The key of the chosen action; press it here")
        self.context = Context.TEXT

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key with Ctrl or a function key is the window's, any other one the text's."""
        if event.key() == Qt.Key.Key_Backspace and event.modifiers() == _SHIFT:
            self.plain_wanted.emit()
            return
        if event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            self.setText("")
            self.textEdited.emit("")
            return
        name = pressed_name(event)
        if not name or name in _NOT_OURS:
            super().keyPressEvent(event)
            return
        self.setText(name)
        self.textEdited.emit(name)


class KeyChoice(Form):
    """`own` are the keys that differ from the table's, by action id."""

    def __init__(
        self,
        table: tuple[Action, ...],
        own: Mapping[str, str],
        parent: QWidget,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__("Choose keys", "Use these keys", parent)
        self._plain = {action.id: action for action in actions.ACTIONS}
        self._table = [action for action in table if action.id in self._plain]
        self._own = dict(own)
        self._labels = dict(labels or {})
        self.field = QLineEdit(placeholderText="Find an action")
        self.rows = QListWidget()
        self.rows.setMinimumHeight(330)
        self.capture = KeyCapture()
        self.add_field("Action", self.field)
        self.add_field("Actions and their keys", self.rows, 1)
        self.add_field("Key", self.capture)
        self._hidden = self.add_text("")
        self.add_text(
            "⌫ in the field takes the key away, Shift+⌫ gives back the one it had at first. One key"
            " means one thing in one place.",
            quiet=True,
        )
        for _ in self._table:
            self.rows.addItem(QListWidgetItem())
        self._show_rows()
        self.field.textChanged.connect(self._filter)
        self.rows.currentRowChanged.connect(self._on_row)
        self.capture.textEdited.connect(self._on_key)
        self.capture.plain_wanted.connect(self._on_plain_wanted)
        self.rows.setCurrentRow(0)
        self.resize(620, 640)

    @classmethod
    def ask(
        cls,
        table: tuple[Action, ...],
        own: Mapping[str, str],
        parent: QWidget,
        labels: Mapping[str, str] | None = None,
    ) -> dict[str, str] | None:
        """The analyst's own keys by action id, or None when nothing shall change; `labels` are letters that label."""
        dialog = cls(table, own, parent, labels)
        return dialog.own if dialog.done_well() else None

    @property
    def own(self) -> dict[str, str]:
        """What differs from the table now."""
        return dict(self._own)

    @property
    def clashes(self) -> list[str]:
        """A sentence for each key that means two things in one place."""
        return [
            f"{shown(key)} means both “{self._plain[first].text}” and “{self._plain[second].text}”"
            f" ({self._plain[first].context.value})."
            for key, first, second in actions.clashes(self._current())
        ]

    @property
    def labels_hidden(self) -> list[str]:
        """A sentence for each label whose letter an action takes; the picker still reaches it."""
        return [
            f"{shown(key)} no longer labels {self._labels[key]}: “{action.text}” has it now."
            for action in self._current()
            if action.context in (Context.TEXT, Context.PLACE, Context.SPAN)
            for key in action.keys
            if key in self._labels
        ]

    def choose(self, action_id: str, keys: str) -> None:
        """Give an action other keys, separated by spaces; those of the table need not be kept."""
        if keys == " ".join(self._plain[action_id].keys):
            self._own.pop(action_id, None)
        else:
            self._own[action_id] = keys
        self._show_rows()

    def _current(self) -> tuple[Action, ...]:
        return actions.with_keys(actions.ACTIONS, self._own)

    def _show_rows(self) -> None:
        for row, action in enumerate(self._current()):
            item = self.rows.item(row)
            keys = ", ".join(map(shown, action.keys)) or "–"
            mark = "   (own)" if action.id in self._own else ""
            item.setText(f"{action.text}   ·   {keys}   ·   {action.context.value}{mark}")
        self._hidden.setText("\n".join(self.labels_hidden))
        self._hidden.setVisible(bool(self.labels_hidden))
        self.check()

    def _problem(self) -> str:
        return "\n".join(self.clashes[:3])

    def _filter(self, text: str) -> None:
        for row in range(self.rows.count()):
            item = self.rows.item(row)
            item.setHidden(text.lower() not in item.text().lower())
        row = self.rows.currentRow()
        if row < 0 or self.rows.item(row).isHidden():
            rows = range(self.rows.count())
            self.rows.setCurrentRow(next((r for r in rows if not self.rows.item(r).isHidden()), -1))

    def _on_row(self, row: int) -> None:
        if row < 0:
            self.capture.clear()
            return
        action = self._current()[row]
        self.capture.setText(" ".join(action.keys))

    def _on_key(self, name: str) -> None:
        row = self.rows.currentRow()
        if row >= 0:
            self.choose(self._table[row].id, name)

    def _on_plain_wanted(self) -> None:
        row = self.rows.currentRow()
        if row >= 0:
            plain = self._plain[self._table[row].id]
            self.choose(plain.id, " ".join(plain.keys))
            self._on_row(row)


def pressed_name(event: QKeyEvent) -> str:
    """The press as the action table names it: `x`, `Shift+x`, `Ctrl+K`, `F7`; empty for a modifier alone."""
    plain = key_name(event) or shortcut_name(event)
    if plain:
        return plain
    if event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta):
        return ""
    has_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    is_function = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    if not (has_ctrl or is_function) or event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return ""
    return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
