"""Training, development and test parts."""

from collections import Counter

import pytest

from annotator.core.errors import AnnotatorError
from annotator.formats.splits import divided, parts_of, shares


def article(number: int) -> str:
    return " ".join(f"word{number}x{i}" for i in range(80))


def test_the_shares_are_met() -> None:
    parts = parts_of([article(n) for n in range(100)], (80, 10, 10))
    assert Counter(parts) == {"train": 80, "dev": 10, "test": 10}


def test_the_same_texts_always_get_the_same_parts() -> None:
    texts = [article(n) for n in range(12)]
    assert parts_of(texts, (2, 1, 1)) == parts_of(texts, (2, 1, 1))


def test_near_copies_stay_on_one_side() -> None:
    texts = [article(n // 3) + f" copy {n} ends so" for n in range(60)]
    parts = parts_of(texts, (1, 1, 1))
    assert all(len(set(parts[n : n + 3])) == 1 for n in range(0, 60, 3))
    assert len(set(parts)) == 3


def test_any_number_of_copies_stays_together() -> None:
    texts = [article(0) + f" copy {n} ends so" for n in range(130)] + [article(n) for n in range(9)]
    found = divided(texts, (1, 1, 1))
    assert len(set(found.parts[:130])) == 1
    assert found.kept_together == 131


def test_what_all_articles_begin_with_makes_no_copies_of_them() -> None:
    begun = " ".join(f"boiler{n}" for n in range(12))
    found = divided([f"{begun} {article(n)}" for n in range(120)], (1, 1, 1))
    assert found.kept_together == 0


def test_short_texts_are_copies_only_when_equal() -> None:
    parts = parts_of(["Yes.", "No.", "yes", "Perhaps."], (1, 1, 1))
    assert parts[0] == parts[2]
    assert len(set(parts)) == 3


@pytest.mark.parametrize("text", ["", "80", "80/20", "80/10/x", "0/1/1", "80/10/10/0", "-1/1/1"])
def test_other_shares_are_refused(text: str) -> None:
    with pytest.raises(AnnotatorError, match="80/10/10"):
        shares(text)


def test_shares_are_three_numbers() -> None:
    assert shares("80/20/0") == (80, 20, 0)
