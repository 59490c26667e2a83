"""TACRED's examples in: a sentence of words with one relation between a subject and an object.

Examples of one document with the same words, one behind the other, are one article. Numbers of words
include the last one. `no_relation` is a relation like any other: somebody said so.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.building import Building
from annotator.formats.imported import Imported
from annotator.formats.json_values import beside, objects
from annotator.formats.record_values import as_text
from annotator.formats.table import Glimpse
from annotator.formats.worded import Worded, worded

OWN = "tacred"
UNTYPED = "ENTITY"
"""The label of an end that the file gives none."""
_READ = frozenset(
    "token docid relation subj_start subj_end subj_type obj_start obj_end obj_type".split()
)


def is_tacred(glimpse: Glimpse) -> bool:
    """Whether the first example has words, and a subject among them."""
    record = glimpse.record or {}
    return isinstance(record.get("token"), list) and "subj_start" in record


def read_tacred(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article for each run of examples with the same words."""
    open_one: _Sentence | None = None
    for number, values in objects(path, encoding):
        try:
            if isinstance(values, InputError):
                raise values
            if open_one is None or not open_one.has(values):
                if open_one is not None:
                    yield open_one.article()
                open_one = None
                open_one = _Sentence(values, path.as_posix(), number)
            open_one.add(values, number)
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)
    if open_one is not None:
        yield open_one.article()


class _Sentence:
    """A sentence with the relations found so far."""

    def __init__(self, values: dict[str, Any], source: str, number: int) -> None:
        self._said = values.get("docid"), values.get("token")
        self._words: Worded = worded(values.get("token"), "token")
        if not self._words.text.strip():
            raise InputError("The example has no words.", source, number)
        self._building = Building(self._words.text, source, number)
        if self._words.blank:
            self._building.reading.problem(f"{self._words.blank} empty words became _.")
        self._known: set[tuple[Any, ...]] = set()
        count = len(self._words.words)
        features = {k: v for k, v in values.items() if k not in _READ and _is_a_word_each(v, count)}
        own = {"docid": values.get("docid"), "words": count, "features": features}
        self._meta = Meta(source=source, record_extra=beside(OWN, own))

    def has(self, values: dict[str, Any]) -> bool:
        """Whether an example belongs to the same words of the same document."""
        return self._said == (values.get("docid"), values.get("token"))

    def add(self, values: dict[str, Any], number: int) -> None:
        """Take the relation of an example."""
        ends = self._end(values, "subj"), self._end(values, "obj")
        label = as_text(values.get("relation"), "relation")
        count = len(self._words.words)
        rest = {k: v for k, v in values.items() if k not in _READ and not _is_a_word_each(v, count)}
        if None in ends:
            self._building.reading.loss(f"The relation {label} of example {number} has no words.")
            return
        self._building.relation(*ends, label, extra={OWN: rest} if rest else {})

    def article(self) -> Imported:
        """The article with all its relations."""
        return self._building.finished(self._meta, tokens=self._words.tokens(), exact=True)

    def _end(self, values: dict[str, Any], name: str) -> tuple[Any, ...] | None:
        label = as_text(values.get(f"{name}_type"), f"{name}_type") or UNTYPED
        end = values.get(f"{name}_end")
        # Hugging Face's copy has numbers for labels, and ends that are not included.
        end = end - 1 if isinstance(values.get("relation"), int) and isinstance(end, int) else end
        place = self._words.range(values.get(f"{name}_start"), end)
        if place is None:
            return None
        if (*place, label) not in self._known:
            self._known.add((*place, label))
            self._building.span((*place, label), *place, label)
        return (*place, label)


def _is_a_word_each(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count
