from msgspec.structs import replace

from annotator.ui.commands import relations, verbs, walking
from annotator.ui.desk import Desk
from annotator.ui.state import RelationFocus
from tests.ui.commands.test_spans import go_to


def draw(desk: Desk, head: str, child: str) -> None:
    go_to(desk, head)
    relations.begin(desk)
    start = desk.document.text.index(child)
    hint = next(h for h in desk.view.hints if h.start == start)
    for letter in hint.letters:
        found = walking.type_hint(desk, letter)
    relations.choose_hint(desk, found)


def triples(desk: Desk) -> list[tuple[str, str, str]]:
    document = desk.document
    return [
        (document.surface(document.span(r.head)), r.label, document.surface(document.span(r.child)))
        for r in document.relations()
    ]


def test_a_single_fitting_label_is_taken_without_asking(desk: Desk, surface) -> None:
    draw(desk, "Kadri Tamm", "Estonian")
    assert triples(desk) == [("Kadri Tamm", "AFFILIATED_WITH", "Estonian")]
    assert surface.offered == []


def test_only_labels_that_the_schema_allows_are_offered(desk: Desk, surface) -> None:
    surface.choice = "HEAD_OF"
    draw(desk, "Jaan Kross", "Paldiski")
    schema = desk.schema
    for names in surface.offered:
        assert all(schema.relation(n).allows("PERSON", "GPE") for n in names)
    assert triples(desk) == [("Jaan Kross", "HEAD_OF", "Paldiski")]


def test_an_exact_duplicate_is_not_drawn_twice(desk: Desk) -> None:
    draw(desk, "Kadri Tamm", "Estonian")
    head, child = desk.document.relation(1).head, desk.document.relation(1).child
    relations.connect(desk, head, child)
    assert len(triples(desk)) == 1


def test_hints_show_only_valid_children(desk: Desk) -> None:
    go_to(desk, "Kadri Tamm")
    relations.begin(desk)
    document, schema = desk.document, desk.schema
    shown = {hint.span for hint in desk.view.hints}
    valid = relations.valid_children(document, schema, desk.view.head)
    assert shown == {s.id for s in document.spans() if valid(s.id)}


def test_the_drawn_relation_is_focused_and_can_be_removed(desk: Desk) -> None:
    draw(desk, "Kadri Tamm", "Estonian")
    assert desk.view.focus == RelationFocus(1)
    relations.remove(desk)
    assert triples(desk) == []


def test_keeping_the_head_shows_hints_again(desk: Desk) -> None:
    go_to(desk, "Kadri Tamm")
    relations.begin_and_keep(desk)
    start = desk.document.text.index("Estonian")
    relations.choose_hint(desk, next(h for h in desk.view.hints if h.start == start))
    assert desk.view.head is not None
    assert desk.view.hints


def test_a_relation_can_get_another_child(desk: Desk) -> None:
    draw(desk, "Kadri Tamm", "Estonian")
    relations.retarget_child(desk)
    start = desk.document.text.index("Danish")
    relations.choose_hint(desk, next(h for h in desk.view.hints if h.start == start))
    assert triples(desk) == [("Kadri Tamm", "AFFILIATED_WITH", "Danish")]


def test_swapping_where_the_schema_forbids_it_is_refused(desk: Desk, surface) -> None:
    draw(desk, "Kadri Tamm", "Estonian")
    relations.swap(desk)
    assert triples(desk) == [("Kadri Tamm", "AFFILIATED_WITH", "Estonian")]
    assert "may not lead from NORP to PERSON" in surface.said[-1]


def test_escape_ends_a_relation_being_drawn(desk: Desk) -> None:
    go_to(desk, "Kadri Tamm")
    relations.begin(desk)
    walking.step_back(desk)
    assert (desk.view.head, desk.view.hints) == (None, ())


def test_a_wrong_letter_ends_the_hints(desk: Desk) -> None:
    walking.show_hints(desk)
    desk.state.show(replace(desk.view, hints=desk.view.hints[:1]))
    assert walking.type_hint(desk, "9") is None
    assert desk.view.hints == ()


def test_the_label_used_last_is_given_to_a_focused_relation(desk: Desk, surface) -> None:
    surface.choice = "HEAD_OF"
    draw(desk, "Jaan Kross", "Paldiski")
    surface.choice = "AFFILIATED_WITH"
    draw(desk, "Henrik Solberg", "Paldiski")
    desk.last_relation = "HEAD_OF"
    relations.repeat_label(desk)
    assert [label for _, label, _ in triples(desk)] == ["HEAD_OF", "HEAD_OF"]


def test_the_likeliest_label_stands_first(desk: Desk, surface) -> None:
    surface.choice = "HEAD_OF"
    draw(desk, "Jaan Kross", "Paldiski")
    draw(desk, "Henrik Solberg", "Paldiski")
    assert surface.offered[-1][0] == "HEAD_OF"


def test_a_relations_key_after_the_head_leads_to_the_nearest_that_it_allows(
    desk: Desk, surface
) -> None:
    go_to(desk, "Jaan Kross")
    relations.begin(desk)
    verbs.nearest(desk, "2")
    assert triples(desk) == [("Jaan Kross", "HEAD_OF", "National Audit Office")]
    assert surface.offered == []
    assert desk.view.hints == ()
    go_to(desk, "Kadri Tamm")
    relations.begin(desk)
    verbs.nearest(desk, "3")
    assert surface.said[-1] == "No span in sight may be the child of LOCATED_IN from PERSON."
    assert desk.view.head is not None


def test_the_head_chosen_with_shift_asks_for_the_next_relation(desk: Desk) -> None:
    verbs.at("relate")(desk)
    start = desk.document.text.index("Kadri Tamm")
    hint = next(h for h in desk.view.hints if h.start == start)
    verbs.choose(desk, hint, again=True)
    verbs.nearest(desk, "1")
    assert [label for _, label, _ in triples(desk)] == ["AFFILIATED_WITH"]
    assert (desk.view.verb, desk.view.head) == ("relate", None)
    assert desk.view.hints
