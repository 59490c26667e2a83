import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from annotator.core import colours
from annotator.core.schema import Label, RelationType, Schema
from annotator.ui.theme import Theme, label_colours, relation_colours

THEMES = [Theme.light(), Theme.dark_one()]
any_colour = st.tuples(*[st.integers(0, 255)] * 3).map(lambda c: "#{:02x}{:02x}{:02x}".format(*c))


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@given(any_colour)
def test_text_is_legible_on_a_span_of_any_colour(theme: Theme, colour: str) -> None:
    made = theme.span_colours(colour)
    for fill in (made.confirmed, made.accepted, made.proposed, made.doubtful):
        assert colours.contrast(theme.text, fill) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@given(any_colour)
def test_a_label_is_legible_on_the_page_in_any_colour(theme: Theme, colour: str) -> None:
    made = theme.span_colours(colour)
    assert colours.contrast(made.ink, theme.page) >= 4.5
    assert colours.contrast(made.edge, theme.page) >= 3.0


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_fixed_colours_are_legible(theme: Theme) -> None:
    for text, ground in (
        (theme.text, theme.page),
        (theme.text, theme.window),
        (theme.text, theme.raised),
        (theme.muted, theme.page),
        (theme.muted, theme.window),
        (theme.on_accent, theme.accent),
        (theme.on_hint, theme.hint),
        (theme.text, theme.selection),
        (theme.text, theme.match),
        (theme.page, theme.ring),
    ):
        assert colours.contrast(text, ground) >= 4.5, (text, ground)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_caret_ring_and_marks_stand_out_from_the_page(theme: Theme) -> None:
    for colour in (theme.caret, theme.ring, theme.accent, theme.problem, theme.match_edge):
        assert colours.contrast(colour, theme.page) >= 2.8, colour


@given(any_colour)
def test_oklch_and_back_gives_the_colour(colour: str) -> None:
    back = colours.rgb(colours.from_oklch(*colours.oklch(colour)))
    assert all(abs(a - b) < 0.02 for a, b in zip(back, colours.rgb(colour), strict=True))


def test_labels_without_a_colour_get_different_ones_that_stay() -> None:
    names = [f"L{i}" for i in range(20)]
    found = label_colours(Schema(labels=tuple(map(Label, names))), Theme.light())
    assert len({made.confirmed for made in found.values()}) == 20
    more = label_colours(Schema(labels=tuple(map(Label, [*names, "NEW"]))), Theme.light())
    assert all(more[name] == found[name] for name in names)


def test_a_label_keeps_its_own_hue() -> None:
    schema = Schema(labels=(Label("A", colour="#2288e8"),))
    ink = label_colours(schema, Theme.light())["A"].ink
    assert abs(colours.oklch(ink)[2] - colours.oklch("#2288e8")[2]) < 0.15


def test_relations_are_legible_on_the_page() -> None:
    schema = Schema(relations=(RelationType("A"), RelationType("B", colour="#ffee00")))
    for theme in THEMES:
        for colour in relation_colours(schema, theme).values():
            assert colours.contrast(colour, theme.page) >= 4.5


def test_a_broken_colour_is_grey() -> None:
    assert colours.rgb("red") == (0.5, 0.5, 0.5)
    assert colours.rgb("#zzzzzz") == (0.5, 0.5, 0.5)


def test_a_theme_is_chosen_by_name(qapp: QApplication) -> None:
    assert Theme.for_application("dark").dark
    assert not Theme.for_application("light").dark
    assert Theme.for_application().name in {"light", "dark"}


def test_palette_and_style_sheet_are_made_from_the_theme(qapp: QApplication) -> None:
    theme = Theme.dark_one()
    assert theme.palette().color(QPalette.ColorRole.Base).name() == theme.page
    sheet = theme.style_sheet()
    assert theme.accent in sheet
    assert "{t." not in sheet
