from annotator.ui.commands import possible
from annotator.ui.desk import Desk
from tests.ui.commands.test_relations import triples
from tests.ui.commands.test_spans import go_to


def words(desk: Desk) -> tuple[str, str] | None:
    pair = possible.offered(desk)
    return tuple(desk.document.surface(s) for s in pair) if pair else None


def test_the_nearest_pair_of_the_sentence_is_offered_first(desk: Desk) -> None:
    go_to(desk, "Jaan Kross")
    possible.next_possible(desk)
    assert words(desk) == ("Jaan Kross", "Paldiski")
    assert triples(desk) == []


def test_accepting_takes_the_label_with_the_key_and_offers_the_next(desk: Desk) -> None:
    go_to(desk, "Jaan Kross")
    possible.next_possible(desk)
    possible.accept(desk, "2")
    assert triples(desk) == [("Jaan Kross", "HEAD_OF", "Paldiski")]
    assert words(desk) != ("Jaan Kross", "Paldiski")


def test_every_pair_is_offered_once_until_none_is_left(desk: Desk, surface) -> None:
    seen = []
    possible.next_possible(desk)
    while (pair := possible.offered(desk)) is not None:
        seen.append((pair[0].id, pair[1].id))
        possible.next_possible(desk)
    assert len(seen) == len(set(seen)) > 10
    assert surface.said[-1] == "No further pair of a sentence could have a relation."


def test_accepting_all_ends(desk: Desk) -> None:
    possible.next_possible(desk)
    for _ in range(500):
        if possible.offered(desk) is None:
            break
        possible.accept(desk)
    assert possible.offered(desk) is None
    assert len(triples(desk)) > 10


def test_a_key_of_a_relation_that_does_not_fit_is_told(desk: Desk, surface) -> None:
    go_to(desk, "Jaan Kross")
    possible.next_possible(desk)
    possible.accept(desk, "9")
    assert triples(desk) == []
    assert "has the key 9" in surface.said[-1]
