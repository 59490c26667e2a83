"""What is left to check, in reading order or the least sure first, and then the problems. Pure."""

from annotator.core.checks import Problem, problems
from annotator.core.document import Document
from annotator.core.schema import Schema
from annotator.core.spans import Span, State

_Key = tuple[int, int, str, int]
_UNKNOWN = 0.5
"""The score of a proposal that came without one."""


def next_proposed(document: Document, here: _Key, *, forward: bool = True) -> Span | None:
    """The next (or previous) proposal in reading order, around the end; `here` as in `span_after`."""
    if not document.proposed_count:
        return None
    ends: tuple[_Key, _Key] = ((-1, -1, "", 0), (len(document.text) + 1, 0, "", 0))
    step = document.span_after if forward else document.span_before
    span = step(here)
    wrapped = False
    while span is None or span.state is not State.PROPOSED:
        if span is None:
            if wrapped:
                return None
            wrapped = True
            span = step(ends[0] if forward else ends[1])
        else:
            span = step(span.key)
    return span


def next_least_sure(
    document: Document, current: Span | None, *, forward: bool = True
) -> Span | None:
    """The proposal that is surer than the current one by the least (or less sure), around the end."""
    left = [span for span in document.spans() if span.state is State.PROPOSED]
    if not left:
        return None
    left.sort(key=_sureness)
    if current is None:
        return left[0] if forward else left[-1]
    here = _sureness(current)
    if forward:
        return next((span for span in left if _sureness(span) > here), left[0])
    return next((span for span in reversed(left) if _sureness(span) < here), left[-1])


def next_problem(
    document: Document, schema: Schema, offset: int, *, forward: bool = True
) -> Problem | None:
    """The next problem that begins behind an offset (or before it), around the end."""
    found = problems(document, schema)
    if not found:
        return None
    if forward:
        return next((p for p in found if p.start > offset), found[0])
    return next((p for p in reversed(found) if p.start < offset), found[-1])


def _sureness(span: Span) -> tuple[float, int, int]:
    score = span.score if span.score is not None else _UNKNOWN
    return score, span.start, span.id
