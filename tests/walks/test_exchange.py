"""Articles from anywhere and out again: a folder of mixed files, a page from the web, an export."""

import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from annotator.core.document import Status
from annotator.core.relations import Relation
from annotator.core.schema import Label, RelationType, Schema
from annotator.core.spans import Span
from annotator.formats.articles import pasted
from annotator.formats.imported import document_of
from annotator.session import Session
from tests.formats.test_pdf import pdf
from tests.walks.program import Program

PAGE = (
    "<html><head><title>Talks in Osaka</title></head><body><nav>Home | Sport</nav><article>"
    "<h1>Talks in Osaka</h1>"
    + "<p>Aiko Tanaka met Budi Hartawan in Osaka on Thursday to agree on how to share medicines"
    " before the next outbreak, and the talks went on until late in the evening.</p>"
    * 3
    + "</article><footer>Imprint</footer></body></html>"
)
WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>Kaja Lindholm spoke in Geneva.</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One file of each kind, and one that can't be read."""
    place = tmp_path / "mixed"
    place.mkdir()
    (place / "a.html").write_text(PAGE)
    with zipfile.ZipFile(place / "b.docx", "w") as archive:
        archive.writestr("word/document.xml", WORD)
    pdf(place / "c.pdf", [(700, "Police in Lima closed the harbour.")])
    (place / "d.csv").write_text("title,body\nOne,Ana Ruiz left Lima.\nTwo,Wei Guolan came.\n")
    (place / "e.eml").write_text("From: a@example.org\nSubject: Storm\n\nThe storm hit Tokyo.\n")
    (place / "f.txt").write_bytes(b"\0\1\2")
    return place


def titles(project: Path) -> list[str]:
    session = Session.opened(project, read_only=True)
    try:
        return [row.title for row in session.articles()]
    finally:
        session.close()


def test_a_folder_of_mixed_files_is_opened_without_what_can_t_be_read(
    start: Callable[..., Program], folder: Path
) -> None:
    program = start(str(folder))
    program.wait("proposals 1")
    program.close()
    assert titles(folder / "annotator.annot") == [
        *("Talks in Osaka", "Kaja Lindholm spoke in Geneva.", "Grain talks"),
        *("One", "Two", "Storm"),
    ]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One article that is done, with what CoNLL can't hold: a nested span, a relation, a note."""
    path = tmp_path / "p.annot"
    schema = Schema(labels=(Label("PERSON"), Label("GPE")), relations=(RelationType("MEETS"),))
    session = Session.created(path, schema, "Ana")
    article = pasted("Aiko Tanaka met Budi Hartawan in Osaka.")
    (number,) = session.add_articles(
        [
            document_of(
                type(article)(
                    article.text,
                    article.meta,
                    spans=(
                        Span(1, 0, 11, "PERSON", note="sure"),
                        Span(2, 5, 11, "PERSON"),
                        Span(3, 33, 38, "GPE"),
                    ),
                    relations=(Relation(1, 1, 3, "MEETS"),),
                )
            )
        ]
    )
    session.finish(number, Status.DONE)
    session.close()
    return path


def test_a_project_is_exported_to_conll_after_its_losses_were_said(
    start: Callable[..., Program], project: Path
) -> None:
    program = start(str(project))
    said = program.press("ctrl+e", until="foreseen")
    assert "1 nested span" in said
    assert "1 relation" in said
    assert "note" in said
    program.wait_for_window("Export")
    told = program.press("Return", until="exported")
    written = Path(told.split(" ", 1)[1])
    assert written == project.with_suffix(".conll")
    rows = [line.split() for line in written.read_text("utf-8").splitlines() if line.strip()]
    assert [row[-1] for row in rows if row[0] in ("Aiko", "Tanaka", "Osaka")] == [
        "B-PERSON",
        "I-PERSON",
        "B-GPE",
    ]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}/talks"
    made.shutdown()
    thread.join()
    made.server_close()


def test_a_page_is_opened_by_its_address_once_that_is_allowed(
    start: Callable[..., Program], address: str, tmp_path: Path
) -> None:
    program = start()
    program.press("ctrl+u")
    program.wait_for_window("Open URL")
    program.write(address)
    program.press("Tab", "space", "Return", until="proposals 1")
    program.close()
    assert titles(tmp_path / "data" / "pages" / "pages.annot") == ["Talks in Osaka"]
    assert "may_fetch = true" in (tmp_path / "config" / "settings.toml").read_text()
