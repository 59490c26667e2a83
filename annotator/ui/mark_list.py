"""What the lists of spans and of relations share: order, filter, and updates that cost the same in any article."""

from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex

from annotator.core.document import Document
from annotator.core.schema import Schema
from annotator.core.spans import Span, State
from annotator.ui.ordered_rows import Key, OrderedRows

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
_SURFACE_AT_MOST = 160


class Sort(StrEnum):
    """How the lists are ordered."""

    PLACE = "place"
    SCORE = "score, doubtful first"
    LABEL = "label"


def state_in_words(state: State, confirmed: bool) -> str:
    """One or two words for a state."""
    if state is State.ACCEPTED:
        return "confirmed" if confirmed else "accepted"
    return {State.EDITED: "corrected", State.ADDED: "added by hand"}.get(state, state.value)


def score_rank(state: State, score: float | None) -> tuple[bool, float]:
    """What is to be checked first: the least sure proposals."""
    return state is not State.PROPOSED, 2.0 if score is None else score


def shown_surface(document: Document, span: Span | None) -> str:
    """The span's text on one line; only what a row can show is copied."""
    if span is None:
        return "?"
    return " ".join(
        document.text[span.start : min(span.end, span.start + _SURFACE_AT_MOST)].split()
    )


class MarkModel(QAbstractListModel):
    """Rows are ids in the order of a key; what they say is read from the document when they are painted."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = OrderedRows()
        self._document: Document | None = None
        self._schema = Schema()
        self._sort = Sort.PLACE
        self._words: list[str] = []

    # What a list of spans or relations says of itself

    def _all(self, document: Document) -> list[tuple[Key, int]]:
        """Every row that passes the filter, with its key."""
        raise NotImplementedError

    # For the panel

    @property
    def document(self) -> Document | None:
        """The document that is shown."""
        return self._document

    @property
    def schema(self) -> Schema:
        """The schema the rows are read by."""
        return self._schema

    @property
    def sort_by(self) -> Sort:
        """The order in use."""
        return self._sort

    def show(self, document: Document | None, schema: Schema) -> None:
        """Show another document, or this one from anew."""
        self._document = document
        self._schema = schema
        self._refill()

    def follow(self, document: Document, schema: Schema) -> None:
        """Read from the document's next state; the caller touches what has changed."""
        self._document = document
        self._schema = schema

    def filter(self, text: str) -> None:
        """Keep only rows with these words."""
        words = text.casefold().split()
        if words != self._words:
            self._words = words
            self._refill()

    def set_sort(self, sort: Sort) -> None:
        """Another order."""
        if sort is not self._sort:
            self._sort = sort
            self._refill()

    def id_at(self, row: int) -> int:
        """The id in this row."""
        return self._rows.id_at(row)

    def row_of(self, number: int) -> int:
        """The row of an id, or -1."""
        return self._rows.row_of(number)

    # For the lists

    def _put(self, number: int, key: Key | None) -> None:
        """Set the key of one row; None takes the row out."""
        before = self._rows.key_of(number)
        if before is not None:
            row = self._rows.row_of(number)
            if key is not None and self._rows.stays(row, key):
                self._rows.replace_key(row, key)
                index = self.index(row)
                self.dataChanged.emit(index, index)
                return
            self.beginRemoveRows(ROOT, row, row)
            self._rows.remove(row)
            self.endRemoveRows()
        if key is not None:
            row = self._rows.place_for(key)
            self.beginInsertRows(ROOT, row, row)
            self._rows.insert(row, key, number)
            self.endInsertRows()

    def _has_words(self, said: str) -> bool:
        folded = said.casefold()
        return all(word in folded for word in self._words)

    def _refill(self) -> None:
        self.beginResetModel()
        self._rows = OrderedRows(self._all(self._document) if self._document is not None else ())
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)
