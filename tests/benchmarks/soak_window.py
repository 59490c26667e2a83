"""A long random day in the real window, without a screen: do memory, objects, timers, processes and files stay few?

    python tests/benchmarks/soak_window.py --steps 5000 --seed 1 [--articles 200]

Keys, opening and closing, imports, saving and copies, with the worker at work, in one process. All is measured at the
end of a warm-up of a fifth of the steps and at the end, each time with the same article on the screen. Last line:
`N steps, G % memory, W widgets, T timers, P processes, H handles, F flaws` (growth; after closing: what is left).
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator import app, saving
from annotator.saving import SaveOptions
from annotator.store.project import Project
from annotator.store.verification import verified
from tests.benchmarks.soak import memory_bytes

WORDS = (
    "Ana Ruiz met the WHO board in Nairobi on Monday , said Jo Li of Velmora . 🎉 éclair".split()
)
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier
Press = tuple[Qt.Key, Qt.KeyboardModifier]


def _plain(*keys: Qt.Key) -> tuple[Press, ...]:
    return tuple((key, _NONE) for key in keys)


_K = Qt.Key
GROUPS: tuple[tuple[int, tuple[Press, ...]], ...] = (
    (12, ((_K.Key_Right, _SHIFT), (_K.Key_1, _NONE))),
    (8, ((_K.Key_Right, _SHIFT), (_K.Key_Right, _SHIFT), (_K.Key_2, _NONE))),
    (10, _plain(_K.Key_Tab, _K.Key_3)),
    (10, _plain(_K.Key_Tab, _K.Key_X)),
    (6, _plain(_K.Key_N, _K.Key_Return)),
    (6, _plain(_K.Key_Tab, _K.Key_W)),
    (4, _plain(_K.Key_Tab, _K.Key_Q)),
    (6, _plain(_K.Key_Tab, _K.Key_R, _K.Key_Tab, _K.Key_Return, _K.Key_Escape)),
    (10, _plain(_K.Key_Down, _K.Key_Right)),
    (3, _plain(_K.Key_Down, _K.Key_B)),
    (4, _plain(_K.Key_A)),
    (3, _plain(_K.Key_T)),
    (3, _plain(_K.Key_F, _K.Key_Escape)),
    (2, _plain(_K.Key_L, _K.Key_Escape)),
    (2, _plain(_K.Key_Slash, _K.Key_A, _K.Key_Return, _K.Key_Escape)),
    (2, _plain(_K.Key_V)),
    (12, ((_K.Key_Z, _CONTROL),)),
    (8, ((_K.Key_Z, _CONTROL | _SHIFT),)),
    (6, ((_K.Key_PageDown, _CONTROL),)),
    (4, ((_K.Key_PageUp, _CONTROL),)),
    (2, ((_K.Key_Return, _CONTROL),)),
    (4, _plain(_K.Key_PageDown)),
    (2, ((_K.Key_R, _CONTROL),)),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the process holds: bytes, counts."""

    memory: int
    widgets: int
    objects: int
    timers: int
    processes: int
    handles: int
    threads: int


@dataclass(frozen=True, slots=True)
class Soaked:
    """Growth since the warm-up (memory in percent), and what is left after closing."""

    steps: int
    journal_steps: int
    memory_growth: float
    widgets: int
    objects: int
    timers: int
    processes: int
    handles: int
    left: dict[str, int]
    flaws: tuple[str, ...]


class Day:
    """The real application, worked on at random."""

    def __init__(self, qt: QApplication, folder: Path, seed: int, articles: int) -> None:
        self._qt = qt
        self._folder = folder
        self._chance = random.Random(seed)
        self._news = folder / "news"
        self._news.mkdir()
        self._made = 0
        self.errors: list[str] = []
        self._most = 2 * articles
        self._write_articles(articles)
        self.application = app.Application(qt, app.arguments([str(self._news)]))
        self.application.start()
        self.window = self.application.window
        QTest.qWaitForWindowActive(self.window, 5000)
        self.settle(1.0)
        self._groups = [group for _, group in GROUPS]
        self._weights = [weight for weight, _ in GROUPS]
        session = self.application.files.session
        if session is None:
            raise RuntimeError(self.application.files.trouble)
        self.path = session.path
        saving.remember(session, SaveOptions(folder / "gold.jsonl"))

    def run(self, steps: int) -> None:
        """So many groups of keys, and what comes now and then."""
        for number in range(1, steps + 1):
            (group,) = self._chance.choices(self._groups, self._weights)
            for key, modifiers in group:
                self._press(key, modifiers)
            self._qt.processEvents()
            if number % 100 == 0:
                self._press(Qt.Key.Key_S, _CONTROL)
            if number % 250 == 0:
                self._reopen()
            if number % 1000 == 0 and self.application.files.session is not None:
                self.application.files.session.copy_to(self._folder / "copy.annot")
        self.settle(1.0)

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        try:
            QTest.keyClick(self._target(), key, modifiers)
        except Exception:
            self.errors.append(traceback.format_exc())

    def _target(self) -> QWidget:
        popup = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if popup is not None:
            popup.close()
        return QApplication.focusWidget() or self.window.canvas

    def _reopen(self) -> None:
        """Closed, more articles written, opened again: they are imported."""
        self.application.files.close()
        if self._made < self._most:
            self._write_articles(4)
        self.application.files.open_named([str(self._news)])
        self.window.canvas.setFocus()

    def _write_articles(self, count: int) -> None:
        for _ in range(count):
            self._made += 1
            words = [self._chance.choice(WORDS) for _ in range(self._chance.randint(30, 300))]
            lines = [" ".join(words[i : i + 25]) for i in range(0, len(words), 25)]
            text = f"Article {self._made}.\n" + "\n".join(lines)
            (self._news / f"{self._made:05}.txt").write_text(text, encoding="utf-8")

    def settle(self, seconds: float) -> None:
        """Let timers fire and what is to be deleted go."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._qt.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            time.sleep(0.005)

    def measured(self) -> Measured:
        """What is held with the first article on the screen and no message."""
        self.window.messages.clear()
        session = self.application.files.session
        if session is not None:
            self.window.view.show_article(session.articles()[0].id)
        self.settle(1.0)
        return measured(self.window)


def measured(window: QObject | None) -> Measured:
    """What this process holds now."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return Measured(
        memory_bytes(),
        len(QApplication.allWidgets()),
        len(window.findChildren(QObject)) if window is not None else 0,
        sum(t.isActive() for t in window.findChildren(QTimer)) if window is not None else 0,
        len(children),
        len(list(Path("/proc/self/fd").iterdir())),
        threading.active_count(),
    )


def soak(steps: int, seed: int, articles: int, parts: int = 8) -> Soaked:
    """Run in a folder of its own and look at what is left."""
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="annotator-soak-", dir=place))
    os.environ |= {"ANNOTATOR_CONFIG": str(folder / "c"), "ANNOTATOR_DATA": str(folder / "d")}
    found = QApplication.instance()
    qt = found if isinstance(found, QApplication) else QApplication(["soak"])
    threads = threading.active_count()
    errors: list[str] = []
    sys.excepthook = lambda kind, error, _: errors.append(f"{kind.__name__}: {error}")
    try:
        day = Day(qt, folder, seed, articles)
        day.run(steps // 5)
        warm = day.measured()
        part = max((steps - steps // 5) // parts, 1)
        for _ in range(parts):
            day.run(part)
            now = day.measured()
            print(f"{now.memory / 1e6:.1f} MB, {now.widgets} widgets, {now.objects} objects,"
                  f" {now.timers} timers, {now.handles} handles", file=sys.stderr, flush=True)  # fmt: skip
        day.window.close()
        day.settle(1.0)
        after = measured(None)
        project = Project.opened(day.path)
        try:
            result = verified(project)
        finally:
            project.close()
        held = folder.as_posix()
        open_files = [str(p.readlink()) for p in Path("/proc/self/fd").iterdir() if p.is_symlink()]
        left = {
            "threads": after.threads - threads,
            "processes": after.processes,
            "files": sum(name.startswith(held) for name in open_files),
        }
        return Soaked(
            steps,
            result.steps,
            100.0 * (now.memory - warm.memory) / warm.memory,
            now.widgets - warm.widgets,
            now.objects - warm.objects,
            now.timers - warm.timers,
            now.processes - warm.processes,
            now.handles - warm.handles,
            left,
            (*(flaw.message for flaw in result.flaws), *errors, *day.errors),
        )
    finally:
        shutil.rmtree(folder)


def main() -> int:
    """Run and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--parts", type=int, default=8, help="how often memory is told")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = soak(options.steps, options.seed, options.articles, options.parts)
    if options.json:
        print(json.dumps(asdict(found)))
        return 0
    for flaw in found.flaws[:20]:
        print(flaw)
    print(f"{found.journal_steps} steps in the journal; left after closing: {found.left}")
    print(
        f"{found.steps} steps, {found.memory_growth:+.1f} % memory, {found.widgets:+} widgets,"
        f" {found.timers:+} timers, {found.processes:+} processes, {found.handles:+} handles,"
        f" {len(found.flaws)} flaws"
    )
    is_bad = found.flaws or found.memory_growth > 10 or any(found.left.values())
    return int(bool(is_bad))


if __name__ == "__main__":
    raise SystemExit(main())
