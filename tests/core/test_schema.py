"""The schema: labels, aliases and what may be related."""

from annotator.core.schema import Label, RelationType
from tests.core.strategies import NEWS


def test_a_label_resolves_to_itself_and_by_alias() -> None:
    assert (NEWS.resolved("ORG"), NEWS.resolved("COMPANY"), NEWS.resolved("LAW")) == (
        "ORG",
        "ORG",
        None,
    )


def test_a_name_wins_over_an_alias() -> None:
    schema = NEWS.with_alias("GPE", "ORG")
    assert schema.resolved("GPE") == "GPE"


def test_a_label_of_a_known_name_is_replaced_in_its_place() -> None:
    schema = NEWS.with_label(Label("GPE", key="9"))
    assert [label.name for label in schema.labels] == ["ORG", "GPE", "PERSON"]
    assert schema.label("GPE") == Label("GPE", key="9")


def test_a_new_label_comes_last() -> None:
    assert NEWS.with_label(Label("LAW")).labels[-1] == Label("LAW")


def test_an_alias_is_added_once() -> None:
    schema = NEWS.with_alias("NORP", "GPE")
    assert schema.with_alias("NORP", "GPE") is schema
    assert schema.resolved("NORP") == "GPE"
    assert NEWS.with_alias("NORP", "NOTHING") is NEWS


def test_an_ignored_label_is_kept_once() -> None:
    schema = NEWS.with_ignored("DATE")
    assert schema.with_ignored("DATE").ignored == ("DATE",)


def test_relations_are_offered_by_the_labels_of_their_ends() -> None:
    found = NEWS.relations_between("PERSON", "ORG")
    assert [relation.name for relation in found] == ["HEAD_OF", "KNOWS"]


def test_a_relation_without_labels_takes_any_ends() -> None:
    assert RelationType("KNOWS").allows("ORG", "GPE")


def test_a_relation_type_is_added_or_replaced() -> None:
    schema = NEWS.with_relation(RelationType("HEAD_OF", key="h")).with_relation(
        RelationType("AIDS")
    )
    assert [r.name for r in schema.relations] == ["HEAD_OF", "MEETS", "KNOWS", "AIDS"]
    assert schema.relation("HEAD_OF") == RelationType("HEAD_OF", key="h")
