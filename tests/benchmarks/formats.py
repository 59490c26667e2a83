"""Speed and peak memory of import and export against a bare loop that reads, checks and writes records.

    python tests/benchmarks/formats.py [--articles N] [--rounds N] [--json FILE] [--keep FOLDER]

Makes a file of records as Annotator saves them (about 10 KB each: 100,000 are 1 GB) from the sample's
sentences in another order with other names. Then, each in a process of its own and in turn: the bare loop
(msgspec decodes a line into structures, offsets and ends of relations are checked, the structure is encoded
and written), and `annotator convert` from JSONL to JSONL, which also reads the file back and compares it.
The same for these articles in Prodigy's layout. Then export from a project, and, stated apart, the import of the
file into it, which makes tables, check sums and an index of near copies of what the loop only looks at. Speeds
are articles a second, from start of the loop (bare) and of the process (ours, so that imports count); memory
is the process's peak.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.bare_loop import bare, bare_tasks, in_prodigys, task

PEAK_AT_MOST_MB = 300
SPEED_AT_LEAST = {"convert": 0.5, "export": 0.4, "convert, Prodigy": 0.33}
"""Of the bare loop, the noise of one run taken off `export`; a task of Prodigy's becomes a record with half as
much again in it."""
_LABELS = ("PERSON", "ORG", "GPE", "NORP", "DATE")
_SHA = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"


def convert_tasks(source: Path, target: Path) -> float:
    """`annotator convert` of the same in Prodigy's layout."""
    return convert(in_prodigys(source), target)


def convert(source: Path, target: Path) -> float:
    """`annotator convert`; return the seconds of the whole process but Python's own start."""
    began = time.perf_counter()
    from annotator.cli import main

    with (target.parent / "said.txt").open("w") as said:
        sys.stdout, out = said, sys.stdout
        code = main(["convert", str(source), "-o", str(target)])
        sys.stdout = out
    if code:
        raise SystemExit("convert failed")
    return time.perf_counter() - began


def take_in(source: Path, target: Path) -> float:
    """Import the file into a project; return the seconds."""
    began = time.perf_counter()
    from annotator.opening import Options, open_paths

    opened = open_paths([source], Options(data_folder=target.parent))
    opened.session.close()
    return time.perf_counter() - began


def give_out(source: Path, target: Path) -> float:
    """Export the project that the import made; return the seconds."""
    began = time.perf_counter()
    from annotator.cli import main

    project = source.with_name(f"{source.name}.annot")
    with (target.parent / "said.txt").open("w") as said:
        sys.stdout, out = said, sys.stdout
        code = main(["export", str(project), "-o", str(target), "--force"])
        sys.stdout = out
    if code:
        raise SystemExit("export failed")
    return time.perf_counter() - began


KINDS = {
    "bare": bare,
    "convert": convert,
    "bare, Prodigy": bare_tasks,
    "convert, Prodigy": convert_tasks,
    "import": take_in,
    "export": give_out,
}
BARE = {name: "bare, Prodigy" if name.endswith("Prodigy") else "bare" for name in KINDS}
"""What each kind is compared with."""
# A process counts the memory of the one that started it, so that this one makes nothing itself.


def records(count: int) -> Iterator[dict[str, Any]]:
    """Yield records of 300 to 1,300 characters with a span in a hundred and a relation in three hundred."""
    from annotator.core.document import Document, Meta, Status
    from annotator.core.relations import Relation as Link
    from annotator.core.spans import Proposal, State
    from annotator.core.spans import Span as Mark
    from annotator.core.tokens import Tokens
    from annotator.formats.records import saved

    chance = random.Random(7)
    sample = (ROOT / "resources/sample/ministers_meet_in_osaka.txt").read_text("utf-8")
    lines = [line for line in sample.splitlines() if len(line) > 60]
    words = sorted({w for line in lines for w in line.split() if w.istitle()})
    states = (State.ACCEPTED, State.EDITED, State.ADDED)
    for number in range(count):
        text = varied(chance.randrange(200, 1150), lines, words, chance)
        tokens = Tokens.plain(text)
        wanted = max(2, len(text) // 100)
        spans = []
        for place in range(wanted):
            first = place * len(tokens) // wanted
            last = min(first + chance.choice((0, 0, 1, 2)), len(tokens) - 1)
            start, end = tokens.starts[first], tokens.ends[last]
            state, label = chance.choice(states), chance.choice(_LABELS)
            said = None if state is State.ADDED else Proposal(start, end, "ORG", "model", 0.875)
            spans.append(Mark(place + 1, start, end, label, state, proposed=said))
        links = [Link(n, n, n + 1, "MEETS") for n in range(1, wanted, 3)]
        meta = Meta(text[:60], f"news/{number}.txt", _SHA, url=f"https://example.org/{number}")
        yield saved(
            Document.made(
                number + 1,
                text,
                tokens,
                spans=spans,
                relations=links,
                status=Status.DONE,
                meta=meta,
                changed_at=1_700_000_000.0 + number,
                changed_by="Ana",
            ),
            keep_excluded=True,
        ).record


def varied(length: int, lines: list[str], words: list[str], chance: random.Random) -> str:
    """Return sentences of the sample in another order with other names."""
    made: list[str] = []
    count = 0
    while count < length:
        sentence = chance.choice(lines).split(" ")
        for _ in range(3):
            sentence[chance.randrange(len(sentence))] = chance.choice(words)
        made.append(" ".join(sentence))
        count += len(made[-1]) + 2
    return "\n\n".join(made)[:length].rstrip()


def make(path: Path, count: int) -> None:
    """Write both files; beyond 5,000 the same texts come again under other names."""
    from annotator.formats.jsonl import encoded

    made = list(records(min(count, 5000)))
    repeat(path, [encoded(record) for record in made], count)
    repeat(in_prodigys(path), [encoded(task(record)) for record in made], count)


def repeat(path: Path, kept: list[bytes], count: int) -> None:
    """Write lines again and again under other names until there are so many."""
    with path.open("wb") as file:
        for number in range(count):
            line = kept[number % len(kept)]
            if number >= len(kept):
                old, new = b"news/%d.txt" % (number % len(kept)), b"news/%d.txt" % number
                line = line.replace(old, new)
            file.write(line + b"\n")


def child(kind: str, source: Path, target: Path) -> dict[str, float]:
    """Run one kind in a process of its own."""
    command = [sys.executable, __file__, "--child", kind, str(source), str(target)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def peak_mb() -> float:
    """Return the highest resident memory of this process; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def measured(folder: Path, count: int, rounds: int) -> dict[str, float]:
    """Return medians of seconds, CPU seconds and MB of each kind, and the ratios."""
    source = folder / "articles.jsonl"
    subprocess.run([sys.executable, __file__, "--make", str(source), str(count)], check=True)
    runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    for number in range(rounds):
        for pair in (("bare", "convert"), ("bare, Prodigy", "convert, Prodigy")):
            for kind in pair if number % 2 == 0 else pair[::-1]:
                runs[kind].append(child(kind, source, folder / f"{kind}.jsonl"))
    for kind in ("import", "export"):
        runs[kind].append(child(kind, source, folder / f"{kind}.jsonl"))
    result = {"articles": float(count), "file_mb": source.stat().st_size / 1e6}
    for kind, found in runs.items():
        for key in ("s", "cpu_s", "peak_mb"):
            result[f"{kind}_{key}"] = statistics.median(run[key] for run in found)
    for kind in (kind for kind in KINDS if kind not in BARE.values()):
        pairs = zip(runs[BARE[kind]], runs[kind], strict=False)
        ratios = [(base["s"] / own["s"], base["cpu_s"] / own["cpu_s"]) for base, own in pairs]
        result[f"{kind}_ratio"] = statistics.median(wall for wall, _ in ratios)
        result[f"{kind}_cpu_ratio"] = statistics.median(cpu for _, cpu in ratios)
    return result


def tell(result: dict[str, float]) -> None:
    """Print a line a kind."""
    count = result["articles"]
    print(f"{count:,.0f} articles, {result['file_mb']:,.0f} MB of JSONL")
    for kind in KINDS:
        line = f"{kind:16} {count / result[f'{kind}_s']:9,.0f} articles/s"
        line += f" {result[f'{kind}_peak_mb']:7.1f} MB peak"
        if kind not in BARE.values():
            line += f"   {result[f'{kind}_ratio']:5.2f} of the bare loop"
            line += f" ({result[f'{kind}_cpu_ratio']:.2f} by CPU time)"
        print(line)


def main() -> int:
    """Return 0 when every kind but the import is quick enough and none needs more memory than it may."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder for the files; default: a passing one")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(Path(options.make[0]), int(options.make[1]))
        return 0
    if options.child:
        kind, source, target = options.child
        seconds = KINDS[kind](Path(source), Path(target))
        print(json.dumps({"s": seconds, "cpu_s": time.process_time(), "peak_mb": peak_mb()}))
        return 0
    with tempfile.TemporaryDirectory() as passing:
        folder = options.keep or Path(passing)
        result = measured(folder, options.articles, options.rounds)
    tell(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    peaks = [result[f"{kind}_peak_mb"] for kind in KINDS]
    is_quick = all(result[f"{kind}_ratio"] >= least for kind, least in SPEED_AT_LEAST.items())
    is_good = is_quick and max(peaks) <= PEAK_AT_MOST_MB
    print("good" if is_good else "not good enough")
    return 0 if is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
