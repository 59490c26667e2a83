"""Asks for the address of a page and fetches it; the analyst allows the network here, and nowhere else."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QProgressBar, QWidget

from annotator.core.errors import AnnotatorError
from annotator.fetching import FetchError, Page, checked_address, fetched
from annotator.ui.form import Form
from annotator.ui.tick_box import TickBox

_LOOKS_EACH_MS = 30
_ADDRESS_AT_MOST = 2000


class UrlDialog(Form):
    """Stays open while the page comes; Cancel stops that."""

    def __init__(
        self,
        may_fetch: bool,
        parent: QWidget | None = None,
        fetch: Callable[..., Page] = fetched,
    ) -> None:
        super().__init__("Open URL", "Open", parent)
        self._fetch = fetch
        self._fetching: _Fetching | None = None
        self._trouble = ""
        self.page: Page | None = None
        self.address = QLineEdit(_copied_address(), maxLength=_ADDRESS_AT_MOST)
        self.address.setPlaceholderText("https://")
        self.address.selectAll()
        self.add_field("Address of a web page, PDF file or text", self.address)
        self.allowed = TickBox("Let Annotator fetch the pages whose address I enter here")
        self.allowed.setChecked(may_fetch)
        self.add_widget(self.allowed)
        self.add_text(
            "This is the only time that Annotator uses the network. It asks that server for that"
            " page and sends nothing else; scripts, pictures and trackers are not loaded. A copy"
            " of the page is kept on this computer.",
            quiet=True,
        )
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the page")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setRange(0, 1)
        self._fields.addWidget(self.bar)
        self._timer = QTimer(self, interval=_LOOKS_EACH_MS)
        self._timer.timeout.connect(self._look)
        self.address.textChanged.connect(self._on_change)
        self.allowed.toggled.connect(self._on_change)
        self.setMinimumWidth(560)
        self.check()

    @classmethod
    def ask(cls, may_fetch: bool, parent: QWidget | None = None) -> tuple[Page | None, bool]:
        """The page (None: the analyst gave up), and whether pages may be fetched from now on."""
        dialog = cls(may_fetch, parent)
        try:
            is_done = dialog.exec() == QDialog.DialogCode.Accepted
            page = dialog.page if is_done else None
            return page, dialog.allowed.isChecked() if is_done else may_fetch
        finally:
            dialog.deleteLater()

    def accept(self) -> None:
        """Fetch; the dialog closes when the page is there."""
        if self._fetching is not None or not self.action.isEnabled():
            return
        self._trouble = ""
        self._fetching = _Fetching(self.address.text(), self._fetch)
        self._set_busy(True)

    def reject(self) -> None:
        """Stop fetching, or close."""
        fetching, self._fetching = self._fetching, None
        if fetching is None:
            super().reject()
            return
        fetching.stop()
        self._set_busy(False)

    def _look(self) -> None:
        fetching = self._fetching
        if fetching is None or not fetching.is_over:
            return
        self._fetching = None
        self._set_busy(False)
        if fetching.page is None:
            self._trouble = fetching.trouble
            self.check()
            self.action.setFocus()
            return
        self.page = fetching.page
        super().accept()

    def _set_busy(self, is_busy: bool) -> None:
        self.bar.setRange(0, 0 if is_busy else 1)
        for widget in (self.address, self.allowed):
            widget.setEnabled(not is_busy)
        if is_busy:
            self._timer.start()
        else:
            self._timer.stop()
        self.check()
        if is_busy:
            self.action.setEnabled(False)

    def _on_change(self) -> None:
        self._trouble = ""
        self.check()

    def check(self) -> None:
        """What failed may be tried again."""
        super().check()
        if self._trouble and self._is_complete():
            self.action.setEnabled(True)
            self.action.setDefault(True)

    def _problem(self) -> str:
        if self._trouble or not self.address.text().strip():
            return self._trouble
        try:
            checked_address(self.address.text())
        except FetchError as error:
            return str(error)
        return ""

    def _is_complete(self) -> bool:
        return bool(self.address.text().strip()) and self.allowed.isChecked()


class _Fetching:
    """A thread that waits for a server, so that the window need not."""

    def __init__(self, address: str, fetch: Callable[..., Page]) -> None:
        self.page: Page | None = None
        self.trouble = ""
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, args=(address, fetch), daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether it is known how it went."""
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Nobody waits any more."""
        self._is_stopped = True

    def _run(self, address: str, fetch: Callable[..., Page]) -> None:
        try:
            self.page = fetch(address, lambda _bytes: not self._is_stopped)
        except AnnotatorError as error:
            self.trouble = str(error)


def _copied_address() -> str:
    text = QGuiApplication.clipboard().text().strip()
    is_address = text.startswith(("http://", "https://")) and len(text.split()) == 1
    return text if is_address and len(text) <= _ADDRESS_AT_MOST else ""
