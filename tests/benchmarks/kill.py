"""Kill the real program at random moments, with real keys, and see whether anything painted was lost.

    python tests/benchmarks/kill.py --kills 1000 --seed 1 [--screens 2]

Each round is a project with three to six kills: during import, start of the worker, edits, saving, closing
(checkpoint) and migration of an old project. After each kill the project is opened as a user would, and held
against the trace: every step that was painted is in the journal, the journal replays to the stored state, all
steps can be undone and redone, and a saved file is whole. Last line: `N kills, L lost, U unreadable`.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from annotator.core.errors import AnnotatorError
from annotator.session import Session
from annotator.store.project import Project
from annotator.store.verification import verified
from tests.walks.program import Program, Screen, missing

OLD = ROOT / "tests" / "data" / "layout_1.annot"
SENTENCES = (
    "Ana Ruiz leads the Harbour Board in Kotka.",
    "On Monday the Coastal Union met officials from Turku and Riga.",
    "Velmora Shipping paid $3 million to Fenvolt, said Jo Li.",
    "Advertisement",
    "The minister flew to Helsinki on 4 May.",
)
EDITS = (
    "Tab", "Tab", "Tab", "1", "2", "3", "4", "x", "w", "q", "shift+w", "Return", "a", "t", "b",
    "ctrl+z", "ctrl+z", "ctrl+shift+z", "shift+Right", "shift+Right", "Right", "Down", "n",
    "ctrl+Return", "ctrl+Next", "ctrl+Prior", "Escape", "z", "i",
)  # fmt: skip
MOMENTS = ("import", "worker", "edits", "edits", "edits", "save", "close", "migration")


@dataclass
class Tally:
    """What all screens have found so far."""

    kills: int = 0
    lost: int = 0
    unreadable: int = 0
    painted: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Round:
    """One folder with its project, killed several times."""

    def __init__(self, screen: Screen, chance: random.Random, folder: Path, tally: Tally) -> None:
        self._screen = screen
        self._chance = chance
        self._folder = folder
        self._tally = tally
        self._kept = 0
        self._painted = 0
        (folder / "config").mkdir(parents=True)
        self._sources = folder / "news"
        self._sources.mkdir()
        for number in range(chance.choice((1, 3, 40, 400))):
            lines = [chance.choice(SENTENCES) for _ in range(chance.randint(3, 30))]
            text = "\n".join(lines) + f"\nNumber {number}.\n"
            (self._sources / f"{number:03}.txt").write_text(text, encoding="utf-8")
        self.project = self._sources / "annotator.annot"

    def kill_once(self, moment: str) -> None:
        """Start, do what the moment asks for, kill, look."""
        if moment == "migration":
            self._put_old_project()
        if moment in ("import", "worker", "migration"):
            process = self._started_blind()
            time.sleep(self._chance.uniform(0.2, 2.0 if moment != "worker" else 3.5))
            process.kill()
            process.communicate(timeout=30)
        else:
            self._work(moment)
        with self._tally.lock:
            self._tally.kills += 1
            self._tally.moments[moment] += 1
        self._look(moment)

    def _put_old_project(self) -> None:
        for leftover in self._sources.glob("annotator.annot*"):
            leftover.unlink()
        shutil.copyfile(OLD, self.project)
        self._kept = 11
        self._painted = 11

    def _started_blind(self) -> "subprocess.Popen[bytes]":
        environment = {
            **self._screen.environment,
            "ANNOTATOR_CONFIG": str(self._folder / "config"),
            "ANNOTATOR_DATA": str(self._folder / "data"),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "annotator", str(self._sources)],
            env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _work(self, moment: str) -> None:
        program = Program(self._screen, str(self._sources), folder=self._folder)
        try:
            keys = [self._chance.choice(EDITS) for _ in range(self._chance.randint(5, 60))]
            pause = str(self._chance.choice((0, 5, 20, 60)))
            if moment == "save":
                keys += ["ctrl+Return", "ctrl+s", "Return", "ctrl+s"]
            typing = subprocess.Popen(
                ["xdotool", "key", "--delay", pause, *keys], env=self._screen.environment
            )
            if moment == "edits":
                time.sleep(self._chance.uniform(0.05, 1.5))
            else:
                typing.wait(60)
                time.sleep(self._chance.uniform(0.0, 0.3))
            if moment == "close":
                program.process.terminate()
                time.sleep(self._chance.uniform(0.0, 0.25))
        finally:
            program.kill()
        typing.wait(60)
        self._painted = max([self._painted, *program.steps])

    def _look(self, moment: str) -> None:
        problems: list[str] = []
        is_lost = False
        try:
            if self.project.exists() and self.project.stat().st_size:
                is_lost = self._look_inside(problems)
            elif self._painted:
                is_lost = True
                problems.append("the project is gone")
        except AnnotatorError as error:
            problems.append(str(error))
        for saved in self._sources.glob("*.jsonl"):
            for line in saved.read_text(encoding="utf-8").splitlines():
                json.loads(line)
        with self._tally.lock:
            self._tally.lost += is_lost
            self._tally.unreadable += bool(problems) and not is_lost
            self._tally.notes += [f"{moment}: {problem}" for problem in problems]

    def _look_inside(self, problems: list[str]) -> bool:
        """Open as a user would; whether a painted step is not there."""
        session = Session.opened(self.project)
        session.close()
        project = Project.opened(self.project)
        try:
            found = verified(project)
        finally:
            project.close()
        problems += [flaw.message for flaw in found.flaws]
        lost = found.steps < self._painted
        if lost:
            problems.append(f"step {self._painted} was painted, {found.steps} are kept")
        with self._tally.lock:
            self._tally.painted += max(self._painted - self._kept, 0)
        self._kept = self._painted = found.steps
        problems += self._undone(problems)
        return lost

    def _undone(self, problems: list[str]) -> list[str]:
        """All steps undone and done again in a copy give the same articles."""
        copy = self._folder / "copy.annot"
        shutil.copyfile(self.project, copy)
        session = Session.opened(copy)
        try:
            count = 0
            before = [(r.id, r.status, r.span_count, r.relation_count) for r in session.articles()]
            while session.undo_name and count < 300:
                session.undo()
                count += 1
            for _ in range(count):
                session.redo()
            after = [(r.id, r.status, r.span_count, r.relation_count) for r in session.articles()]
            return [] if [a[:2] for a in before] == [a[:2] for a in after] else ["undo and redo"]
        finally:
            session.close()
            for leftover in self._folder.glob("copy.annot*"):
                leftover.unlink()


def run(kills: int, seed: int, tally: Tally) -> None:
    """Kills on one screen of its own."""
    chance = random.Random(seed)
    screen = Screen()
    done = 0
    try:
        while done < kills:
            with tempfile.TemporaryDirectory(prefix="annotator-kill-") as name:
                killed = Round(screen, chance, Path(name) / "round", tally)
                for _ in range(min(chance.randint(3, 6), kills - done)):
                    _kill(killed, chance.choice(MOMENTS), tally)
                    done += 1
                    if tally.kills % 25 == 0:
                        print(f"{tally.kills} kills so far", flush=True)
    finally:
        screen.close()


def _kill(killed: Round, moment: str, tally: Tally) -> None:
    try:
        killed.kill_once(moment)
    except subprocess.CalledProcessError as error:
        # The screen's own tools failed before there was a kill: no finding, and not counted.
        with tally.lock:
            tally.notes.append(f"{moment}: not driven: {' '.join(map(str, error.cmd))}")
    except (RuntimeError, TimeoutError, OSError, subprocess.SubprocessError, ValueError) as error:
        with tally.lock:
            tally.unreadable += 1
            tally.notes.append(f"{moment}: {type(error).__name__}: {str(error)[-600:]}")


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
    print(", ".join(f"{name} {count}" for name, count in sorted(tally.moments.items())))
    print(f"{tally.painted} painted steps looked for")
    print(f"{tally.kills} kills, {tally.lost} lost, {tally.unreadable} unreadable")
    return int(bool(tally.lost or tally.unreadable))


if __name__ == "__main__":
    raise SystemExit(main())
