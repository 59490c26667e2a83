import pytest

from annotator.core import effort
from annotator.core.effort import Spent, Sum
from annotator.core.history import Cost

STEPS = [
    Spent("Relabel “Kotka” to GPE", (1,), Cost(2, 0, 3.0)),
    Spent("7 others like “Velmora”", (1, 2), Cost(1, 0, 1.0)),
    Spent("Relabel “Turku” to GPE", (2,), Cost(0, 2, 900.0)),
]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Relabel “Kotka” to GPE", "relabelled"),
        ("Relabel relation to HEAD_OF", "relation changed"),
        ("Add relation HEAD_OF", "relation added"),
        ("Add ORG “Fenvolt”", "added"),
        ("Move the edges of PERSON", "edges moved"),
        ("Move the child of HEAD_OF", "relation changed"),
        ("1 other like “Lund”", "all alike"),
        ("Something new", "other"),
    ],
)
def test_a_steps_name_tells_its_kind(name: str, kind: str) -> None:
    assert effort.kind_of(name) == kind


def test_costs_are_summed_by_kind_and_a_long_wait_counts_as_two_minutes() -> None:
    assert effort.by_kind(STEPS) == {
        "relabelled": Sum(2, 2, 2, 123.0),
        "all alike": Sum(1, 1, 0, 1.0),
    }
    assert effort.by_kind(STEPS)["relabelled"].actions_a_step == 2.0


def test_a_step_over_several_articles_counts_for_the_first() -> None:
    assert {a: s.steps for a, s in effort.by_article(STEPS).items()} == {1: 2, 2: 1}


def test_the_table_has_a_line_for_every_kind_and_article() -> None:
    lines = effort.as_csv(STEPS, {1: "Flood, again"}).splitlines()
    assert lines[0] == "by,name,steps,keys,clicks,seconds"
    assert 'article,"Flood, again",2,3,0,4.0' in lines
    assert len(lines) == 5


def test_the_page_says_so_when_nothing_was_done() -> None:
    assert effort.page([], {}) == "Nothing was corrected in this project yet.\n"
    assert "all alike" in effort.page(STEPS, {})
