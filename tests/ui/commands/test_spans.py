from itertools import pairwise

from msgspec.structs import replace

from annotator.core.document import Document
from annotator.core.spans import State
from annotator.core.tokens import Tokens
from annotator.ui.commands import alike, edges, spans, verbs, walking
from annotator.ui.desk import Desk
from annotator.ui.state import View


def place(desk: Desk, word: str, nth: int = 0) -> tuple[int, int]:
    text = desk.document.text
    start = -1
    for _ in range(nth + 1):
        start = text.index(word, start + 1)
    return start, start + len(word)


def go_to(desk: Desk, word: str, nth: int = 0) -> None:
    found = place(desk, word, nth)
    span = next(s for s in desk.document.spans_between(*found) if (s.start, s.end) == found)
    desk.focus(span)


def labels(desk: Desk, word: str) -> list[str]:
    return [s.label for s in desk.document.spans() if desk.document.surface(s) == word]


def test_a_label_key_relabels_the_focused_span(desk: Desk) -> None:
    go_to(desk, "Kotka")
    verbs.label_by_key(desk, "3")
    assert desk.document.surface(desk.span) == "Kotka"
    assert (desk.span.label, desk.span.state, desk.span.confirmed) == ("GPE", State.EDITED, True)


def test_a_label_key_labels_the_selection_snapped_to_tokens(desk: Desk) -> None:
    start, _ = place(desk, "Coastal Union")
    desk.state.show(replace(desk.view, anchor=start + 2, caret=start + 10))
    verbs.label_by_key(desk, "2")
    assert desk.document.surface(desk.span) == "Coastal Union"
    assert desk.span.state is State.ADDED


def test_a_label_key_pressed_twice_labels_the_token_at_the_caret(desk: Desk) -> None:
    start, _ = place(desk, "Hanko")
    desk.state.show(View(article=desk.view.article, caret=start + 1, anchor=start + 1))
    verbs.label_by_key(desk, "3")
    verbs.here(desk)
    assert labels(desk, "Hanko") == ["GPE"]


def test_the_same_label_confirms_a_proposed_span(desk: Desk) -> None:
    go_to(desk, "Paldiski")
    spans.label(desk, "GPE")
    assert (desk.span.state, desk.span.confirmed) == (State.ACCEPTED, True)


def test_an_unknown_label_is_refused_and_nothing_changes(desk: Desk, surface) -> None:
    go_to(desk, "Paldiski")
    before = desk.document
    spans.label(desk, "NONSENSE")
    assert desk.document is before
    assert surface.said == ["The schema has no label NONSENSE."]


def test_all_alike_corrects_every_other_mention_in_one_step(desk: Desk) -> None:
    go_to(desk, "Velmora")
    spans.label(desk, "ORG")
    alike.alike(desk)
    assert labels(desk, "Velmora") == ["ORG"] * 8
    desk.session.undo()
    assert labels(desk, "Velmora").count("PERSON") == 7


def test_all_alike_after_removing_removes_the_others(desk: Desk) -> None:
    desk.surface.show_article(2)
    for nth in (0, 1):
        start, end = place(desk, "Aiko Tanaka", nth)
        desk.state.show(View(article=2, anchor=start, caret=end))
        spans.label(desk, "ORG")
    spans.remove(desk)
    alike.alike(desk)
    assert labels(desk, "Aiko Tanaka") == []


def test_all_alike_adds_where_nothing_is_labelled(desk: Desk) -> None:
    desk.surface.show_article(2)
    start, end = place(desk, "Aiko Tanaka")
    desk.state.show(View(article=2, anchor=start, caret=end))
    spans.label(desk, "PERSON")
    alike.alike(desk)
    assert labels(desk, "Aiko Tanaka") == ["PERSON", "PERSON"]


def test_the_right_edge_goes_out_over_a_hyphen_and_keeps_the_id(desk: Desk) -> None:
    go_to(desk, "Jaan Kross")
    number = desk.span.id
    edges.right_out(desk)
    assert (desk.span.id, desk.document.surface(desk.span)) == (number, "Jaan Kross-Lepik")


def added(desk: Desk, words: str) -> str:
    """Label some words of the second article and tell nothing else."""
    start, end = place(desk, words)
    desk.state.show(replace(desk.view, anchor=start, caret=end, focus=None))
    spans.label(desk, "ORG")
    return words


def surface_after(desk: Desk, *moves) -> str:
    for move in moves:
        move(desk)
    return desk.document.surface(desk.span)


def test_an_edge_never_rests_on_a_comma_or_a_quote(desk: Desk) -> None:
    added(desk, "Paldiski to Velmora")
    assert surface_after(desk, edges.right_out) == "Paldiski to Velmora, a Danish"
    assert surface_after(desk, edges.right_in) == "Paldiski to Velmora"
    added(desk, "We are")
    assert surface_after(desk, edges.left_out) == 'October. "We are'


def test_an_edge_stays_in_its_paragraph(desk: Desk) -> None:
    added(desk, "Baltic grid")
    assert surface_after(desk, edges.right_out) == "Baltic grid"


def test_an_edge_back_at_the_proposal_makes_the_span_accepted(desk: Desk) -> None:
    go_to(desk, "Jaan Kross")
    edges.right_out(desk)
    edges.right_in(desk)
    assert desk.span.state is State.ACCEPTED


def test_a_span_never_loses_its_last_word(desk: Desk, surface) -> None:
    go_to(desk, "Kotka")
    edges.right_in(desk)
    assert desk.document.surface(desk.span) == "Kotka"
    assert "keeps at least one word" in surface.said[-1]


def test_confirm_goes_on_to_the_next_to_check(desk: Desk) -> None:
    walking.next_to_check(desk)
    first = desk.span
    spans.confirm(desk)
    assert desk.document.find_span(first.id).confirmed
    assert desk.span.start > first.start


def test_remove_keeps_the_proposal_as_rejected_and_the_caret_stays(desk: Desk) -> None:
    go_to(desk, "last summer")
    number, start = desk.span.id, desk.span.start
    spans.remove(desk)
    assert desk.document.find_span(number).state is State.REJECTED
    assert (desk.span, desk.view.caret) == (None, start)


def test_repeat_does_the_last_relabel_again(desk: Desk) -> None:
    go_to(desk, "Kotka")
    spans.label(desk, "GPE")
    go_to(desk, "Turku")
    spans.repeat(desk)
    assert desk.span.label == "GPE"


def test_split_and_join_are_inverse_in_effect(desk: Desk) -> None:
    go_to(desk, "Henrik Solberg")
    spans.split(desk)
    assert desk.document.surface(desk.span) == "Henrik"
    spans.join(desk)
    assert desk.document.surface(desk.span) == "Henrik Solberg"


def test_a_span_of_several_words_asks_where_to_split_it(desk: Desk) -> None:
    desk.surface.show_article(2)
    added(desk, "Aiko Tanaka's aide in Lund")
    desk.pressed = "z"
    spans.split(desk)
    asked = [desk.document.text[h.start : h.end] for h in desk.view.hints]
    assert asked == ["Tanaka", "aide", "in", "Lund"]
    verbs.choose(desk, desk.view.hints[3])
    assert surfaces(desk) == ["Aiko Tanaka's aide in", "Lund"]
    desk.session.undo()
    assert surfaces(desk) == ["Aiko Tanaka's aide in Lund"]


def test_the_splitting_key_again_takes_the_first_word(desk: Desk) -> None:
    desk.surface.show_article(2)
    added(desk, "Aiko Tanaka's aide in Lund")
    spans.split(desk)
    verbs.here(desk)
    assert surfaces(desk) == ["Aiko", "Tanaka's aide in Lund"]


def test_what_joined_two_names_belongs_to_neither_part(desk: Desk) -> None:
    (article,) = desk.session.add_articles([made("Sweden, Norway and the Bank of Japan met.")])
    desk.surface.show_article(article)
    added(desk, "Norway and the Bank of Japan")
    spans.split(desk)
    assert [desk.document.text[h.start : h.end] for h in desk.view.hints] == [
        "the", "Bank", "Japan",
    ]  # fmt: skip
    verbs.choose(desk, desk.view.hints[1])
    assert surfaces(desk) == ["Norway", "Bank of Japan"]


def test_edges_go_over_small_words_at_which_no_name_ends(desk: Desk) -> None:
    (article,) = desk.session.add_articles([made("At the University of the Arts and Crafts.")])
    desk.surface.show_article(article)
    added(desk, "University")
    assert surface_after(desk, edges.right_out) == "University of the Arts"
    assert surface_after(desk, edges.right_in) == "University"
    assert surface_after(desk, edges.left_out) == "the University"
    assert surface_after(desk, edges.left_in) == "University"
    added(desk, "Crafts")
    assert surface_after(desk, edges.left_out) == "Arts and Crafts"


def test_repeating_a_moved_edge_goes_by_words_not_by_letters(desk: Desk) -> None:
    (article,) = desk.session.add_articles([made("Hugo Winckler-Brandt and Ada Kross-Lepik met.")])
    desk.surface.show_article(article)
    added(desk, "Ada Kross")
    added(desk, "Hugo Winckler")
    edges.right_out(desk)
    go_to(desk, "Ada Kross")
    spans.repeat(desk)
    assert surfaces(desk) == ["Hugo Winckler-Brandt", "Ada Kross-Lepik"]


def test_a_dragged_edge_is_repeated_by_words_too(desk: Desk) -> None:
    (article,) = desk.session.add_articles(
        [made("Minister Hugo Brandt and Minister Ada Kross met.")]
    )
    desk.surface.show_article(article)
    added(desk, "Minister Hugo Brandt")
    added(desk, "Minister Ada Kross")
    start, end = place(desk, "Ada Kross")
    edges.move_edges(desk, desk.span.id, start, end)
    go_to(desk, "Minister Hugo Brandt")
    spans.repeat(desk)
    assert surfaces(desk) == ["Hugo Brandt", "Ada Kross"]


def made(text: str) -> Document:
    return Document.made(0, text, Tokens.plain(text))


def surfaces(desk: Desk) -> list[str]:
    return [desk.document.surface(span) for span in desk.document.spans()]


def test_a_grapheme_is_never_split_by_a_character_step() -> None:
    text = "a👨‍👩‍👧e\u0301🇫🇮🇸🇪b"
    stops = [0]
    while stops[-1] < len(text):
        stops.append(edges.next_grapheme(text, stops[-1], 1))
    assert [text[a:b] for a, b in pairwise(stops)] == [
        "a", "👨‍👩‍👧", "e\u0301", "🇫🇮", "🇸🇪", "b",
    ]  # fmt: skip
