"""How well the article is found in web pages, against trafilatura alone on the same pages.

    python tests/benchmarks/extraction.py FOLDER

FOLDER holds pages NAME.html or NAME.html.gz beside NAME.txt with the article's text, in any folders; or
html/NAME.html.gz and ground-truth.json with an `articleBody` a NAME, as scrapinghub's article extraction
benchmark does. Counted are sequences of four words, as there: precision and recall are means over the
pages, F is made of the two. Ends with 1 where ours is lower.
"""

import argparse
import gzip
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import trafilatura

from annotator.formats.articles import read_articles
from annotator.formats.imported import Imported

WORDS = 4
_WORD = re.compile(r"\w+")
_SHOWN = 10


class Page(NamedTuple):
    """A page as bytes and the article that people found in it."""

    name: str
    data: bytes
    article: str


class Hits(NamedTuple):
    """Sequences of words that are found rightly, found wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def f(self) -> float:
        """Harmonic mean of precision and recall of one page."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else 1.0


def pages(folder: Path) -> Iterator[Page]:
    """The pages of a folder in either layout, in the order of their names."""
    truth = folder / "ground-truth.json"
    if truth.is_file():
        for name, said in sorted(json.loads(truth.read_text("utf-8")).items()):
            path = folder / "html" / f"{name}.html.gz"
            yield Page(name, gzip.decompress(path.read_bytes()), said.get("articleBody") or "")
        return
    for path in sorted(folder.rglob("*.txt")):
        plain, packed = path.with_suffix(".html"), path.with_suffix(".html.gz")
        name = str(path.relative_to(folder).with_suffix(""))
        if plain.is_file():
            yield Page(name, plain.read_bytes(), path.read_text("utf-8"))
        elif packed.is_file():
            yield Page(name, gzip.decompress(packed.read_bytes()), path.read_text("utf-8"))


def sequences(text: str) -> Counter[tuple[str, ...]]:
    """All runs of four words; a shorter text is one."""
    words = _WORD.findall(text)
    count = max(1, len(words) - WORDS + 1) if words else 0
    return Counter(tuple(words[at : at + WORDS]) for at in range(count))


def hits(article: str, found: str) -> Hits:
    """The article's sequences against those that were found."""
    true, said = sequences(article), sequences(found)
    return Hits((true & said).total(), (said - true).total(), (true - said).total())


def scores(counted: list[Hits]) -> tuple[float, float, float]:
    """Precision, recall and F over pages; a page where nothing is found counts for recall alone."""
    precision = mean([h.right / (h.right + h.wrong) for h in counted if h.right + h.wrong] or [0.0])
    recall = mean([h.right / (h.right + h.missed) for h in counted if h.right + h.missed] or [0.0])
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def ours(page: Page, folder: Path) -> str:
    """The article as opening the file gives it, without what is proposed as excluded."""
    path = folder / "page.html"
    path.write_bytes(page.data)
    (found,) = read_articles(path)
    if not isinstance(found, Imported):
        return ""
    kept, at = [], 0
    for excluded in found.excluded:
        kept.append(found.text[at : excluded.start])
        at = excluded.end
    return "\n".join((*kept, found.text[at:]))


def main() -> int:
    """Print both lines of figures and the pages where they differ most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    mine: dict[str, Hits] = {}
    bare: dict[str, Hits] = {}
    longest = 0.0
    with tempfile.TemporaryDirectory() as temporary:
        for page in pages(folder):
            began = time.perf_counter()
            found = ours(page, Path(temporary))
            longest = max(longest, time.perf_counter() - began)
            alone = trafilatura.extract(page.data, include_comments=False) or ""
            mine[page.name] = hits(page.article, found)
            bare[page.name] = hits(page.article, alone)
    if not mine:
        print(f"{folder} holds no pages with articles.")
        return 2
    figures = {"annotator": scores([*mine.values()]), "trafilatura": scores([*bare.values()])}
    for name, (precision, recall, f) in figures.items():
        print(f"{name:<12} precision {precision:.4f}  recall {recall:.4f}  F {f:.4f}")
    print(f"{len(mine)} pages, the longest took {longest:.1f} s")
    apart = sorted(mine, key=lambda name: -abs(mine[name].f - bare[name].f))[:_SHOWN]
    for name in apart:
        if mine[name] != bare[name]:
            print(f"{mine[name].f - bare[name].f:+.4f}  {name}")
    return int(figures["annotator"][2] < figures["trafilatura"][2])


if __name__ == "__main__":
    sys.exit(main())
