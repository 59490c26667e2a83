"""How fast the canvas is: first paint, edits, scrolling, resizing, opening, at three sizes; memory of the process.

Usage: python tests/benchmarks/canvas.py [--json FILE] [--sizes 2.5k,100k,1M] [--slow-sync MS] [--no-hard]
GUI-thread CPU time, wall time beside it. Run under QT_QPA_PLATFORM=offscreen or on a (virtual) screen.
"""

import argparse
import gc
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
if not os.environ.get("DISPLAY"):
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
    bench.rows.append(Row("memory: resident MB", size, *[round(_resident_mb(), 1)] * 4))
    canvas.close()
    return bench.rows


def _measure_views(bench: Bench, chance: random.Random) -> None:
    canvas, bar = bench.canvas, bench.canvas.verticalScrollBar()
    bar.setValue(0)
    bench.painted()
    bench.measure("scroll: 60 px", [lambda: canvas.scroll_by(60)] * 150)
    bench.measure("page: down", [lambda: canvas.scroll_by(700)] * 60)

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
    silent_stop = None
    for name, actions in edit_cases(session, canvas, chance).items():
        if silent_stop is None:
            bench.measure(f"{name}, session.do alone", actions[:30], paints=False)
            canvas.show_document(session.document(1), session.schema)
            bar.setValue(round(bar.maximum() * 0.5))
            bench.rest()
            bench.painted()
            silent_stop = session.listen(show)
        bench.measure(name, actions)
    bench.state.show(replace(bench.state.view, arcs=Arcs.ALL))
    bench.painted()
    who = Analyst(session, canvas, chance)
    bench.measure("edit: add a relation, all arcs shown", [who.relate] * 40)
    bench.measure("edit: add a span, all arcs shown", [who.add] * 40)
    if slow_sync_ms:
        bench.state.show(replace(bench.state.view, arcs=Arcs.FOCUSED))
        bench.painted()
        _slow_down(session, slow_sync_ms)
        bench.measure(f"edit: relabel, sync {slow_sync_ms:g} ms slower", [who.relabel] * 40)
        bench.measure(f"edit: relate, sync {slow_sync_ms:g} ms slower", [who.relate] * 40)


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
    }
    rows: list[Row] = []
    for name, shown in cases.items():
        rows += _hard_case(application, name, shown)
    return rows


def _hard_case(application: QApplication, name: str, shown: Document) -> list[Row]:
    labels = tuple(Label(f"NEW{i}") for i in range(20))
    known = replace(schema(), labels=(*schema().labels, *labels))
    bench = Bench(application, "hard")
    canvas, now = bench.canvas, [shown]
    bench.measure(f"first paint: {name}", [lambda: canvas.show_document(shown, known)])
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

    bench.measure(f"edit: {name}", [add(i) for i in range(20)])
    bench.measure(f"scroll: {name}", [lambda: canvas.scroll_by(60)] * 20)
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


def _nested(text: str) -> Document:
    tokens = Tokens.plain(text)
    spans = [Span(i + 1, tokens.starts[0], tokens.ends[i], _LABELS[i % 10]) for i in range(30)]
    return Document.made(1, text, tokens, spans=spans)


def _resident_mb() -> float:
    status = Path("/proc/self/smaps_rollup")
    if status.is_file():
        for line in status.read_text().splitlines():
            if line.startswith("Rss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sizes", default="2.5k,100k,1M")
    parser.add_argument("--slow-sync", type=float, default=20.0, help="ms added to each sync")
    parser.add_argument("--no-hard", action="store_true")
    options = parser.parse_args()
    application = QApplication([])
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes.split(","):
            rows += run(application, size, Path(folder), options.slow_sync)
    if not options.no_hard:
        rows += hard_cases(application)
    print(f"{'case':52} {'size':>5} {'median':>9} {'p99':>9} {'wall':>9} {'wall p99':>9}")
    for r in rows:
        print(
            f"{r.case:52} {r.size:>5} {r.median_ms:9.2f} {r.p99_ms:9.2f}"
            f" {r.wall_median_ms:9.2f} {r.wall_p99_ms:9.2f}"
        )
    _print_growth(rows)
    if options.json:
        options.json.write_text(
            json.dumps([{name: getattr(r, name) for name in Row.__slots__} for r in rows], indent=1)
        )


def _print_growth(rows: list[Row]) -> None:
    found = {(r.case, r.size): r.median_ms for r in rows}
    for case in dict.fromkeys(r.case for r in rows if r.case.startswith("edit")):
        small, large = found.get((case, "100k")), found.get((case, "1M"))
        if small and large:
            print(f"growth 100k to 1M: {large / small:.2f}  {case}")


if __name__ == "__main__":
    main()
