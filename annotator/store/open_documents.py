"""The documents at hand: the last few that were asked for, and all that a step over many articles needs."""

from collections import OrderedDict
from collections.abc import Callable, Iterable

from annotator.core.document import Document

_IN_MEMORY = 4


class OpenDocuments:
    """The newest version of each document, read when it is not at hand."""

    def __init__(self, read: Callable[[int], Document]) -> None:
        self._read = read
        self._documents: OrderedDict[int, Document] = OrderedDict()
        self._held: set[int] = set()

    def __len__(self) -> int:
        return len(self._documents)

    def get(self, article: int) -> Document:
        """The document of an article."""
        document = self._documents.get(article)
        if document is None:
            document = self._documents[article] = self._read(article)
            self._forget_oldest()
        else:
            self._documents.move_to_end(article)
        return document

    def put(self, documents: Iterable[Document]) -> None:
        """Newer versions."""
        for document in documents:
            self._documents[document.article] = document
            self._documents.move_to_end(document.article)
        self._forget_oldest()

    def hold(self, articles: Iterable[int]) -> None:
        """These stay, once asked for, until `release`."""
        self._held.update(articles)

    def release(self) -> None:
        """Only the last few stay again."""
        self._held.clear()
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        if len(self._documents) > _IN_MEMORY + len(self._held):
            free = [article for article in self._documents if article not in self._held]
            for article in free[:-_IN_MEMORY]:
                del self._documents[article]
