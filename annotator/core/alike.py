"""The others like it: every other mention of the same words, and what brings it in line. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from msgspec import Struct

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.errors import RefusedError
from annotator.core.operations import DocumentOperation, applied
from annotator.core.schema import Schema
from annotator.core.spans import Span

_CONTEXT = 36


class Pattern(Struct, frozen=True):
    """The words to look for and what they shall become; an empty label takes spans away.

    `former` are the words before edges were moved: spans over them get the new edges. Of spans that are
    taken away only those labelled `removed_label` go.
    """

    surface: str
    label: str
    former: str = ""
    removed_label: str = ""
    nested: bool = False
    """The right span stands within another one: so may those that are added."""
    same_case: bool = True
    whole_words: bool = True


class Mention(Struct, frozen=True):
    """One other place: `before` is its span's label now (empty: none), `span` the id of that span."""

    start: int
    end: int
    before: str
    span: int | None

    def context(self, text: str) -> tuple[str, str, str]:
        """The words before, the mention, the words after, on one line."""
        before = text[max(self.start - _CONTEXT, 0) : self.start]
        after = text[self.end : self.end + _CONTEXT]
        if self.start > _CONTEXT:
            before = before.partition(" ")[2]
        if self.end + _CONTEXT < len(text):
            after = after.rpartition(" ")[0]
        return _flat(before), _flat(text[self.start : self.end]), _flat(after)


def occurrences(text: str, pattern: Pattern) -> Iterator[int]:
    """The places where the words stand, by the pattern's rules of case and whole words."""
    if not pattern.surface:
        return
    flags = re.NOFLAG if pattern.same_case else re.IGNORECASE
    for match in re.compile(re.escape(pattern.surface), flags).finditer(text):
        start, end = match.span()
        if not pattern.whole_words or not (_is_cut(text, start) or _is_cut(text, end)):
            yield start


Planned = tuple[Mention, list[DocumentOperation]]
"""A mention and what brings it in line."""


def planned(
    document: Document,
    schema: Schema,
    pattern: Pattern,
    but: int | None,
    annotator: str,
    *,
    only: Collection[int] | None = None,
    most: int | None = None,
) -> list[Planned]:
    """The places that differ from the pattern and can be brought in line, with what does it.

    `but` is the span that is right, `only` names those that are meant by their starts, `most` how many
    are wanted.
    """
    return list(islice(_planned(document, schema, pattern, but, annotator, only), most))


def operations(found: Iterable[Planned]) -> list[DocumentOperation]:
    """All that brings these mentions in line."""
    return [operation for _, made in found for operation in made]


def _planned(
    document: Document,
    schema: Schema,
    pattern: Pattern,
    but: int | None,
    annotator: str,
    only: Collection[int] | None,
) -> Iterator[Planned]:
    current = document
    for start in occurrences(document.text, pattern):
        end = start + len(pattern.surface)
        if current.excluded_at(start) is not None or (only is not None and start not in only):
            continue
        try:
            found = _one(current, schema, pattern, (start, end), but, annotator)
        except RefusedError:
            continue
        if found is None or not found[1]:
            continue
        for operation in found[1]:
            current = applied(current, operation)
        yield found


def _one(
    document: Document,
    schema: Schema,
    pattern: Pattern,
    place: tuple[int, int],
    but: int | None,
    annotator: str,
) -> Planned | None:
    start, end = place
    held = document.spans_between(start, end)
    exact = next((s for s in held if (s.start, s.end) == place), None)
    if exact is not None:
        if exact.id == but:
            return None
        return _mention(place, exact), _in_line(document, schema, pattern, exact)
    if not pattern.label:
        return None
    is_within = pattern.nested and all(s.start <= start and end <= s.end for s in held)
    if not held or is_within:
        made = edits.added(document, schema, start, end, pattern.label, annotator)
        return Mention(start, end, "", None), made
    other = held[0]
    is_former = len(held) == 1 and document.surface(other) == pattern.former
    if pattern.former and is_former and other.id != but:
        return _mention(place, other), edits.moved(document, schema, other.id, start, end)
    return None


def _in_line(
    document: Document, schema: Schema, pattern: Pattern, span: Span
) -> list[DocumentOperation]:
    if not pattern.label:
        goes = span.label == pattern.removed_label
        return edits.removed(document, span.id) if goes else []
    if span.label == pattern.label:
        return []
    return edits.relabelled(document, schema, span.id, pattern.label)


def _mention(place: tuple[int, int], span: Span) -> Mention:
    return Mention(place[0], place[1], span.label, span.id)


def _is_cut(text: str, offset: int) -> bool:
    """Whether the offset stands inside a word."""
    if not 0 < offset < len(text):
        return False
    return _joins(text[offset - 1]) and _joins(text[offset])


def _joins(character: str) -> bool:
    return character.isalnum() or character == "_"


def _flat(text: str) -> str:
    return " ".join(text.split())
