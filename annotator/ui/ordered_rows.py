"""Ids in the order of their keys, as a list shows them; one change costs a search and a short copy. No Qt."""

from bisect import bisect_left
from collections.abc import Iterable

Key = tuple[object, ...]


class OrderedRows:
    """Keys must be comparable and unlike (end them with the id)."""

    __slots__ = ("_ids", "_key_of", "_keys")

    def __init__(self, items: Iterable[tuple[Key, int]] = ()) -> None:
        ordered = sorted(items)
        self._keys = [key for key, _ in ordered]
        self._ids = [number for _, number in ordered]
        self._key_of = {number: key for key, number in ordered}

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, number: int) -> bool:
        return number in self._key_of

    def id_at(self, row: int) -> int:
        """The id in this row; IndexError when there is none."""
        return self._ids[row]

    def row_of(self, number: int) -> int:
        """The row of this id, or -1."""
        key = self._key_of.get(number)
        return -1 if key is None else bisect_left(self._keys, key)

    def place_for(self, key: Key) -> int:
        """The row where this key belongs."""
        return bisect_left(self._keys, key)

    def key_of(self, number: int) -> Key | None:
        """The key under which this id stands."""
        return self._key_of.get(number)

    def insert(self, row: int, key: Key, number: int) -> None:
        """Put an id into the row that `place_for` named."""
        self._keys.insert(row, key)
        self._ids.insert(row, number)
        self._key_of[number] = key

    def stays(self, row: int, key: Key) -> bool:
        """Whether the id in this row keeps its place under another key."""
        keys = self._keys
        after_previous = row == 0 or keys[row - 1] < key
        return after_previous and (row + 1 == len(keys) or key < keys[row + 1])

    def replace_key(self, row: int, key: Key) -> None:
        """Another key for the id in this row, which keeps its place."""
        self._keys[row] = key
        self._key_of[self._ids[row]] = key

    def remove(self, row: int) -> None:
        """Take the id in this row out."""
        del self._keys[row]
        del self._key_of[self._ids.pop(row)]
