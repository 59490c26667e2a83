"""Articles that came in twice."""

from annotator.formats.duplicates import Duplicates

TEXT = " ".join(f"word{number}" for number in range(200))


def noticed(*texts: str) -> list[str]:
    found = Duplicates()
    for number, text in enumerate(texts):
        found.add(text, f"{number}.txt")
    return found.sentences()


def test_the_same_words_are_the_same_text() -> None:
    assert noticed("One two", "Other", "One\n two ") == ["2.txt has the same text as 0.txt."]


def test_a_near_copy_is_told() -> None:
    assert noticed(TEXT, TEXT + " and a footer") == ["1.txt is nearly the same as 0.txt."]


def test_other_texts_are_not() -> None:
    assert noticed(TEXT, " ".join(f"other{number}" for number in range(200)), "", "One") == []


def test_many_are_counted() -> None:
    assert noticed(*["One"] * 30)[-1] == "9 more articles came in twice."
