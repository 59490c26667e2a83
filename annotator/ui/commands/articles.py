"""Commands on whole articles: done, reject, skip, next and previous, exclude lines, undo and redo."""

from annotator.core import highlights
from annotator.core.document import Status
from annotator.session import Change
from annotator.ui.commands import reading
from annotator.ui.desk import Desk


def done(desk: Desk) -> None:
    """The article is done: what is left is accepted; on to the next open one. Asks once about unread parts."""
    is_kept = desk.session is not None and not desk.session.read_only
    left = reading.unread(desk) if is_kept else []
    if left and desk.agreed != desk.view.article:
        desk.agreed = desk.view.article
        count = "1 proposal is" if len(left) == 1 else f"{len(left):,} proposals are"
        desk.surface.reveal(left[0].start, left[0].end)
        again = desk.key("done", "Ctrl+Enter")
        desk.surface.say(f"{count} unread. {again} again: done all the same.")
        return
    desk.agreed = 0
    _finish(desk, Status.DONE)


def reject(desk: Desk) -> None:
    """The article is not fit for the dataset; on to the next open one."""
    _finish(desk, Status.REJECTED)


def skip(desk: Desk) -> None:
    """The article is left for later; on to the next open one."""
    _finish(desk, Status.SKIPPED)


def reopen(desk: Desk) -> None:
    """An ended article is in progress again."""
    article = desk.view.article
    if article:
        desk.attempt(lambda s: s.finish(article, Status.IN_PROGRESS, desk.cost()))


def next_article(desk: Desk) -> None:
    """Show the next article."""
    _step(desk, 1)


def previous_article(desk: Desk) -> None:
    """Show the previous article."""
    _step(desk, -1)


def exclude(desk: Desk) -> None:
    """Exclude the lines of the selection, focus or caret from the article, or include them again."""
    view, span = desk.view, desk.span
    place = view.selection or ((span.start, span.end) if span is not None else None)
    start, end = place or (view.caret, view.caret + 1)
    was_out = desk.document is not None and desk.document.excluded_at(start) is not None
    name = "Include lines" if was_out else "Exclude lines"
    if desk.do(name, lambda d, _: highlights.excluded_lines(d, start, end, desk.annotator)):
        again = desk.key("highlight", "Ctrl+R")
        said = f"Included again. {again} highlights its names."
        said = said if was_out else "Excluded: not saved."
        desk.surface.say(said)


def undo(desk: Desk) -> None:
    """Take the last step back, wherever it was."""
    if desk.session is None or not desk.session.undo_name:
        desk.surface.say("There is nothing to undo.")
        return
    _report(desk, desk.attempt(lambda s: s.undo()), "Undone")


def redo(desk: Desk) -> None:
    """Do the last undone step again."""
    if desk.session is None or not desk.session.redo_name:
        desk.surface.say("Nothing to redo.")
        return
    _report(desk, desk.attempt(lambda s: s.redo()), "Redone")


def open_articles(desk: Desk) -> list[int]:
    """The articles that are neither done, rejected nor skipped, in order."""
    rows = desk.session.articles() if desk.session is not None else []
    return [row.id for row in rows if row.status in (Status.NEW, Status.IN_PROGRESS)]


def _report(desk: Desk, change: Change | None, word: str) -> None:
    if change is not None:
        desk.surface.say(f"{word}: {change.step.name}.")


def _finish(desk: Desk, status: Status) -> None:
    article = desk.view.article
    if not article or desk.session is None:
        return
    already = desk.session.article(article).status is status
    change = desk.attempt(lambda s: s.finish(article, status, desk.cost()))
    if change is None and not already:
        return
    left = open_articles(desk)
    following = [number for number in left if number > article] or left
    words = {Status.DONE: "Done", Status.REJECTED: "Rejected", Status.SKIPPED: "Skipped"}[status]
    if following:
        desk.surface.show_article(following[0])
        count = f"{len(left)} article{'s' if len(left) > 1 else ''} left."
        desk.surface.say(f"{words}. {count}")
    else:
        desk.surface.say(
            f"{words}. No open article is left. {desk.key('save', 'Ctrl+S')} saves the dataset."
        )


def _step(desk: Desk, direction: int) -> None:
    if desk.session is None:
        return
    numbers = [row.id for row in desk.session.articles()]
    if desk.view.article in numbers:
        place = numbers.index(desk.view.article) + direction
        if 0 <= place < len(numbers):
            desk.surface.show_article(numbers[place])
        else:
            desk.surface.say("This is the last article." if direction > 0 else "This is the first.")
