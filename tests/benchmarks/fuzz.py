"""Broken and hostile input for every reader: always a document or a sentence, never a crash or a hang.

    python tests/benchmarks/fuzz.py --inputs 1000000 --seed 1 [--jobs 2] [--only FORMAT] [--keep FOLDER]

Every format of the table is fuzzed, with the seeds of `fuzz_seeds` and the mutations of `fuzz_mutations`; so
are records, schemas, settings, pasted pages, the messages between window and worker, and projects. What a
reader accepts becomes a document, is checked, saved, and now and then written in another format, and changed
(`fuzz_edits`) into its own.

A crash is: an error that is no sentence, a sentence that does not name the file, memory of more than
`BASE_BYTES` and `TIMES` the input, a connection, a program started, or a file written elsewhere. A hang is
more than 5 s of CPU time until the next article comes. Last line: `N inputs, C crashes, H hangs`.
"""

import argparse
import ctypes
import os
import random
import re
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
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import FrameType
from typing import Any

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from annotator import protocol
from annotator.core.checks import problems
from annotator.core.errors import AnnotatorError, InputError
from annotator.formats import articles, jsonl, records, schemas
from annotator.formats.faults import ReaderFaultError
from annotator.formats.fingerprints import is_changed
from annotator.formats.fitting import fitted
from annotator.formats.imported import Imported
from annotator.formats.plain_html import plain_text
from annotator.formats.table import FORMATS, Format
from annotator.opening import document_of
from annotator.settings import Settings
from annotator.store.project import Project
from annotator.store.recovery import recover
from annotator.store.verification import verified
from tests.benchmarks.fuzz_edits import edited
from tests.benchmarks.fuzz_guard import watched
from tests.benchmarks.fuzz_mutations import Mutator
from tests.benchmarks.fuzz_seeds import RECORD, Seed, format_seeds, with_tokens

HANG_SECONDS = 5
BASE_BYTES = 48 << 20
TIMES = 128
"""The bound on memory: so many times the input, beside `BASE_BYTES` for what is loaded when first used."""
HEAVY = {"spacy", "huggingface-parquet", "cas", "cas-json"}
"""What brings large libraries along: five times that base."""
LARGE = 100_000
WRITES_AT_MOST = 20
"""Of one input: what 20,000 written articles leave behind is no input's memory."""
LIMIT_BYTES = 2 << 30
PROJECTS = sorted((ROOT / "tests" / "data").glob("layout_*.annot"))
STUCK_SECONDS = 120

OTHERS = {
    "record": 160, "schema": 60, "settings": 30, "to worker": 80, "from worker": 70, "pasted": 20,
    "fingerprint": 5, "project": 6,
}  # fmt: skip
"""Weights of what is not in the table of formats."""
EACH_FORMAT = 60
SLOW = {
    "spacy": 10,
    "web-page": 6,
    "mhtml": 6,
    "pdf": 8,
    "mailbox": 20,
    "mail": 30,
    "text": 120,
    "jsonl": 160,
}
"""Weights of formats that have another than EACH_FORMAT."""


@dataclass
class Tally:
    """What was found."""

    inputs: int = 0
    hangs: int = 0
    crash_count: int = 0
    accepted: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    crashes: dict[str, tuple[str, Seed]] = field(default_factory=dict)
    worst: dict[str, tuple[float, int, int]] = field(default_factory=dict)
    """By kind for inputs of 200 KB and more: bytes of memory a byte of input, input, memory."""

    def add(self, other: "Tally") -> None:
        """Take in what another process found."""
        self.inputs += other.inputs
        self.hangs += other.hangs
        self.crash_count += other.crash_count
        self.accepted += other.accepted
        self.kinds += other.kinds
        self.crashes |= other.crashes
        for kind, value in other.worst.items():
            self.worst[kind] = max(value, self.worst.get(kind, value))


class Hang(BaseException):
    """More than HANG_SECONDS."""


class PromiseError(Exception):
    """A promise that was not held."""


def _other_seeds() -> dict[str, list[Seed]]:
    text = str(RECORD["text"])
    frames = protocol.encode(protocol.Propose(1, 2, text, ((0, 3),), (0, 5)))
    frames += protocol.encode(protocol.Load(3, "m"))
    answers = protocol.encode(
        protocol.Proposals(1, 2, (protocol.ProposedSpan(0, 3, "ORG", 0.5),), 5, 9, True)
    )
    answers += protocol.encode(protocol.Loaded(1, "m", "1", "en", ("ORG",)))
    answers += protocol.encode(protocol.Tokens(1, 2, b"\0\0\0\0", b"\1\0\0\0", b""))
    toml = (ROOT / "resources" / "schema" / "news.toml").read_bytes()
    schema = schemas.read_schema(ROOT / "resources" / "schema" / "news.toml")
    from annotator.formats.brat_config import conf_of
    from annotator.formats.label_studio_config import config_of

    labels = b'[{"text": "ORG", "suffix_key": "o", "background_color": "#ff0000"}]'
    settings = b'annotator = "ana"\nzoom = 120\nrecent = ["/a"]\n[keys]\nundo = "Ctrl+Z"\n'
    page = b"<html><body><!--StartFragment--><p>Ada <b>met</b> Ben</p><script>x()</script></body></html>"
    return {
        "record": [Seed("a.jsonl", {"a.jsonl": b""})],
        "schema": [
            Seed(name, {name: data})
            for name, data in (
                ("a.toml", toml),
                ("a.toml", toml[:900]),
                ("a.conf", conf_of(schema).encode()),
                ("a.xml", config_of(schema).encode()),
                ("a.json", labels),
            )
        ],
        "settings": [Seed("settings.toml", {"settings.toml": settings})],
        "to worker": [Seed("frames", {"frames": frames})],
        "from worker": [Seed("frames", {"frames": answers})],
        "pasted": [Seed("page", {"page": page})],
        "fingerprint": [Seed("kept", {"kept": b"12 1700000000000000000 abc"})],
        "project": [Seed("a.annot", {"a.annot": path.read_bytes()}) for path in PROJECTS],
    }


class Fuzzer:
    """One process's share of the inputs, in a folder of its own."""

    def __init__(self, seed: int, folder: Path, only: str = "") -> None:
        self.tally = Tally()
        self._writes_left = WRITES_AT_MOST
        self._kind = ""
        self._chance = random.Random(seed)
        self._mutator = Mutator(self._chance)
        self._folder = folder / "in"
        self._folder.mkdir()
        formats = format_seeds()
        self._suffixes = {fmt.name: fmt.suffixes for fmt in FORMATS}
        self._formats = {fmt.name: fmt for fmt in FORMATS}
        # A child process a file would take a second each time.
        self._written = [f for f in FORMATS if f.writer and not f.is_lossless and f.name != "spacy"]
        self._everything = [seed for seeds in formats.values() for seed in seeds]
        self._seeds = formats | _other_seeds()
        self._readers: dict[str, Callable[[Path], bool]] = {
            "record": self._read,
            "schema": self._schema,
            "settings": self._settings,
            "to worker": lambda path: self._frames(path, protocol.worker_reader()),
            "from worker": lambda path: self._frames(path, protocol.window_reader()),
            "pasted": self._pasted,
            "fingerprint": lambda path: is_changed(
                path, path.read_bytes().decode("utf-8", "replace")
            ),
            "project": self._project,
        }
        weights = {name: SLOW.get(name, EACH_FORMAT) for name in formats} | OTHERS
        self._kinds = [kind for kind in weights if not only or kind == only]
        self._weights = [weights[kind] for kind in self._kinds]

    def warm_up(self) -> None:
        """Every seed and every writer once: what is imported when first used does not count as memory."""
        for kind in self._kinds:
            for seed in self._seeds[kind]:
                self._feed(kind, seed)
        for fmt in self._written:
            self._write(articles.pasted(str(RECORD["text"])), fmt)

    def run(self, count: int) -> Tally:
        """Feed this many inputs."""
        while self.tally.inputs < count:
            (kind,) = self._chance.choices(self._kinds, self._weights)
            self._feed(kind, self._mutated(kind))
        return self.tally

    def _mutated(self, kind: str) -> Seed:
        chance = self._chance
        seed = chance.choice(self._seeds[kind])
        if kind == "record":
            data = self._mutator.record()
            return Seed(
                seed.main, {seed.main: data if chance.random() < 0.7 else self._mutator.bits(data)}
            )
        if kind in self._suffixes:
            return self._mutator.seed(seed, self._suffixes[kind], self._everything)
        return Seed(seed.main, {seed.main: self._mutator.data(seed.files[seed.main])})

    def _feed(self, kind: str, seed: Seed) -> None:
        tally = self.tally
        self._writes_left = WRITES_AT_MOST
        self._kind = kind
        tally.inputs += 1
        tally.kinds[kind] += 1
        for name, data in seed.files.items():
            (self._folder / name).write_bytes(data)
        path = self._folder / seed.main
        before = _peak_reset(trims=seed.size > 100_000)
        signal.setitimer(signal.ITIMER_PROF, HANG_SECONDS)
        try:
            with watched(self._folder) as seen:
                try:
                    tally.accepted[kind] += self._taken_in(kind, path)
                except (AnnotatorError, protocol.ProtocolError) as error:
                    _check_sentence(error, path)
            if seen:
                raise PromiseError("; ".join(seen[:3]))
            self._check_memory(kind, seed, before)
        except Hang:
            tally.hangs += 1
            tally.crashes.setdefault(f"{kind}: hang", ("hang", seed))
        except (Exception, RecursionError) as error:
            tally.crash_count += 1
            tally.crashes.setdefault(_name(kind, error), (str(error)[:300], seed))
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self._clear()

    def _taken_in(self, kind: str, path: Path) -> bool:
        if kind in self._readers:
            return self._readers[kind](path)
        if kind == "spacy" and self._chance.random() < 0.995:
            return self._docbin(path)
        encoding = None
        if self._chance.random() < 0.1:
            encoding = self._chance.choice(("cp1252", "utf-8", "utf-16", "nonsense", "latin-1"))
        if self._chance.random() < 0.4:
            return self._read(path, encoding)
        return self._articles(self._formats[kind].read(path, encoding), path)

    def _check_memory(self, kind: str, seed: Seed, before: int) -> None:
        used = _kilobytes("VmHWM") * 1024 - before
        if seed.size >= 200_000:
            found = (used / seed.size, seed.size, used)
            self.tally.worst[kind] = max(found, self.tally.worst.get(kind, found))
        base = BASE_BYTES * (5 if kind in HEAVY else 1)
        if kind != "project" and used > base + TIMES * seed.size:
            raise PromiseError(f"took {used >> 20} MB of memory for {seed.size} bytes")

    def _clear(self) -> None:
        for entry in os.scandir(self._folder):
            if entry.is_dir():
                shutil.rmtree(entry.path)
            else:
                Path(entry.path).unlink()

    # Readers

    def _read(self, path: Path, encoding: str | None = None) -> bool:
        """By the door that the program uses: the format is found out."""
        return self._articles(articles.read_articles(path, encoding), path)

    def _articles(self, found: Any, path: Path) -> bool:
        taken = False
        for one in found:
            # A hang is that nothing more comes: of a table of 100,000 rows each gets its time.
            signal.setitimer(signal.ITIMER_PROF, HANG_SECONDS)
            if isinstance(one, InputError):
                _check_sentence(one, path)
            else:
                taken = self._taken(one) or taken
        return taken

    def _taken(self, article: Imported) -> bool:
        """What was read becomes a document, is checked, and written again."""
        document = document_of(article)
        for span in document.all_spans():
            if not 0 <= span.start < span.end <= len(document.text):
                raise PromiseError(f"span {span.start}-{span.end} of {len(document.text)}")
        ids = {span.id for span in document.all_spans()}
        for relation in document.relations():
            if not {relation.head, relation.child} <= ids:
                raise PromiseError(f"relation {relation.id} to nowhere")
        problems(document)
        # A record takes some 700 bytes a token, which is another bound than that of reading.
        for keeps in (False, True) if len(document.text) < LARGE else ():
            saved = records.saved(document, keep_excluded=keeps)
            if not records.is_empty(saved):
                jsonl.encoded(saved.record)
        is_small = len(document.text) < LARGE and self._writes_left > 0
        if is_small and self._chance.random() < 0.15:
            self._writes_left -= 1
            self._write(article, self._chance.choice(self._written))
            if (own := self._formats.get(self._kind)) in self._written:
                self._write(edited(article, self._chance), own)
        return True

    def _write(self, article: Imported, fmt: Format) -> None:
        name = "out" if fmt.is_folder else f"out{fmt.suffixes[0]}"
        out = self._folder / "written" / name
        out.parent.mkdir(exist_ok=True)
        try:
            fmt.write(out, [fitted(with_tokens(article), fmt)[0]])
        except InputError:
            return
        finally:
            shutil.rmtree(out.parent, ignore_errors=True)

    def _docbin(self, path: Path) -> bool:
        """What the child process does, in this one: starting one takes a second."""
        from annotator.formats.docbin import article_of
        from annotator.nlp.docbin import read

        return self._articles((article_of(row, path.as_posix(), 1) for row in read(path)), path)

    def _schema(self, path: Path) -> bool:
        schema = schemas.read_schema(path)
        if path.suffix != ".toml":
            schemas.schema_to_toml(schema)
            return True
        return schemas.schema_from_toml(schemas.schema_to_toml(schema)) == schema

    def _settings(self, path: Path) -> bool:
        settings, _ = Settings.load(path)
        replace(settings).save(path)
        return True

    def _pasted(self, path: Path) -> bool:
        page = path.read_bytes().decode("utf-8", "surrogateescape")
        for text in (page, plain_text(page)):
            if text.strip():
                self._taken(articles.pasted(text))
        return True

    def _frames(self, path: Path, reader: Any) -> bool:
        data = path.read_bytes()
        size = self._chance.choice((1, 7, 100000)) if len(data) < 100_000 else 100_000
        parts = (data[i : i + size] for i in range(0, len(data), size))
        return sum(len(list(reader.feed(part))) for part in parts) > 0

    def _project(self, path: Path) -> bool:
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


def _check_sentence(error: AnnotatorError | protocol.ProtocolError, path: Path) -> None:
    said = str(error)
    if isinstance(error, ReaderFaultError) and error.__cause__ is not None:
        raise error.__cause__
    names = [path.stem, *(other.stem for other in path.parent.iterdir())]
    if isinstance(error, InputError) and not any(name in said for name in names):
        raise PromiseError(f"unnamed file: {said}")
    if not said.strip() or len(said) > 2000:
        raise PromiseError(f"no sentence: {said}")


def _name(kind: str, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = next((f for f in reversed(frames) if "annotator/" in f.filename), frames[-1])
    said = re.sub(r"\W.*", "", str(error)) if isinstance(error, PromiseError) else ""
    return (
        f"{kind}: {type(error).__name__} {Path(place.filename).name}:{place.lineno} {said}".strip()
    )


def _kilobytes(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _peak_reset(*, trims: bool) -> int:
    """Forget the highest memory so far; the bytes that are taken now."""
    if trims and _LIBC is not None and hasattr(_LIBC, "malloc_trim"):
        _LIBC.malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return _kilobytes("VmRSS") * 1024


def _hang(_number: int, _frame: FrameType | None) -> None:
    raise Hang


def fuzz(inputs: int, seed: int, only: str = "", folder: Path | None = None) -> Tally:
    """Feed inputs in this process, with the alarm for hangs and the limit on memory set and taken back."""
    before = signal.signal(signal.SIGPROF, _hang)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    own = folder or Path(tempfile.mkdtemp(prefix="annotator-fuzz-", dir=_quick_folder()))
    try:
        fuzzer = Fuzzer(seed, own, only)
        fuzzer.warm_up()
        used = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (used + LIMIT_BYTES, limits[1]))
        return fuzzer.run(inputs)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)
        signal.signal(signal.SIGPROF, before)
        shutil.rmtree(own, ignore_errors=True)


def _quick_folder() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _part(connection: Connection, inputs: int, seed: int, only: str, folder: str) -> None:
    connection.send(fuzz(inputs, seed, only, Path(folder)))


@dataclass
class Part:
    """A share of the inputs in a process of its own: a crash of a C library ends only that."""

    inputs: int
    seed: int
    only: str

    def start(self) -> None:
        """Begin to work."""
        self.folder = Path(tempfile.mkdtemp(prefix="annotator-fuzz-", dir=_quick_folder()))
        self.results, sender = get_context("spawn").Pipe(duplex=False)
        arguments = (sender, self.inputs, self.seed, self.only, str(self.folder))
        self.process = get_context("spawn").Process(target=_part, args=arguments)
        self.process.start()
        sender.close()

    def found(self) -> Tally | None:
        """What it found, when it has ended or hangs for good; else None."""
        if self.results.poll():
            try:
                tally: Tally = self.results.recv()
            except EOFError:
                return self._ended(f"the process ended with {self.process.exitcode}")
            self.process.join()
            return tally
        if self._is_stuck():
            self.process.kill()
            return self._ended("hang")
        return None

    def _is_stuck(self) -> bool:
        try:
            return time.time() - (self.folder / "in").stat().st_mtime > STUCK_SECONDS
        except OSError:
            return False

    def _ended(self, reason: str) -> Tally:
        self.process.join()
        files = {p.name: p.read_bytes() for p in (self.folder / "in").glob("*") if p.is_file()}
        shutil.rmtree(self.folder, ignore_errors=True)
        seed = Seed(next(iter(files), ""), files)
        hangs = int(reason == "hang")
        return Tally(1, hangs, 1 - hangs, crashes={f"process: {reason}": (reason, seed)})


def run(parts: list[Part], jobs: int) -> Tally:
    """All parts, some at a time."""
    total = Tally()
    waiting, running = list(parts), []
    while waiting or running:
        while waiting and len(running) < jobs:
            running.append(waiting.pop(0))
            running[-1].start()
        wait([part.results for part in running], timeout=5)
        for part in list(running):
            found = part.found()
            if found is not None:
                running.remove(part)
                for name in found.crashes.keys() - total.crashes.keys():
                    print(f"{name} (part seed {part.seed})", flush=True)
                total.add(found)
                print(f"{total.inputs} inputs, {len(total.crashes)} kinds of crashes", flush=True)
    return total


def report(total: Tally, keep: Path | None) -> None:
    """What was found, for people; the inputs themselves into a folder."""
    for name, (message, seed) in sorted(total.crashes.items()):
        print(f"{name}: {message}\n    {seed.main} {seed.files.get(seed.main, b'')[:160]!r}")
        for file, data in seed.files.items() if keep else ():
            folder = keep / "".join(c if c.isalnum() else "_" for c in name)[:80]
            folder.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(data)
    for kind, count in total.kinds.most_common():
        times, size, used = total.worst.get(kind, (0.0, 0, 0))
        memory = f"; {times:.0f} times {size >> 10} KB in memory" if used else ""
        print(f"{kind}: {count} inputs, {total.accepted[kind]} accepted{memory}")


def main() -> int:
    """Run all inputs and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="one kind of input")
    parser.add_argument("--keep", type=Path, help="folder for inputs that crash or hang")
    options = parser.parse_args()
    began = time.perf_counter()
    count = max(options.jobs, options.inputs // 20000)
    sizes = [options.inputs // count + (i < options.inputs % count) for i in range(count)]
    parts = [
        Part(size, options.seed * 100_003 + number, options.only)
        for number, size in enumerate(sizes)
    ]
    total = run(parts, options.jobs)
    report(total, options.keep)
    print(f"{sum(total.accepted.values())} accepted, {time.perf_counter() - began:.0f} s")
    print(f"{total.inputs} inputs, {total.crash_count} crashes, {total.hangs} hangs")
    return int(bool(total.crash_count or total.hangs))


if __name__ == "__main__":
    raise SystemExit(main())
