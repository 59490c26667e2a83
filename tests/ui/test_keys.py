import pytest

from annotator.ui.key_names import shown
from annotator.ui.keys import name_of, physical_key


@pytest.mark.parametrize(
    ("text", "physical", "shifted", "name"),
    [
        ("x", "x", False, "x"),
        ("X", "x", True, "Shift+x"),
        ("1", "1", False, "1"),
        ("&", "1", False, "1"),  # French, unshifted digit row
        ("z", "y", False, "z"),  # German: letters by character
        ("/", "7", True, "/"),  # German: Shift+7
        ("?", "/", True, "?"),
        ("ч", "x", False, "x"),  # Russian: by physical key
        ("Ч", "x", True, "Shift+x"),
        ("!", "1", True, "!"),
    ],
)
def test_a_key_has_the_same_name_on_every_layout(
    text: str, physical: str, shifted: bool, name: str
) -> None:
    assert name_of(text, physical, shifted) == name


def test_the_digit_row_is_found_on_each_platform() -> None:
    assert physical_key(10, 0, "xcb") == "1"
    assert physical_key(11, 0, "windows") == "0"
    assert physical_key(0, 29, "cocoa") == "0"


def test_names_are_shown_as_people_read_them() -> None:
    assert [shown(k) for k in ("Ctrl+s", "Return", "Ctrl+PgDown", "Ctrl++", "x")] == [
        "Ctrl+S",
        "Enter",
        "Ctrl+PgDn",
        "Ctrl++",
        "x",
    ]
