"""Hugging Face's layout out: a folder with `data/`, features and a README that `load_dataset` reads.

Tags are IOB2 numbers in `ner_tags`; `O` is 0. A token is cut where a span begins or ends inside of it.
The part dev is called validation there. With a file name instead of a folder's, there are only the files.
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from annotator.formats.atomic import written
from annotator.formats.conll_writing import words_of
from annotator.formats.datasets import WHOLE, Facts, Made, Parts, part_path
from annotator.formats.imported import Imported
from annotator.formats.jsonl import encoded

RowsWriter = Callable[[Path, Iterable[dict[str, Any]], Sequence[str]], None]
"""Writes rows to a file, given the names of the tags."""
_SPLITS = {WHOLE: "train", "dev": "validation"}


def write_lines(path: Path, articles: Iterable[Imported]) -> int:
    """A folder (or a file) of JSON Lines, of one part."""
    return write_one(path, articles, _write_lines, ".jsonl")


def write_line_parts(path: Path, parts: Parts, facts: Facts) -> Made:
    """A folder (or files) of JSON Lines."""
    return write_parts(path, parts, facts, _write_lines, ".jsonl")


def write_one(path: Path, articles: Iterable[Imported], write: RowsWriter, suffix: str) -> int:
    """One part, its labels found out first."""
    held = list(articles)
    labels = tuple(sorted({span.label for article in held for span in article.spans}))
    write_parts(path, {WHOLE: lambda: held}, Facts(labels), write, suffix)
    return len(held)


def write_parts(path: Path, parts: Parts, facts: Facts, write: RowsWriter, suffix: str) -> Made:
    """All parts, and what tells their features."""
    made = Made()
    names = tag_names(facts.labels)
    is_folder = path.suffix != suffix
    sizes: dict[str, int] = {}
    for part, articles in parts.items():
        split = _SPLITS.get(part, part)
        target = _data_file(path, split, suffix) if is_folder else part_path(path, part, suffix)
        target.parent.mkdir(parents=True, exist_ok=True)
        sizes[split] = 0

        def rows(given: Callable[[], Iterable[Imported]], said: str) -> Iterator[dict[str, Any]]:
            for number, article in enumerate(given()):
                sizes[said] += 1
                yield row_of(article, names, number)

        write(target, rows(articles, split), names)
        made.files[part] = [target]
    _remove_empty(made, sizes)
    beside = path / "features.json" if is_folder else path.with_name("features.json")
    with written(beside) as file:
        file.write(json.dumps(features(names), ensure_ascii=False, indent=2).encode() + b"\n")
    made.beside.append(beside)
    if is_folder:
        readme = path / "README.md"
        with written(readme) as file:
            file.write(_readme(sizes, names, facts, suffix).encode())
        made.beside.append(readme)
        made.advice = f'Load with: datasets.load_dataset("{path}")'
    return made


def _remove_empty(made: Made, sizes: dict[str, int]) -> None:
    """A part without examples has no file, unless all have none: `load_dataset` fails on one."""
    if not any(sizes.values()):
        return
    for part, files in made.files.items():
        if not sizes[_SPLITS.get(part, part)]:
            del sizes[_SPLITS.get(part, part)]
            files.pop().unlink()


def tag_names(labels: Iterable[str]) -> list[str]:
    """The names of the tags, each at its number: O, then B and I of each label."""
    return ["O", *(f"{kind}-{label}" for label in labels for kind in "BI")]


def row_of(article: Imported, names: Sequence[str], number: int) -> dict[str, Any]:
    """An example: tokens, and a number for each."""
    known = {name: n for n, name in enumerate(names)}
    words = words_of(article)
    starts = [start for start, _ in words]
    tags = [0] * len(words)
    for span in article.spans:
        first, behind = bisect_left(starts, span.start), bisect_left(starts, span.end)
        for at in range(first, behind):
            tags[at] = known[f"{'I' if at > first else 'B'}-{span.label}"]
    tokens = [article.text[start:end] for start, end in words]
    return {"id": str(number), "tokens": tokens, "ner_tags": tags}


_STRING = {"dtype": "string", "_type": "Value"}


def _list(feature: dict[str, Any]) -> dict[str, Any]:
    return {"feature": feature, "_type": "Sequence"}


def _class(names: Sequence[str]) -> dict[str, Any]:
    return {"names": list(names), "_type": "ClassLabel"}


def features(names: Sequence[str]) -> dict[str, Any]:
    """The features as `datasets.Features.from_dict` takes them."""
    return {"id": _STRING, "tokens": _list(_STRING), "ner_tags": _list(_class(names))}


def _data_file(path: Path, split: str, suffix: str) -> Path:
    if suffix == ".parquet":
        return path / "data" / f"{split}-00000-of-00001{suffix}"
    return path / "data" / f"{split}{suffix}"


def _write_lines(path: Path, rows: Iterable[dict[str, Any]], names: Sequence[str]) -> None:
    del names
    with written(path) as file:
        for row in rows:
            file.write(encoded(row))
            file.write(b"\n")


def _readme(sizes: dict[str, int], names: Sequence[str], facts: Facts, suffix: str) -> str:
    files = "".join(
        f"  - split: {split}\n    path: {_data_file(Path(), split, suffix).as_posix()}\n"
        for split in sizes
    )
    classes = "".join(
        f"          '{n}': {json.dumps(name, ensure_ascii=False)}\n" for n, name in enumerate(names)
    )
    counted = "".join(f"| {split} | {size:,} |\n" for split, size in sizes.items())
    made = f"Made by Annotator: {facts.said}." if facts.said else "Made by Annotator."
    return (
        "---\ntask_categories:\n- token-classification\nconfigs:\n- config_name: default\n"
        f"  data_files:\n{files}dataset_info:\n  features:\n  - name: id\n    dtype: string\n"
        "  - name: tokens\n    sequence: string\n  - name: ner_tags\n    sequence:\n"
        f"      class_label:\n        names:\n{classes}---\n\n{made}\n\n"
        f"| split | examples |\n|---|---|\n{counted}"
    )
