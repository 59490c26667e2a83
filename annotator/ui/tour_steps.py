"""The steps of the tour: what to try, and how one sees that it was done. No Qt."""

from collections.abc import Callable

from msgspec import Struct

from annotator.core.effort import kind_of
from annotator.core.history import Kind
from annotator.core.operations import RelationChanged, SpanChanged, StatusChanged
from annotator.session import Change
from annotator.ui.state import View


class TourStep(Struct, frozen=True):
    """`text` says what to try; it is done when one of the two, where given, says so."""

    text: str
    seen: Callable[[View], bool] = lambda _view: False
    kept: Callable[[Change], bool] = lambda _change: False


def _changes_span(change: Change) -> bool:
    return change.kind is Kind.DO and any(
        isinstance(op, SpanChanged) and op.after is not None and op.after.live
        for op in change.step.operations
    )


def _labels(name: str) -> Callable[[Change], bool]:
    """Whether a step gives a span this label."""
    return lambda change: (
        change.kind is Kind.DO
        and any(
            isinstance(op, SpanChanged) and op.after is not None and op.after.label == name
            for op in change.step.operations
        )
    )


def _adds_relation(change: Change) -> bool:
    return change.kind is Kind.DO and any(
        isinstance(op, RelationChanged) and op.after is not None for op in change.step.operations
    )


def _removes(change: Change) -> bool:
    return change.kind is Kind.DO and any(
        isinstance(op, SpanChanged) and (op.after is None or not op.after.live)
        for op in change.step.operations
    )


def _is(kind: str) -> Callable[[Change], bool]:
    """Whether a step is of a kind of correction as the statistics name them."""
    return lambda change: change.kind is Kind.DO and kind_of(change.step.name) == kind


def _ends(change: Change) -> bool:
    return any(isinstance(op, StatusChanged) for op in change.step.operations)


STEPS = (
    TourStep(
        "Names with a dashed outline are proposals. Tab goes to one; the line at the bottom always"
        " says which keys work now.",
        seen=lambda view: view.span is not None,
    ),
    TourStep(
        "Enter confirms it and goes on. You need not confirm them all: what you leave alone counts"
        " as right once the article is done.",
        kept=_changes_span,
    ),
    TourStep(
        "Esc lets go of it. With nothing in focus, a key asks where.",
        seen=lambda view: view.focus is None,
    ),
    TourStep(
        "H5N1 is no person. Press 8 for DISEASE (the labels at the right show their keys), then the"
        " letters over H5N1.",
        kept=_labels("DISEASE"),
    ),
    TourStep(
        "Aviguard is a vaccine: 9 for PRODUCT and its letters, then a, and all the others like it"
        " follow.",
        kept=_is("all alike"),
    ),
    TourStep("“File Photo” is no name: x and its letters remove it.", kept=_removes),
    TourStep(
        "Ctrl+Z takes back anything, also tomorrow. Ctrl+Y does it again: try both.",
        kept=lambda change: change.kind is Kind.REDO,
    ),
    TourStep(
        "“avian influenza” is cut short: w and the letters over avian move its right edge out, q"
        " moves a left edge, Shift moves them in.",
        kept=_is("edges moved"),
    ),
    TourStep(
        "Tanaka leads the Northern Trade Board: r, the letters over Tanaka, those over the board,"
        " then 2 for HEAD_OF.",
        kept=_adds_relation,
    ),
    TourStep(
        "A missing name gets a label in the same way: its key, then its letters. PgDn shows what"
        " follows, b leaves out a line, ? shows every key. Ctrl+Enter: the article is done, and"
        " Ctrl+S saves.",
        kept=_ends,
    ),
)
