"""What commands say after a step, and where they leave the focus. No Qt."""

from annotator.core.operations import SpanChanged
from annotator.ui.commands.alike import alike_operations, count_alike
from annotator.ui.desk import Desk


def focus_again(desk: Desk, span_id: int) -> None:
    """Focus a span that may have gone meanwhile."""
    document = desk.document
    span = document.find_span(span_id) if document is not None else None
    if span is not None and span.live:
        desk.focus(span)


def tell(desk: Desk, text: str) -> None:
    """Say what was done, and how many others like it one key would change."""
    others = count_alike(desk)
    if desk.span is None and desk.last is not None and desk.last.kind == "remove":
        document = desk.document
        found = alike_operations(desk, document, desk.last.surface, "") if document else []
        others = len([op for op in found if isinstance(op, SpanChanged)])
    if others:
        text += f" {others} other{'s' if others > 1 else ''} like it: a."
    desk.surface.say(text)
