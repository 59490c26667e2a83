"""What was on the screen was read: kept with the project, so that *done* can ask about the rest. No Qt."""

from annotator.core import reading
from annotator.core.reading import Ranges
from annotator.core.spans import Span
from annotator.ui.desk import Desk


def read(desk: Desk) -> Ranges:
    """The paragraphs of the shown article that were read."""
    article = desk.view.article
    if article not in desk.read and desk.session is not None:
        desk.read[article] = reading.from_text(desk.session.value(_name(article)))
    return desk.read.get(article, ())


def saw(desk: Desk, start: int, end: int) -> bool:
    """A range of the text was on the screen; whether that is news (`keep` is due then)."""
    document = desk.document
    if document is None or end <= start:
        return False
    before = read(desk)
    first, last = reading.shown_paragraphs(document, start, end)
    if last < first:
        return False
    after = reading.with_range(before, first, last)
    desk.read[desk.view.article] = after
    return after != before


def keep(desk: Desk) -> None:
    """Keep what was read in the project; for idle moments."""
    if desk.session is None:
        return
    for article, ranges in desk.read.items():
        text = reading.as_text(ranges)
        if desk.session.value(_name(article)) != text:
            desk.session.note(_name(article), text)


def unread(desk: Desk) -> list[Span]:
    """The proposals of the shown article in paragraphs that were never on the screen."""
    document = desk.document
    return reading.unread_proposals(document, read(desk)) if document is not None else []


def count_unread(desk: Desk) -> int:
    """How many paragraphs of the shown article were never on the screen."""
    document = desk.document
    if document is None:
        return 0
    ranges = read(desk)
    paragraphs, counted, count = desk.unread
    if paragraphs is not document.paragraphs or counted != ranges:
        count = reading.unread_count(document, ranges)
        desk.unread = document.paragraphs, ranges, count
    return count


def _name(article: int) -> str:
    return f"read {article}"
