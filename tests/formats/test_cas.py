"""UIMA CAS as XMI and JSON: layers, slots, chains and relations in and out."""

import json
import zipfile
from pathlib import Path

import cassis
import pytest
from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.formats.articles import read_articles
from annotator.formats.cas import read_cas
from annotator.formats.cas_editing import said
from annotator.formats.cas_writing import write_cas, write_json
from annotator.formats.fitting import fitted, sentence
from annotator.formats.imported import Imported
from annotator.formats.sniffing import paths_of
from annotator.formats.table import format_named
from tests.shared import CORPORA

DATA = Path(__file__).parents[1] / "data" / "cas"
SAMPLE = DATA / "interview.xmi"


def read(path: Path) -> Imported:
    (found,) = read_articles(path)
    assert isinstance(found, Imported), str(found)
    return found


def written(article: Imported, folder: Path) -> Imported:
    """Written as XMI and read back; dkpro-cassis itself opens what was written."""
    assert write_cas(folder, [article]) == 1
    types = cassis.load_typesystem(folder / "TypeSystem.xml")
    (path,) = folder.glob("*.xmi")
    cassis.load_cas_from_xmi(path, typesystem=types)
    return read(path)


def changed(article: Imported) -> Imported:
    """A span gone, one moved and relabelled, a new one and a new relation."""
    spans = [s for s in article.spans if s.label != "NamedEntity"]
    first = replace(spans[0], end=spans[0].end - 5, label="WOMAN")
    new = Span(
        90, 0, 2, "NEW", note="a\nb", kb_id="Q9", attributes=(("class", "x"), ("größe 1", ""))
    )
    spans = [*spans[1:], new, first]
    relations = [replace(r, label="boss") if r.label == "chief" else r for r in article.relations]
    relations.append(Relation(90, 90, spans[0].id, "NEXT_TO", note="why?"))
    return replace(article, spans=tuple(spans), relations=tuple(relations))


def test_spans_relations_slots_and_chains_are_read() -> None:
    found = read(SAMPLE)
    assert found.text == "Ida 🌉 Moll leads Lumo.\nShe said: “No.”"
    assert [(found.text[s.start : s.end], s.label, s.attributes) for s in found.spans] == [
        ("Ida 🌉 Moll", "PER", ()),
        ("Ida 🌉 Moll", "person", ()),
        ("Moll", "NamedEntity", ()),
        ("Lumo", "ORG", ()),
        ("She", "person", ()),
        ("“No.”", "firm", (("sure", "true"), ("tone", "cold"), ("tone", "short"))),
    ]
    assert found.spans[0].kb_id == "http://www.wikidata.org/entity/Q1"
    words = {s.id: found.text[s.start : s.end] for s in found.spans}
    assert sorted((words[r.head], r.label, words[r.child]) for r in found.relations) == [
        ("Ida 🌉 Moll", "chief", "Lumo"),
        ("Ida 🌉 Moll", "coref", "She"),
        ("“No.”", "speaker", "Ida 🌉 Moll"),
    ]
    assert found.meta.title == "An interview"
    assert found.tokens is not None
    assert (len(found.tokens), list(found.tokens.sentences)) == (13, [0, 23])
    assert len(found.losses) == 1
    assert any("1 POS" in problem for problem in found.problems)


def test_what_is_not_changed_comes_out_byte_by_byte(tmp_path: Path) -> None:
    written(read(SAMPLE), tmp_path / "out")
    assert (tmp_path / "out" / "interview.xmi").read_bytes() == SAMPLE.read_bytes()


def test_changes_are_made_in_a_copy_of_what_came_in(tmp_path: Path) -> None:
    article = changed(read(SAMPLE))
    again = written(article, tmp_path / "out")
    assert said(again) == said(article)
    xmi = (tmp_path / "out" / "interview.xmi").read_text("utf-8")
    assert 'PosValue="VBZ"' in xmi
    assert 'value="EMPTY"' in xmi
    assert 'year="2020"' in xmi
    assert said(written(again, tmp_path / "two")) == said(article)


def test_slots_and_chains_follow_their_relations(tmp_path: Path) -> None:
    found = read(SAMPLE)
    kept = tuple(r for r in found.relations if r.label == "chief")
    again = written(replace(found, relations=kept), tmp_path / "out")
    assert [r.label for r in again.relations] == ["chief"]
    turned = tuple(
        replace(r, head=r.child, child=r.head) if r.label == "coref" else r for r in found.relations
    )
    article = replace(found, relations=turned)
    assert said(written(article, tmp_path / "two")) == said(article)


def test_json_is_written_and_read(tmp_path: Path) -> None:
    article = changed(read(SAMPLE))
    assert write_json(tmp_path / "out", [article]) == 1
    (path,) = (tmp_path / "out").iterdir()
    cassis.load_cas_from_json(path.read_text("utf-8"))
    again = read(path)
    assert said(again) == said(article)
    assert write_json(tmp_path / "two", [again]) == 1
    assert (tmp_path / "two" / path.name).read_bytes() == path.read_bytes()


def test_a_type_system_is_found_out_where_none_lies_beside(tmp_path: Path) -> None:
    path = tmp_path / "alone.xmi"
    path.write_bytes(SAMPLE.read_bytes())
    alone, whole = read(path), read(SAMPLE)
    assert said(alone) == said(whole)
    article = changed(alone)
    assert said(written(article, tmp_path / "out")) == said(article)


def test_a_zip_as_inception_exports_it(tmp_path: Path) -> None:
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as file:
        file.write(SAMPLE, "ida.xmi")
        file.write(DATA / "TypeSystem.xml", "TypeSystem.xml")
    path = tmp_path / "project.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("exportedproject.json", "{}")
        file.write(inner, "annotation/ida.txt/ida.zip")
        file.writestr("annotation/bad/bad.xmi", '<x xmlns="http://www.omg.org/XMI">')
    good, bad = read_articles(path)
    assert isinstance(good, Imported)
    assert said(good) == said(read(SAMPLE))
    assert isinstance(bad, InputError)
    fmt = format_named("cas")
    assert fmt.write(tmp_path / "out.zip", [good, good]) == 2
    again = list(fmt.read(tmp_path / "out.zip"))
    assert [isinstance(a, Imported) and said(a) == said(good) for a in again] == [True, True]


def test_a_new_article_has_what_inception_wants(tmp_path: Path) -> None:
    text = "🌉 Ida met\tBo.\r\n\n She left. "
    spans = (
        Span(1, 0, 5, "PER", kb_id="Q1"),
        Span(2, 2, 5, "PER", note="n", attributes=(("role", "x"), ("value", ""), ("role", "y"))),
        Span(3, 5, 6, "SPACE"),
    )
    relations = (Relation(1, 1, 2, "SAME", note="b"), Relation(2, 1, 2, "LIKE"))
    made = Imported(text, Meta(title="T"), spans, relations, tokens=Tokens.plain(text))
    again = written(made, tmp_path / "out")
    assert (again.text, said(again)) == (text, said(made))
    assert again.meta.title == "T"
    xmi = (tmp_path / "out" / "article.xmi").read_text("utf-8")
    assert 'begin="0" end="6"' in xmi
    assert paths_of(format_named("cas"), tmp_path / "out") == [tmp_path / "out" / "article.xmi"]


def test_signs_that_xml_can_not_hold_are_said(tmp_path: Path) -> None:
    made = Imported("a\x01b", Meta(), (Span(1, 0, 3, "X"),), tokens=Tokens.plain("a\x01b"))
    found, losses = fitted(made, format_named("cas"))
    assert sentence(losses) == "1 character that its files can't hold"
    assert written(found, tmp_path / "out").text == "a\ufffdb"


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><xmi:XMI xmlns:xmi="http://www.omg.org/XMI"/>',
        b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"><a',
        b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"/>',
    ],
)
def test_a_damaged_file_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xmi"
    path.write_bytes(data)
    (found,) = read_articles(path)
    assert isinstance(found, InputError)


def test_a_text_listed_among_the_annotations_is_damage(tmp_path: Path) -> None:
    write_json(tmp_path / "out", [read(SAMPLE)])
    (path,) = (tmp_path / "out").iterdir()
    data = json.loads(path.read_bytes())
    (view,) = data["%VIEWS"].values()
    view["%MEMBERS"].append(view["%SOFA"])
    path.write_text(json.dumps(data), "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, InputError)
    assert "lists a text among its annotations" in str(found)


def test_a_span_that_a_view_lists_twice_is_one(tmp_path: Path) -> None:
    whole = read(SAMPLE)
    write_json(tmp_path / "out", [whole])
    (path,) = (tmp_path / "out").iterdir()
    data = json.loads(path.read_bytes())
    (view,) = data["%VIEWS"].values()
    view["%MEMBERS"] += view["%MEMBERS"]
    path.write_text(json.dumps(data), "utf-8")
    assert said(read(path)) == said(whole)


def test_what_the_library_can_not_write_again_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise TypeError("no such feature")

    monkeypatch.setattr(cassis.Cas, "to_xmi", fail)
    with pytest.raises(InputError, match=r"Its CAS can't be written again .*no such feature"):
        write_cas(tmp_path / "out", [changed(read(SAMPLE))])
    assert not (tmp_path / "out").exists()


def test_xml_1_1_is_read(tmp_path: Path) -> None:
    data = SAMPLE.read_bytes().replace(b'version="1.0"', b'version="1.1"', 1)
    path = tmp_path / "a.xmi"
    path.write_bytes(data.replace(b"leads", b"lead&#1;", 1))
    assert "lead\ufffd Lumo" in read(path).text


def test_published_files_come_in_whole_and_go_out_as_they_came(tmp_path: Path) -> None:
    paths = [*CORPORA.glob("cas_*/**/*.xmi"), *CORPORA.glob("cas_*/**/data.json")]
    if not paths:
        pytest.skip("the corpora are not here")
    spans = relations = 0
    for number, path in enumerate(sorted(paths)):
        (found,) = read_cas(path)
        if isinstance(found, InputError):
            assert "has no text" in found.reason
            continue
        spans, relations = spans + len(found.spans), relations + len(found.relations)
        assert found.losses == ()
        write = write_json if path.suffix == ".json" else write_cas
        write(tmp_path / str(number), [found])
        name = path.with_suffix(path.suffix).name
        assert (tmp_path / str(number) / name).read_bytes() == path.read_bytes()
    assert (spans, relations) == (42, 10)
