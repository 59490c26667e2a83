"""DocBin rows against spaCy itself: what is written comes back, and the text is the text."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.core.document import Document
from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.docbin import article_of, row_of
from annotator.formats.fitting import fitted
from annotator.formats.imported import Imported
from annotator.formats.table import format_named
from annotator.nlp.docbin import RELATIONS, doc_of, read
from annotator.nlp.docbin import row_of as read_row
from tests.formats.documents import documents
from tests.formats.test_round_trips import imported_of, said

SPACY = format_named("spacy")
TEXT = "Ana Lund met Bo in Osaka."


def through_spacy(articles: list[Imported]) -> list[Imported]:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    docs = [doc_of(row_of(article, has_relations=True), vocab) for article in articles]
    data = DocBin(store_user_data=True, docs=docs).to_bytes()
    found = DocBin().from_bytes(data).get_docs(Vocab())
    return [article_of(read_row(doc), "a.spacy", 1) for doc in found]


@settings(max_examples=40)
@given(made=st.lists(documents(), min_size=1, max_size=3))
def test_what_a_docbin_holds_comes_back(made: list[Document]) -> None:
    articles = []
    for document in made:
        try:
            articles.append(fitted(imported_of(document), SPACY)[0])
        except InputError:
            continue
    found = through_spacy(articles)
    assert [said(a, SPACY) for a in found] == [said(a, SPACY) for a in articles]
    assert [a.meta.author for a in found] == [a.meta.author for a in articles]
    assert [a.meta.extra for a in found] == [a.meta.extra for a in articles]


def made(
    *spans: tuple[int, int, str], relations: tuple[tuple[int, int, str], ...] = ()
) -> Imported:
    from annotator.core.document import Meta
    from annotator.formats.building import Building

    building = Building(TEXT)
    for number, span in enumerate(spans):
        building.span(number, *span)
    for relation in relations:
        building.relation(*relation)
    return building.finished(Meta(source="a.txt"), exact=True)


def test_ents_are_the_longest_without_white_space_and_relations_go_by_first_tokens() -> None:
    from spacy.vocab import Vocab

    spans = ((0, 9, "PERSON"), (0, 3, "NAME"), (13, 15, "PERSON"), (19, 22, "PART"))
    article = made(*spans, relations=((0, 2, "MET"), (0, 3, "IN")))
    doc = doc_of(row_of(article, has_relations=True), Vocab())
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("Ana Lund", "PERSON"),
        ("Bo", "PERSON"),
        ("Osa", "PART"),
    ]
    assert [s.text for s in doc.spans["sc"]] == ["Ana", "Ana Lund ", "Bo", "Osa"]
    relations = doc.user_data[RELATIONS]
    words = [token.text for token in doc]
    pairs = {(words[h], words[c]): labels for (h, c), labels in relations.items() if labels}
    assert pairs == {("Ana", "Bo"): {"MET": 1.0}, ("Ana", "Osa"): {"IN": 1.0}}
    assert len(relations) == 9


def test_no_sentence_begins_inside_of_a_span() -> None:
    from spacy.vocab import Vocab

    tokens = Tokens([0, 4, 9, 13, 16, 19], [3, 8, 12, 15, 18, 25], [0, 4, 13])
    article = replace(made((0, 8, "PERSON")), tokens=tokens)
    doc = doc_of(row_of(article, has_relations=False), Vocab())
    assert [sent.text for sent in doc.sents] == ["Ana Lund met", "Bo in Osaka."]


def test_a_foreign_doc_comes_with_groups_cats_and_relations() -> None:
    import spacy
    from spacy.tokens import Doc, Span

    nlp = spacy.blank("en")
    doc = nlp(TEXT)
    doc.ents = [Span(doc, 0, 2, "PERSON"), Span(doc, 3, 4, "PERSON")]
    doc.spans["places"] = [Span(doc, 5, 6, "GPE")]
    doc.cats = {"news": 1.0}
    Doc.set_extension("rel", default={}, force=True)
    doc._.rel = {(0, 3): {"MET": 1.0, "IN": 0.0}, (3, 0): {}}
    doc.user_data["id"] = "x1"
    article = article_of(read_row(doc), "a.spacy", 1)
    assert [(article.text[s.start : s.end], s.label) for s in article.spans] == [
        ("Ana Lund", "PERSON"),
        ("Bo", "PERSON"),
        ("Osaka", "GPE"),
    ]
    assert [(r.head, r.child, r.label) for r in article.relations] == [(1, 2, "MET")]
    own = json.loads(article.meta.record_extra)["spacy"]
    assert own == {"cats": {"news": 1.0}, "user_data": {"id": "x1"}}
    (again,) = through_spacy([article])
    assert json.loads(again.meta.record_extra)["spacy"] == own
    row = row_of(article, has_relations=True)
    assert [e.label for e in row.ents] == ["PERSON", "PERSON"]
    foreign = doc_of(row, nlp.vocab)
    assert foreign.spans["places"][0].text == "Osaka"
    Doc.remove_extension("rel")


def test_what_is_said_of_tokens_is_named_as_left_out() -> None:
    import spacy

    doc = spacy.blank("en")(TEXT)
    for token in doc:
        token.lemma_ = token.lower_
    doc.user_data[("._.", "odd", None, None)] = 1
    assert len(read_row(doc).lost) == 2
    assert read_row(doc, is_first=False).lost == []


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.spacy"
    path.write_bytes(b"not a DocBin")
    with pytest.raises(InputError, match="no DocBin"):
        list(read(path))
