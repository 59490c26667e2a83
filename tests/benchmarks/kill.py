"""Kill the real program at random moments, with real keys, and see whether anything painted was lost.

    python tests/benchmarks/kill.py --kills 1000 --seed 1 [--screens 2]

Each round is a project with three to six kills: in an import, at the start of the worker, in edits, in saving, in
closing (checkpoint) and in the migration of an old project. Each kill is aimed: it waits until the program is at
it, then a random time. After each the project is opened as a user would, and held against the trace: every step
that was painted is in the journal, what the journal held before is still there, it replays to the stored state,
all steps can be undone and done again, a saved file is whole, no process is left.

Last line: `N kills, L lost, U unreadable`; before it, how many kills of each kind came in the midst of it.
"""

import argparse
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from annotator.core.document import Status
from annotator.core.errors import AnnotatorError
from annotator.core.spans import State
from annotator.saving import kept_options
from annotator.session import Session
from annotator.store.connections import is_begun
from annotator.store.project import Project
from annotator.store.verification import verified
from tests.walks.program import Program, Screen, missing

OLD = ROOT / "tests" / "data" / "layout_1.annot"
OLD_STEPS = 11
SENTENCES = (
    "Ana Ruiz leads the Harbour Board in Kotka.",
    "On Monday the Coastal Union met officials from Turku and Riga.",
    "Velmora Shipping paid $3 million to Fenvolt, said Jo Li.",
    "Advertisement",
    "The minister flew to Helsinki on 4 May.",
)
EDITS = (
    ("shift+Right", "1"), ("shift+Right", "2"), ("shift+Right", "shift+Right", "3"),
    ("Tab", "4"), ("Tab", "1"), ("Tab", "Tab", "2"), ("Tab", "x"), ("Tab", "w"), ("Tab", "shift+w"),
    ("Tab", "q"), ("Tab", "Return"), ("n", "x"), ("n", "Return"), ("Down", "b"), ("Right",),
    ("ctrl+z",), ("ctrl+z", "ctrl+z"), ("ctrl+shift+z",), ("a",), ("t",), ("z",),
    ("ctrl+Return",), ("ctrl+Next",), ("ctrl+Prior",), ("Escape",),
)  # fmt: skip
MOMENTS = ("import", "worker", "edits", "edits", "edits", "save", "close", "migration")
_POLL_S = 0.0005
_AT_MOST_S = 30.0
_KEY_MS = 12


@dataclass
class Tally:
    """What all screens have found so far."""

    kills: int = 0
    lost: int = 0
    unreadable: int = 0
    painted: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    amid: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Round:
    """One folder with its project, killed several times."""

    def __init__(self, screen: Screen, chance: random.Random, folder: Path, tally: Tally) -> None:
        self._screen = screen
        self._chance = chance
        self._folder = folder
        self._tally = tally
        self._painted = 0
        self._before: tuple[int, int] = (0, 0)
        (folder / "config").mkdir(parents=True)
        self._sources = folder / "news"
        self._sources.mkdir()
        self._write_sources(chance.choice((1, 3, 40, 400)))
        self.project = self._sources / "annotator.annot"

    def _write_sources(self, count: int) -> None:
        chance = self._chance
        first = len(list(self._sources.glob("*.txt")))
        for number in range(first, first + count):
            lines = [chance.choice(SENTENCES) for _ in range(chance.randint(3, 30))]
            text = "\n".join(lines) + f"\nNumber {number}.\n"
            (self._sources / f"{number:05}.txt").write_text(text, encoding="utf-8")

    def kill_once(self, moment: str) -> None:
        """Start, wait until the program is at it, kill, look."""
        is_amid = {
            "import": self._in_import,
            "worker": self._at_worker_start,
            "edits": self._in_edits,
            "save": self._in_saving,
            "close": self._in_closing,
            "migration": self._in_migration,
        }[moment]()
        with self._tally.lock:
            self._tally.kills += 1
            self._tally.moments[moment] += 1
            self._tally.amid[moment] += is_amid
        self._look(moment)

    # The moments: each says whether the kill came in the midst of it

    def _in_import(self) -> bool:
        self._write_sources(self._chance.choice((20, 400)))
        process, told = self._started_blind()
        _await(process, lambda: _has_open(process.pid, "annotator.annot"))
        time.sleep(self._chance.uniform(0.0, 0.7))
        self._kill(process, told)
        return self._listed() < len(list(self._sources.glob("*.txt")))

    def _at_worker_start(self) -> bool:
        process, told = self._started_blind()
        _await(process, lambda: bool(_children(process.pid)))
        time.sleep(self._chance.uniform(0.0, 5.0))
        self._kill(process, told)
        return b"proposals" not in told.read_bytes()

    def _in_migration(self) -> bool:
        for leftover in self._sources.glob("annotator.annot*"):
            leftover.unlink()
        _put_old_project(self.project, self._chance.choice((0, 300, 3000)))
        self._painted, self._before = OLD_STEPS, (0, 0)
        process, told = self._started_blind()
        backup = self._sources / "annotator.annot.layout1.bak"
        partial = backup.with_name(backup.name + ".partial")
        _await(process, lambda: partial.exists() or backup.exists())
        time.sleep(self._chance.uniform(0.0, self._chance.choice((0.01, 0.1))))
        self._kill(process, told)
        return _layout(self.project) == 1

    def _in_edits(self) -> bool:
        with self._typing(self._edits()) as (program, typing):
            time.sleep(self._chance.uniform(0, 1.2) * typing.takes_s)
            return typing.poll() is None or _runs(program.process.pid)

    def _in_saving(self) -> bool:
        is_asked = self._finish_all()
        edits = [key for key in self._edits()[:20] if key != "ctrl+z"]  # what is done stays done
        with self._typing(edits) as (program, typing):
            typing.wait(60)
            program.press("Escape", "Escape", "Escape", "ctrl+Next")
            program.press("ctrl+s")
            if is_asked:
                program.wait_for_window("Save dataset")
                program.press("Return")
            _await(program.process, lambda: _has_open(program.process.pid, ".part"), 5.0)
            articles = len(list(self._sources.glob("*.txt")))
            time.sleep(self._chance.uniform(0.0, 0.0005 * articles))
        return any(self._sources.glob(".*.part"))

    def _in_closing(self) -> bool:
        with self._typing(self._edits()) as (program, typing):
            typing.wait(60)
            program.process.terminate()
            time.sleep(self._chance.uniform(0.0, self._chance.choice((0.02, 0.15))))
            return program.process.poll() is None

    # Start, type, kill

    def _started_blind(self) -> "tuple[subprocess.Popen[bytes], Path]":
        """The program without waiting for it, and the file that its trace goes to."""
        told = self._folder / "trace"
        with told.open("wb") as file:
            environment = {
                **self._screen.environment,
                "ANNOTATOR_CONFIG": str(self._folder / "config"),
                "ANNOTATOR_DATA": str(self._folder / "data"),
                "ANNOTATOR_TRACE": str(file.fileno()),
            }
            process = subprocess.Popen(
                [sys.executable, "-m", "annotator", str(self._sources)],
                env=environment, cwd=ROOT, pass_fds=[file.fileno()],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )  # fmt: skip
        return process, told

    def _kill(self, process: "subprocess.Popen[bytes]", told: Path) -> None:
        children = _children(process.pid)
        if process.poll() is not None:
            _, error = process.communicate()
            raise RuntimeError(f"the program has ended: {error.decode()[-500:]}")
        process.kill()
        process.communicate(timeout=30)
        painted = [line.split()[1] for line in told.read_text().splitlines() if "painted" in line]
        self._painted = max([self._painted, *map(int, painted)])
        _await_end(children)

    def _typing(self, keys: list[str]) -> "_Typing":
        return _Typing(self, keys, self._chance.choice((0, 5, 20)))

    def _edits(self) -> list[str]:
        groups = [self._chance.choice(EDITS) for _ in range(self._chance.randint(5, 40))]
        return [key for group in groups for key in group]

    def started(self) -> Program:
        """The program with its window in front."""
        return Program(self._screen, str(self._sources), folder=self._folder)

    def typed(self, keys: list[str], pause_ms: int) -> "_Keyboard":
        """Keys on the way to it."""
        command = ["xdotool", "key", "--delay", str(pause_ms), *keys]
        typing = _Keyboard(command, env=self._screen.environment)
        typing.takes_s = len(keys) * (pause_ms + _KEY_MS) / 1000
        return typing

    def take(self, program: Program) -> None:
        """It was killed: what had it painted?"""
        self._painted = max([self._painted, *program.steps])

    def _finish_all(self) -> bool:
        """Something to save: every article is done. Whether the program will ask where to."""
        if not is_begun(self.project):
            self.started().close()
        session = Session.opened(self.project)
        try:
            for row in session.articles():
                if row.status is not Status.DONE:
                    session.finish(row.id, Status.DONE)
            return kept_options(session) is None
        finally:
            session.close()

    def _listed(self) -> int:
        if not is_begun(self.project):
            return 0
        session = Session.opened(self.project, read_only=True)
        try:
            return len(session.articles())
        finally:
            session.close()

    # What is there afterwards

    def _look(self, moment: str) -> None:
        problems: list[str] = []
        is_lost = False
        try:
            if is_begun(self.project):
                is_lost = self._look_inside(problems)
            elif self._painted:
                is_lost = True
                problems.append("the project is gone")
            self._look_beside()
        except (AnnotatorError, ValueError, sqlite3.Error) as error:
            problems.append(f"{type(error).__name__}: {error}")
        with self._tally.lock:
            self._tally.lost += is_lost
            self._tally.unreadable += bool(problems) and not is_lost
            self._tally.notes += [f"{moment}: {problem}" for problem in problems]

    def _look_beside(self) -> None:
        """Datasets and backups are whole."""
        for saved in self._sources.glob("*.jsonl"):
            for line in saved.read_text(encoding="utf-8").splitlines():
                json.loads(line)
        for backup in self._sources.glob("*.bak"):
            with closing(sqlite3.connect(backup)) as connection:
                (said,) = connection.execute("PRAGMA integrity_check").fetchone()
            if said != "ok" or _layout(backup) != 1:
                raise ValueError(f"{backup.name}: {said}")

    def _look_inside(self, problems: list[str]) -> bool:
        """Open as a user would; whether a painted step is not there."""
        Session.opened(self.project).close()
        project = Project.opened(self.project)
        try:
            found = verified(project)
            sums = dict(project.database.rows("SELECT id, checksum FROM journal"))
        finally:
            project.close()
        problems += [flaw.message for flaw in found.flaws]
        last, checksum = self._before
        is_lost = found.steps < self._painted or (last > 0 and sums.get(last) != checksum)
        if is_lost:
            problems.append(f"step {self._painted} was painted, {found.steps} are kept")
        with self._tally.lock:
            self._tally.painted += max(self._painted - last, 0)
        self._painted, self._before = found.steps, (found.steps, sums.get(found.steps, 0))
        problems += self._undone()
        return is_lost

    def _undone(self) -> list[str]:
        """All steps undone and done again in a copy give the analyst's work again."""
        copy = self._folder / "copy.annot"
        shutil.copyfile(self.project, copy)
        session = Session.opened(copy)
        try:
            count = 0
            before, name = _work_in(session), session.undo_name
            while session.undo() is not None:
                count += 1
            for _ in range(count):
                session.redo()
            is_same = (before, name) == (_work_in(session), session.undo_name)
            return [] if is_same else [f"undo and redo of {count} steps"]
        finally:
            session.close()
            for leftover in self._folder.glob("copy.annot*"):
                leftover.unlink()


class _Keyboard(subprocess.Popen[bytes]):
    """Presses keys; `takes_s` is about how long that goes on."""

    takes_s = 0.0


class _Typing:
    """The program at work while keys are on the way; killed at the end."""

    def __init__(self, killed: Round, keys: list[str], pause_ms: int) -> None:
        self._round = killed
        self._keys = keys
        self._pause_ms = pause_ms

    def __enter__(self) -> "tuple[Program, _Keyboard]":
        self._program = self._round.started()
        self._keyboard = self._round.typed(self._keys, self._pause_ms)
        return self._program, self._keyboard

    def __exit__(self, *_: object) -> None:
        process = self._program.process
        children = _children(process.pid)
        if process.poll() in (None, -signal.SIGKILL, 0):
            self._program.kill()
        self._keyboard.wait(60)
        self._round.take(self._program)
        _await_end(children)


def _work_in(session: Session) -> list[object]:
    """Statuses, and all spans and relations but open proposals, which give way to what undo brings back."""
    found: list[object] = []
    for row in session.articles():
        document = session.document(row.id)
        spans = [s for s in document.all_spans() if s.state is not State.PROPOSED]
        relations = [r for r in document.all_relations() if r.state is not State.PROPOSED]
        found.append((row.id, row.status, spans, relations))
    return found


def _put_old_project(path: Path, more: int) -> None:
    """A project of layout 1, with so many more articles."""
    shutil.copyfile(OLD, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        (last,) = connection.execute("SELECT max(id) FROM articles").fetchone()
        for table in ("articles", "texts", "tokens"):
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            rest = ", ".join(names[1:])
            connection.executemany(
                f"INSERT INTO {table} SELECT ?, {rest} FROM {table} WHERE {names[0]} = ?",
                [(last + number, last) for number in range(1, more + 1)],
            )
        connection.execute("UPDATE articles SET span_count = 0, proposed_count = 0,"
                           " relation_count = 0, status = 'new' WHERE id > ?", (last,))  # fmt: skip


def _layout(path: Path) -> int:
    """The layout that a project file has, also where a log is still to be taken back."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _await(
    process: "subprocess.Popen[bytes]", condition: Callable[[], bool], seconds: float = _AT_MOST_S
) -> None:
    """Until it is so, the time is over or the process has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None and not condition():
        time.sleep(_POLL_S)


def _has_open(process: int, part: str) -> bool:
    for link in Path(f"/proc/{process}/fd").iterdir():
        try:
            if part in link.readlink().name:
                return True
        except OSError:
            continue
    return False


def _runs(process: int) -> bool:
    """Whether it is at work, not waiting."""
    return " R " in Path(f"/proc/{process}/stat").read_text()


def _children(process: int) -> list[int]:
    try:
        return [
            int(n) for n in Path(f"/proc/{process}/task/{process}/children").read_text().split()
        ]
    except OSError:
        return []


def _await_end(processes: list[int]) -> None:
    """The worker ends by itself when its window is gone."""
    end = time.monotonic() + _AT_MOST_S
    while left := [p for p in processes if Path(f"/proc/{p}").exists()]:
        if time.monotonic() > end:
            raise ValueError(f"processes {left} are left")
        time.sleep(0.01)


def run(kills: int, seed: int, tally: Tally) -> None:
    """Kills on one screen of its own."""
    chance = random.Random(seed)
    screen = Screen()
    done = tries = 0
    try:
        while done < kills and tries < 3 * kills:
            with tempfile.TemporaryDirectory(prefix="annotator-kill-") as name:
                killed = Round(screen, chance, Path(name) / "round", tally)
                for _ in range(min(chance.randint(3, 6), kills - done)):
                    tries += 1
                    done += _kill(killed, chance.choice(MOMENTS), tally)
                    if tally.kills % 25 == 0:
                        bad = f"{tally.lost} lost, {tally.unreadable} unreadable"
                        print(f"{tally.kills} kills so far, {bad}", *tally.notes, flush=True)
    finally:
        screen.close()


def _kill(killed: Round, moment: str, tally: Tally) -> bool:
    """Whether there was a kill, or something to tell of."""
    try:
        killed.kill_once(moment)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        # The screen's own tools failed before there was a kill: no finding, and not counted.
        tool = error.cmd[0] if isinstance(error.cmd, list) else error.cmd
        with tally.lock:
            tally.unreadable += tool != "xdotool"
            tally.notes.append(f"{moment}: not driven: {' '.join(map(str, error.cmd))}")
        return tool != "xdotool"
    except (
        AnnotatorError, RuntimeError, TimeoutError, OSError, subprocess.SubprocessError, ValueError,
    ) as error:  # fmt: skip
        with tally.lock:
            tally.unreadable += 1
            tally.notes.append(f"{moment}: {type(error).__name__}: {str(error)[-600:]}")
    return True


def main() -> int:
    """Run all kills and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--screens", type=int, default=2)
    options = parser.parse_args()
    if missing():
        print("needed and not here: " + ", ".join(missing()))
        return 2
    tally = Tally()
    shares = [options.kills // options.screens] * options.screens
    shares[0] += options.kills - sum(shares)
    threads = [
        threading.Thread(target=run, args=(share, options.seed * 1000 + number, tally))
        for number, share in enumerate(shares)
        if share
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for note in tally.notes:
        print(note)
    amid = tally.amid
    print(", ".join(f"{k} {amid[k]} of {n}" for k, n in sorted(tally.moments.items())) + " amid it")
    print(f"{tally.painted} painted steps looked for")
    print(f"{tally.kills} kills, {tally.lost} lost, {tally.unreadable} unreadable")
    return int(bool(tally.lost or tally.unreadable))


if __name__ == "__main__":
    raise SystemExit(main())
