"""Gaps between frames of the window, idle and while the worker highlights: the 99th percentiles and their ratio.

    python tests/benchmarks/frames.py [--seconds S]

Runs offscreen; a frame is a tick of a 16 ms timer of the GUI thread with a repaint of the text.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT))

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from annotator.core.document import Document
from annotator.core.tokens import Tokens
from annotator.opening import default_schema
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.predictor import Predictor
from annotator.ui.state import View, ViewState


def gaps_ms(canvas: Canvas, seconds: float) -> list[float]:
    """Milliseconds between the ticks."""
    found: list[float] = []
    last = time.perf_counter()
    loop = QEventLoop()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        found.append((now - last) * 1000)
        last = now
        canvas.viewport().update()

    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=16)
    timer.timeout.connect(tick)
    timer.start()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    timer.stop()
    return found[2:]


def p99(values: list[float]) -> float:
    """The 99th percentile."""
    return statistics.quantiles(values, n=100)[98]


def measured(seconds: float) -> dict[str, float]:
    """p99 idle, p99 while spaCy works, their ratio; idle is measured before and after."""
    application = QApplication.instance() or QApplication([])
    sample = next(iter((_ROOT / "resources" / "sample").glob("*.txt")))
    text = sample.read_text(encoding="utf-8")
    state = ViewState()
    canvas = Canvas(state)
    canvas.resize(1000, 800)
    canvas.show_document(Document.made(1, text, Tokens.plain(text)), default_schema())
    state.show(View(article=1))
    canvas.show()
    predictor = Predictor()
    loop = QEventLoop()
    predictor.loaded.connect(loop.quit)
    predictor.start()
    predictor.load("", "en", True)
    loop.exec()
    idle = gaps_ms(canvas, seconds)
    long_text = "\n\n".join([text] * 4000)
    predictor.propose(1, long_text, [], None)
    busy = gaps_ms(canvas, seconds)
    predictor.shutdown()
    application.processEvents()
    return {
        "idle p99 ms": p99(idle),
        "highlighting p99 ms": p99(busy),
        "frame gap ratio": p99(busy) / p99(idle),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    options = parser.parse_args()
    for name, value in measured(options.seconds).items():
        print(f"{name:<28}{value:8.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
