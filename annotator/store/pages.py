"""Rows read straight off the pages of a damaged SQLite file (SQLite file format, sections 1.5, 1.6, 2.1 and 4)."""

import struct
from collections.abc import Iterator

Value = int | float | str | bytes | None
Record = tuple[Value, ...]

_PAGE_BYTES = 4096
_HEADER_BYTES = 100
_INTERIOR_INDEX, _LEAF_INDEX, _LEAF_TABLE = 0x02, 0x0A, 0x0D
_FRAME_HEADER_BYTES = 24
_WAL_HEADER_BYTES = 32
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def page_bytes(data: bytes) -> int:
    """The size of a page by the header; SQLite's default where that is damaged."""
    size = struct.unpack(">H", data[16:18])[0] if len(data) >= _HEADER_BYTES else 0
    size = 65536 if size == 1 else size
    is_possible = 512 <= size <= 65536 and size & (size - 1) == 0
    return size if is_possible else _PAGE_BYTES


def with_log(data: bytes, wal: bytes) -> bytes:
    """The file with the whole transactions of its write-ahead log written into it."""
    if len(wal) < _WAL_HEADER_BYTES:
        return data
    magic, _, size, _, *salt = struct.unpack(">6I", wal[:24])
    if magic not in _WAL_MAGIC or not 512 <= size <= 65536:
        return data
    order = ">" if magic & 1 else "<"
    sums = _sums(wal[:24], order, (0, 0))
    if sums != struct.unpack(">2I", wal[24:32]):
        return data
    made = bytearray(data)
    waiting: dict[int, bytes] = {}
    for start in range(_WAL_HEADER_BYTES, len(wal), _FRAME_HEADER_BYTES + size):
        header = wal[start : start + _FRAME_HEADER_BYTES]
        page = wal[start + _FRAME_HEADER_BYTES : start + _FRAME_HEADER_BYTES + size]
        if len(page) < size:
            break
        number, pages, *rest = struct.unpack(">6I", header)
        sums = _sums(page, order, _sums(header[:8], order, sums))
        if rest[:2] != salt or tuple(rest[2:]) != sums:
            break
        waiting[number] = page
        if pages:
            _write(made, waiting, size, pages)
            waiting.clear()
    return bytes(made)


def _write(made: bytearray, pages: dict[int, bytes], size: int, count: int) -> None:
    made.extend(bytes(max(count * size - len(made), 0)))
    for number, page in pages.items():
        if number:
            made[(number - 1) * size : number * size] = page


def _sums(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    """The running checksum of a write-ahead log."""
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for left, right in zip(words[::2], words[1::2], strict=True):
        first = (first + left + second) & 0xFFFFFFFF
        second = (second + right + first) & 0xFFFFFFFF
    return first, second


def records(data: bytes) -> Iterator[tuple[int | None, Record]]:
    """Every row on every page that can be read: its rowid (None on pages of an index) and its values.

    Pages that are free may hold rows that were removed.
    """
    size = page_bytes(data)
    for start in range(0, len(data), size):
        page = data[start : start + size]
        offset = _HEADER_BYTES if start == 0 else 0
        if len(page) > offset + 8 and page[offset] in (_INTERIOR_INDEX, _LEAF_INDEX, _LEAF_TABLE):
            yield from _rows(data, page, offset, size)


def _rows(data: bytes, page: bytes, offset: int, size: int) -> Iterator[tuple[int | None, Record]]:
    kind = page[offset]
    (count,) = struct.unpack(">H", page[offset + 3 : offset + 5])
    first = offset + (12 if kind == _INTERIOR_INDEX else 8)
    for place in range(first, min(first + 2 * count, len(page) - 1), 2):
        (cell,) = struct.unpack(">H", page[place : place + 2])
        try:
            yield _row(data, page, cell, kind, size)
        except (ValueError, IndexError, struct.error):
            continue


def _row(data: bytes, page: bytes, cell: int, kind: int, size: int) -> tuple[int | None, Record]:
    if kind == _INTERIOR_INDEX:
        cell += 4
    length, cell = _varint(page, cell)
    rowid = None
    if kind == _LEAF_TABLE:
        rowid, cell = _varint(page, cell)
    if length > len(data):
        raise ValueError("longer than the file")
    return rowid, _values(_payload(data, page, cell, length, kind, size))


def _payload(data: bytes, page: bytes, cell: int, length: int, kind: int, size: int) -> bytes:
    """The bytes of a row, those on overflow pages too."""
    most = size - 35 if kind == _LEAF_TABLE else (size - 12) * 64 // 255 - 23
    least = (size - 12) * 32 // 255 - 23
    if length <= most:
        found = page[cell : cell + length]
        if len(found) < length:
            raise ValueError("cut short")
        return found
    here = least + (length - least) % (size - 4)
    here = here if here <= most else least
    parts = [page[cell : cell + here]]
    (number,) = struct.unpack(">I", page[cell + here : cell + here + 4])
    left = length - here
    while left > 0:
        start = (number - 1) * size
        if number < 1 or start + 4 > len(data):
            raise ValueError("its next page is missing")
        (following,) = struct.unpack(">I", data[start : start + 4])
        part = data[start + 4 : start + 4 + min(left, size - 4)]
        if not part:
            raise ValueError("its next page is missing")
        parts.append(part)
        left -= len(part)
        number = following
    return b"".join(parts)


def _values(payload: bytes) -> Record:
    header, place = _varint(payload, 0)
    kinds: list[int] = []
    while place < header:
        kind, place = _varint(payload, place)
        kinds.append(kind)
    values: list[Value] = []
    for kind in kinds:
        value, place = _value(payload, place, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, place: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, place
    if kind in (8, 9):
        return kind - 8, place
    length = 8 if kind == 7 else _INTEGER_BYTES.get(kind, (kind - 12) // 2)
    part = payload[place : place + length]
    if kind in (10, 11) or len(part) < length:
        raise ValueError("no such value")
    behind = place + length
    if kind in _INTEGER_BYTES:
        return int.from_bytes(part, "big", signed=True), behind
    if kind == 7:
        return float(struct.unpack(">d", part)[0]), behind
    return (part.decode("utf-8") if kind % 2 else part), behind


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for index in range(9):
        byte = data[place + index]
        if index == 8:
            return value << 8 | byte, place + 9
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, place + index + 1
    raise ValueError("no number")
