"""Where a correction is most likely: the order in which places get the shortest hint letters. Pure."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.names import is_function_word, run_at, runs_between
from annotator.core.schema import Schema
from annotator.core.spans import Span, State

_CONTEXT = 4000
"""Code points around the shown text whose spans tell what is usual in the article."""
_FIGURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"})
_JOINTS = "-‐‑–&'’/"

Area = tuple[int, int]


class Place(Struct, frozen=True):
    """A span (by id) or a stretch without one that a key could act on."""

    start: int
    end: int
    span: int | None = None


def to_label(
    document: Document, area: Area, caret: int, label: str = "", *, nests: bool = False
) -> list[Place]:
    """Where this label (or, empty, any) may be missing: names without a span, doubtful spans, other words.

    Where spans may nest, the names within longer names come last.
    """
    usual = _Usual(document, area)
    ranked: list[tuple[float, Place]] = []
    expected = usual.shape_of(label) if label else ""
    for span in document.spans_between(*area):
        if span.label != label and span.start >= area[0]:
            cost = usual.cost(span, label) + _shape_cost(document.surface(span), expected)
            ranked.append((cost + _behind(span.start, caret), Place(span.start, span.end, span.id)))
    ranked += [
        (
            cost + _behind(place.start, caret) + _shape_cost(document.text[place.start : place.end], expected),
            place,
        )
        for cost, place in _words(document, area, usual)
    ]  # fmt: skip
    if nests:
        ranked += [
            (1.8, place) for place in _inner_words(document, area) if _holds_names(document, place)
        ]
    return _ordered(ranked)


def to_go(document: Document, area: Area, caret: int) -> list[Place]:
    """All spans and words, function words and words within spans last."""
    places = to_label(document, area, caret)
    places += [Place(start, end) for start, end in _function_words(document, area)]
    return places + _inner_words(document, area)


def to_change(document: Document, area: Area, caret: int, side: int = 0) -> list[Place]:
    """The spans, doubtful ones first; with a side (-1 left, 1 right) those first that seem cut there."""
    usual = _Usual(document, area)
    ranked = []
    for span in document.spans_between(*area):
        cost = usual.cost(span) + _behind(span.start, caret)
        if side and _seems_cut(document, span, side):
            cost -= 1.0
        ranked.append((cost, Place(span.start, span.end, span.id)))
    return _ordered(ranked)


def heads(document: Document, schema: Schema, area: Area, caret: int) -> list[Place]:
    """The spans that a relation may begin at; first those with a child free in the same sentence."""
    ranked = []
    for span in document.spans_between(*area):
        if not any(not kind.heads or span.label in kind.heads for kind in schema.relations):
            continue
        cost = _behind(span.start, caret)
        if not _has_free_child(document, schema, span):
            cost += 1.0
        ranked.append((cost, Place(span.start, span.end, span.id)))
    return _ordered(ranked)


def word_at(document: Document, offset: int) -> Area | None:
    """The word at an offset, as a whole name where it stands in one that has no span; None where there is none."""
    held = document.tokens.covering(offset, offset + 1)
    if held is None:
        return None
    start, end = document.tokens.starts[held[0]], document.tokens.ends[held[0]]
    if not any(character.isalnum() for character in document.text[start:end]):
        return None
    run = run_at(document, offset)
    return (run.start, run.end) if run is not None else (start, end)


def near_first(spans: Iterable[Span], to: Span) -> list[Place]:
    """Spans by their distance from one, in code points between them."""

    def distance(span: Span) -> int:
        return max(span.start - to.end, to.start - span.end, 0)

    return [Place(s.start, s.end, s.id) for s in sorted(spans, key=distance)]


def doubt(span: Span) -> float:
    """How much a proposal is to be doubted, 0 to 1; without a score half."""
    if span.state is not State.PROPOSED:
        return 0.0
    return 0.5 if span.score is None else 1.0 - span.score


def shape(surface: str) -> str:
    """`figure` with a digit in it, `name` with a capital at its start, else `word`."""
    if any(character.isdigit() for character in surface):
        return "figure"
    return "name" if surface[:1].isupper() else "word"


class _Usual:
    """What the spans around the shown text tell about the article."""

    def __init__(self, document: Document, area: Area) -> None:
        self._document = document
        low, high = max(area[0] - _CONTEXT, 0), min(area[1] + _CONTEXT, len(document.text))
        self.labels_of: dict[str, set[str]] = {}
        self._shapes: dict[str, Counter[str]] = {}
        self._parts: set[tuple[str, str]] = set()
        self._asked: set[tuple[str, str]] = set()
        for span in document.spans_between(low, max(high, low + 1)):
            surface = document.surface(span)
            self.labels_of.setdefault(surface, set()).add(span.label)
            self._shapes.setdefault(span.label, Counter())[shape(surface)] += 1
            words = surface.split()
            if len(words) > 1:
                self._parts |= {(span.label, words[0]), (span.label, words[-1])}

    def shape_of(self, label: str) -> str:
        """The shape that most spans of a label have."""
        shapes = self._shapes.get(label)
        if shapes:
            return shapes.most_common(1)[0][0]
        return "figure" if label in _FIGURES else "name"

    def cost(self, span: Span, label: str = "") -> float:
        """Low where the span is likely to be wrong; a name is seldom meant where a figure was proposed."""
        if span.state is not State.PROPOSED:
            return 1.2
        surface = self._document.surface(span)
        again = (span.label, surface) in self._asked
        self._asked.add((span.label, surface))
        doubted = doubt(span)
        if (span.label, surface) in self._parts:
            doubted -= 0.25
        if len(self.labels_of[surface]) > 1:
            doubted += 0.3
        is_far = bool(label) and (label in _FIGURES) is not (span.label in _FIGURES)
        # One correction reaches the others like it, so that only the first needs a short way.
        return 0.5 - 0.5 * doubted + (0.4 if is_far else 0.0) + (0.3 if again else 0.0)


def _words(document: Document, area: Area, usual: _Usual) -> list[tuple[float, Place]]:
    """Names and other words without a span, and what is known of them as a cost."""
    found: list[tuple[float, Place]] = []
    inside: set[int] = set()
    for run in runs_between(document, *area):
        known = document.text[run.start : run.end] in usual.labels_of
        cost = 0.0 if known else 0.6 if run.is_weak else 0.1
        found.append((cost, Place(run.start, run.end)))
        inside.add(run.start)
        # From a later word of the run on: "Prime Minister Kadri Tamm" holds a name at its end.
        for start in run.words[1:]:
            found.append((1.4, Place(start, run.end)))
            inside.add(start)
    for start, end in _free_tokens(document, area):
        word = document.text[start:end]
        if start not in inside and not is_function_word(word):
            known = word in usual.labels_of
            found.append((0.0 if known else 1.5, Place(start, end)))
    return found


_HOLD_NO_NAMES = frozenset({"PERSON"}) | _FIGURES


def _inner_words(document: Document, area: Area) -> list[Place]:
    """The words of spans that have several."""
    tokens, text = document.tokens, document.text
    found: dict[int, Place] = {}
    for span in document.spans_between(*area):
        held = tokens.covering(span.start, span.end)
        if held is None or held[0] == held[1] or span.start < area[0]:
            continue
        for index in range(held[0], held[1] + 1):
            start, end = tokens.starts[index], tokens.ends[index]
            if any(character.isalnum() for character in text[start:end]):
                found[start] = Place(start, end)
    return [place for start, place in sorted(found.items()) if not _is_span(document, place)]


def _is_span(document: Document, place: Place) -> bool:
    held = document.spans_between(place.start, place.end)
    return any((span.start, span.end) == (place.start, place.end) for span in held)


def _holds_names(document: Document, place: Place) -> bool:
    """Whether a word within a span may be a name of its own: capitalised, and not a part of a person's."""
    word = document.text[place.start : place.end]
    spans = document.spans_between(place.start, place.end)
    return word[:1].isupper() and not any(span.label in _HOLD_NO_NAMES for span in spans)


def _function_words(document: Document, area: Area) -> list[Area]:
    return [
        (start, end)
        for start, end in _free_tokens(document, area)
        if is_function_word(document.text[start:end])
        and not any(run.start == start for run in runs_between(document, start, end))
    ]


def _free_tokens(document: Document, area: Area) -> list[Area]:
    """The tokens with a letter or figure in them that no span covers."""
    tokens, text = document.tokens, document.text
    held = tokens.covering(*area)
    if held is None:
        return []
    spans = document.spans_between(*area)
    free: list[Area] = []
    place = reach = 0
    for index in range(held[0], held[1] + 1):
        start, end = tokens.starts[index], tokens.ends[index]
        while place < len(spans) and spans[place].start <= start:
            reach = max(reach, spans[place].end)
            place += 1
        if start < max(reach, area[0]) or document.excluded_at(start) is not None:
            continue
        if any(character.isalnum() for character in text[start:end]):
            free.append((start, end))
    return free


def _seems_cut(document: Document, span: Span, side: int) -> bool:
    """Whether a joint or another capitalised word follows (or comes before)."""
    text = document.text
    if side > 0:
        after = text[span.end : span.end + 2]
    else:
        word = text[max(span.start - 40, 0) : span.start]
        after = word[-1:] + word[:-1].split(" ")[-1][:1] if word.endswith(" ") else word[:-3:-1]
    if len(after) < 2:
        return False
    return (after[0] in _JOINTS and after[1].isalnum()) or (after[0] == " " and after[1].isupper())


def _has_free_child(document: Document, schema: Schema, head: Span) -> bool:
    start, end = document.tokens.sentence_at(head.start)
    related = {r.child for r in document.relations_of(head.id)}
    related |= {r.head for r in document.relations_of(head.id)}
    others = document.spans_between(start, max(end, start + 1))
    return any(
        s.id not in related and bool(edits.labels_between(document, schema, head.id, s.id))
        for s in others
    )


def _shape_cost(surface: str, expected: str) -> float:
    return 0.5 if expected and shape(surface) != expected else 0.0


def _behind(start: int, caret: int) -> float:
    """Work goes down the page: what lies before the caret is less likely."""
    return 0.15 if start < caret else 0.0


def _ordered(ranked: list[tuple[float, Place]]) -> list[Place]:
    ranked.sort(key=lambda entry: (entry[0], entry[1].start))
    return [place for _, place in ranked]
