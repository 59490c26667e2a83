"""FewRel's instances in: words with a head and a tail under the id of their relation, an article each.

An end has a name, an id and all its places. Its spans are called ENTITY and keep the id as their entry in
a knowledge base; the relation leads from first place to first place. `pid2name.json` beside it names relations.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.building import Building
from annotator.formats.decoding import decoded
from annotator.formats.docred import OWN as DOCRED
from annotator.formats.imported import Imported
from annotator.formats.json_values import AT_MOST, objects, whole
from annotator.formats.record_values import as_list, as_object, as_offset, as_text
from annotator.formats.relation_names import names_beside
from annotator.formats.table import Glimpse
from annotator.formats.tacred import UNTYPED
from annotator.formats.whole_files import bytes_of
from annotator.formats.worded import Worded, worded

_BEGINNING = re.compile(r'\s*\{\s*"[^"]*"\s*:\s*\[\s*\{\s*"(?:tokens|h|t)"\s*:')
_BETWEEN = re.compile(r"[\s,]*")
_OPENING = re.compile(r"\s*:\s*\[")


def is_fewrel(glimpse: Glimpse) -> bool:
    """Whether it is an object of lists of instances, or one such instance behind the other."""
    if _BEGINNING.match(glimpse.text) is not None:
        return True
    record = glimpse.record or {}
    return all(isinstance(record.get(key), list) for key in ("tokens", "h", "t"))


def read_fewrel(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article an instance."""
    names = names_beside(path)
    data = bytes_of(path, AT_MOST)
    text = decoded(data, str(path), encoding).text
    is_grouped = _BEGINNING.match(text) is not None
    found = _instances(text, str(path)) if is_grouped else _unrolled(path, encoding)
    for number, (relation, value) in enumerate(found, 1):
        try:
            if isinstance(value, InputError):
                raise value
            values = whole(as_object(value, "instance"))
            named = relation, names.get(relation, relation)
            yield _article(values, named, path.as_posix(), number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)


def _instances(text: str, place: str) -> Iterator[tuple[str, Any]]:
    """Relations with their instances, one at a time."""
    decoder = json.JSONDecoder()
    at = text.index("{") + 1 if "{" in text else len(text)
    try:
        while text[at := _skipped(text, at)] != "}":
            relation, at = decoder.raw_decode(text, at)
            opening = _OPENING.match(text, at)
            if opening is None:
                raise ValueError
            at = opening.end()
            while text[at := _skipped(text, at)] != "]":
                value, at = decoder.raw_decode(text, at)
                yield str(relation), value
            at += 1
    except (ValueError, IndexError, RecursionError) as error:
        line = text.count("\n", 0, at) + 1
        raise InputError("The JSON is broken there. Repair it.", place, line) from error


def _unrolled(path: Path, encoding: str | None) -> Iterator[tuple[str, Any]]:
    """Instances that say their relation themselves."""
    for _, values in objects(path, encoding):
        said = "" if isinstance(values, InputError) else values.get("relation", values.get("r"))
        yield str(said or ""), values


def _skipped(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _article(
    values: dict[str, Any], relation: tuple[str, str], source: str, number: int
) -> Imported:
    words = worded(values.get("tokens"))
    if not words.text.strip():
        raise InputError("The instance has no words.", source, number)
    building = Building(words.text, source, number)
    if words.blank:
        building.reading.problem(f"{words.blank} empty words became _.")
    for end in "ht":
        said = (*as_list(values.get(end), "head or tail"), None, None, None)[:3]
        places = [_runs(row, words) for row in as_list(said[2], "places")]
        for n, runs in enumerate(places):
            if not runs:
                building.reading.loss(f"The place {n} of {said[0]!r:.60} has no such words.")
                continue
            kb_id = as_text(said[1], "id")
            building.parted((end, n), runs, UNTYPED, kb_id=kb_id)
    relation_id, label = relation
    # Where DocRED keeps its ids, so that they can be written there.
    extra = {DOCRED: {"r": relation_id, "called": label}} if label != relation_id else {}
    building.relation(("h", 0), ("t", 0), label, extra=extra)
    return building.finished(Meta(source=source), tokens=words.tokens(), exact=True)


def _runs(row: Any, words: Worded) -> list[tuple[int, int]]:
    """The ranges of words that follow each other; none when one is not there."""
    numbers = sorted({as_offset(n, "number of a word") for n in as_list(row, "places")})
    if not numbers or numbers[-1] >= len(words.words):
        return []
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [(words.words[run[0]][0], words.words[run[-1]][1]) for run in runs]
