"""What brat's own reader demands of annotations, and its checker of the configuration beside them."""

from collections import Counter
from pathlib import Path

import pytest

from annotator.core.document import Meta
from annotator.core.relations import Relation
from annotator.core.spans import Attributes, Span
from annotator.formats.brat import read_brat
from annotator.formats.brat_config import schema_from_conf
from annotator.formats.brat_writing import annotations, as_said, write_brat
from annotator.formats.imported import Imported

EVENTS = """\
T1\tPER 0 3\tAna
T2\tMeet 4 7\tmet
T3\tPER 8 10\tBo
E1\tMeet:T2 Who:T1 Who2:T3
*\tSame T1 T3
A1\tLevel T1 high
"""


def article(text: str, *spans: Span) -> Imported:
    return Imported(text, Meta(), spans, (Relation(1, 1, 1, "SELF"),))


def named(*attributes: tuple[str, str]) -> Attributes:
    return attributes


def test_attributes_are_one_word_and_one_line() -> None:
    said = named(("free text", "two\nlines"), ("sure", ""))
    losses: Counter[str] = Counter()
    found = as_said(article("Ana left.", Span(1, 0, 3, "PER", attributes=said)), losses)
    assert found.spans[0].attributes == (("free_text", "two lines"), ("sure", ""))
    assert losses["exact attribute"] == 1


def test_a_note_is_lines() -> None:
    losses: Counter[str] = Counter()
    noted = Span(1, 0, 3, "PER", note="one\u2028two\n\nthree\n")
    assert as_said(article("Ana left.", noted), losses).spans[0].note == "one\ntwo\nthree"
    assert losses["exact note"] == 1


def test_no_span_begins_or_ends_with_a_line_end() -> None:
    losses: Counter[str] = Counter()
    found = as_said(article("\nAna\tLund\n", Span(1, 0, 10, "PER")), losses)
    assert annotations(found).splitlines()[0] == "T1\tPER 1 9\tAna\tLund"
    assert losses["outer line end"] == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x0c", "\x85", "\u2028"])
def test_no_line_is_broken_by_what_brat_takes_for_its_end(tmp_path: Path, end: str) -> None:
    given = article(f"Ana{end}Lund", Span(1, 0, 7 + len(end), "PER", note=f"so{end}so"))
    write_brat(tmp_path / "out", [given])
    (path,) = (tmp_path / "out").glob("*.ann")
    said = path.read_bytes().decode()
    assert len(said.splitlines()) == said.count("\n") == 4
    (found,) = read_brat(path)
    assert isinstance(found, Imported)
    assert [(span.start, span.end) for span in found.spans] == [(0, 7 + len(end))]


def test_the_configuration_names_events_equivalents_and_attributes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ana met Bo.", "utf-8")
    (tmp_path / "a.ann").write_text(EVENTS, "utf-8")
    articles = [a for a in read_brat(tmp_path / "a.txt") if isinstance(a, Imported)]
    write_brat(tmp_path / "out", articles)
    conf = (tmp_path / "out" / "annotation.conf").read_text("utf-8")
    assert "[entities]\nPER\n\n" in conf
    assert "[events]\nMeet\tWho*:PER\n" in conf
    assert "Same\tArg1:PER, Arg2:PER, <REL-TYPE>:symmetric-transitive\n" in conf
    assert "[attributes]\nLevel\tArg:<ANY>, Value:high\n" in conf
    schema = schema_from_conf(conf)
    assert [label.name for label in schema.labels] == ["PER", "Meet"]
    assert [relation.name for relation in schema.relations] == ["Who", "Same"]
