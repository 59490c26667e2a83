"""The steps of the tour: what to try, and how one sees that it was done. No Qt."""

from collections.abc import Callable

from msgspec import Struct

from annotator.core.history import Kind
from annotator.core.operations import RelationChanged, SpanChanged, StatusChanged
from annotator.session import Change
from annotator.ui.state import View


class TourStep(Struct, frozen=True):
    """`text` says what to try; it is done when one of the two, where given, says so."""

    text: str
    seen: Callable[[View], bool] = lambda _view: False
    kept: Callable[[Change], bool] = lambda _change: False


def _is_relabelled(change: Change) -> bool:
    return change.kind is Kind.DO and any(
        isinstance(op, SpanChanged) and op.after is not None and op.after.live
        for op in change.step.operations
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


def _ends(change: Change) -> bool:
    return any(isinstance(op, StatusChanged) for op in change.step.operations)


STEPS = (
    TourStep(
        "The names with a dashed outline are proposals. Press Tab to go to one; the line at the"
        " bottom always says which keys work now.",
        seen=lambda view: view.span is not None,
    ),
    TourStep("Is it right? Enter confirms it and goes on to the next.", kept=_is_relabelled),
    TourStep("Esc lets go of it, so that keys ask where.", seen=lambda view: view.focus is None),
    TourStep(
        "Now a label's key, for example 2 for ORG: letters appear over the places where it may be"
        " missing. Type the letters of one, or Esc and another label.",
        kept=_is_relabelled,
    ),
    TourStep("x asks which span to remove. Type its letters.", kept=_removes),
    TourStep("Ctrl+Z takes back anything.", kept=lambda change: change.kind is Kind.UNDO),
    TourStep(
        "r begins a relation: type the letters of its head, then those of its child, then the"
        " relation's key where more than one fits.",
        kept=_adds_relation,
    ),
    TourStep(
        "That is all it takes. a repeats a correction on all others like it, ? shows every key."
        " Ctrl+Enter: the article is done.",
        kept=_ends,
    ),
)
