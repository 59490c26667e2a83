"""What an article holds comes out of the tables as it went in."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.core.contents import Contents
from annotator.core.document import ArticleRow, Document
from annotator.core.errors import AnnotatorError
from annotator.store.checksums import content_checksum, text_checksum
from annotator.store.project import Project
from tests.formats.documents import documents
from tests.store.samples import NEWS, sample_document


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    found = Project.created(tmp_path_factory.mktemp("contents") / "news.annot", NEWS)
    yield found
    found.close()


@given(st.lists(documents(), min_size=1, max_size=3))
def test_articles_come_back_as_they_were_added(project: Project, made: list[Document]) -> None:
    rows = project.add([Contents.of(document) for document in made])
    numbers = [row.id for row in rows]
    found = list(project.contents(numbers[::-1]))[::-1]
    for document, row, contents in zip(made, rows, found, strict=True):
        again = replace(document, article=row.id)
        assert contents.laid_out() == project.document(row.id) == again
        assert row == ArticleRow.of(again, row.highlighted_by) == project.article(row.id)
        assert (row.highlighted_by == "import") == (document.span_count > 0)
        kept = "SELECT text, imported FROM checksums WHERE article = ?"
        sums = text_checksum(document.text), content_checksum(document)
        assert project.database.rows(kept, (row.id,)) == [sums]


def test_more_articles_than_are_read_at_once_keep_their_order(project: Project) -> None:
    article = Contents.of(sample_document())
    rows = project.add([replace(article, changed_by=str(n)) for n in range(450)])
    found = project.contents([row.id for row in rows])
    assert [contents.changed_by for contents in found] == [str(n) for n in range(450)]


def test_an_article_that_is_not_there_is_told(project: Project) -> None:
    with pytest.raises(AnnotatorError, match="There is no article 1000000"):
        list(project.contents([1, 1_000_000]))
