"""A long random day over many articles: does the project stay consistent, and does the program stay small?

    python tests/benchmarks/soak.py --steps 100000 --seed 1 [--articles 200]

Edits, proposals, undo, redo, opening and closing, saving, copies and imports through `Session`, in one process.
Memory is measured against the end of a warm-up of a fifth of the steps. Last line:
`N steps, G % memory, T threads, H handles, F flaws` (threads and handles: how many are left over).
"""

import argparse
import ctypes
import gc
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from annotator import opening, saving
from annotator.core import edits, highlights
from annotator.core.document import Document, Status
from annotator.core.errors import RefusedError
from annotator.core.operations import DocumentOperation
from annotator.core.schema import Schema
from annotator.core.spans import Proposal
from annotator.core.tokens import Tokens
from annotator.opening import Options
from annotator.saving import SaveOptions
from annotator.store.project import Project
from annotator.store.verification import verified

WORDS = (
    "Ana Ruiz met the WHO board in Nairobi on Monday , said Jo Li of Velmora . 🎉 éclair".split()
)
LABELS = ("PERSON", "ORG", "GPE", "DATE")
ARTICLES_AT_MOST = 2


@dataclass(frozen=True, slots=True)
class Soaked:
    """What a run has found; memory in percent of what it was after the warm-up."""

    steps: int
    memory_growth: float
    threads: int
    handles: int
    flaws: tuple[str, ...]
    counts: Counter[str]


class Soak:
    """One project in a folder, worked on at random."""

    def __init__(self, folder: Path, seed: int, articles: int) -> None:
        self._folder = folder
        self._chance = random.Random(seed)
        self._news = folder / "news"
        self._news.mkdir()
        self._most = articles * ARTICLES_AT_MOST
        self._made = 0
        self.counts: Counter[str] = Counter()
        self._write_articles(articles)
        self._options = Options(annotator="ana", data_folder=folder)
        self.session = opening.open_paths([self._news], self._options).session
        self.path = self.session.path
        common: list[tuple[int, Callable[[], None]]] = [
            (30, self._add), (12, self._relabel), (16, self._remove), (6, self._move),
            (8, self._relate), (6, self._confirm), (12, self._undo), (8, self._redo),
            (4, self._propose), (3, self._finish), (2, self._exclude), (1, self._tokens),
        ]  # fmt: skip
        self._common = [work for _, work in common]
        self._weights = [weight for weight, _ in common]

    def run(self, steps: int) -> None:
        """So many random doings."""
        for number in range(1, steps + 1):
            (work,) = self._chance.choices(self._common, self._weights)
            self._count(work)
            for every, rare in (
                (700, self._reopen), (900, self._save), (1500, self._import), (4000, self._copy),
            ):  # fmt: skip
                if number % every == 0:
                    self._count(rare)

    def _count(self, work: Callable[[], None]) -> None:
        try:
            work()
            self.counts[work.__name__.strip("_")] += 1
        except RefusedError:
            self.counts["refused"] += 1

    def _write_articles(self, count: int) -> None:
        for _ in range(count):
            self._made += 1
            words = [self._chance.choice(WORDS) for _ in range(self._chance.randint(30, 300))]
            lines = [" ".join(words[i : i + 25]) for i in range(0, len(words), 25)]
            text = f"Article {self._made}.\n" + "\n".join(lines)
            (self._news / f"{self._made:05}.txt").write_text(text, encoding="utf-8")

    def _article(self) -> int:
        return self._chance.choice(self.session.articles()).id

    def _edit(self, work: Callable[[Document, Schema], list[DocumentOperation]]) -> None:
        document = self.session.document(self._article())
        self.session.do("Edit", work(document, self.session.schema))

    def _edit_span(self, work: Callable[[Document, Schema, int], list[DocumentOperation]]) -> None:
        document = self.session.document(self._article())
        spans = list(document.spans())
        if spans:
            chosen = self._chance.choice(spans).id
            self.session.do("Edit", work(document, self.session.schema, chosen))

    def _place(self, document: Document) -> tuple[int, int]:
        first = self._chance.randrange(len(document.tokens))
        last = min(first + self._chance.randrange(3), len(document.tokens) - 1)
        return document.tokens.starts[first], document.tokens.ends[last]

    def _add(self) -> None:
        label = self._chance.choice(LABELS)
        self._edit(lambda d, s: edits.added(d, s, *self._place(d), label, "ana"))

    def _relabel(self) -> None:
        label = self._chance.choice(LABELS)
        self._edit_span(lambda d, s, i: edits.relabelled(d, s, i, label))

    def _remove(self) -> None:
        self._edit_span(lambda d, _, i: edits.removed(d, i))

    def _move(self) -> None:
        self._edit_span(lambda d, s, i: edits.moved(d, s, i, *self._place(d)))

    def _confirm(self) -> None:
        self._edit_span(lambda d, _, i: edits.confirmed(d, i))

    def _relate(self) -> None:
        def related(document: Document, schema: Schema, head: int) -> list[DocumentOperation]:
            child = self._chance.choice(list(document.spans()))
            ends = document.span(head).label, child.label
            fitting = schema.relations_between(*ends)
            if not fitting:
                return []
            return edits.related(document, schema, head, child.id, fitting[0].name, "ana")

        self._edit_span(related)

    def _undo(self) -> None:
        for _ in range(self._chance.choice((1, 1, 2, 8))):
            self.session.undo()

    def _redo(self) -> None:
        for _ in range(self._chance.choice((1, 2, 8))):
            self.session.redo()

    def _propose(self) -> None:
        article = self._article()
        document = self.session.document(article)
        found = [
            Proposal(*self._place(document), self._chance.choice(LABELS), "m", 0.5)
            for _ in range(5)
        ]
        self.session.highlight(article, found, "m")

    def _finish(self) -> None:
        status = self._chance.choice((Status.DONE, Status.SKIPPED, Status.IN_PROGRESS))
        self.session.finish(self._article(), status)

    def _exclude(self) -> None:
        self._edit(lambda d, _: highlights.excluded_lines(d, *self._place(d), "ana"))

    def _tokens(self) -> None:
        article = self._article()
        plain = Tokens.plain(self.session.document(article).text)
        tokens = Tokens(plain.starts, plain.ends, plain.sentences, "en")
        self.session.set_tokens(article, tokens)

    def _reopen(self) -> None:
        names = self.session.undo_name, self.session.redo_name
        self.session.close()
        self.session = opening.open_project(self.path, self._options).session
        if names != (self.session.undo_name, self.session.redo_name):
            raise RuntimeError("the undo history is another one after reopening")

    def _save(self) -> None:
        if saving.done_articles(self.session):
            saving.save(self.session, SaveOptions(self._folder / "gold.jsonl"))
        self.session.sync()
        self.session.checkpoint()

    def _import(self) -> None:
        if self._made < self._most:
            self._write_articles(3)
        opening.add_paths(self.session, [self._news], self._options)

    def _copy(self) -> None:
        self.session.copy_to(self._folder / "copy.annot")


def memory_bytes() -> int:
    """Resident memory of this process, without what the allocator holds though it is free."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def handles() -> int:
    """Open file descriptors of this process."""
    return len(list(Path("/proc/self/fd").iterdir()))


def soak(steps: int, seed: int, articles: int) -> Soaked:
    """Run in a folder of its own and look at what is left."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-soak-", dir=_quick_folder()))
    threads_before, handles_before = threading.active_count(), handles()
    try:
        work = Soak(folder, seed, articles)
        work.run(steps // 5)
        warm = memory_bytes()
        work.run(steps - steps // 5)
        growth = 100.0 * (memory_bytes() - warm) / warm
        work.session.close()
        left = threading.active_count() - threads_before, handles() - handles_before
        project = Project.opened(work.path)
        try:
            flaws = tuple(flaw.message for flaw in verified(project).flaws)
        finally:
            project.close()
        return Soaked(steps, growth, *left, flaws, work.counts)
    finally:
        shutil.rmtree(folder)


def _quick_folder() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def main() -> int:
    """Run and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    began = time.perf_counter()
    found = soak(options.steps, options.seed, options.articles)
    for flaw in found.flaws[:20]:
        print(flaw)
    print(", ".join(f"{name} {count}" for name, count in found.counts.most_common()))
    print(f"{time.perf_counter() - began:.0f} s")
    print(
        f"{found.steps} steps, {found.memory_growth:+.1f} % memory, {found.threads} threads,"
        f" {found.handles} handles, {len(found.flaws)} flaws"
    )
    is_bad = found.flaws or found.memory_growth > 10 or found.threads or found.handles
    return int(bool(is_bad))


if __name__ == "__main__":
    raise SystemExit(main())
