import pytest

from annotator.nlp.pipeline import Pipeline
from annotator.nlp.prelabel import Prelabelled, prelabel_stream
from annotator.nlp.proposing import answers
from annotator.nlp.tokens import ProjectTokenizer
from annotator.protocol import Propose, ProposedSpan
from tests.nlp.samples import LONG, NASTY, NEWS

ARTICLES = [
    *((name, text, []) for name, text in NASTY.items()),
    ("cut", NEWS, [(0, 15), (60, 80)]),
    ("long", LONG, []),
    ("long cut", LONG, [(0, 15), (9_000, 9_500), (12_000, 12_001)]),
    ("last", NEWS, []),
]


@pytest.fixture(scope="module")
def prelabelled(pipeline: Pipeline, tokenizer: ProjectTokenizer) -> dict[str, Prelabelled[str]]:
    return {answer.key: answer for answer in prelabel_stream(pipeline, tokenizer, ARTICLES)}


def test_every_article_is_answered_in_order(prelabelled: dict[str, Prelabelled[str]]) -> None:
    assert list(prelabelled) == [name for name, _, _ in ARTICLES]


@pytest.mark.parametrize("visible", [None, (10_000, 12_000)])
@pytest.mark.parametrize(("name", "text", "excluded"), ARTICLES)
def test_the_window_gets_what_the_command_line_gets(
    name: str,
    text: str,
    excluded: list[tuple[int, int]],
    visible: tuple[int, int] | None,
    pipeline: Pipeline,
    prelabelled: dict[str, Prelabelled[str]],
) -> None:
    found: list[ProposedSpan] = []
    request = Propose(1, 1, text, tuple(excluded), visible)
    for part in answers(pipeline, request, clean_articles=True):
        found += part.proposals
    assert part.finished
    assert part.done_characters == part.all_characters
    found.sort(key=lambda p: (p.start, p.end, p.label))
    assert tuple(found) == prelabelled[name].proposals


@pytest.mark.parametrize(("name", "text", "excluded"), ARTICLES)
def test_tokens_are_those_of_the_whole_text(
    name: str,
    text: str,
    excluded: list[tuple[int, int]],
    tokenizer: ProjectTokenizer,
    prelabelled: dict[str, Prelabelled[str]],
) -> None:
    assert prelabelled[name].tokens == tokenizer.tokens(text)


@pytest.mark.parametrize(("name", "text", "excluded"), ARTICLES)
def test_no_proposal_is_blank_broken_excluded_or_twice(
    name: str,
    text: str,
    excluded: list[tuple[int, int]],
    prelabelled: dict[str, Prelabelled[str]],
) -> None:
    proposals = prelabelled[name].proposals
    for span in proposals:
        surface = text[span.start : span.end]
        assert surface.strip() == surface != ""
        assert not {"\n", "\r"} & set(surface)
        assert not any(a < span.end and span.start < b for a, b in excluded)
    assert len({(p.start, p.end, p.label) for p in proposals}) == len(proposals)


def test_nearly_all_spans_of_a_long_article_are_found_in_its_pieces(
    prelabelled: dict[str, Prelabelled[str]],
) -> None:
    surfaces = [LONG[p.start : p.end] for p in prelabelled["long"].proposals]
    assert surfaces.count("Aiko Tanaka") >= 110
    assert surfaces.count("Budi Hartawan") >= 110


def test_the_same_input_gives_the_same_answer(
    pipeline: Pipeline,
    tokenizer: ProjectTokenizer,
    prelabelled: dict[str, Prelabelled[str]],
) -> None:
    again = {answer.key: answer for answer in prelabel_stream(pipeline, tokenizer, ARTICLES)}
    assert again == prelabelled


def test_the_visible_part_comes_first(pipeline: Pipeline) -> None:
    request = Propose(1, 1, LONG, (), (10_000, 11_000))
    first = next(answers(pipeline, request, clean_articles=True))
    assert not first.finished
    assert any(10_000 <= span.start < 11_000 for span in first.proposals)
    assert all(5_000 < span.start < 16_000 for span in first.proposals)


def test_articles_are_taken_as_they_are_needed(
    pipeline: Pipeline, tokenizer: ProjectTokenizer
) -> None:
    taken = []

    def source() -> object:
        for number in range(1_000):
            taken.append(number)
            yield number, "Osaka waits.", ()

    stream = prelabel_stream(pipeline, tokenizer, source())  # type: ignore[arg-type]
    assert next(stream).key == 0
    assert len(taken) <= 128


def test_nothing_in_gives_nothing_out(pipeline: Pipeline, tokenizer: ProjectTokenizer) -> None:
    assert list(prelabel_stream(pipeline, tokenizer, [])) == []
