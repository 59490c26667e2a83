"""WebAnno TSV 3: layers, slots, chains and relations in and out."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.formats.articles import read_articles
from annotator.formats.imported import Imported
from annotator.formats.sniffing import paths_of
from annotator.formats.table import format_named
from annotator.formats.webanno import article_of_tsv
from annotator.formats.webanno_cells import (
    escaped,
    escaped_text,
    java_text,
    numbered,
    plain_text,
    split,
    unescaped,
)
from annotator.formats.webanno_writing import tsv_of
from tests.shared import CORPORA

SAMPLE = Path(__file__).parents[1] / "data" / "webanno" / "interview.tsv"


def read(path: Path) -> Imported:
    (found,) = read_articles(path)
    assert isinstance(found, Imported), str(found)
    return found


def said(article: Imported) -> tuple[object, object]:
    places = {
        s.id: (article.text[s.start : s.end], s.label, s.kb_id, s.note, s.attributes)
        for s in article.spans
    }
    relations = sorted((places[r.head], places[r.child], r.label) for r in article.relations)
    return sorted(places.values()), relations


def test_spans_slots_chains_relations_and_parts_of_tokens_are_read() -> None:
    found = read(SAMPLE)
    assert found.text == 'Ida 🌉 Moll leads Tarn-based Lumo.\nShe said:\n"No [x]\tmore" ok'
    assert [(found.text[s.start : s.end], s.label, s.kb_id) for s in found.spans] == [
        ("Ida 🌉 Moll", "PER", "Q_1"),
        ("Moll", "NAME", ""),
        ("Tarn", "LOC", ""),
        ("Lumo", "ORG", ""),
        ('"No [x]\tmore"', "firm|cold", ""),
        ("Ida 🌉 Moll", "per", ""),
        ("She", "per", ""),
    ]
    assert sorted((r.head, r.child, r.label) for r in found.relations) == [
        (1, 4, "chief"),
        (1, 4, "owner"),
        (5, 1, "speaker"),
        (6, 7, "coref"),
    ]
    assert found.losses == ()
    assert ["Dependency, POS" in problem for problem in found.problems] == [True]


def test_what_is_not_changed_comes_out_byte_by_byte() -> None:
    assert tsv_of(read(SAMPLE)) == SAMPLE.read_text("utf-8")


def test_a_changed_label_changes_its_own_cell_only() -> None:
    found = read(SAMPLE)
    spans = tuple(replace(s, label="GPE") if s.label == "LOC" else s for s in found.spans)
    before = SAMPLE.read_text("utf-8").split("\n")
    after = tsv_of(replace(found, spans=spans)).split("\n")
    assert [line for line in after if line not in before] == [
        before[before.index(next(x for x in before if x.startswith("1-5.1")))].replace("LOC", "GPE")
    ]


def test_new_moved_and_deleted_annotations_keep_the_other_layers() -> None:
    found = read(SAMPLE)
    spans = [s for s in found.spans if s.label != "NAME"]
    spans[-1] = replace(spans[-1], end=spans[-1].end + 5)
    new = Span(50, 15, 23, "A_b;c", note="why?", attributes=(("sure", ""), ("value", "x")))
    relations = (*found.relations, Relation(90, 50, 7, "MEETS"), Relation(91, 4, 1, "ROLE"))
    changed = replace(found, spans=(*spans, new), relations=relations)
    text = tsv_of(changed)
    again = article_of_tsv(text, Meta())
    assert said(again) == said(changed)
    assert "\tnsubj\t1-4\t" in text
    assert "#Sentence.id=s-1" in text


def test_a_new_article_is_written_with_utf_16_offsets(tmp_path: Path) -> None:
    text = "\n🌉 Ida\x0bmet  Bo\\\r\n \n🙂 She left. "
    made = Imported(
        text,
        Meta(source="x/a.txt"),
        (Span(1, 1, 6, "PER", kb_id="Q1"), Span(2, 2, 6, "PER"), Span(3, 0, 2, "SPACE")),
        (Relation(1, 1, 2, "SAME", note="b | c"), Relation(2, 2, 3, "SAME")),
        tokens=Tokens.plain(text),
    )
    fmt = format_named("webanno")
    assert fmt.write(tmp_path / "out", [made, made]) == 2
    paths = paths_of(fmt, tmp_path / "out")
    assert [path.name for path in paths] == ["a-00002.tsv", "a.tsv"]
    again = read(paths[0])
    assert again.text == text
    assert said(again) == said(made)
    assert sorted(r.note for r in again.relations) == ["", "b | c"]
    assert "\t1-3\t🌉" in paths[0].read_text("utf-8")


def test_an_attribute_whose_name_means_something_else_there_has_one_column() -> None:
    text = "Ana met Bo and Cy."
    places = [(0, 3), (8, 10), (15, 17)]
    spans = tuple(
        Span(n, *place, "PER", attributes=(("entity", f"e{n}"), ("so sure", "yes")))
        for n, place in enumerate(places, 1)
    )
    made = Imported(text, Meta(source="a.txt"), spans, tokens=Tokens.plain(text))
    written = tsv_of(made)
    assert "|identifier|value|entity~1|so%20sure\n" in written
    assert said(article_of_tsv(written, Meta())) == said(made)


def test_offsets_in_code_points_are_found_out() -> None:
    text = "#FORMAT=WebAnno TSV 3.2\n#T_SP=a.B|value\n\n\n#Text=🌉 ab\n1-1\t0-1\t🌉\t_\n1-2\t2-4\tab\tX\n"
    found = article_of_tsv(text, Meta())
    assert [found.text[s.start : s.end] for s in found.spans] == ["ab"]
    assert "code points" in found.problems[0]


@pytest.mark.parametrize("form", ["\\", "\\\\"], ids=["as it is", "escaped"])
def test_words_of_backslashes_stand_where_they_are(form: str) -> None:
    head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Note|value\n\n\n"
    lines = f"#Text=\\\\\\\\ a\n1-1\t0-1\t{form}\tX\t\n1-2\t1-2\t{form}\t_\t\n1-3\t3-4\ta\t_\t\n"
    found = article_of_tsv(head + lines, Meta())
    assert (found.text, [(s.start, s.end) for s in found.spans]) == ("\\\\ a", [(0, 1)])
    assert found.problems == ()


def test_a_broken_line_is_named() -> None:
    text = "#FORMAT=WebAnno TSV 3.2\n\n\n#Text=ab\n1-1\tx\tab\n"
    with pytest.raises(InputError, match="line 5"):
        article_of_tsv(text, Meta(source="a.tsv"))


@pytest.mark.parametrize("value", ["a_b|c[1];d->e*\\\t\n", "\\", "*", "_", "[2]", "\\n"])
def test_values_come_back(value: str) -> None:
    assert unescaped(escaped(value)) == value
    assert split(f"{escaped(value)}|{escaped(value)}", "|") == [escaped(value)] * 2
    assert numbered(f"{escaped(value)}[7]") == (escaped(value), 7)


def test_lines_of_text_come_back() -> None:
    line = "a\\n\tb\x01\r\\"
    assert plain_text(escaped_text(line)) == line
    assert java_text("\\u00e9\\t\\101\\\\n") == "é\tA\\n"


def test_published_files_come_in_whole_and_go_out_as_they_came() -> None:
    counts = {}
    for path in sorted(CORPORA.glob("webanno_*/**/*.tsv")):
        text = path.read_text("utf-8")
        if text.startswith("#FORMAT=WebAnno TSV 3"):
            found = article_of_tsv(text, Meta())
            assert found.losses == ()
            assert tsv_of(found) == text
            anew = article_of_tsv(tsv_of(replace(found, meta=Meta())), Meta())
            assert (anew.text, said(anew)) == (found.text, said(found))
            counts[path.stem] = (len(found.spans), len(found.relations))
    if not counts:
        pytest.skip("the corpora are not here")
    assert counts["GUM_voyage_york"] == (203, 87)
    assert counts["coref"] == (725, 562)


def test_version_2_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(" # de.x.NamedEntity | value\n#id=1\n#text=Ana\n1-1\tAna\tB-PER\t\n", "utf-8")
    with pytest.raises(InputError, match="This is WebAnno TSV 2"):
        list(read_articles(path))


def test_rows_that_changed_places_are_told_and_not_kept() -> None:
    lines = SAMPLE.read_text("utf-8").splitlines(keepends=True)
    first, last = (
        next(n for n, s in enumerate(lines) if s.startswith(i)) for i in ("1-1\t", "2-1\t")
    )
    lines[first], lines[last] = lines[last], lines[first]
    found = article_of_tsv("".join(lines), Meta())
    assert any("do not follow each other" in said for said in found.losses)
    new = Span(50, 0, 3, "NEW")
    again = article_of_tsv(tsv_of(replace(found, spans=(new,), relations=())), Meta())
    assert [(s.start, s.end, s.label) for s in again.spans] == [(0, 3, "NEW")]
