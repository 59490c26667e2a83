"""Commands that change what is shown, and those that the window itself carries out."""

from collections.abc import Callable

from msgspec.structs import replace

from annotator.ui.desk import Desk
from annotator.ui.state import Arcs


def window(name: str) -> Callable[[Desk], None]:
    """A command that the window carries out under this name."""

    def command(desk: Desk) -> None:
        desk.surface.command(name)

    command.__name__ = name
    return command


def cycle_arcs(desk: Desk) -> None:
    """Arcs of the focused span, all, none."""
    order = list(Arcs)
    arcs = order[(order.index(desk.view.arcs) + 1) % len(order)]
    desk.state.show(replace(desk.view, arcs=arcs))
    said = {Arcs.FOCUSED: "of the focused span", Arcs.ALL: "all shown", Arcs.NONE: "hidden"}
    desk.surface.say(f"Relations: {said[arcs]}.")


def toggle_characters(desk: Desk) -> None:
    """Caret and edges move by token or by character."""
    by_characters = not desk.view.by_characters
    desk.state.show(replace(desk.view, by_characters=by_characters))
    desk.surface.say("Moving by character." if by_characters else "Moving by token.")


def toggle_invisible(desk: Desk) -> None:
    """Show or hide the signs of zero-width and control characters."""
    desk.state.show(replace(desk.view, show_invisible=not desk.view.show_invisible))
