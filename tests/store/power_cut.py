"""A power cut: what the program wrote, as `strace` saw it, replayed to a moment with unsynced writes dropped or torn.

The model is a journalling file system: a sync makes its file and all earlier names (renames, removals)
durable; every unsynced write of 512 bytes is there or not, by chance.

Run as a program it is the one that is watched: `power_cut.py PROJECT fast|slow`.
"""

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR_BYTES = 512
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,openat,unlink,rename"
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_ESCAPED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PATH = re.compile(r"<([^>]*)>")


@dataclass
class File:
    """Bytes that are surely on the disk, and what was written since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    end: int = 0
    is_synced: bool = False

    def sync(self) -> None:
        """All that was written is on the disk."""
        for place, data in self.pending:
            _put(self.durable, place, data)
        self.pending.clear()
        self.is_synced = True

    def after_cut(self, chance: random.Random) -> bytes:
        """What is there after a power cut."""
        found = bytearray(self.durable)
        for place, data in self.pending:
            if data is None:
                if chance.random() < 0.5:
                    _put(found, place, None)
                continue
            for start in range(0, len(data), SECTOR_BYTES):
                if chance.random() < 0.5:
                    _put(found, place + start, data[start : start + SECTOR_BYTES])
        return bytes(found)


def _put(held: bytearray, place: int, data: bytes | None) -> None:
    """Write at a place, or (no data) cut to this length."""
    held.extend(bytes(max(place - len(held), 0)))
    if data is None:
        del held[place:]
    else:
        held[place : place + len(data)] = data


@dataclass
class Disk:
    """Files by path, and names that a cut may take back."""

    folder: Path
    files: dict[str, File] = field(default_factory=dict)
    unsure: list[dict[str, File]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def apply(self, call: str, arguments: str, result: int) -> None:
        """One call of the log."""
        if result < 0:
            return
        strings = [bytes.fromhex(s.replace("\\x", "")) for s in _ESCAPED.findall(arguments)]
        path = _plain(_PATH.search(arguments))
        match call:
            case "openat" if strings and "O_CREAT" in arguments:
                name = strings[0].decode()
                if self._is_ours(name) and name not in self.files:
                    self.files[name] = File()
            case "write" if arguments.startswith("1<"):
                self.said += strings[0].decode().splitlines()
            case "write" | "pwrite64" if path in self.files:
                file = self.files[path]
                place = int(arguments.rsplit(", ", 1)[1]) if call == "pwrite64" else file.end
                file.pending.append((place, strings[0][:result]))
                file.end = place + result
            case "ftruncate" if path in self.files:
                self.files[path].pending.append((int(arguments.rsplit(", ", 1)[1]), None))
            case "fsync" | "fdatasync":
                self.unsure.clear()
                if path in self.files:
                    self.files[path].sync()
            case "rename" | "unlink" if self._is_ours(strings[0].decode()):
                self.unsure.append(dict(self.files))
                moved = self.files.pop(strings[0].decode(), None)
                if call == "rename" and moved is not None:
                    self.files[strings[1].decode()] = moved
            case _:
                pass

    def _is_ours(self, name: str) -> bool:
        return name.startswith(f"{self.folder}/") and not name.endswith(("-shm", ".lock"))

    def cut(self, target: Path, chance: random.Random) -> None:
        """Write what a power cut at this moment leaves into a folder."""
        names = chance.choice([self.files, *self.unsure])
        for name, file in names.items():
            if file.is_synced or chance.random() < 0.5:
                (target / Path(name).name).write_bytes(file.after_cut(chance))


def _plain(found: "re.Match[str] | None") -> str:
    if found is None:
        return ""
    text = found[1]
    return bytes.fromhex(text.replace("\\x", "")).decode() if "\\x" in text else text


def watched(folder: Path, speed: str) -> list[str]:
    """The calls of the program at work in a folder."""
    log = folder.parent / f"{folder.name}.log"
    work = [sys.executable, __file__, str(folder / "a.annot"), speed]
    strace = ["strace", "-f", "-y", "-xx", "-s", "9999999", "-e", f"trace={CALLS}", "-o", str(log)]
    subprocess.run([*strace, *work], check=True, stdout=subprocess.DEVNULL, timeout=120)
    return log.read_text().splitlines()


def cuts(
    lines: list[str], folder: Path, count: int, chance: random.Random, made: Callable[[], Path]
) -> Iterator[tuple[Path, list[str]]]:
    """Power cuts at random moments: the folder that is left, and what the program had said by then."""
    calls = [found for line in lines if (found := _LINE.match(line))]
    moments = sorted(chance.randrange(len(calls)) for _ in range(count))
    disk = Disk(folder)
    for number, call in enumerate(calls):
        disk.apply(call[1], call[2], int(call[3]))
        while moments and moments[0] == number:
            moments.pop(0)
            target = made()
            disk.cut(target, chance)
            yield target, list(disk.said)


def work(path: Path, speed: str) -> None:
    """Edit, say what was kept; the dataset is saved now and then. A slow disk is synced once a second."""
    from annotator.core import edits
    from annotator.core.document import Document, Status
    from annotator.core.tokens import Tokens
    from annotator.saving import SaveOptions, save
    from annotator.session import Session
    from annotator.store import database
    from tests.store.projects import LINE, SCHEMA

    database.FAST_SYNC_MS = 1e9 if speed == "fast" else -1.0
    session = Session.created(path, SCHEMA, "ana")
    text = LINE * 30
    ids = session.add_articles([Document.made(0, text, Tokens.plain(text)) for _ in range(2)])
    session.finish(ids[1], Status.DONE)
    synced_at = time.monotonic()
    for number in range(120):
        document = session.document(ids[0])
        start, end = document.tokens.starts[number], document.tokens.ends[number]
        change = session.do("Add", edits.added(document, SCHEMA, start, end, "ORG", "ana"))
        _say(f"kept {change.row if change else 0}")
        if number % 40 == 20:
            save(session, SaveOptions(path.with_name("gold.jsonl")))
            _say("saved")
        if number % 50 == 30:
            session.checkpoint()
        if speed == "slow":
            time.sleep(0.02)
            if time.monotonic() - synced_at >= 1.0:
                session.sync()
                synced_at = time.monotonic()
                _say(f"synced {change.row if change else 0}")
    session.close()
    _say("closed")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    work(Path(sys.argv[1]), sys.argv[2])
