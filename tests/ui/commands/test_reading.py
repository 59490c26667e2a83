from annotator.core.document import Status
from annotator.ui.commands import articles, reading, walking
from annotator.ui.desk import Desk


def test_done_asks_once_about_what_was_never_on_the_screen(desk: Desk, surface) -> None:
    desk.read.clear()
    reading.saw(desk, 0, 300)
    articles.done(desk)
    assert desk.document.status is not Status.DONE
    assert "unread. Ctrl+Enter again" in surface.said[-1]
    articles.done(desk)
    assert desk.session.document(1).status is Status.DONE


def test_done_does_not_ask_when_all_was_on_the_screen(desk: Desk) -> None:
    reading.saw(desk, 0, len(desk.document.text))
    articles.done(desk)
    assert desk.session.document(1).status is Status.DONE


def test_what_was_read_is_kept_in_the_project(desk: Desk) -> None:
    desk.read.clear()
    assert reading.saw(desk, 0, 300)
    assert not reading.saw(desk, 0, 300)
    reading.keep(desk)
    before = reading.read(desk)
    desk.read.clear()
    assert reading.read(desk) == before != ()


def test_the_order_of_what_is_to_check_can_be_switched(desk: Desk, surface) -> None:
    walking.switch_order(desk)
    assert (desk.least_sure_first, desk.session.value("order")) == (True, "least sure")
    walking.next_to_check(desk)
    assert desk.span is not None
    assert surface.said == ["What is to check comes the least sure first."]
