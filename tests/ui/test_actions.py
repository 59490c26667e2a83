import re

from annotator import opening
from annotator.ui.actions import (
    ACTIONS,
    DIGITS,
    FREE_LETTERS,
    Context,
    clashes,
    find,
    in_context,
    with_keys,
)
from annotator.ui.menu_titles import MENUS


def test_no_key_means_two_things_in_one_context() -> None:
    assert clashes(ACTIONS) == []


def test_no_nearer_context_hides_a_key_of_the_text() -> None:
    for context in (Context.SPAN, Context.PLACE, Context.RELATION):
        for action in in_context(ACTIONS, context):
            if action.context is Context.TEXT:
                for key in action.keys:
                    assert find(ACTIONS, context, key) is action, (context, key, action.id)


def test_letters_left_to_labels_belong_to_no_action() -> None:
    taken = {key for action in ACTIONS for key in action.keys}
    assert not taken & set(FREE_LETTERS)


def test_the_keys_of_the_default_schema_are_free_where_they_are_heard() -> None:
    schema = opening.default_schema()
    label_keys = [label.key for label in schema.labels if label.key]
    relation_keys = [kind.key for kind in schema.relations if kind.key]
    for keys in (label_keys, relation_keys):
        assert len(keys) == len(set(keys))
        assert set(keys) <= set(DIGITS + FREE_LETTERS)


def test_every_id_is_there_once() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))


def test_every_action_is_in_a_menu_or_has_a_twin_there() -> None:
    for action in ACTIONS:
        assert action.menu in MENUS or re.match(r"(relation_)?label_\d|keys_too", action.id)


def test_no_action_uses_alt_or_a_sign_out_of_reach() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert "Alt" not in key
            assert not set(key) & set("[]{}\\|<>")


def test_single_keys_belong_to_the_text_alone() -> None:
    for action in ACTIONS:
        if action.context is Context.WINDOW:
            assert all("+" in k or re.fullmatch(r"F\d+", k) for k in action.keys), action.id


def test_own_keys_replace_those_of_the_table() -> None:
    table = with_keys(ACTIONS, {"remove": "y"})
    assert find(table, Context.SPAN, "y").id == "remove"
    assert clashes(table) == []
