"""How fast the canvas is: first paint, edits, scrolling, resizing, opening, at three sizes; memory of the program.

Usage: python tests/benchmarks/canvas.py [--json FILE] [--sizes 2.5k,100k,1M] [--slow-sync MS] [--no-hard]
                                         [--platform offscreen|xcb]
GUI-thread CPU time, wall time beside it, each size in a process of its own. `--platform xcb` uses the screen there
is, or starts Xvfb. A `*` marks a figure beyond its target.
"""

import argparse
import gc
import json
import os
import random
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.operations import applied
from annotator.core.relations import Relation
from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.core.spans import Proposal, Span, State
from annotator.core.tokens import Tokens
from annotator.session import Change, Session
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state import Arcs, ViewState

SIZES = {"2.5k": 2_500, "100k": 100_000, "1M": 1_000_000}
_HARD = "hard"
_MEDIAN_EDIT_MS, _P99_MS = 4.0, 16.0
_BY_SIZE = {
    "first paint": {"2.5k": 30.0, "100k": 50.0, "1M": 100.0},
    "resize": {"2.5k": 16.0, "100k": 25.0, "1M": 33.0},
    "open": {"1M": 1000.0},
    "memory": {"2.5k": 120.0, "100k": 140.0, "1M": 300.0},
}
_LABELS = ("PERSON", "ORG", "GPE", "LOC", "NORP", "DATE", "EVENT", "PRODUCT", "LAW", "DISEASE")
_RELATIONS = ("HEAD_OF", "LOCATED_IN", "MEETS", "MEMBER_OF", "SAYS")


@dataclass(slots=True)
class Row:
    """One line of the table, times in ms."""

    case: str
    size: str
    median_ms: float
    p99_ms: float
    wall_median_ms: float
    wall_p99_ms: float


def schema() -> Schema:
    labels = tuple(Label(name, str((i + 1) % 10)) for i, name in enumerate(_LABELS))
    return Schema(
        labels=labels, relations=tuple(map(RelationType, _RELATIONS)), overlap=Overlap.ANY
    )


def varied(length: int, chance: random.Random) -> str:
    """Real sentences of the sample in another order with other names, to a length."""
    sample = Path(__file__).parents[2] / "resources/sample/ministers_meet_in_osaka.txt"
    lines = [line for line in sample.read_text("utf-8").splitlines() if len(line) > 60]
    words = sorted({w for line in lines for w in line.split() if w.istitle()})
    made: list[str] = []
    count = 0
    while count < length:
        sentence = chance.choice(lines).split(" ")
        for _ in range(3):
            sentence[chance.randrange(len(sentence))] = chance.choice(words)
        made.append(" ".join(sentence))
        count += len(made[-1]) + 2
    return "\n\n".join(made)[:length].rstrip()


def document(length: int, chance: random.Random) -> Document:
    """One span per 20 characters (at most 50,000), two relations per five spans (at most 20,000)."""
    text = varied(length, chance)
    tokens = Tokens.plain(text)
    wanted = min(length // 20, 50_000)
    step = len(tokens) / wanted
    spans = []
    for i in range(wanted):
        first = int(i * step)
        last = min(first + chance.choice((0, 0, 1, 2)), len(tokens) - 1)
        state = chance.choice((State.PROPOSED, State.ACCEPTED, State.ADDED))
        start, end = tokens.starts[first], tokens.ends[last]
        label = chance.choice(_LABELS)
        proposal = Proposal(start, end, label, "model", 0.9)
        spans.append(Span(i + 1, start, end, label, state, score=0.9, proposed=proposal))
    relations = []
    for i in range(min(wanted * 2 // 5, 20_000)):
        head = chance.randrange(1, wanted + 1)
        child = min(max(head + chance.choice((-30, -3, -1, 1, 2, 5, 40)), 1), wanted)
        if child != head:
            relations.append(Relation(i + 1, head, child, chance.choice(_RELATIONS)))
    return Document.made(1, text, tokens, spans=spans, relations=relations)


class Bench:
    """One canvas on screen and what was measured on it."""

    def __init__(self, application: QApplication, size: str) -> None:
        self.application = application
        self.size = size
        self.rows: list[Row] = []
        self.state = ViewState()
        self.canvas = Canvas(self.state)
        self.canvas.resize(1200, 800)
        self.canvas.show()
        application.processEvents()

    def painted(self) -> None:
        """Wait until what was asked for is on the (virtual) screen."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
        self.application.processEvents()

    def measure(self, case: str, actions: list[Callable[[], object]], paints: bool = True) -> Row:
        cpu, wall = [], []
        for action in actions:
            began, began_cpu = time.perf_counter(), time.thread_time()
            action()
            if paints:
                self.painted()
            cpu.append((time.thread_time() - began_cpu) * 1000)
            wall.append((time.perf_counter() - began) * 1000)
        row = Row(case, self.size, *_summary(cpu), *_summary(wall))
        self.rows.append(row)
        return row

    def rest(self) -> None:
        """Let the idle work end."""
        while not self.canvas.is_measured:
            self.application.processEvents()


def _summary(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return round(statistics.median(ordered), 3), round(p99, 3)


class Analyst:
    """Does edits at places that are to be seen, each through the door."""

    def __init__(self, session: Session, canvas: Canvas, chance: random.Random) -> None:
        self.session, self.canvas, self.chance = session, canvas, chance

    @property
    def document(self) -> Document:
        return self.session.document(1)

    def seen(self) -> list[Span]:
        first, last = self.canvas.visible_range()
        return [s for s in self.document.spans_between(first, last) if s.start >= first]

    def taken(self, start: int, end: int) -> set[str]:
        """The labels that stand at exactly this range."""
        held = self.document.spans_between(start, end)
        return {s.label for s in held if (s.start, s.end) == (start, end)}

    def free(self, start: int, end: int) -> str:
        taken = self.taken(start, end)
        return self.chance.choice([name for name in _LABELS if name not in taken])

    def add(self) -> None:
        first, last = self.canvas.visible_range()
        tokens, covering = self.document.tokens, None
        while covering is None:
            covering = tokens.covering(self.chance.randrange(first, last), last)
        start, end = tokens.starts[covering[0]], tokens.ends[covering[0]]
        label = self.free(start, end)
        known = self.session.schema
        self.session.do("Add", edits.added(self.document, known, start, end, label, "me"))

    def remove(self) -> None:
        span = self.chance.choice(self.seen())
        self.session.do("Remove", edits.removed(self.document, span.id))

    def relabel(self) -> None:
        span = self.chance.choice(self.seen())
        label = self.free(span.start, span.end)
        known = self.session.schema
        self.session.do("Relabel", edits.relabelled(self.document, known, span.id, label))

    def move(self) -> None:
        for span in self.chance.sample(self.seen(), min(20, len(self.seen()))):
            end = self.document.tokens.end_after(span.end)
            if end is not None and not self.taken(span.start, end):
                known = self.session.schema
                operations = edits.moved(self.document, known, span.id, span.start, end)
                self.session.do("Move", operations)
                return

    def relate(self) -> None:
        known = self.session.schema
        for _ in range(20):
            head, child = self.chance.sample(self.seen(), 2)
            labels = edits.labels_between(self.document, known, head.id, child.id)
            if labels:
                operations = edits.related(self.document, known, head.id, child.id, labels[0], "me")
                self.session.do("Relate", operations)
                return


def edit_cases(
    session: Session, canvas: Canvas, chance: random.Random
) -> dict[str, list[Callable[[], object]]]:
    who, count = Analyst(session, canvas, chance), 60
    return {
        "edit: add a span": [who.add] * count,
        "edit: remove a span": [who.remove] * count,
        "edit: relabel": [who.relabel] * count,
        "edit: move a boundary": [who.move] * count,
        "edit: add a relation": [who.relate] * count,
        "edit: undo": [session.undo] * count,
    }


def run(application: QApplication, size: str, folder: Path, slow_sync_ms: float) -> list[Row]:
    chance = random.Random(7)
    made = document(SIZES[size], chance)
    path = folder / f"{size}.annot"
    session = Session.created(path, schema(), "me")
    session.add_articles([made])
    session.close()
    bench = Bench(application, size)
    canvas = bench.canvas

    def open_and_paint() -> None:
        opened = Session.opened(path, "me")
        canvas.show_document(opened.document(1), opened.schema)
        bench.painted()
        opened.close()

    bench.measure("open: project to first paint", [open_and_paint], paints=False)
    session = Session.opened(path, "me")
    shown = session.document(1)
    canvas.show_document(None, session.schema)
    bench.painted()
    bench.measure(
        "first paint: document in memory",
        [lambda: canvas.show_document(shown, session.schema)] * 5,
    )
    gc.collect()
    gc.freeze()
    bench.rest()
    _measure_views(bench, chance)
    _measure_edits(bench, session, chance, slow_sync_ms)
    session.close()
    canvas.close()
    return bench.rows


def _measure_views(bench: Bench, chance: random.Random) -> None:
    canvas, bar = bench.canvas, bench.canvas.verticalScrollBar()
    bar.setValue(0)
    bench.painted()
    bench.measure("scroll: 60 px", [_bouncing(canvas, 60)] * 150)
    bench.measure("page: down", [_bouncing(canvas, 700)] * 60)

    def jump(share: float) -> Callable[[], None]:
        return lambda: bar.setValue(round(bar.maximum() * share))

    places = [1.0, 0.0, *(chance.random() for _ in range(28))]
    bench.measure("jump: to a place", [jump(place) for place in places])
    bench.measure("jump: to the end and back", [jump(i % 2) for i in range(1, 21)])
    widths = [1200 - 20 * (i % 20) for i in range(1, 41)]

    def resize(width: int) -> Callable[[], None]:
        return lambda: canvas.resize(width, 800)

    jump(0.4)()
    bench.measure("resize: re-wrap", [resize(width - 500) for width in widths])
    canvas.resize(1200, 800)
    bench.painted()
    state = bench.state
    modes = [Arcs.ALL, Arcs.FOCUSED] * 10
    bench.measure("arcs: all and back", [_arcs(state, mode) for mode in modes])
    bench.rest()


def _bouncing(canvas: Canvas, step: int) -> Callable[[], None]:
    """Scroll on by so many px, back from the end and on again from the top."""
    way = [step]

    def scroll() -> None:
        before = canvas.page.scroll
        canvas.scroll_by(way[0])
        if canvas.page.scroll == before:
            way[0] = -way[0]
            canvas.scroll_by(way[0])

    return scroll


def _arcs(state: ViewState, mode: Arcs) -> Callable[[], None]:
    return lambda: state.show(replace(state.view, arcs=mode))


def _measure_edits(
    bench: Bench, session: Session, chance: random.Random, slow_sync_ms: float
) -> None:
    canvas = bench.canvas

    def show(change: Change) -> None:
        if change.articles:
            canvas.show_change(session.document(1), session.schema, change.step.operations)

    bar = canvas.verticalScrollBar()
    bar.setValue(round(bar.maximum() * 0.5))
    bench.painted()
    cases = edit_cases(session, canvas, chance)
    kinds = [actions[0] for actions in cases.values()][:5]
    bench.measure("edit: session.do alone, all kinds", kinds * 20, paints=False)
    canvas.show_document(session.document(1), session.schema)
    bar.setValue(round(bar.maximum() * 0.5))
    bench.rest()
    bench.painted()
    session.listen(show)
    bench.measure("edit: all kinds", kinds * 20)
    for name, actions in cases.items():
        bench.measure(name, actions)
    bench.state.show(replace(bench.state.view, arcs=Arcs.ALL))
    bench.painted()
    who = Analyst(session, canvas, chance)
    bench.measure("arcs: a relation added, all shown", [who.relate] * 40)
    bench.measure("arcs: a span added, all shown", [who.add] * 40)
    bench.measure("scroll: 60 px, all arcs shown", [_bouncing(canvas, 60)] * 100)
    if slow_sync_ms:
        bench.state.show(replace(bench.state.view, arcs=Arcs.FOCUSED))
        bench.painted()
        _slow_down(session, slow_sync_ms)
        bench.measure(f"edit: all kinds, sync {slow_sync_ms:g} ms slower", kinds * 10)


def _slow_down(session: Session, ms: float) -> None:
    """Make each kept step wait as on a slow disk."""
    keep = session._store.keep

    def slow(*what: object) -> object:
        row = keep(*what)
        time.sleep(ms / 1000)
        return row

    session._store.keep = slow


def hard_cases(application: QApplication) -> list[Row]:
    """One huge paragraph, a crowded line, a hub of relations, deep nesting."""
    chance = random.Random(3)
    words = varied(1_000_000, chance).replace("\n\n", " ")
    crowded = " ".join(f"w{i}" for i in range(500))
    cases = {
        "one paragraph": Document.made(1, words, Tokens.plain(words)),
        "500 spans in a line": _spans_on(crowded, 500),
        "200 relations on a span": _hub(crowded, 200),
        "30 nested spans": _nested("word " * 40),
        "1,000 arcs in 4,000 characters": _web(varied(4_000, chance), 1_000),
    }
    rows: list[Row] = []
    for name, shown in cases.items():
        rows += _hard_case(application, name, shown)
    return rows


def _hard_case(application: QApplication, name: str, shown: Document) -> list[Row]:
    labels = tuple(Label(f"NEW{i}") for i in range(20))
    known = replace(schema(), labels=(*schema().labels, *labels))
    bench = Bench(application, "1M" if len(shown.text) > 100_000 else "2.5k")
    canvas, now = bench.canvas, [shown]
    if "arcs" in name:
        canvas.set_zoom(50)
    bench.measure(f"hard: {name}: first paint", [lambda: canvas.show_document(shown, known)])
    bench.state.show(replace(bench.state.view, arcs=Arcs.ALL))
    bench.painted()

    def add(token: int) -> Callable[[], None]:
        def edit() -> None:
            start, end = now[0].tokens.starts[token], now[0].tokens.ends[token]
            operations = edits.added(now[0], known, start, end, f"NEW{token}", "me")
            for operation in operations:
                now[0] = applied(now[0], operation)
            canvas.show_change(now[0], known, operations)

        return edit

    bench.measure(f"hard: {name}: edit", [add(i) for i in range(20)])
    bench.measure(f"hard: {name}: scroll", [_bouncing(canvas, 60)] * 20)
    canvas.close()
    return bench.rows


def _spans_on(text: str, count: int) -> Document:
    tokens = Tokens.plain(text)
    spans = [Span(i + 1, tokens.starts[i], tokens.ends[i], _LABELS[i % 10]) for i in range(count)]
    return Document.made(1, text, tokens, spans=spans)


def _hub(text: str, count: int) -> Document:
    base = _spans_on(text, 500)
    relations = [Relation(i, 1, i + 1, _RELATIONS[i % 5]) for i in range(1, count + 1)]
    return Document.made(1, text, base.tokens, spans=base.spans(), relations=relations)


def _web(text: str, count: int) -> Document:
    """A span at every second word, the relations to spans near by."""
    tokens, chance = Tokens.plain(text), random.Random(5)
    words = range(0, len(tokens.starts) - 1, 2)
    spans = [
        Span(i, tokens.starts[w], tokens.ends[w], _LABELS[i % 10]) for i, w in enumerate(words, 1)
    ]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < count:
        head = chance.randint(1, len(spans))
        child = head + chance.choice((-30, -9, -4, -2, -1, 1, 2, 4, 9, 30))
        if 1 <= child <= len(spans):
            pairs.add((head, child))
    relations = [
        Relation(i, head, child, _RELATIONS[i % 5]) for i, (head, child) in enumerate(pairs, 1)
    ]
    return Document.made(1, text, tokens, spans=spans, relations=relations)


def _nested(text: str) -> Document:
    tokens = Tokens.plain(text)
    spans = [Span(i + 1, tokens.starts[0], tokens.ends[i], _LABELS[i % 10]) for i in range(30)]
    return Document.made(1, text, tokens, spans=spans)


def resident_mb(pid: int) -> float:
    """Resident set of a process, shared libraries included (Linux; else 0)."""
    status = Path(f"/proc/{pid}/smaps_rollup")
    if status.is_file():
        for line in status.read_text().splitlines():
            if line.startswith("Rss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def memory(size: str, folder: Path) -> Row:
    """The program itself with the article open, at rest: MB in place of ms."""
    read, write = os.pipe()
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "ANNOTATOR_TRACE": str(write),
        "ANNOTATOR_CONFIG": str(folder / "config"),
        "ANNOTATOR_DATA": str(folder / "data"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "annotator", str(folder / f"{size}.annot")],
        env=environment, pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    while select.select([read], [], [], 6.0)[0] and os.read(read, 4096):
        pass
    found = round(resident_mb(process.pid), 1)
    process.kill()
    process.wait()
    os.close(read)
    return Row("memory: the program, resident MB", size, found, found, found, found)


def measured_alone(size: str, slow_sync_ms: float) -> list[Row]:
    """One size in a process of its own."""
    command = [sys.executable, __file__, "--only", size, "--slow-sync", str(slow_sync_ms)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return [Row(**row) for row in json.loads(done.stdout)]


def only(size: str, slow_sync_ms: float) -> list[Row]:
    """What a process of its own measures."""
    application = QApplication([])
    if size == _HARD:
        return hard_cases(application)
    with tempfile.TemporaryDirectory() as folder:
        rows = run(application, size, Path(folder), slow_sync_ms)
        return [*rows, memory(size, Path(folder))]


def as_json(rows: list[Row]) -> str:
    return json.dumps([{name: getattr(r, name) for name in Row.__slots__} for r in rows], indent=1)


def targets(row: Row) -> tuple[float | None, float | None]:
    """The most that median and p99 may be."""
    kind = row.case.split(":")[0]
    if kind in _BY_SIZE:
        return None, _BY_SIZE[kind].get(row.size)
    if kind == "edit":
        return _MEDIAN_EDIT_MS, _P99_MS
    if kind == "hard":
        return None, 100.0
    return None, _P99_MS if kind in ("scroll", "page", "jump") else None


def print_table(rows: list[Row]) -> None:
    print(
        f"{'case':44} {'size':>5} {'median':>8} {'p99':>9} {'wall':>9} {'wall p99':>9}"
        f" {'target':>10}"
    )
    for r in rows:
        most = targets(r)
        missed = any(t and v > t for t, v in zip(most, (r.median_ms, r.p99_ms), strict=True))
        target = " / ".join(f"{t:g}" for t in most if t)
        print(
            f"{r.case:44} {r.size:>5} {r.median_ms:8.2f} {r.p99_ms:9.2f} {r.wall_median_ms:9.2f}"
            f" {r.wall_p99_ms:9.2f} {target:>10}{' *' if missed else ''}"
        )


def print_growth(rows: list[Row]) -> None:
    """How much more an edit costs at 1M than at 100k: at most 1.3."""
    found = {(r.case, r.size): r.median_ms for r in rows}
    for case in dict.fromkeys(r.case for r in rows if r.case.startswith("edit")):
        small, large = found.get((case, "100k")), found.get((case, "1M"))
        if small and large:
            mark = " *" if large / small > 1.3 else ""
            print(f"growth 100k to 1M  {large / small:5.2f}  {case}{mark}")


def on_platform(name: str) -> int | None:
    """Run again on a virtual screen where xcb is asked for and there is none; its exit code."""
    os.environ["QT_QPA_PLATFORM"] = name
    if name != "xcb" or os.environ.get("DISPLAY"):
        return None
    if shutil.which("xvfb-run") is None:
        print("xcb needs a screen or xvfb-run.", file=sys.stderr)
        return 1
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"]
    return subprocess.run([*screen, sys.executable, *sys.argv], check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sizes", default="2.5k,100k,1M")
    parser.add_argument("--slow-sync", type=float, default=20.0, help="ms added to each sync")
    parser.add_argument("--no-hard", action="store_true")
    parser.add_argument("--platform", choices=("offscreen", "xcb"))
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(as_json(only(options.only, options.slow_sync)))
        return 0
    ended = on_platform(options.platform) if options.platform else None
    if ended is not None:
        return ended
    sizes = options.sizes.split(",") + ([] if options.no_hard else [_HARD])
    rows: list[Row] = []
    for size in sizes:
        rows += measured_alone(size, options.slow_sync)
    print_table(rows)
    print_growth(rows)
    if options.json:
        options.json.write_text(as_json(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
