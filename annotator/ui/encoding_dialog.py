"""Asks in which encoding a file is written, with its beginning as each encoding reads it."""

from codecs import lookup
from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotator.ui.list_form import ListForm

ENCODINGS = (
    ("utf-8", "Unicode (UTF-8)"),
    ("utf-16", "Unicode (UTF-16)"),
    ("windows-1252", "Western European (Windows-1252)"),
    ("iso-8859-1", "Western European (ISO 8859-1)"),
    ("iso-8859-15", "Western European (ISO 8859-15)"),
    ("mac-roman", "Western European (Mac Roman)"),
    ("windows-1250", "Central European (Windows-1250)"),
    ("iso-8859-2", "Central European (ISO 8859-2)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("koi8-r", "Cyrillic (KOI8-R)"),
    ("koi8-u", "Cyrillic (KOI8-U)"),
    ("iso-8859-5", "Cyrillic (ISO 8859-5)"),
    ("cp866", "Cyrillic (DOS 866)"),
    ("mac-cyrillic", "Cyrillic (Mac)"),
    ("windows-1253", "Greek (Windows-1253)"),
    ("windows-1254", "Turkish (Windows-1254)"),
    ("windows-1255", "Hebrew (Windows-1255)"),
    ("windows-1256", "Arabic (Windows-1256)"),
    ("iso-8859-6", "Arabic (ISO 8859-6)"),
    ("windows-1257", "Baltic (Windows-1257)"),
    ("windows-1258", "Vietnamese (Windows-1258)"),
    ("windows-874", "Thai (Windows-874)"),
    ("gb18030", "Chinese, simplified (GB 18030)"),
    ("big5", "Chinese, traditional (Big5)"),
    ("shift_jis", "Japanese (Shift JIS)"),
    ("euc-jp", "Japanese (EUC-JP)"),
    ("iso-2022-jp", "Japanese (ISO 2022-JP)"),
    ("euc-kr", "Korean (EUC-KR)"),
)
"""Python's names of encodings that texts come in, and what people call them."""

Preview = Callable[[str], str]
"""The beginning of the file as an encoding reads it; UnicodeDecodeError where it can't."""


class EncodingDialog(ListForm):
    """A list of encodings; the preview shows at once what a choice does."""

    def __init__(
        self, encoding: str, parent: QWidget | None = None, preview: Preview | None = None
    ) -> None:
        items = list(ENCODINGS)
        current = _our_name(encoding)
        if current and current not in dict(items):
            items.insert(0, (current, current))
        self._preview_of = preview
        self._unreadable = ""
        self._preview = QPlainTextEdit(readOnly=True)
        super().__init__(
            "Read with another encoding", "Read again", "Encoding", items, current, parent
        )
        if preview is not None:
            self._preview.setMinimumHeight(130)
            self._preview.setTabChangesFocus(True)
            self.add_field("How the file begins", self._preview)
        self.add_text(
            "The file is read again as a new article. This one is marked rejected, unless somebody"
            " has worked on it.",
            quiet=True,
        )
        self.list.currentItemChanged.connect(self._show_preview)
        self._show_preview()
        self.setMinimumWidth(520)

    @classmethod
    def ask(
        cls, encoding: str, parent: QWidget | None = None, preview: Preview | None = None
    ) -> str | None:
        """The name of an encoding, or None."""
        dialog = cls(encoding, parent, preview)
        return dialog.chosen if dialog.done_well() else None

    def _show_preview(self) -> None:
        self._unreadable = ""
        if self._preview_of is not None and self.chosen:
            try:
                self._preview.setPlainText(self._preview_of(self.chosen))
            except (UnicodeError, LookupError):
                self._preview.setPlainText("")
                self._unreadable = f"The file can't be read as {self.chosen}."
        self.check()

    def _problem(self) -> str:
        return self._unreadable


def _our_name(encoding: str) -> str:
    """The list's name for an encoding under any of its names."""
    for name, _ in ENCODINGS:
        try:
            if lookup(name) == lookup(encoding) or lookup(name).name == lookup(encoding).name:
                return name
        except LookupError:
            continue
    return encoding
