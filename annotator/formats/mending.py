"""Lines of a dataset put right where there is only one way to do it; all other bytes stay as they are."""

import codecs
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.atomic import written
from annotator.formats.imported import Imported, document_of
from annotator.formats.jsonl import encoded, read_lines
from annotator.formats.record_reader import read_record
from annotator.formats.records import saved


class Mended(Struct, frozen=True):
    """Which lines were written anew and why (sentences), and the copy of the file as it was (None: no need)."""

    lines: dict[int, tuple[str, ...]]
    backup: Path | None = None


def mend_file(path: Path, tokens: Callable[[str], Tokens]) -> Mended:
    """Write a JSONL in UTF-8 again with mended lines, whole or not at all; the old one is kept beside.

    A line is mended when all that is odd in it can be put right without leaving anything out: token
    numbers, offsets in other units, what stands there twice. Raises InputError when the file can't be read.
    """
    _refuse_others(path)
    lines: dict[int, tuple[str, ...]] = {}
    made: dict[int, bytes] = {}
    for number, values in read_lines(path):
        if isinstance(values, InputError):
            continue
        try:
            article = read_record(values)
        except InputError:
            continue
        if article.problems and not article.losses:
            line = _mended(article, tokens)
            if line is not None:
                lines[number], made[number] = article.problems, line
    if not made:
        return Mended({})
    backup = _free(path)
    shutil.copy2(path, backup)
    with path.open("rb") as old, written(path) as new:
        for number, raw in enumerate(old, 1):
            new.write(made.get(number, raw))
    return Mended(lines, backup)


def _refuse_others(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(2)
    except OSError:
        return  # reading it says why
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise InputError("Only a JSONL in UTF-8 can be repaired.", str(path))


def _mended(article: Imported, tokens: Callable[[str], Tokens]) -> bytes | None:
    """The line anew; None when it would not say the same."""
    whole = article if article.tokens is not None else replace(article, tokens=tokens(article.text))
    line = encoded(saved(document_of(whole), keep_excluded=True).record)
    again = read_record(json.loads(line))
    says_the_same = (
        not again.problems
        and again.text == article.text
        and again.status == article.status
        and [(s.start, s.end, s.label) for s in again.spans]
        == sorted((s.start, s.end, s.label) for s in article.spans)
        and len(again.relations) == len(article.relations)
    )
    return line + b"\n" if says_the_same else None


def _free(path: Path) -> Path:
    """`NAME.bak`, numbered where one is there."""
    place, number = path.with_name(f"{path.name}.bak"), 2
    while place.exists():
        place, number = path.with_name(f"{path.name}.{number}.bak"), number + 1
    return place
