"""Verb first: a key with nothing focused asks where, letters answer."""

from msgspec.structs import replace

from annotator.ui.commands import alike, verbs, walking
from annotator.ui.desk import Desk
from annotator.ui.state import Hint
from tests.ui.commands.test_relations import triples
from tests.ui.commands.test_spans import go_to, labels, place


def hint(desk: Desk, word: str, nth: int = 0) -> Hint:
    return next(h for h in desk.view.hints if h.start == place(desk, word, nth)[0])


def test_a_label_key_asks_where_and_labels_there(desk: Desk) -> None:
    verbs.label_by_key(desk, "3")
    verbs.choose(desk, hint(desk, "Kotka"))
    assert labels(desk, "Kotka") == ["GPE"]
    assert (desk.span, desk.view.hints, desk.view.verb) == (None, (), "")


def test_likely_places_have_one_letter(desk: Desk) -> None:
    verbs.label_by_key(desk, "2")
    for word in ("Toompea", "Fenvolt", "Coastal Union", "Velmora", "Kotka"):
        assert len(hint(desk, word).letters) == 1, word


def test_a_hint_on_a_name_without_span_takes_all_its_words(desk: Desk) -> None:
    verbs.label_by_key(desk, "2")
    verbs.choose(desk, hint(desk, "Coastal Union"))
    assert labels(desk, "Coastal Union") == ["ORG"]


def test_again_keeps_asking(desk: Desk) -> None:
    verbs.label_by_key(desk, "3")
    verbs.choose(desk, hint(desk, "Kotka"), again=True)
    assert desk.view.verb == "label GPE"
    verbs.choose(desk, hint(desk, "Turku"))
    assert (labels(desk, "Turku"), desk.view.hints) == (["GPE"], ())


def test_a_focused_span_is_acted_on_at_once(desk: Desk) -> None:
    go_to(desk, "Kotka")
    verbs.at("remove")(desk)
    assert labels(desk, "Kotka") == []


def test_an_edge_key_asks_where(desk: Desk) -> None:
    verbs.at("right_out")(desk)
    assert hint(desk, "Jaan Kross").letters == "f"
    verbs.choose(desk, hint(desk, "Jaan Kross"))
    assert labels(desk, "Jaan Kross-Lepik") == ["PERSON"]


def test_the_letter_of_the_asking_key_is_no_hint(desk: Desk) -> None:
    desk.pressed = "x"
    verbs.at("remove")(desk)
    assert not any("x" in h.letters for h in desk.view.hints)


def test_all_alike_follows_a_correction_without_focus(desk: Desk) -> None:
    verbs.label_by_key(desk, "2")
    verbs.choose(desk, hint(desk, "Velmora"))
    alike.alike(desk)
    assert labels(desk, "Velmora") == ["ORG"] * 8


def test_a_relation_is_two_hints(desk: Desk) -> None:
    verbs.at("relate")(desk)
    verbs.choose(desk, hint(desk, "Kadri Tamm"))
    verbs.choose(desk, hint(desk, "Estonian"))
    assert triples(desk) == [("Kadri Tamm", "AFFILIATED_WITH", "Estonian")]
    assert (desk.view.focus, desk.view.fresh) == (None, 1)


def test_relations_can_follow_each_other(desk: Desk, surface) -> None:
    surface.choice = "HEAD_OF"
    verbs.at("relate")(desk)
    verbs.choose(desk, hint(desk, "Jaan Kross"), again=False)
    verbs.choose(desk, hint(desk, "Paldiski", 1), again=True)
    assert desk.view.verb == "relate"
    assert desk.view.head is None
    verbs.choose(desk, hint(desk, "Kadri Tamm"))
    verbs.choose(desk, hint(desk, "Estonian"))
    assert len(triples(desk)) == 2


def test_what_is_out_of_sight_gets_letters_when_it_comes_into_sight(desk: Desk, surface) -> None:
    surface.visible_range = lambda: (0, 300)
    verbs.label_by_key(desk, "3")
    assert all(h.start < 300 for h in desk.view.hints)
    surface.visible_range = lambda: (300, 900)
    verbs.refresh(desk)
    assert desk.view.verb == "label GPE"
    assert hint(desk, "Kotka")


def test_escape_ends_the_question(desk: Desk) -> None:
    verbs.label_by_key(desk, "3")
    walking.step_back(desk)
    assert (desk.view.hints, desk.view.verb) == ((), "")


def test_picking_a_label_asks_where_first(desk: Desk, surface) -> None:
    surface.choice = "FAC"
    verbs.at("pick_label")(desk)
    verbs.choose(desk, hint(desk, "Toompea"))
    assert labels(desk, "Toompea") == ["FAC"]
    assert desk.span is None


def test_a_key_at_the_caret_where_no_span_is_says_so(desk: Desk, surface) -> None:
    start, _ = place(desk, "deal")
    desk.state.show(replace(desk.view, caret=start, anchor=start))
    verbs.at("remove")(desk)
    verbs.here(desk)
    assert surface.said[-1] == "There is no span at the caret."


def test_a_label_key_behind_the_last_word_says_so(desk: Desk, surface) -> None:
    document = desk.document
    assert document is not None
    verbs.label_by_key(desk, "3")
    end = len(document.text)
    desk.state.show(replace(desk.view, caret=end, anchor=end))
    verbs.here(desk)
    assert surface.said[-1] == "There is no word at the caret."
