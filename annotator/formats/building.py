"""Articles built from other tools' annotations: the stated policy for odd offsets, in one place.

Units: code points, unless UTF-16 units (or UTF-8 bytes) fit more of the said words, or cut fewer words.
A span whose words stand elsewhere is put at the nearest place where they stand; where they stand
nowhere it keeps its offsets. Both are problems. What lies outside the text, is empty or has no label
can't be kept and is a loss. White space at edges, overlaps and places inside of tokens stay as they are.
"""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct, field

from annotator.core.document import Meta, Status
from annotator.core.relations import Relation
from annotator.core.spans import Attributes, Proposal, Span, State
from annotator.core.text import Utf16Map, without_lone_surrogates
from annotator.core.tokens import Tokens
from annotator.formats.imported import Imported, title_of
from annotator.formats.record_values import Reading, json_text

Range = tuple[int, int]
_FAR = 400
"""Code points: how far from its offsets the words of a span are looked for, unless they stand once."""


class Claim(Struct):
    """A span as a file states it; `parts` of a discontinuous one, `surface` its words when they are said."""

    said_id: Any
    parts: list[Range]
    label: str
    surface: str | None = None
    note: str = ""
    kb_id: str = ""
    attributes: Attributes = ()
    source: str = ""
    score: float | None = None
    state: State = State.ACCEPTED
    confirmed: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


class Link(Struct):
    """A relation as a file states it, its ends by the ids of the file."""

    head: Any
    child: Any
    label: str
    note: str = ""
    source: str = ""
    score: float | None = None
    state: State = State.ACCEPTED
    confirmed: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


class Building:
    """Collects the spans and relations of one article."""

    def __init__(self, text: str, place: str = "", line: int | None = None) -> None:
        self.text = text
        self.reading = Reading(place, line)
        self._claims: list[Claim] = []
        self._links: list[Link] = []

    def span(self, said_id: Any, start: int, end: int, label: str, **more: Any) -> Claim:
        """Add a span by offsets in the units of the file; `more` are fields of Claim."""
        claim = Claim(said_id, [(start, end)], label, **more)
        self._claims.append(claim)
        return claim

    def parted(self, said_id: Any, parts: list[Range], label: str, **more: Any) -> Claim:
        """Add a span of one or several parts, sorted."""
        claim = Claim(said_id, parts, label, **more)
        self._claims.append(claim)
        return claim

    def relation(self, head: Any, child: Any, label: str, **more: Any) -> Link:
        """Add a relation; `more` are fields of Link."""
        link = Link(head, child, label, **more)
        self._links.append(link)
        return link

    def finished(
        self,
        meta: Meta,
        status: Status = Status.NEW,
        tokens: Tokens | None = None,
        *,
        exact: bool = False,
    ) -> Imported:
        """The article; `exact` offsets are code points by construction and are not looked at."""
        convert = _same if exact else self._units()
        spans: list[Span] = []
        by_said: dict[Any, int] = {}
        twice: set[Any] = set()
        for claim in self._claims:
            parts = self._placed(claim, [(convert(s), convert(e)) for s, e in claim.parts])
            if parts is None:
                continue
            span = _span(len(spans) + 1, claim, parts)
            spans.append(span)
            said_id = _key(claim.said_id)
            if said_id is not None and by_said.setdefault(said_id, span.id) != span.id:
                twice.add(said_id)
        relations = self._relations(by_said, twice)
        if not meta.title:
            meta = _titled(meta, self.text)
        problems, losses = tuple(self.reading.problems), tuple(self.reading.losses)
        return Imported(
            self.text, meta, tuple(spans), relations, (), status, tokens, problems, losses
        )

    def _placed(self, claim: Claim, parts: list[Range]) -> list[Range] | None:
        start, end = parts[0][0], parts[-1][1]
        named = f"The span {claim.label or 'without a label'} {start}-{end}"
        if not claim.label:
            self.reading.loss(f"{named} can't be kept.")
            return None
        inside = all(0 <= s <= e <= len(self.text) for s, e in parts)
        if inside and claim.surface is None and start < end:
            return parts
        said = claim.surface or ""
        if inside and start < end and _plain(self._words(parts)) == _plain(said):
            return parts
        found = _nearest(self.text, said, start) if said.strip() else None
        if found is not None:
            self.reading.problem(
                f"{named} says {said!r:.60}, which stands at {found}; it was put there."
            )
            return [(found, found + len(said))]
        if not inside or start >= end:
            reason = "is empty" if start == end else "does not lie within the text"
            self.reading.loss(f"{named} {reason}.")
            return None
        self.reading.problem(
            f"{named} says {said!r:.60} where the text has {self._words(parts)!r:.60};"
            " its offsets were kept."
        )
        return parts

    def _words(self, parts: Iterable[Range]) -> str:
        return " ".join(self.text[s:e] for s, e in parts)

    def _relations(self, by_said: dict[Any, int], twice: set[Any]) -> tuple[Relation, ...]:
        found: list[Relation] = []
        seen: set[tuple[int, int, str]] = set()
        for link in self._links:
            ends = _key(link.head), _key(link.child)
            head, child = (None if end is None else by_said.get(end) for end in ends)
            named = f"The relation {link.label or 'without a label'} {link.head!s:.40} → {link.child!s:.40}"
            if head is None or child is None:
                self.reading.loss(f"{named} leads to a missing span.")
                continue
            if not link.label:
                self.reading.loss(f"{named} can't be kept.")
                continue
            if (head, child, link.label) in seen:
                self.reading.problem(f"{named} stands there twice; one was kept.")
                continue
            if twice.intersection(ends):
                self.reading.problem(
                    f"{named} names a span whose id stands there twice: the first."
                )
            seen.add((head, child, link.label))
            found.append(_relation(len(found) + 1, head, child, link))
        return tuple(found)

    def _units(self) -> Callable[[int], int]:
        """What the offsets count, by the words that are said, else by the edges inside of words."""
        text = self.text
        if text.isascii() or not self._claims:
            return _same
        utf16 = _clamped(Utf16Map(text), len(text))
        said = [c for c in self._claims if c.surface]
        kinds: list[tuple[str, Callable[[int], int]]] = [("", _same)]
        if max(text) > "\uffff":
            kinds.append(("UTF-16 units", utf16))
        if said:
            kinds.append(("UTF-8 bytes", _Bytes(text)))
            best = max(kinds, key=lambda kind: sum(self._agrees(c, kind[1]) for c in said))
        else:
            breaks = [sum(self._breaks(c, kind[1]) for c in self._claims) for kind in kinds]
            # Spans inside of words break wherever they are; only clear evidence moves them.
            best = kinds[-1] if 2 * breaks[-1] < breaks[0] else kinds[0]
        if best[0]:
            self.reading.problem(f"Its offsets count {best[0]}; they were converted.")
        return best[1]

    def _agrees(self, claim: Claim, convert: Callable[[int], int]) -> bool:
        words = self._words((convert(s), convert(e)) for s, e in claim.parts)
        said = claim.surface or ""
        if said.isspace():
            return len(words) == len(said) and words.isspace()
        return words == said or _plain(words) == _plain(said) != ""

    def _breaks(self, claim: Claim, convert: Callable[[int], int]) -> int:
        """Edges of a span inside of a word, on white space or outside of the text."""
        start, end = convert(claim.parts[0][0]), convert(claim.parts[-1][1])
        text = self.text
        if not start < end <= len(text):
            return 4
        odd = int(start > 0 and text[start - 1].isalnum() and text[start].isalnum())
        odd += int(end < len(text) and text[end - 1].isalnum() and text[end].isalnum())
        return odd + int(text[start].isspace()) + int(text[end - 1].isspace())


class _Bytes:
    """Offsets of UTF-8 bytes to code points."""

    def __init__(self, text: str) -> None:
        from array import array

        self._at = array("I", [0])
        for character in text:
            self._at.append(self._at[-1] + len(character.encode("utf-8", "replace")))

    def __call__(self, offset: int) -> int:
        from bisect import bisect_left

        return bisect_left(self._at, offset)


def _key(said_id: Any) -> Any:
    """An id as spans are looked up by it: 5, 5.0 and "5" are one; None for what is no id."""
    if isinstance(said_id, bool):
        return None
    if isinstance(said_id, float) and said_id.is_integer():
        said_id = int(said_id)
    if isinstance(said_id, int):
        return str(said_id)
    try:
        hash(said_id)
    except TypeError:
        return None
    return said_id


def _same(offset: int) -> int:
    return offset


def _clamped(utf16: Utf16Map, length: int) -> Callable[[int], int]:
    length_utf16 = utf16.to_utf16(length)

    def convert(offset: int) -> int:
        beyond = max(0, offset - length_utf16)
        return utf16.to_code_points(min(offset, length_utf16)) + beyond

    return convert


def _plain(words: str) -> str:
    """Line ends and other white space are written as spaces by many tools."""
    return " ".join(words.split())


def _nearest(text: str, words: str, offset: int) -> int | None:
    """Where the words stand nearest to an offset: within reach, or anywhere when they stand once."""
    before = text.rfind(words, 0, max(0, offset) + len(words))
    after = text.find(words, max(0, offset))
    found = [place for place in (before, after) if place >= 0]
    if not found:
        return None
    nearest = min(found, key=lambda place: abs(place - offset))
    if abs(nearest - offset) <= _FAR or text.count(words) == 1:
        return nearest
    return None


def _span(number: int, claim: Claim, parts: list[Range]) -> Span:
    start, end = parts[0][0], max(e for _, e in parts)
    extra = dict(claim.extra)
    if len(parts) > 1:
        extra["parts"] = [list(part) for part in parts]
    is_proposed = claim.state is State.PROPOSED
    label = writable(claim.label)
    return Span(
        number,
        start,
        end,
        label,
        claim.state,
        confirmed=claim.confirmed,
        source=claim.source,
        score=claim.score,
        note=writable(claim.note),
        kb_id=writable(claim.kb_id),
        attributes=tuple((writable(name), writable(value)) for name, value in claim.attributes),
        proposed=Proposal(start, end, label, claim.source, claim.score) if is_proposed else None,
        extra=json_text(extra) if extra else "",
    )


def _relation(number: int, head: int, child: int, link: Link) -> Relation:
    return Relation(
        number,
        head,
        child,
        writable(link.label),
        link.state,
        confirmed=link.confirmed,
        source=link.source,
        score=link.score,
        note=writable(link.note),
        extra=json_text(link.extra) if link.extra else "",
    )


def _titled(meta: Meta, text: str) -> Meta:
    from msgspec.structs import replace

    return replace(meta, title=title_of(text))


def writable(said: str) -> str:
    """The words with U+FFFD for half a character, which nothing can write and any JSON may hold."""
    return said if said.isascii() else without_lone_surrogates(said)


def extra_of(value: str) -> dict[str, Any]:
    """The JSON object that an `extra` holds; empty where there is none."""
    if not value:
        return {}
    import msgspec

    return msgspec.json.decode(value, type=dict[str, Any])


def parts_of(span: Span) -> list[Range]:
    """The parts of a span: of a discontinuous one those that came in, while its edges are theirs."""
    said = extra_of(span.extra).get("parts") if '"parts"' in span.extra else None
    if not isinstance(said, list) or not all(_is_range(part) for part in said):
        return [(span.start, span.end)]
    parts = [(int(part[0]), int(part[1])) for part in said]
    fits = parts and (parts[0][0], max(e for _, e in parts)) == (span.start, span.end)
    return parts if fits else [(span.start, span.end)]


def _is_range(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(n, int) for n in value)
