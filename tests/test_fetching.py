"""Pages from a server on this machine; no test leaves it."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from annotator import fetching
from annotator.fetching import FetchError, checked_address, fetched, keep

PAGE = b"<html><head><title>Talks</title></head><body><p>Ana met Bo.</p></body></html>"


class Handler(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.headers.get("User-Agent", ""))
        answer = getattr(self, f"_{self.path.strip('/').split('.')[0]}", None)
        if answer is None:
            self.send_error(404)
        else:
            answer()

    def _give(self, data: bytes, kind: str, length: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)

    def _go(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self) -> None:
        self._give(PAGE, "text/html")

    def _old(self) -> None:
        self._give("Zürich grew.".encode("cp1252"), "text/plain; charset=windows-1252")

    def _image(self) -> None:
        self._give(b"\x89PNG", "image/png")

    def _moved(self) -> None:
        self._go("/page.html")

    def _local(self) -> None:
        self._go("file:///etc/hostname")

    def _circle(self) -> None:
        self._go("/circle")

    def _large(self) -> None:
        self._give(b"x" * 3000, "text/plain")

    def _cut(self) -> None:
        self._give(PAGE, "text/html", len(PAGE) + 10)

    def _slow(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        for _ in range(50):
            try:
                self.wfile.write(b"word ")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = False
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


def test_a_page_comes_and_is_kept_under_its_address(server: str, tmp_path: Path) -> None:
    page = fetched(f"{server}/page.html")
    assert (page.data, page.suffix) == (PAGE, ".html")
    path = keep(page, tmp_path / "pages")
    assert path.name.startswith("127.0.0.1_page_")
    assert keep(page, tmp_path / "pages") == path
    assert path.read_bytes() == PAGE


def test_the_encoding_that_the_server_names_counts(server: str) -> None:
    assert fetched(f"{server}/old.txt").data.decode("utf-8-sig") == "Zürich grew."


def test_a_redirect_within_the_web_is_followed(server: str) -> None:
    assert fetched(f"{server}/moved").url == f"{server}/page.html"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("local", "out of the web"),
        ("circle", "in a circle"),
        ("image.png", "no page, no PDF"),
        ("nothing", "404 Not Found"),
        ("cut.html", "broke off"),
    ],
)
def test_what_can_t_be_taken_is_one_sentence(name: str, said: str, server: str) -> None:
    with pytest.raises(FetchError, match=said):
        fetched(f"{server}/{name}")


def test_what_is_too_large_is_not_taken(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "AT_MOST", 1000)
    with pytest.raises(FetchError, match="larger than"):
        fetched(f"{server}/large.txt")


def test_what_takes_too_long_is_not_taken(server: str) -> None:
    with pytest.raises(FetchError, match=r"too long|in time"):
        fetched(f"{server}/slow.txt", seconds=0.2)


def test_it_can_be_stopped(server: str) -> None:
    with pytest.raises(FetchError, match="stopped"):
        fetched(f"{server}/page.html", lambda _bytes: False)


def test_a_server_that_is_not_there_is_said(server: str) -> None:
    with pytest.raises(FetchError, match="can't be had"):
        fetched(server.rsplit(":", 1)[0] + ":1/")


@pytest.mark.parametrize(
    "address",
    ["", "file:///etc/hostname", "ftp://a.org/x", "data:text/html,x", "http://", "https://a b.org",
     "http://ana:secret@a.org/", "http://[::1"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(FetchError):
        checked_address(address)


def test_an_address_without_scheme_is_asked_securely() -> None:
    assert checked_address(" example.org/a ") == "https://example.org/a"
