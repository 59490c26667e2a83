"""brat standoff in and out."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.core.errors import AnnotatorError, InputError
from annotator.formats.articles import article_paths, read_articles
from annotator.formats.brat import read_brat
from annotator.formats.brat_config import conf_of, schema_from_conf
from annotator.formats.brat_writing import annotations, write_brat
from annotator.formats.building import parts_of
from annotator.formats.imported import Imported
from tests.shared import CORPORA

TEXT = "Ana Lund met 😀 Bo in Osaka\nand Nara.\n"
LINES = """\
T1\tPERSON 0 8\tAna Lund
T2\tPERSON 15 17\tBo
T3\tMeet 9 12\tmet
T4\tGPE 21 26;31 35\tOsaka Nara
R7\tKNOWS Arg1:T1 Arg2:T2\t
E1\tMeet:T3 Who:T1 Who2:T2 Where:T4
E2\tMeet:T3 Who:T1
*\tEquiv T1 T2
A1\tNegation E1
A2\tLevel T1 high
M1\tSpeculation E2
N1\tReference T1 Wikidata:Q1\tAna Lund
#1\tAnnotatorNotes T1\tsure?
#2\tAnnotatorNotes R7\tasked
#3\tOther E1\tkept
X1\tunknown
"""


def pair(folder: Path, lines: str = LINES, text: str = TEXT, suffix: str = ".ann") -> Path:
    (folder / "a.txt").write_bytes(text.encode())
    (folder / f"a{suffix}").write_bytes(lines.encode())
    return folder / "a.txt"


def one(path: Path) -> Imported:
    (found,) = read_brat(path)
    assert isinstance(found, Imported)
    return found


def test_all_kinds_of_lines_come_in(tmp_path: Path) -> None:
    found = one(pair(tmp_path))
    spans = {span.id: span for span in found.spans}
    assert (spans[1].start, spans[1].end, spans[1].label) == (0, 8, "PERSON")
    assert spans[1].kb_id == "Wikidata:Q1"
    assert spans[1].note == "sure?"
    assert spans[1].attributes == (("Level", "high"),)
    assert spans[3].attributes == (("Negation", ""), ("Speculation", ""))
    assert parts_of(spans[4]) == [(21, 26), (31, 35)]
    relations = [(r.head, r.child, r.label) for r in found.relations]
    events = [(3, 1, "Who"), (3, 2, "Who"), (3, 4, "Where")]
    assert sorted(relations) == sorted([(1, 2, "KNOWS"), (1, 2, "Equiv"), *events])
    assert [p for p in found.problems if "kept as it is" in p]
    assert found.losses == ()


def test_all_lines_go_out_as_they_came(tmp_path: Path) -> None:
    found = annotations(one(pair(tmp_path)))
    assert sorted(found.splitlines()) == sorted(LINES.splitlines())


def test_offsets_in_utf_16_are_found_by_the_words(tmp_path: Path) -> None:
    lines = "T1\tPERSON 0 8\tAna Lund\nT2\tPERSON 16 18\tBo\nT3\tGPE 22 27\tOsaka\n"
    found = one(pair(tmp_path, lines))
    assert [TEXT[s.start : s.end] for s in found.spans] == ["Ana Lund", "Bo", "Osaka"]
    assert "UTF-16" in found.problems[0]


def test_drifted_offsets_are_repaired_and_what_stands_nowhere_is_kept(tmp_path: Path) -> None:
    found = one(pair(tmp_path, "T1\tGPE 19 24\tOsaka\nT2\tGPE 0 3\tRome\nT3\tGPE 90 94\tRome\n"))
    assert [TEXT[s.start : s.end] for s in found.spans] == ["Osaka", "Ana"]
    assert len(found.problems) == 3
    assert len(found.losses) == 1


def test_a_span_over_a_line_end_is_split_and_comes_back_whole(tmp_path: Path) -> None:
    lines = "T1\tGPE 21 26;27 30\tOsaka and\n"
    found = one(pair(tmp_path, lines))
    assert parts_of(found.spans[0]) == [(21, 30)]
    assert annotations(found) == lines


def test_a_line_end_written_as_a_blank_does_not_settle_what_offsets_count(tmp_path: Path) -> None:
    found = one(pair(tmp_path, "T1\tPERSON 4 6\t  \n", "Ana\u00a0  \nOsaka\n"))
    assert [(span.start, span.end) for span in found.spans] == [(4, 6)]
    found = one(pair(tmp_path, "T1\tPERSON 5 7\t  \n", "Ana\u00a0  \nOsaka\n"))
    assert [(span.start, span.end) for span in found.spans] == [(5, 7)]


def test_a1_and_a2_are_read_together(tmp_path: Path) -> None:
    path = pair(tmp_path, "T1\tPERSON 0 8\tAna Lund\n", suffix=".a1")
    path.with_suffix(".a2").write_text("T2\tMeet 9 12\tmet\nE1\tMeet:T2 Who:T1\n")
    (relation,) = one(path).relations
    assert relation.label == "Who"


def test_a_relation_to_a_missing_span_is_a_loss(tmp_path: Path) -> None:
    found = one(pair(tmp_path, "T1\tPERSON 0 8\tAna Lund\nR1\tKNOWS Arg1:T1 Arg2:T9\n"))
    assert "missing span" in found.losses[0]


def test_a_span_whose_id_stands_there_twice_comes_in_and_goes_out_with_its_own(
    tmp_path: Path,
) -> None:
    lines = "T1\tPERSON 0 8\tAna Lund\nT1\tPERSON 15 17 \tBo\nA1\tLevel T1 high\n"
    found = one(pair(tmp_path, lines))
    assert [(span.start, span.end, len(span.attributes)) for span in found.spans] == [
        (0, 8, 1),
        (15, 17, 0),
    ]
    assert "T1 stands there twice" in found.problems[0]
    assert "T2\tPERSON 15 17\tBo" in annotations(found)


def test_annotations_without_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.ann"
    path.write_text("T1\tPERSON 0 8\tAna Lund\n")
    with pytest.raises(InputError, match=r"b\.txt .* is missing"):
        list(read_brat(path))


def test_a_folder_of_pairs_is_written_whole_and_opens_by_itself(tmp_path: Path) -> None:
    article = one(pair(tmp_path))
    folder = tmp_path / "out"
    assert write_brat(folder, [article, article]) == 2
    paths = article_paths(folder)
    assert [path.name for path in paths] == ["a-00002.txt", "a.txt"]
    for path in paths:
        (found,) = read_articles(path)
        assert isinstance(found, Imported)
        assert (found.text, found.spans, found.relations) == (
            article.text,
            article.spans,
            article.relations,
        )
    with pytest.raises(AnnotatorError, match="there already"):
        write_brat(folder, [article])


def test_a_configuration_becomes_a_schema_and_back() -> None:
    text = (
        "[entities]\nPERSON\n\tPOLITICIAN\n!GPE\n[relations]\n"
        "KNOWS\tArg1:PERSON, Arg2:PERSON|POLITICIAN, <REL-TYPE>:symmetric\n"
        "[events]\nMeet\tWho+:PERSON, Where?:GPE\n[attributes]\nNegation\tArg:<EVENT>\n"
    )
    schema = schema_from_conf(text)
    assert [label.name for label in schema.labels] == ["PERSON", "POLITICIAN", "GPE", "Meet"]
    knows = schema.relation("KNOWS")
    assert knows is not None
    assert (knows.heads, knows.symmetric) == (("PERSON",), True)
    where = schema.relation("Where")
    assert where is not None
    assert (where.heads, where.children) == (("Meet",), ("GPE",))
    again = schema_from_conf(conf_of(schema))
    assert {r.name: r for r in again.relations} == {r.name: r for r in schema.relations}


@pytest.mark.parametrize(
    ("name", "articles", "spans", "relations"),
    [
        ("bionlp2011_epi", 20, 367, 0),
        ("nlplab_tutorials", 26, 226, 14),
        ("olivetti_materials", 30, 3480, 2545),
    ],
)
def test_published_corpora_come_in_whole_and_go_out_the_same(
    name: str, articles: int, spans: int, relations: int
) -> None:
    folder = CORPORA / f"brat_{name}"
    if not folder.exists():
        pytest.skip("the corpora are not here")
    paths = sorted(folder.rglob("*.ann"))
    found = [one(path) for path in paths]
    assert len(found) == articles
    assert sum(len(article.spans) for article in found) == spans
    plain = [r for article in found for r in article.relations if '"id":"R' in r.extra]
    assert len(plain) == relations
    for path, article in zip(paths, found, strict=True):
        said = path.read_text("utf-8").splitlines()
        assert _bare(annotations(article).splitlines()) == _bare(said)


def _bare(lines: list[str]) -> list[str]:
    """Lines without the white space that tools put at their ends and between words."""
    return sorted(" ".join(line.split()) for line in lines if line.strip())


def test_an_event_has_the_type_of_its_trigger_when_that_changes(tmp_path: Path) -> None:
    found = one(pair(tmp_path, "T1\tMeet 9 12\tmet\nE1\tMeet:T1\n"))
    (span,) = found.spans
    changed = replace(found, spans=(replace(span, label="Talk"),))
    assert "E1\tTalk:T1" in annotations(changed)


@pytest.mark.parametrize(
    "link", ["Q1", "Wikidata:Q1", "New York", "http://a.b/%20c", "Link:x", "é"]
)
def test_links_are_written_as_brat_takes_them(tmp_path: Path, link: str) -> None:
    found = one(pair(tmp_path, "T1\tPERSON 0 3\tAna\n"))
    (span,) = found.spans
    text = annotations(replace(found, spans=(replace(span, kb_id=link),)))
    said = text.split("\n")[1].split("\t")
    assert said[2] == "Ana"
    assert len(said[1].split(" ")) == 3
    assert ":" in said[1]
    again = one(pair(tmp_path, text))
    assert again.spans[0].kb_id == link
