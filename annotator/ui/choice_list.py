"""The choices of a picker: which fit what was typed, and how they are painted."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.ui import drawing

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_WORD_AT_MOST = 22
_SCATTERED = 4


class Choice(Struct, frozen=True):
    """One thing to pick; `key` chooses it at once when it is a digit, `colour` is `#rrggbb` or empty.

    `group` stands before the name, `shortcut` at the right: neither chooses. `value` is what is told of
    the choice, the name where it is empty.
    """

    name: str
    key: str = ""
    colour: str = ""
    guideline: str = ""
    group: str = ""
    shortcut: str = ""
    value: str = ""

    @property
    def told(self) -> str:
        """What is told when it is chosen."""
        return self.value or self.name

    @property
    def shown(self) -> str:
        """The name as it stands in the list."""
        return f"{self.group}: {self.name}" if self.group else self.name


def rank(choice: Choice, typed: str) -> int | None:
    """How well a choice fits the typed letters (0 is best), or None when it does not."""
    name, wanted = choice.name.casefold(), typed.casefold().strip()
    if name.startswith(wanted):
        return 0
    words = name.replace("_", " ").replace("-", " ").split()
    if any(word.startswith(wanted) for word in words):
        return 1
    if "".join(word[0] for word in words).startswith(wanted):
        return 2
    if all(part in choice.shown.casefold() for part in wanted.split()):
        return 3
    return _SCATTERED if _letters_in_order(name, wanted) else None


def fitting(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices that fit, the best first, else in their own order; scattered letters fit where nothing else does."""
    if not typed.strip():
        return list(choices)
    ranked = [(r, place) for place, c in enumerate(choices) if (r := rank(c, typed)) is not None]
    ranked.sort()
    better = [entry for entry in ranked if entry[0] < _SCATTERED]
    return [choices[place] for _, place in better or ranked]


def _letters_in_order(name: str, wanted: str) -> bool:
    place = -1
    for letter in wanted.replace(" ", ""):
        place = name.find(letter, place + 1)
        if place < 0:
            return False
    return True


class ChoiceModel(QAbstractListModel):
    """The choices that fit what was typed."""

    def __init__(self) -> None:
        super().__init__()
        self._all: Sequence[Choice] = ()
        self._shown: list[Choice] = []

    def show(self, choices: Sequence[Choice]) -> None:
        """Offer others."""
        self._all = choices
        self.filter("")

    def filter(self, typed: str) -> None:
        """Keep what fits."""
        self.beginResetModel()
        self._shown = fitting(self._all, typed)
        self.endResetModel()

    def choice_at(self, row: int) -> Choice:
        """The choice in this row."""
        return self._shown[row]

    def with_key(self, key: str) -> Choice | None:
        """The choice of this key."""
        return next((choice for choice in self._all if choice.key == key), None)

    @property
    def has_short_keys(self) -> bool:
        """Whether any choice has a key that chooses it."""
        return any(choice.key for choice in self._all)

    @property
    def has_colours(self) -> bool:
        """Whether any choice has a colour."""
        return any(choice.colour for choice in self._all)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        choice = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.shown
        if role == Qt.ItemDataRole.AccessibleTextRole:
            key = choice.key or choice.shortcut
            return f"{choice.shown}, key {key}" if key else choice.shown
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return choice.guideline
        return None


class ChoiceDelegate(QStyledItemDelegate):
    """Key, swatch, name; a short guideline or a long key stands at the right."""

    def __init__(self, model: ChoiceModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def row_height(self) -> int:
        """The height of a row in px, by the view's font."""
        return round(QFontMetricsF(self._view.font()).height()) + 11

    def width_of(self, choice: Choice) -> float:
        """The width in px that shows a choice whole."""
        font = self._view.font()
        width = QFontMetricsF(font).horizontalAdvance(choice.shown) + 90
        if choice.shortcut:
            width += drawing.cap_size(choice.shortcut, font)[0] + 10
        if len(choice.guideline) <= _WORD_AT_MOST:
            width += QFontMetricsF(font).horizontalAdvance(choice.guideline)
        return width

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice = self._model.choice_at(index.row())
        theme = drawing.theme_of(self._view)
        rect = QRectF(option.rect).adjusted(5, 0, -5, 0)
        state = option.state
        painter.save()
        drawing.draw_row(
            painter,
            rect,
            theme,
            chosen=bool(state & QStyle.StateFlag.State_Selected),
            hovered=bool(state & QStyle.StateFlag.State_MouseOver),
            focused=False,
        )
        font = self._view.font()
        left, right = rect.left() + 10, rect.right() - 10
        if self._model.has_short_keys:
            if choice.key:
                width, height = drawing.cap_size(choice.key, font)
                top = QPointF(left + 9 - width / 2, rect.center().y() - height / 2)
                drawing.draw_cap(painter, top, choice.key, theme, font)
            left += 28
        if self._model.has_colours:
            if choice.colour:
                swatch = QRectF(left, rect.center().y() - 5, 10, 10)
                drawing.draw_swatch(painter, swatch, theme.span_colours(choice.colour))
            left += 19
        if choice.shortcut:
            width, height = drawing.cap_size(choice.shortcut, font)
            right -= width
            top = QPointF(right, rect.center().y() - height / 2)
            drawing.draw_cap(painter, top, choice.shortcut, theme, font)
            right -= 10
        if choice.guideline and len(choice.guideline) <= _WORD_AT_MOST:
            small = drawing.scaled(font, 0.88)
            area = QRectF(left, rect.top(), right - left, rect.height())
            right -= 10 + drawing.draw_text(
                painter,
                area,
                choice.guideline,
                theme.muted,
                small,
                Qt.AlignmentFlag.AlignRight,
            )
        area = QRectF(left, rect.top(), right - left, rect.height())
        drawing.draw_text(painter, area, choice.shown, theme.text, font)
        painter.restore()


def guideline_below(choice: Choice) -> str:
    """What is too long to stand in the row."""
    return choice.guideline if len(choice.guideline) > _WORD_AT_MOST else ""
