"""A persistent map from small non-negative integers to values: a change copies two short lists, never the whole."""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_BITS = 7
_SIZE = 1 << _BITS
_MASK = _SIZE - 1


class Chunked(Generic[T]):
    """Immutable; `with_item` gives a new map that shares all but one chunk with this one."""

    __slots__ = ("_chunks", "_count")

    def __init__(self, items: Iterable[tuple[int, T]] = ()) -> None:
        chunks: list[list[T | None] | None] = []
        count = 0
        for key, value in items:
            number = key >> _BITS
            if number >= len(chunks):
                chunks.extend([None] * (number + 1 - len(chunks)))
            chunk = chunks[number]
            if chunk is None:
                chunk = chunks[number] = [None] * _SIZE
            if chunk[key & _MASK] is None:
                count += 1
            chunk[key & _MASK] = value
        self._chunks = chunks
        self._count = count

    def get(self, key: int) -> T | None:
        """The value at this key, or None; None itself can't be stored."""
        number = key >> _BITS
        if key < 0 or number >= len(self._chunks):
            return None
        chunk = self._chunks[number]
        return None if chunk is None else chunk[key & _MASK]

    def with_item(self, key: int, value: T | None) -> "Chunked[T]":
        """A new map in which `key` has this value; None removes the key."""
        number = key >> _BITS
        chunks = self._chunks.copy()
        if number >= len(chunks):
            chunks.extend([None] * (number + 1 - len(chunks)))
        old = chunks[number]
        chunk: list[T | None] = [None] * _SIZE if old is None else old.copy()
        before = chunk[key & _MASK]
        chunk[key & _MASK] = value
        chunks[number] = chunk
        made: Chunked[T] = Chunked.__new__(Chunked)
        made._chunks = chunks
        made._count = self._count + (value is not None) - (before is not None)
        return made

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        """The values in the order of their keys."""
        for chunk in self._chunks:
            if chunk is not None:
                for value in chunk:
                    if value is not None:
                        yield value

    def items(self) -> Iterator[tuple[int, T]]:
        """The keys with their values, ascending."""
        for number, chunk in enumerate(self._chunks):
            for place, value in enumerate(chunk or ()):
                if value is not None:
                    yield (number << _BITS) + place, value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chunked) and list(self.items()) == list(other.items())

    __hash__ = None  # type: ignore[assignment]
