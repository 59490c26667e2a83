"""Longest pause of the window while a folder of many files is imported.

    python tests/benchmarks/imports.py [--files N] [--json FILE]

Makes a folder of texts, web pages, mails, tables and files that can't be read, opens it in a window on
Qt's offscreen platform, and measures the time between two turns of the event loop with a timer that is
always due. The first paint of the article that is shown then counts as well. On a busy machine the CPU
time of the process in a pause (reading thread included) says more than the clock.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.opening import Options
from annotator.settings import Settings
from annotator.ui.files import Files
from annotator.ui.main_window import MainWindow
from annotator.ui.theme import Theme
from annotator.ui.trace import Trace
from tests.benchmarks.formats import varied

PAUSE_AT_MOST_MS = 100


def make(folder: Path, count: int) -> None:
    """Write the files: every fifth a page, some mails, tables of 20 rows, and binary ones."""
    chance = random.Random(3)
    sample = (ROOT / "resources/sample/ministers_meet_in_osaka.txt").read_text("utf-8")
    lines = [line for line in sample.splitlines() if len(line) > 60]
    words = sorted({word for line in lines for word in line.split() if word.istitle()})
    for number in range(count):
        text = varied(chance.randrange(1500, 6000), lines, words, chance)
        path = folder / f"{number:05}"
        if number % 5 == 0:
            body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
            page = f"<title>{number}</title><nav>Home</nav><article>{body}</article>"
            path.with_suffix(".html").write_text(page)
        elif number % 50 == 1:
            row = text.replace('"', "'")
            rows = "".join(f'"{number}.{n}","{row}"\n' for n in range(20))
            path.with_suffix(".csv").write_text(f"title,body\n{rows}")
        elif number % 50 == 2:
            path.with_suffix(".txt").write_bytes(b"\0\1")
        elif number % 50 == 3:
            path.with_suffix(".eml").write_text(f"From: a@b.c\nSubject: {number}\n\n{text}\n")
        else:
            path.with_suffix(".txt").write_text(text)


def measured(folder: Path, data: Path) -> dict[str, float]:
    """Return seconds, articles and the longest pauses in ms."""
    qt = QApplication.instance() or QApplication([])
    window = MainWindow(Settings(), Trace({}))
    window.set_theme(Theme.for_application("light"))
    files = Files(window, lambda: Options(data_folder=data))
    window.show_session(None)
    window.show()
    _ = window.panels
    qt.processEvents()
    pauses: list[tuple[float, float]] = []
    last = began = time.perf_counter()
    last_cpu = time.process_time()

    def turn() -> None:
        nonlocal last, last_cpu
        now, cpu = time.perf_counter(), time.process_time()
        pauses.append(((now - last) * 1000, (cpu - last_cpu) * 1000))
        last, last_cpu = now, cpu

    timer = QTimer(interval=0)
    timer.timeout.connect(turn)
    timer.start()
    files.open_named([str(folder)])
    qt.processEvents()
    turn()
    seconds, articles = time.perf_counter() - began, len(window.rows())
    timer.stop()
    files.close()
    window.close()
    ordered = sorted(wall for wall, _ in pauses)
    return {
        "seconds": seconds,
        "articles": float(articles),
        "longest_pause_ms": ordered[-1],
        "longest_pause_cpu_ms": max(cpu for _, cpu in pauses),
        "pause_99_ms": ordered[int(0.99 * (len(ordered) - 1))],
    }


def main() -> int:
    """Return 0 when no pause is longer than it may be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder, data = Path(passing, "articles"), Path(passing, "data")
        folder.mkdir()
        make(folder, options.files)
        result = measured(folder, data)
    for name, value in result.items():
        print(f"{name:21} {value:10.1f}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    is_good = min(result["longest_pause_ms"], result["longest_pause_cpu_ms"]) <= PAUSE_AT_MOST_MS
    print("good" if is_good else "not good enough")
    return 0 if is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
