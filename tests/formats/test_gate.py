"""GATE's XML."""

from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import read_articles
from annotator.formats.imported import Imported
from tests.shared import CORPORA

DOCUMENT = """<?xml version='1.0' encoding='UTF-8'?>
<GateDocument version="3">
<GateDocumentFeatures><Feature><Name className="java.lang.String">gate.SourceURL</Name>
<Value className="java.lang.String">http://a.example/1</Value></Feature></GateDocumentFeatures>
<TextWithNodes><Node id="0"/>\U0001f389 Ana<Node id="6"/> &amp; <Node id="9"/>Osaka<Node id="14"/>
</TextWithNodes>
<AnnotationSet><Annotation Id="1" Type="Token" StartNode="0" EndNode="6"></Annotation></AnnotationSet>
<AnnotationSet Name="Key">
<Annotation Id="2" Type="Person" StartNode="0" EndNode="6"><Feature>
<Name className="java.lang.String">kind</Name><Value className="java.lang.String">runner</Value>
</Feature></Annotation>
<Annotation Id="3" Type="City" StartNode="9" EndNode="14"/>
<Annotation Id="4" Type="City" StartNode="9" EndNode="77"/>
</AnnotationSet>
<RelationSet><Relation Id="5" Type="won_in" Members="2;3"/><Relation Id="6" Type="x" Members="2"/></RelationSet>
</GateDocument>
"""


def read(path: Path, text: str) -> Imported:
    path.write_text(text, "utf-8")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    return found


def test_nodes_are_places_in_the_text_whatever_they_count(tmp_path: Path) -> None:
    found = read(tmp_path / "a.xml", DOCUMENT)
    assert [(found.text[s.start : s.end], s.label, s.attributes) for s in found.spans] == [
        ("\U0001f389 Ana", "Person", (("kind", "runner"),)),
        ("Osaka", "City", ()),
    ]
    assert [(r.head, r.label, r.child) for r in found.relations] == [(1, "won_in", 2)]
    assert found.meta.url == "http://a.example/1"
    assert len(found.losses) == 2
    assert "1 Token" in found.problems[-1]


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    bad = DOCUMENT.replace("<GateDocument ", '<!DOCTYPE g [<!ENTITY a "b">]>\n<GateDocument ', 1)
    path.write_text(bad, "utf-8")
    with pytest.raises(InputError, match="declares"):
        list(read_articles(path))


def test_published_documents_come_in_whole() -> None:
    folder = CORPORA / "gate_btc_xml_sample"
    if not folder.exists():
        pytest.skip("the corpora are not here")
    found = [a for path in folder.rglob("*.xml") for a in read_articles(path)]
    spans = [s.label for a in found if isinstance(a, Imported) for s in a.spans]
    assert (len(found), len(spans), spans.count("Person")) == (8, 16, 4)
