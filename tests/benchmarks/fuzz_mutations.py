"""Mutations of good files: bytes, lines and cells, values of JSON, marks of XML, parts of ZIP files, growth."""

import copy
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from tests.benchmarks.fuzz_seeds import RECORD, Seed, renamed

VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2**31, 2**63, -(2**70), 1e308, 0.5, float("nan"), "", "x", "1", "²", "٣",
    "../../etc/passwd", "C:\\con", "\\\\host\\x", "aux.txt", "/tmp/x", "\ud800", "\0",
    "<img src=http://x onerror=y>", [], {}, [[]], [1], {"start": 1}, [None], "🎉" * 50, "a" * 3000,
    [{}] * 20, "accept", "proposed", "9" * 5000, " ", "\n", "a\tb", "a b", "[[", "start", -2.0, 3.0,
)  # fmt: skip
NUMBERS = (
    *(
        "-1 0 1 2 7 99 1.0 1.5 1e3 1e999 NaN -Infinity 4294967296 99999999999999999999 ² ٣ 0x10 1_0 +3"
    ).encode().split(),
    b"9" * 5000, b"", b"1 2", b'"3"',
)  # fmt: skip
WORDS = (
    b"\0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3\x28", b"\xed\xa0\x80", b"\\ud800",
    b"NaN", b"Infinity", b"1e999", b"-1", b"99999999999999999999", b"{", b"}", b"[" * 300,
    b"]" * 300, b'"', b"\\", b"\n", b"\r", b"\xe2\x80\xa8", b"\x1b[0m", b"%PDF", b"PK\x03\x04",
    b"=", b"[[", b'"""', b"#", b"<script>", b"../", b"A" * 5000, b'{"a":' * 200, b"\t", b";", b"|",
    b"<b>" * 300, b"&a;", b"]]>", b"<![CDATA[", b"<!--", b"\r\n\r\n", b"\xc2\x85", b"\x1c", b"\x0b",
    b"<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"*", b"_", b"->", b"B-", b"0-0",
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")
_MARK = re.compile(rb"(<[^<>]*>)")
_ATTRIBUTE = re.compile(rb'="[^"]*"')
_LARGE = 1 << 20


class Mutator:
    """Changes seeds by chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def seed(self, seed: Seed, suffixes: tuple[str, ...], others: list[Seed]) -> Seed:
        """A broken file; now and then another format's under an ending of this one, or a large one."""
        chance = self._chance
        if chance.random() < 0.04:
            seed = renamed(chance.choice(others), chance.choice(suffixes))
        elif chance.random() < 0.1:
            seed = renamed(seed, chance.choice(suffixes))
        if chance.random() < 0.02:
            return seed
        files = dict(seed.files)
        name = seed.main if chance.random() < 0.6 else chance.choice(list(files))
        files[name] = self.data(files[name])
        if len(files) > 1 and chance.random() < 0.02:
            files.pop(chance.choice([n for n in files if n != seed.main]))
        return Seed(seed.main, files)

    def data(self, data: bytes) -> bytes:
        """Broken bytes, by what they look like."""
        chance = self._chance
        if chance.random() < 0.0007:
            data = self.grown(data)
        if data[:4] == b"PK\x03\x04" and chance.random() < 0.8:
            return self._in_zip(data)
        if data[:1] == b"\x78" and chance.random() < 0.8:
            return self._in_zlib(data)
        if chance.random() < 0.6:
            data = self._by_structure(data)
            if chance.random() < 0.7:
                return data
        return self.bits(data)

    def bits(self, data: bytes) -> bytes:
        """Bytes changed without a look at what they mean."""
        changed = bytearray(data)
        for _ in range(self._chance.choice((1, 1, 2, 4, 16))):
            self._change(changed)
        return bytes(changed)

    def grown(self, data: bytes) -> bytes:
        """About a megabyte: a part of it over and over, or all of it."""
        chance = self._chance
        start = chance.randrange(len(data) + 1)
        part = data[start : start + chance.choice((1, 8, 60, 500, len(data)))] or b"a"
        times = _LARGE // len(part)
        return data[:start] + part * times + data[start:]

    def record(self) -> bytes:
        """A record of ours with some of its values exchanged for hostile ones."""
        record = copy.deepcopy(RECORD)
        for _ in range(self._chance.choice((1, 1, 2, 5))):
            self._exchange(record)
        written = json.dumps(record, ensure_ascii=self._chance.random() < 0.5)
        return written.encode("utf-8", "surrogatepass")

    # By structure

    def _by_structure(self, data: bytes) -> bytes:
        chance = self._chance
        ways: list[Callable[[bytes], bytes]] = [self._numbers, self._lines]
        start = data[:200].lstrip()[:1]
        if start in (b"{", b"["):
            ways = [self._json] * 5 + ways[:1]
        elif start == b"<":
            ways = [self._marks] * 3 + ways
        for _ in range(chance.choice((1, 1, 2, 4))):
            data = chance.choice(ways)(data)
        return data

    def _json(self, data: bytes) -> bytes:
        chance = self._chance
        try:
            values = [json.loads(line) for line in data.split(b"\n") if line.strip()]
            is_lines = True
        except (ValueError, RecursionError):
            try:
                values, is_lines = [json.loads(data)], False
            except (ValueError, RecursionError):
                return self.bits(data)
        for _ in range(chance.choice((1, 1, 2, 5))):
            self._exchange(values)
        if chance.random() < 0.05:
            is_lines = not is_lines
        kept = values if is_lines else (values[0] if values else None)
        ascii_only, indent = chance.random() < 0.5, chance.choice((None, None, 1))
        if is_lines and isinstance(kept, list):
            said = "\n".join(json.dumps(v, ensure_ascii=ascii_only) for v in kept)
        else:
            said = json.dumps(kept, ensure_ascii=ascii_only, indent=indent)
        return said.encode("utf-8", "surrogatepass")

    def _exchange(self, value: Any) -> None:
        chance = self._chance
        while isinstance(value, dict | list):
            keys = list(value) if isinstance(value, dict) else list(range(len(value)))
            if not keys:
                return
            key = chance.choice(keys)
            if isinstance(value[key], dict | list) and value[key] and chance.random() < 0.8:
                value = value[key]
                continue
            match chance.randrange(6):
                case 0:
                    value.pop(key)
                case 1 if isinstance(value, dict):
                    value[chance.choice(("id", "start", "label", "text", "x" * 40))] = value[key]
                case 2 if isinstance(value, list):
                    value.insert(0, copy.deepcopy(value[key]))
                case 3:
                    value[key] = copy.deepcopy(value[chance.choice(keys)])
                case _:
                    value[key] = copy.deepcopy(chance.choice(VALUES))
            return

    def _numbers(self, data: bytes) -> bytes:
        found = list(_NUMBER.finditer(data))
        if not found:
            return self.bits(data)
        number = self._chance.choice(found)
        other = self._chance.choice(
            (*NUMBERS, self._chance.choice(found)[0], b"%d" % (int(number[0][:9]) + 1))
        )
        return data[: number.start()] + other + data[number.end() :]

    def _lines(self, data: bytes) -> bytes:
        chance = self._chance
        lines = data.split(b"\n")
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                del lines[one]
            case 1:
                lines.insert(other, lines[one])
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
            case 3:
                lines[one] = lines[one][: chance.randrange(len(lines[one]) + 1)]
            case _:
                lines[one] = self._cells(lines[one])
        return b"\n".join(lines)

    def _cells(self, line: bytes) -> bytes:
        chance = self._chance
        sign = next((s for s in (b"\t", b",", b";", b" ") if s in line), b" ")
        cells = line.split(sign)
        one = chance.randrange(len(cells))
        match chance.randrange(4):
            case 0:
                del cells[one]
            case 1:
                cells.insert(one, chance.choice(cells))
            case _:
                value = chance.choice((*WORDS, *NUMBERS, b"", b" "))
                cells[one] = value if chance.random() < 0.7 else cells[one] + value
        return sign.join(cells)

    def _marks(self, data: bytes) -> bytes:
        chance = self._chance
        parts = _MARK.split(data)
        one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        match chance.randrange(6):
            case 0:
                del parts[one]
            case 1:
                parts.insert(other, parts[one])
            case 2:
                parts[one], parts[other] = parts[other], parts[one]
            case 3:
                parts[one] = chance.choice((*WORDS, *NUMBERS))
            case 4:
                low, high = sorted((one, other))
                parts[low:high] = parts[low:high] * 2
            case _:
                value = chance.choice(
                    (*NUMBERS, b"", b"x", b"&#0;", b"&lt;", b"../../x", b"A" * 500)
                )
                found = list(_ATTRIBUTE.finditer(data))
                if found:
                    place = chance.choice(found)
                    return data[: place.start()] + b'="' + value + b'"' + data[place.end() :]
        return b"".join(parts)

    def _in_zip(self, data: bytes) -> bytes:
        chance = self._chance
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as old:
                parts = {name: old.read(name) for name in old.namelist()}
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError):
            return self.bits(data)
        if not parts:
            return data
        name = chance.choice(list(parts))
        match chance.randrange(12):
            case 0:
                parts.pop(name)
            case 1:
                parts[chance.choice(("../../x", "/etc/x", "C:\\con", "a\0b", "x" * 300))] = (
                    parts.pop(name)
                )
            case _:
                parts[name] = (
                    self._by_structure(parts[name])
                    if chance.random() < 0.8
                    else self.bits(parts[name])
                )
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
            for key, part in parts.items():
                made.writestr(zipfile.ZipInfo(key), part)
        return file.getvalue()

    def _in_zlib(self, data: bytes) -> bytes:
        try:
            plain = zlib.decompress(data)
        except zlib.error:
            return self.bits(data)
        return zlib.compress(self.bits(plain), 1)

    def _change(self, data: bytearray) -> None:
        chance = self._chance
        place = chance.randrange(len(data) + 1)
        match chance.randrange(6):
            case 0 if data:
                data[place % len(data)] ^= 1 << chance.randrange(8)
            case 1:
                del data[place : place + chance.choice((1, 3, 40, 4000))]
            case 2:
                data[place:place] = data[place : place + chance.choice((1, 10, 200))]
            case 3:
                data[place:place] = chance.choice(WORDS)
            case 4:
                data[place : place + 4] = chance.randbytes(chance.choice((1, 4, 4, 16)))
            case _:
                del data[place:]
