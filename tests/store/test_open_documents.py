"""Tests of `annotator.store.open_documents`."""

from annotator.core.document import Document
from annotator.core.tokens import Tokens
from annotator.store.open_documents import OpenDocuments


def made(article: int, text: str = "Text.") -> Document:
    return Document.made(article, text, Tokens.plain(text))


def opened() -> tuple[OpenDocuments, list[int]]:
    read: list[int] = []

    def reader(article: int) -> Document:
        read.append(article)
        return made(article)

    return OpenDocuments(reader), read


def test_a_document_at_hand_is_not_read_again() -> None:
    documents, read = opened()
    assert documents.get(1) is documents.get(1)
    assert read == [1]


def test_a_newer_version_takes_the_place_of_the_one_before() -> None:
    documents, read = opened()
    documents.get(1)
    documents.put([made(1, "Newer.")])
    assert documents.get(1).text == "Newer."
    assert read == [1]


def test_of_many_only_the_last_few_stay() -> None:
    documents, read = opened()
    for article in range(20):
        documents.get(article)
    read.clear()
    documents.get(19)
    documents.get(0)
    assert read == [0]


def test_what_is_held_stays_until_it_is_released() -> None:
    documents, read = opened()
    documents.hold(range(20))
    for article in range(20):
        documents.get(article)
    read.clear()
    for article in range(20):
        documents.get(article)
    assert read == []
    documents.release()
    documents.get(0)
    assert read == [0]
