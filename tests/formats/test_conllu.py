"""CoNLL-U with entities: what comes in, what goes out, and that nothing else moves."""

from collections.abc import Callable
from pathlib import Path

import conllu
import pytest
from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.formats.articles import read_articles
from annotator.formats.building import parts_of
from annotator.formats.conllu_writing import write_conllu
from annotator.formats.imported import Imported
from tests.shared import CORPORA

DATA = Path(__file__).parents[1] / "data" / "conllu"


def read(path: Path) -> list[Imported]:
    return [found for found in read_articles(path) if isinstance(found, Imported)]


def spans(article: Imported) -> list[tuple[str, str]]:
    return [(article.text[s.start : s.end], s.label) for s in article.spans]


def changed(article: Imported, change: Callable[[Span], Span | None]) -> Imported:
    made = [change(span) for span in article.spans]
    return replace(article, spans=tuple(span for span in made if span is not None))


def written(articles: list[Imported], path: Path) -> str:
    assert write_conllu(path, articles) == len(articles)
    conllu.parse(path.read_text("utf-8"))
    return path.read_text("utf-8")


def test_documents_entities_and_facts_are_read() -> None:
    first, second = read(DATA / "bridges.conllu")
    assert (
        first.text == "Ida Moll, the mayor of Tarn, can't swim. She and the 🌉 crew left du pont."
    )
    assert spans(first) == [
        ("Ida Moll", "person"),
        ("the mayor of Tarn", "person"),
        ("Tarn", "place"),
        ("She and the 🌉 crew", "person"),
        ("She", "person"),
        ("the 🌉 crew", "organization"),
        ("du pont", "place"),
    ]
    assert first.spans[0].kb_id == "Ida_Moll"
    assert dict(first.spans[1].attributes) == {
        "entity": "1",
        "infstat": "giv:act",
        "link": "appos",
    }
    assert [first.text[s:e] for s, e in parts_of(first.spans[3])] == ["She", "the 🌉 crew"]
    assert (first.meta.title, first.meta.author) == ("The bridge at Tarn", "Ida Moll")
    assert second.text == "No entity  here. Again."


def test_an_entity_of_nothing_but_an_empty_node_is_listed_and_kept(tmp_path: Path) -> None:
    first, _ = read(DATA / "bridges.conllu")
    assert len(first.losses) == 1
    assert "event" in first.losses[0]
    fewer = changed(first, lambda span: None if span.label == "place" else span)
    assert "(9-event-new-1--sgl)" in written([fewer], tmp_path / "a.conllu")


def test_what_is_not_changed_comes_out_byte_by_byte(tmp_path: Path) -> None:
    for name in ("bridges.conllu", "tags.conllu"):
        written(read(DATA / name), tmp_path / name)
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


def test_a_changed_entity_changes_its_own_brackets_only(tmp_path: Path) -> None:
    first, _ = read(DATA / "bridges.conllu")

    def change(span: Span) -> Span:
        if first.text[span.start : span.end] == "Ida Moll":
            return replace(span, label="woman", kb_id="Q1")
        return span

    text = written([changed(first, change)], tmp_path / "a.conllu")
    before = (DATA / "bridges.conllu").read_text("utf-8").split("\n")
    other = [line for line in text.split("\n") if line not in before]
    assert other == [
        "# global.Entity = GRP-etype-infstat-head-minspan-link-identity-other",
        "1\tIda\t_\tX\t_\t_\t9\tnsubj\t_\tEntity=(1-woman-new-1-2-coref-Q1",
    ]
    (again,) = read(tmp_path / "a.conllu")
    assert spans(again)[0] == ("Ida Moll", "woman")
    assert again.spans[0].kb_id == "Q1"


def test_a_moved_a_new_and_a_deleted_entity(tmp_path: Path) -> None:
    first, _ = read(DATA / "bridges.conllu")

    def change(span: Span) -> Span | None:
        words = first.text[span.start : span.end]
        if words == "the 🌉 crew":
            return replace(span, start=span.start + 4)
        return None if words == "Tarn" else span

    made = changed(first, change)
    start = first.text.index("swim")
    new = Span(90, start + 1, start + 3, "verb", note="", attributes=(("mood", "a-b"),))
    text = written([replace(made, spans=(*made.spans, new))], tmp_path / "a.conllu")
    assert "Bridge" not in text
    assert "SplitAnte=1<4,3<4" in text
    (again,) = read(tmp_path / "a.conllu")
    expected = sorted([*spans(made), ("wi", "verb")])
    assert sorted(spans(again)) == expected
    (verb,) = (s for s in again.spans if s.label == "verb")
    assert verb.attributes == (("mood", "a-b"),)


def test_tags_of_misc_are_read_and_changed_as_tags(tmp_path: Path) -> None:
    (found,) = read(DATA / "tags.conllu")
    assert spans(found) == [("Bo Lind", "PER"), ("Rome", "LOC")]
    other = changed(found, lambda s: replace(s, label="GPE") if s.label == "LOC" else None)
    text = written([other], tmp_path / "a.conllu")
    assert "name=B-GPE" in text
    assert "Entity=" not in text
    assert text.count("name=O") == 4
    nested = replace(found, spans=(*found.spans, Span(9, 3, 7, "SURNAME")))
    written([nested], tmp_path / "b.conllu")
    (again,) = read(tmp_path / "b.conllu")
    assert sorted(spans(again)) == [("Bo Lind", "PER"), ("Lind", "SURNAME"), ("Rome", "LOC")]


def test_a_new_article_keeps_its_white_space_and_clusters(tmp_path: Path) -> None:
    text = " Ida\u2028met  Bo.\r\n\r\nShe | he left\\.\n"
    her = (("entity", "ida"),)
    made = Imported(
        text,
        Meta(source="a/x y.txt", title="T", extra='{"a":1}'),
        (
            Span(1, 1, 4, "PER", attributes=her),
            Span(2, 17, 20, "PER", attributes=her),
            Span(3, 0, 1, "SPACE"),
            Span(4, 8, 20, "A-B(c)|d"),
        ),
        tokens=Tokens.plain(text),
    )
    said = written([made, made], tmp_path / "a.conllu")
    assert "# newdoc id = x_y" in said
    assert "(ida-PER-1)" in said
    first, second = read(tmp_path / "a.conllu")
    assert first.text == second.text == text
    assert {(s.start, s.end, s.label, s.attributes) for s in first.spans} == {
        (s.start, s.end, s.label, s.attributes) for s in made.spans
    }
    assert first.meta.extra == '{"a":1}'


def test_a_broken_line_is_named_and_the_next_article_read(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text("# newdoc\n1\tOne\n2..3\tTwo\n\n# newdoc\n1\tThree\n\n", "utf-8")
    bad, good = read_articles(path)
    assert isinstance(bad, InputError)
    assert bad.line == 3
    assert isinstance(good, Imported)
    assert good.text == "Three"


@pytest.mark.parametrize(("name", "articles"), [("ud_pud_arabic/ar_pud-ud-test.conllu", 1000)])
def test_a_published_treebank_comes_out_as_it_came(
    name: str, articles: int, tmp_path: Path
) -> None:
    path = CORPORA / name
    if not path.exists():
        pytest.skip("the corpora are not here")
    found = read(path)
    assert len(found) == articles
    assert write_conllu(tmp_path / "a.conllu", found) == articles
    assert (tmp_path / "a.conllu").read_bytes() == path.read_bytes()


def test_a_field_that_is_added_changes_no_other_entity(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    rows = (
        "1\tAna\t_\t_\t_\t_\t_\t_\t_\tEntity=(1-x-a-b)\n2\tBo\t_\t_\t_\t_\t_\t_\t_\tEntity=(2-y)\n"
    )
    path.write_text(f"# global.Entity = GRP-etype-identity\n{rows}\n", "utf-8")
    (found,) = read(path)
    made = changed(found, lambda s: replace(s, attributes=(("k", "v"),)) if s.label == "y" else s)
    assert "(1-x-a%2Db)" in written([made], path)
    (again,) = read(path)
    assert [(s.kb_id, s.attributes) for s in again.spans] == [("a-b", ()), ("", (("k", "v"),))]


def test_tags_in_a_column_of_their_own_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.conllup"
    rows = "1\tAna\tB-PER\t_\n2\tLund\tI-PER\t_\n3\twon\tO\tSpaceAfter=No\n4\t.\tO\t_\n"
    path.write_text(
        f"# global.columns = ID FORM NER MISC\n# text = Ana Lund won.\n{rows}\n", "utf-8"
    )
    (found,) = read(path)
    assert (found.text, spans(found)) == ("Ana Lund won.", [("Ana Lund", "PER")])


def test_types_before_numbers_as_gum_had_them_are_types(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    rest = "\t_" * 7
    rows = f"1\tBig{rest}\tEntity=(place-1\n2\tRome{rest}\tEntity=(place-2)place-1)\n3\tit{rest}\tEntity=(place-1)\n"
    path.write_text(f"# newdoc id = a\n{rows}\n", "utf-8")
    (found,) = read(path)
    assert spans(found) == [("Big Rome", "place"), ("Rome", "place"), ("it", "place")]
    assert [span.attributes for span in found.spans] == [(("entity", "1"),), (), (("entity", "1"),)]
    stated = "# global.Entity = etype-eid-infstat-minspan-link\n"
    assert written([found], tmp_path / "b.conllu").replace(stated, "") == path.read_text("utf-8")
    moved = changed(found, lambda span: replace(span, label="city") if span.id == 2 else span)
    written([moved], tmp_path / "c.conllu")
    (again,) = read(tmp_path / "c.conllu")
    assert spans(again) == [("Big Rome", "place"), ("Rome", "city"), ("it", "place")]


def test_a_bracket_that_never_opened_closes_no_new_entity(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    words = ("Ana", "Lund", "met", "Bo")
    rows = [f"{n}\t{word}" + "\t_" * 8 for n, word in enumerate(words, 1)]
    rows[1] = rows[1][:-1] + "Entity=e1)"
    path.write_text("# global.Entity = eid-etype-head-other\n" + "\n".join(rows) + "\n\n")
    (found,) = read(path)
    changed_one = replace(found, spans=(Span(1, 0, 12, "PER"),))
    written([changed_one], tmp_path / "b.conllu")
    (again,) = read(tmp_path / "b.conllu")
    assert spans(again) == [("Ana Lund met", "PER")]


def test_fields_without_a_name_for_entities_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(
        "# global.Entity = xetype-head-other\n1\tAna" + "\t_" * 8 + "\n2\tmet" + "\t_" * 8 + "\n\n"
    )
    (found,) = read(path)
    written([replace(found, spans=(Span(1, 0, 7, "X"),))], tmp_path / "b.conllu")
    (again,) = read(tmp_path / "b.conllu")
    assert spans(again) == [("Ana met", "X")]
