"""The dialog that fetches a page: asked once, stopped, tried again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.fetching import FetchError, Page
from annotator.opening import Options
from annotator.settings import Settings
from annotator.ui.files import Files
from annotator.ui.main_window import MainWindow
from annotator.ui.trace import Trace
from annotator.ui.url_dialog import UrlDialog
from tests.ui.test_export_dialog import until

PAGE = Page("http://127.0.0.1/a", b"<p>Ana Lund met Bo Ek in Osaka on Monday.</p>", ".html")


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    qapp.clipboard().clear()


def dialog_with(fetch: Callable[..., Page], *, may_fetch: bool = True) -> UrlDialog:
    dialog = UrlDialog(may_fetch, fetch=fetch)
    dialog.address.setText("http://127.0.0.1/a")
    return dialog


def test_nothing_is_fetched_before_it_is_allowed() -> None:
    dialog = dialog_with(lambda *_: PAGE, may_fetch=False)
    assert not dialog.action.isEnabled()
    dialog.allowed.setChecked(True)
    assert dialog.action.isEnabled()
    dialog.deleteLater()


def test_an_address_of_no_page_is_said() -> None:
    dialog = dialog_with(lambda *_: PAGE)
    dialog.address.setText("file:///etc/hostname")
    assert "Only addresses with http" in dialog.problem.text()
    assert not dialog.action.isEnabled()
    dialog.deleteLater()


def test_the_page_comes_beside_the_window() -> None:
    dialog = dialog_with(lambda *_: PAGE)
    dialog.accept()
    assert not dialog.address.isEnabled()
    until(lambda: dialog.page is not None)
    assert dialog.page == PAGE
    dialog.deleteLater()


def test_what_failed_is_said_and_may_be_tried_again() -> None:
    answers: list[Page | None] = [None, PAGE]

    def fetch(*_arguments: object) -> Page:
        page = answers.pop(0)
        if page is None:
            raise FetchError("The server refuses.")
        return page

    dialog = dialog_with(fetch)
    dialog.accept()
    until(lambda: bool(dialog.problem.text()))
    assert dialog.problem.text() == "The server refuses."
    assert dialog.action.isEnabled()
    dialog.accept()
    until(lambda: dialog.page is not None)
    dialog.deleteLater()


def test_cancel_stops_fetching_first() -> None:
    seen: list[bool] = []

    def fetch(_address: str, goes_on: Callable[[int], bool]) -> Page:
        while goes_on(1):
            pass
        seen.append(True)
        raise FetchError("It was stopped.")

    dialog = dialog_with(fetch)
    dialog.accept()
    dialog.reject()
    assert dialog.address.isEnabled()
    until(lambda: bool(seen))
    dialog.deleteLater()


def test_a_fetched_page_is_opened_with_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UrlDialog, "ask", lambda _may, _parent: (PAGE, True))
    window = MainWindow(Settings(), Trace({}))
    files = Files(window, lambda: Options(data_folder=tmp_path))
    files.ask_url()
    assert files.may_fetch
    session = files.session
    assert session is not None
    (row,) = session.articles()
    meta = session.document(row.id).meta
    assert meta.url == "http://127.0.0.1/a"
    assert (tmp_path / "pages" / meta.source).read_bytes() == PAGE.data
    files.ask_url()
    assert len(session.articles()) == 1
    files.close()
