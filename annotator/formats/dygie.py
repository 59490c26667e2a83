"""SciERC's and DyGIE++'s documents in: sentences of words; entities, relations and clusters by word numbers.

Numbers count the words of the document, the last one included. Mentions of one cluster have its number as
attribute `entity`. Mentions and ends of relations that are no entity are spans called MENTION. What stands
as `predicted_` is a proposal with its probability. Events and all else are kept, not shown.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.spans import State
from annotator.formats.building import Building, Claim
from annotator.formats.entities import ENTITY
from annotator.formats.imported import Imported
from annotator.formats.json_values import beside, objects
from annotator.formats.record_values import as_list, as_score, as_text
from annotator.formats.table import Glimpse
from annotator.formats.worded import Range, Worded

OWN = "dygie"
MENTION = "MENTION"
"""The label of a mention that the file gives none."""
_READ = frozenset("sentences ner relations clusters predicted_ner predicted_relations".split())
_LISTS = ("ner", "relations", "clusters", "predicted_ner", "events")


def is_dygie(glimpse: Glimpse) -> bool:
    """Whether the first document has sentences of words and one of the lists."""
    record = glimpse.record or {}
    sentences = record.get("sentences")
    is_words = isinstance(sentences, list) and all(
        isinstance(s, list) and all(isinstance(word, str) for word in s) for s in sentences
    )
    return is_words and ("doc_key" in record or any(key in record for key in _LISTS))


def read_dygie(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article a document."""
    for number, values in objects(path, encoding):
        if isinstance(values, InputError):
            yield values
            continue
        try:
            yield _Document(values, path.as_posix(), number).article()
        except InputError as error:
            yield error if error.place else InputError(error.reason, str(path), number)


class _Document:
    """One document on its way to an article."""

    def __init__(self, values: dict[str, Any], source: str, number: int) -> None:
        self._values = values
        self._source = source
        sentences = as_list(values.get("sentences"), "sentences")
        self._words = Worded(as_list(sentence, "sentence") for sentence in sentences)
        if not self._words.text.strip():
            raise InputError("The document has no words.", source, number)
        self._building = Building(self._words.text, source, number)
        self._at: dict[Range, list[Claim]] = {}
        self._related: set[tuple[Range | None, Range | None, str]] = set()
        self._count = 0

    def article(self) -> Imported:
        reading, words, values = self._building.reading, self._words, self._values
        if words.blank:
            reading.problem(f"{words.blank} empty words became _.")
        for row in self._rows("ner"):
            self._span(row)
        for row in self._rows("predicted_ner"):
            self._span(row, is_guess=True)
        for number, mentions in enumerate(as_list(values.get("clusters"), "clusters")):
            self._cluster(number, as_list(mentions, "cluster"))
        for row in self._rows("relations"):
            self._relate(row)
        for row in self._rows("predicted_relations"):
            self._relate(row, is_guess=True)
        rest = {key: value for key, value in values.items() if key not in _READ}
        if hidden := sorted(k for k in rest if k.endswith(("events", "clusters")) and rest[k]):
            reading.problem(f"Kept, but not shown: its {' and '.join(hidden)}.")
        shape = {"words": len(words.words), "sentences": len(words.sentences)}
        title = as_text(values.get("doc_key"), "doc_key")
        extra = beside(OWN, {"rest": rest, "shape": shape})
        meta = Meta(title=title, source=self._source, record_extra=extra)
        return self._building.finished(meta, tokens=words.tokens(), exact=True)

    def _rows(self, name: str) -> Iterator[list[Any]]:
        for sentence in as_list(self._values.get(name), name):
            for row in as_list(sentence, name):
                yield as_list(row, f"row of {name}")

    def _span(self, row: list[Any], *, is_guess: bool = False) -> None:
        if len(row) < 3:
            raise InputError(f"An entity has fewer than three values: {row!r:.40}.")
        label = as_text(row[2], "label")
        place = self._words.range(row[0], row[1])
        if place is None:
            self._building.reading.loss(f"The entity {label} {row[0]}-{row[1]} has no such words.")
            return
        if is_guess and any(claim.label == label for claim in self._at.get(place, ())):
            return
        self._claim(place, label, **_guess(row[3:], is_guess))

    def _claim(self, place: Range, label: str, **more: Any) -> Claim:
        said_id = place if place not in self._at else (*place, self._count)
        claim = self._building.span(said_id, *place, label, **more)
        self._count += 1
        self._at.setdefault(place, []).append(claim)
        return claim

    def _cluster(self, number: int, mentions: list[Any]) -> None:
        for row in mentions:
            ends = (*as_list(row, "mention of a cluster"), None, None)[:2]
            place = self._words.range(*ends)
            named = f"The mention {ends[0]}-{ends[1]} of cluster {number}"
            if place is None:
                self._building.reading.loss(f"{named} has no such words.")
                continue
            if place not in self._at:
                self._claim(place, MENTION, extra={OWN: {"unlabelled": True}})
            if any(claim.attributes for claim in self._at[place]):
                self._building.reading.loss(f"{named} stands in another cluster too.")
                continue
            for claim in self._at[place]:
                claim.attributes = ((ENTITY, str(number)),)

    def _relate(self, row: list[Any], *, is_guess: bool = False) -> None:
        if len(row) < 5:
            raise InputError(f"A relation has fewer than five values: {row!r:.40}.")
        link = self._words.range(*row[:2]), self._words.range(*row[2:4]), as_text(row[4], "label")
        for place in link[:2]:
            if place is not None and place not in self._at:
                self._claim(place, MENTION, extra={OWN: {"unlabelled": True}})
        if not is_guess or link not in self._related:
            self._building.relation(*link, **_guess(row[5:], is_guess))
        self._related.add(link)


def _guess(numbers: list[Any], is_guess: bool) -> dict[str, Any]:
    """State and probability of a prediction; the probability stands behind the logit."""
    if not is_guess:
        return {}
    score = as_score(numbers[-1]) if numbers else None
    is_probability = score is not None and 0 <= score <= 1
    return {"state": State.PROPOSED, "score": score if is_probability else None}
