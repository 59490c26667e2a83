"""Labels that a pipeline finds and the schema does not know, each with a menu: add, map to one of ours, ignore."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from annotator.ui import drawing
from annotator.ui.flow_layout import FlowLayout

_BUTTONS_AT_MOST = 5
_MENUS_AT_MOST = 40
_NAME_AT_MOST = 40


class UnknownLabels(QWidget):
    """A row of buttons; one goes when its label is settled."""

    added = Signal(str)
    """The label is to become one of the schema."""
    mapped = Signal(str, str)
    """The label is this one of ours."""
    ignored = Signal(str)
    """The label is not to be shown."""
    emptied = Signal()
    """No label is left."""

    def __init__(self, counts: Mapping[str, int], labels: Sequence[str]) -> None:
        super().__init__()
        self._labels = list(labels)
        self._counts = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        self._row = FlowLayout(self)
        self.buttons: list[QPushButton] = []
        self._fill()

    def _fill(self) -> None:
        had_focus = any(button.hasFocus() for button in self.buttons)
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        names = list(self._counts)
        self.buttons = [self._button(name) for name in names[:_BUTTONS_AT_MOST]]
        rest = names[_BUTTONS_AT_MOST:]
        if rest:
            self.buttons.append(self._rest_button(rest))
        for button in self.buttons:
            self._row.addWidget(button)
        if self.buttons:
            self.setFocusProxy(self.buttons[0])
            if had_focus:
                self.buttons[0].setFocus()

    def _button(self, name: str) -> QPushButton:
        button = _menu_button(f"{_shown(name)} ({self._counts[name]:,})")
        menu = QMenu(button)
        self._fill_menu(menu, name)
        button.setMenu(menu)
        return button

    def _rest_button(self, names: Sequence[str]) -> QPushButton:
        button = _menu_button(f"{len(names)} more")
        menu = QMenu(button)
        for name in names[:_MENUS_AT_MOST]:
            self._fill_menu(menu.addMenu(f"{_shown(name)} ({self._counts[name]:,})"), name)
        button.setMenu(menu)
        if len(names) > _MENUS_AT_MOST:
            # The rarest come up when others are settled.
            menu.addAction(f"{len(names) - _MENUS_AT_MOST:,} more").setEnabled(False)
        return button

    def _fill_menu(self, menu: QMenu, name: str) -> None:
        menu.addAction("Add as a label").triggered.connect(lambda: self._add(name))
        ours = menu.addMenu("Map to")
        for label in self._labels:
            ours.addAction(_shown(label)).triggered.connect(
                lambda _=False, chosen=label: self._map(name, chosen)
            )
        ours.setEnabled(bool(self._labels))
        menu.addAction("Ignore").triggered.connect(lambda: self._ignore(name))

    def _add(self, name: str) -> None:
        self._settle(name)
        self.added.emit(name)

    def _map(self, name: str, ours: str) -> None:
        self._settle(name)
        self.mapped.emit(name, ours)

    def _ignore(self, name: str) -> None:
        self._settle(name)
        self.ignored.emit(name)

    def _settle(self, name: str) -> None:
        self._counts.pop(name, None)
        self._fill()
        if not self._counts:
            self.emptied.emit()


def _menu_button(text: str) -> QPushButton:
    button = QPushButton(f"{text} ▾")
    button.setStyleSheet(
        "QPushButton { padding: 3px 9px; } QPushButton::menu-indicator { image: none; }"
    )
    button.setAccessibleName(f"{text}: add, map or ignore")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _shown(name: str) -> str:
    """A name as menus and buttons show it: not wide, and an ampersand is no mnemonic."""
    return drawing.as_menu_text(drawing.flat(name, _NAME_AT_MOST))
