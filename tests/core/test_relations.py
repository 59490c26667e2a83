"""Relations and their states."""

import pytest

from annotator.core.relations import Relation
from annotator.core.spans import State


@pytest.mark.parametrize("state", State)
def test_only_a_rejected_relation_is_not_live(state: State) -> None:
    assert Relation(1, 1, 2, "MEETS", state).live is (state is not State.REJECTED)
