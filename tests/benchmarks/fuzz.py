"""Broken and hostile input for every reader: always a document or a sentence, never a crash or a hang.

    python tests/benchmarks/fuzz.py --inputs 1000000 --seed 1 [--jobs 2]

Inputs are mutations of small good ones: bits, slices, hostile words, and values of JSON exchanged. What a
reader accepts is also made a document and written again. A hang is more than 5 s. Memory is bounded by a limit
on the address space. Last line: `N inputs, C crashes, H hangs`.
"""

import argparse
import copy
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from annotator import protocol
from annotator.core.checks import problems
from annotator.core.errors import AnnotatorError
from annotator.formats import articles, jsonl, records, schemas
from annotator.formats.imported import Imported
from annotator.opening import document_of
from annotator.settings import Settings
from annotator.store.project import Project
from annotator.store.recovery import recover
from annotator.store.verification import verified

HANG_SECONDS = 5
MEMORY_BYTES = 1 << 30
"""More than what the program itself takes: an input of some kilobytes may not need more than that."""
OLD = ROOT / "tests" / "data" / "layout_1.annot"

RECORD = {
    "text": "Ana Ruiz met the WHO in Nairobi 🎉.\r\nAdvertisement\r\n",
    "tokens": [
        {"text": "Ana", "start": 0, "end": 3, "id": 0, "ws": True},
        {"text": "Ruiz", "start": 4, "end": 8, "id": 1, "ws": True},
    ],
    "spans": [
        {"start": 0, "end": 8, "label": "PERSON", "id": 1, "token_start": 0, "token_end": 1,
         "state": "proposed", "confirmed": False, "source": "m", "score": 0.5, "note": "",
         "kb_id": "", "attributes": [{"name": "a", "value": "b"}],
         "proposed": {"start": 0, "end": 8, "label": "PERSON", "source": "m", "score": 0.5}},
        {"start": 17, "end": 20, "label": "ORG", "id": 2},
    ],
    "relations": [
        {"head": 1, "child": 2, "label": "HEAD_OF", "head_id": 1, "child_id": 2, "id": 1,
         "head_span": {"start": 0, "end": 8, "label": "PERSON", "token_start": 0, "token_end": 1},
         "child_span": {"start": 17, "end": 20, "label": "ORG"}},
    ],
    "meta": {"title": "t", "source": "../x", "excluded": [[34, 49]], "extra": {"a": [1]}},
    "answer": "accept", "_input_hash": 1, "_task_hash": -2, "_view_id": "relations",
    "_annotator_id": "ana", "_timestamp": 1700000000,
}  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2**31, 2**63, -(2**70), 1e308, 0.5, "", "x", "1", "../../etc/passwd",
    "C:\\con", "\ud800", "\0", "<img src=http://x onerror=y>", [], {}, [[]], [1], {"start": 1},
    [None], "🎉" * 50, "a" * 3000, [{}] * 20, "accept", "proposed",
)  # fmt: skip
WORDS = (
    b"\0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3\x28", b"\xed\xa0\x80", b"\\ud800",
    b"NaN", b"Infinity", b"1e999", b"-1", b"99999999999999999999", b"{", b"}", b"[" * 300,
    b"]" * 300, b'"', b"\\", b"\n", b"\r", b"\xe2\x80\xa8", b"\x1b[0m", b"%PDF", b"PK\x03\x04",
    b"=", b"[[", b'"""', b"#", b"<script>", b"../", b"A" * 5000, b'{"a":' * 200,
)  # fmt: skip


@dataclass
class Tally:
    """What was found."""

    inputs: int = 0
    hangs: int = 0
    accepted: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    crashes: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    crash_count: int = 0


class Hang(BaseException):
    """More than HANG_SECONDS."""


def _seeds() -> dict[str, list[bytes]]:
    record = json.dumps(RECORD, ensure_ascii=False).encode("utf-8", "surrogatepass")
    text = str(RECORD["text"])
    frames = protocol.encode(protocol.Propose(1, 2, text, ((0, 3),), (0, 5)))
    frames += protocol.encode(protocol.Load(3, "m"))
    answers = protocol.encode(
        protocol.Proposals(1, 2, (protocol.ProposedSpan(0, 3, "ORG", 0.5),), 5, 9, True)
    )
    answers += protocol.encode(protocol.Loaded(1, "m", "1", "en", ("ORG",)))
    answers += protocol.encode(protocol.Tokens(1, 2, b"\0\0\0\0", b"\1\0\0\0", b""))
    schema = (ROOT / "resources" / "schema" / "news.toml").read_bytes()
    settings = b'annotator = "ana"\nzoom = 120\nrecent = ["/a"]\n[keys]\nundo = "Ctrl+Z"\n'
    return {
        "text": [text.encode(c) for c in ("utf-8", "utf-16", "utf-16-le", "utf-32")]
        + ["naïve café – “x” €".encode("cp1252") * 5, "Привет мир, это новости.".encode("cp1251")],
        "jsonl": [record + b"\n" + record, record, b'{"text": "a"}\n\n{"text": "b"}'],
        "schema": [schema, schema[:900]],
        "settings": [settings],
        "to worker": [frames],
        "from worker": [answers],
        "project": [OLD.read_bytes()],
    }


SHARES = {
    "text": 25, "jsonl": 38, "schema": 8, "settings": 5, "to worker": 12, "from worker": 11,
    "project": 1,
}  # fmt: skip


class Fuzzer:
    """One process's share of the inputs, in a folder of its own."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.tally = Tally()
        self._chance = random.Random(seed)
        self._folder = folder
        self._seeds = _seeds()
        self._readers: dict[str, Callable[[bytes], bool]] = {
            "text": self._text,
            "jsonl": self._jsonl,
            "schema": self._schema,
            "settings": self._settings,
            "to worker": lambda data: self._frames(data, protocol.worker_reader()),
            "from worker": lambda data: self._frames(data, protocol.window_reader()),
            "project": self._project,
        }
        self._kinds = list(SHARES)
        self._weights = list(SHARES.values())

    def run(self, count: int) -> Tally:
        """Feed this many inputs."""
        for _ in range(count):
            (kind,) = self._chance.choices(self._kinds, self._weights)
            self._feed(kind, self._mutated(kind))
        return self.tally

    def _feed(self, kind: str, data: bytes) -> None:
        self.tally.inputs += 1
        self.tally.kinds[kind] += 1
        signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS)
        try:
            self.tally.accepted += self._readers[kind](data)
        except (AnnotatorError, protocol.ProtocolError):
            pass
        except Hang:
            self.tally.hangs += 1
            self.tally.crashes.setdefault(f"{kind}: hang", ("hang", data))
        except (Exception, RecursionError) as error:
            self.tally.crash_count += 1
            frames = traceback.extract_tb(error.__traceback__)
            place = next((f for f in reversed(frames) if "annotator" in f.filename), frames[-1])
            name = f"{kind}: {type(error).__name__} {Path(place.filename).name}:{place.lineno}"
            self.tally.crashes.setdefault(name, (str(error)[:300], data))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    # Mutations

    def _mutated(self, kind: str) -> bytes:
        chance = self._chance
        data = chance.choice(self._seeds[kind])
        if kind == "jsonl" and chance.random() < 0.6:
            data = self._other_values()
        if kind == "jsonl" and chance.random() < 0.5:
            return data
        changed = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 4, 16))):
            self._change(changed)
        return bytes(changed)

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

    def _other_values(self) -> bytes:
        """The record with some of its values exchanged for hostile ones."""
        record = json.loads(json.dumps(RECORD))
        for _ in range(self._chance.choice((1, 1, 2, 5))):
            self._exchange(record)
        written = json.dumps(record, ensure_ascii=self._chance.random() < 0.5)
        return written.encode("utf-8", "surrogatepass")

    def _exchange(self, value: Any) -> None:
        chance = self._chance
        for _ in range(chance.randrange(1, 6)):
            keys = list(value) if isinstance(value, dict) else list(range(len(value)))
            if not keys:
                return
            key = chance.choice(keys)
            if isinstance(value[key], dict | list) and value[key] and chance.random() < 0.7:
                value = value[key]
                continue
            match chance.randrange(5):
                case 0 if isinstance(value, dict):
                    value.pop(key)
                case 1 if isinstance(value, dict):
                    value[chance.choice(("id", "start", "label", "x" * 40))] = value[key]
                case _:
                    value[key] = copy.deepcopy(chance.choice(VALUES))
            return

    # Readers

    def _text(self, data: bytes) -> bool:
        encoding = self._chance.choice((None, None, None, "cp1252", "utf-8", "utf-16", "nonsense"))
        return self._taken(articles.text_article(data, "a.txt", encoding))

    def _jsonl(self, data: bytes) -> bool:
        path = self._folder / "a.jsonl"
        path.write_bytes(data)
        found = list(articles.read_articles(path))
        return sum(self._taken(one) for one in found if isinstance(one, Imported)) > 0

    def _taken(self, article: Imported) -> bool:
        """What was read becomes a document, is checked, and written again."""
        document = document_of(article)
        for span in document.all_spans():
            if not 0 <= span.start < span.end <= len(document.text):
                raise IndexError(f"span {span.start}-{span.end} of {len(document.text)}")
        problems(document)
        for keeps in (False, True):
            saved = records.saved(document, keep_excluded=keeps)
            if not records.is_empty(saved):
                jsonl.encoded(saved.record)
        return True

    def _schema(self, data: bytes) -> bool:
        path = self._folder / "a.toml"
        path.write_bytes(data)
        schema = schemas.read_schema(path)
        return schemas.schema_from_toml(schemas.schema_to_toml(schema)) == schema

    def _settings(self, data: bytes) -> bool:
        path = self._folder / "config" / "settings.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        settings, _ = Settings.load(path)
        replace(settings).save(path)
        return True

    def _frames(self, data: bytes, reader: Any) -> bool:
        size = self._chance.choice((1, 7, 100000))
        parts = (data[i : i + size] for i in range(0, len(data), size))
        return sum(len(list(reader.feed(part))) for part in parts) > 0

    def _project(self, data: bytes) -> bool:
        path = self._folder / "a.annot"
        for leftover in self._folder.glob("*.annot*"):
            leftover.unlink()
        path.write_bytes(data)
        try:
            project = Project.opened(path, read_only=True)
            try:
                verified(project)
            finally:
                project.close()
        except AnnotatorError:
            pass
        recover(path, self._folder / "new.annot")
        return True


def _hang(_number: int, _frame: FrameType | None) -> None:
    raise Hang


def fuzz(inputs: int, seed: int) -> Tally:
    """Feed inputs in this process, with the alarm for hangs and the limit on memory set and taken back."""
    before = signal.signal(signal.SIGALRM, _hang)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY_BYTES, limits[1]))
    folder = tempfile.mkdtemp(prefix="annotator-fuzz-", dir=_quick_folder())
    try:
        return Fuzzer(seed, Path(folder)).run(inputs)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)
        signal.signal(signal.SIGALRM, before)
        shutil.rmtree(folder)


def _quick_folder() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _share(job: tuple[int, int]) -> Tally:
    return fuzz(*job)


def main() -> int:
    """Run all inputs and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for inputs that crash or hang")
    options = parser.parse_args()
    began = time.perf_counter()
    parts = max(options.jobs, options.inputs // 20000)
    sizes = [options.inputs // parts + (i < options.inputs % parts) for i in range(parts)]
    jobs = [(size, options.seed * 100_003 + number) for number, size in enumerate(sizes)]
    total = Tally()
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for done, part in enumerate(pool.imap_unordered(_share, jobs), 1):
            total.inputs += part.inputs
            total.hangs += part.hangs
            total.accepted += part.accepted
            total.crash_count += part.crash_count
            total.kinds += part.kinds
            total.crashes |= part.crashes
            print(f"{done} of {parts} parts, {total.inputs} inputs", flush=True)
    for name, (message, data) in sorted(total.crashes.items()):
        print(f"{name}: {message}\n    {data[:160]!r}")
        if options.keep:
            options.keep.mkdir(exist_ok=True)
            (options.keep / name.replace(":", "_").replace(" ", "_")).write_bytes(data)
    print(", ".join(f"{kind} {count}" for kind, count in total.kinds.most_common()))
    print(f"{total.accepted} accepted, {time.perf_counter() - began:.0f} s")
    print(f"{total.inputs} inputs, {total.crash_count} crashes, {total.hangs} hangs")
    return int(bool(total.crash_count or total.hangs))


if __name__ == "__main__":
    raise SystemExit(main())
