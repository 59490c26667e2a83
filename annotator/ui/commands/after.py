"""What commands say after a step, and where they leave the focus. No Qt."""

from annotator.ui.commands.alike import COUNTED_AT_MOST, count_others
from annotator.ui.desk import Desk


def focus_again(desk: Desk, span_id: int) -> None:
    """Focus a span that may have gone meanwhile."""
    document = desk.document
    span = document.find_span(span_id) if document is not None else None
    if span is not None and span.live:
        desk.focus(span, reveal=False)


def tell(desk: Desk, text: str) -> None:
    """Say what was done, and how many others like it one key would change."""
    count = count_others(desk)
    if count:
        number = f"{count} or more" if count == COUNTED_AT_MOST else str(count)
        others = "the other one" if count == 1 else f"the {number} others"
        all_alike, some = desk.key("alike", "a"), desk.key("alike_list", "Shift+a")
        text += f" {all_alike}: {others} like it, too, {some}: choose which."
    desk.surface.say(text)
