"""Asks for a new label or a new relation type."""

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.core.schema import Label, RelationType, Schema
from annotator.ui import drawing
from annotator.ui.colour_field import ColourField, next_colour
from annotator.ui.form import Form
from annotator.ui.key_field import KeyField
from annotator.ui.tick_box import TickBox, TickList

_NAME_AT_MOST = 64


class _NamedForm(Form):
    """A name, a key, a colour and a guideline."""

    def __init__(
        self, title: str, names: Mapping[str, str], keys: Mapping[str, str], colour: str,
        parent: QWidget | None,
    ) -> None:  # fmt: skip
        super().__init__(title, "Add", parent)
        self._names = names
        self.name = QLineEdit(maxLength=_NAME_AT_MOST)
        self.key = KeyField(keys)
        self.colour = ColourField(colour)
        self.guideline = QLineEdit(placeholderText="What belongs to it, and what does not")
        self.add_field("Name", self.name)
        self.add_field("Guideline", self.guideline)
        self.add_field("Key", self.key)
        self.add_field("Colour", self.colour)
        self.name.textChanged.connect(self.check)

    @property
    def entered_name(self) -> str:
        """The name without white space around it."""
        return self.name.text().strip()

    def _problem(self) -> str:
        name = self.entered_name
        clash = self._names.get(name.casefold())
        if clash is not None:
            return f"The schema has {clash} already. Choose another name."
        if name and not name.isprintable():
            return "A name is made of visible characters only."
        if any(sign.isspace() for sign in name):
            return "A name has no spaces. An underscore can join its words."
        return ""

    def _is_complete(self) -> bool:
        return bool(self.entered_name)


class LabelDialog(_NamedForm):
    """A new label of the schema."""

    def __init__(self, schema: Schema, parent: QWidget | None = None) -> None:
        names = {alias.casefold(): label.name for label in schema.labels for alias in label.aliases}
        names |= {label.name.casefold(): label.name for label in schema.labels}
        keys = {label.key: label.name for label in schema.labels if label.key}
        colour = next_colour({label.colour for label in schema.labels})
        super().__init__("New label", names, keys, colour, parent)
        self.check()

    @classmethod
    def ask(cls, schema: Schema, parent: QWidget | None = None) -> Label | None:
        """The new label, or None."""
        dialog = cls(schema, parent)
        return dialog.value if dialog.done_well() else None

    @property
    def value(self) -> Label:
        """What is entered."""
        return Label(
            name=self.entered_name,
            key=self.key.key,
            colour=self.colour.colour,
            guideline=self.guideline.text().strip(),
        )


class RelationTypeDialog(_NamedForm):
    """A new relation type of the schema."""

    def __init__(self, schema: Schema, parent: QWidget | None = None) -> None:
        names = {kind.name.casefold(): kind.name for kind in schema.relations}
        keys = {kind.key: kind.name for kind in schema.relations if kind.key}
        colour = next_colour({kind.colour for kind in schema.relations})
        super().__init__("New relation type", names, keys, colour, parent)
        labels = [label.name for label in schema.labels]
        self.heads = TickList(labels, "Labels of the head; none ticked: any")
        self.children_ = TickList(labels, "Labels of the child; none ticked: any")
        self.symmetric = TickBox("Same meaning in both directions")
        self.add_widget(self._ends())
        self.add_widget(self.symmetric)
        self.setMinimumWidth(460)
        self.check()

    @classmethod
    def ask(cls, schema: Schema, parent: QWidget | None = None) -> RelationType | None:
        """The new relation type, or None."""
        dialog = cls(schema, parent)
        return dialog.value if dialog.done_well() else None

    @property
    def value(self) -> RelationType:
        """What is entered."""
        return RelationType(
            name=self.entered_name,
            heads=self.heads.ticked,
            children=self.children_.ticked,
            key=self.key.key,
            colour=self.colour.colour,
            guideline=self.guideline.text().strip(),
            symmetric=self.symmetric.isChecked(),
        )

    def _ends(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(14)
        for title, ticks in (
            ("Head (none: any)", self.heads),
            ("Child (none: any)", self.children_),
        ):
            column = QVBoxLayout()
            column.setSpacing(5)
            column.addWidget(drawing.plain_label(title, quiet=True))
            column.addWidget(ticks, 1)
            row.addLayout(column, 1)
        return both
