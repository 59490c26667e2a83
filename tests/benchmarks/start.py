"""Start of the program against bare programs: to the first kept step, to the first highlights, memory, frame gaps.

    python tests/benchmarks/start.py [--runs N] [--json FILE]

Needs Xvfb, xdotool and openbox. All figures are wall seconds, medians of paired runs; quote the ratios.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.walks.program import Program, Screen, missing

_BARE_WINDOW = """
import os, sys
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        os.write(int(sys.argv[1]), b"painted\\n")
        QApplication.instance().quit()
app = QApplication([])
window = Window()
window.resize(1280, 820)
window.show()
app.exec()
"""

_BARE_MODEL = """
import sys
import spacy
name = next(n for n in spacy.util.get_installed_models() if n.startswith("en_core_web_sm"))
keep = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]
nlp = spacy.load(name, exclude=keep)
print(len(nlp(open(sys.argv[1], encoding="utf-8").read()).ents))
"""


def bare_window(screen: Screen) -> float:
    """Seconds from the process's start to the first paint of an empty main window."""
    read, write = os.pipe()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", _BARE_WINDOW, str(write)], pass_fds=[write], env=screen.environment
    )
    os.close(write)
    os.read(read, 16)
    took = time.perf_counter() - began
    process.wait()
    os.close(read)
    return took


def bare_model(sample: Path) -> float:
    """Seconds to import spaCy, load the NER-only pipeline and call it on the sample."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", _BARE_MODEL, str(sample)], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def _keyboard(screen: Screen) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["xdotool", "-"], stdin=subprocess.PIPE, env=screen.environment, text=True
    )


@contextmanager
def _timed(screen: Screen, article: Path) -> Iterator[tuple[Program, float]]:
    began = time.perf_counter()
    with Program(screen, str(article), folder=article.parent) as running:
        yield running, began


def program(screen: Screen, sample: Path) -> dict[str, float]:
    """Seconds to the painted sample, to the first kept step, to the first highlights; memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / sample.name
        shutil.copy(sample, article)
        # Started before, so that the time is the program's and not that of what presses the key.
        with _keyboard(screen) as keyboard, _timed(screen, article) as (running, began):
            ready = time.perf_counter() - began
            assert keyboard.stdin is not None
            keyboard.stdin.write("key b\n")
            keyboard.stdin.flush()
            running.wait_for_step()
            first_step = time.perf_counter() - began
            running.press("ctrl+z", until="painted")
            running.wait("proposals")
            highlights = time.perf_counter() - began
            for _ in range(5):
                running.press("b", until="painted")
                running.press("ctrl+z", until="painted")
            memory = pss_mb(running.process.pid)
    return {
        "painted": ready,
        "first step": first_step,
        "highlights": highlights,
        "memory MB": memory,
    }


def pss_mb(pid: int) -> float:
    """Proportional set size of one process (Linux)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> int:
    """Run the pairs and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if missing():
        print("This benchmark needs " + ", ".join(missing()) + ".", file=sys.stderr)
        return 1
    sample = next(iter((Path(__file__).parents[2] / "resources" / "sample").glob("*.txt")))
    screen = Screen()
    rows: list[dict[str, float]] = []
    try:
        bare_window(screen)
        bare_model(sample)
        for _ in range(options.runs):
            row = {"bare window": bare_window(screen), "bare model": bare_model(sample)}
            rows.append(row | program(screen, sample))
    finally:
        screen.close()
    medians = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    for name, value in medians.items():
        print(f"{name:<14}{value:8.3f}")
    ratios = {
        "first step / bare window": statistics.median(
            row["first step"] / row["bare window"] for row in rows
        ),
        "highlights / bare model": statistics.median(
            row["highlights"] / row["bare model"] for row in rows
        ),
    }
    for name, value in ratios.items():
        print(f"{name:<28}{value:6.2f}")
    if options.json:
        options.json.write_text(json.dumps({"medians": medians, "ratios": ratios}, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
