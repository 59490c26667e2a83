"""What the status line says."""

from annotator.ui import status
from annotator.ui.actions import ACTIONS, Context, with_keys
from annotator.ui.commands import spans, verbs
from annotator.ui.commands.articles import done
from annotator.ui.desk import Desk
from tests.ui.commands.conftest import desk, surface  # noqa: F401
from tests.ui.commands.test_spans import added, go_to


def words(desk: Desk, context: Context) -> list[str]:  # noqa: F811
    return [hint for _, hint in status.keys_now(desk, ACTIONS, context)]


def test_what_is_left_to_check_is_said_whatever_is_focused(desk: Desk) -> None:  # noqa: F811
    before = status.left_in_words(desk)
    assert before == f"{desk.document.proposed_count} to check"
    go_to(desk, "Kotka")
    assert status.left_in_words(desk) == before
    spans.confirm(desk)
    assert status.left_in_words(desk) == f"{desk.document.proposed_count} to check" != before


def test_nothing_is_left_in_a_done_article(desk: Desk) -> None:  # noqa: F811
    done(desk)
    desk.surface.show_article(1)
    assert status.left_in_words(desk) == ""


def test_with_nothing_focused_it_begins_with_the_ways_to_a_span(desk: Desk) -> None:  # noqa: F811
    said = words(desk, Context.TEXT)
    assert said[:3] == ["next span", "to check", "label"]
    assert "confirm" not in said
    assert said.index("done") < 7


def test_with_a_span_focused_it_begins_with_what_can_be_done_to_it(desk: Desk) -> None:  # noqa: F811
    assert words(desk, Context.SPAN)[:4] == ["label", "any label", "confirm", "remove"]


def test_a_split_says_what_the_letters_mean(desk: Desk) -> None:  # noqa: F811
    desk.surface.show_article(2)
    added(desk, "Aiko Tanaka's aide")
    desk.pressed = "z"
    verbs.at("split")(desk)
    assert status.focus_in_words(desk) == (
        "Split “Aiko Tanaka's aide” before which word? Type its letters"
    )
    assert ("z", "before the first") in status.keys_now(desk, ACTIONS, Context.SPAN)


def test_own_keys_are_told(desk: Desk, surface) -> None:  # noqa: F811
    own = {"label_1": "y", "alike": "j", "remove": "h"}
    table = with_keys(ACTIONS, own)
    desk.own_keys = own
    told = dict(status.keys_now(desk, table, Context.SPAN))
    assert (told["y–0"], told["h"]) == ("label", "remove")
    assert dict(status.keys_now(desk, table, Context.RELATION))["1–0"] == "label"
    go_to(desk, "Velmora")
    verbs.label(desk, "ORG")
    assert "j: the 7 others like it, too" in surface.said[-1]
